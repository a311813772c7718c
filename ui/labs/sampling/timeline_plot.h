// How sure the model was along the text: entropy of the raw distribution (a line) and surprisal of the token that
// stands there (stems with discs), in bits, position by position. The prompt stands on a tinted ground; the focused
// position is marked; a click chooses one. Appending costs the new points only. GUI thread.
#pragma once

#include "core/base/ids.h"
#include "ui/widgets/plot_base.h"

#include <QColor>
#include <QString>

#include <optional>
#include <span>
#include <vector>

class QCPGraph;
class QCPItemLine;
class QCPItemRect;
class QCPItemText;

namespace logitscope {

// One token of a text. The first has no prediction: neither figure.
struct TimelinePoint {
    Position position{};
    QString label; // of the token, as visibleToken() writes it
    bool generated = false;
    std::optional<double> entropyBits;   // of the raw distribution it came from
    std::optional<double> surprisalBits; // -log2 of its raw probability
};

class TimelinePlot : public PlotBase {
    Q_OBJECT

public:
    explicit TimelinePlot(QWidget* parent = nullptr);

    void setPoints(std::vector<TimelinePoint> points); // positions ascending
    void append(std::span<const TimelinePoint> points);
    const std::vector<TimelinePoint>& points() const { return m_points; }
    // Marks a position; one after the last point stands for the token to come.
    void setFocusedPosition(std::optional<Position> position);

    PlotTable table() const override;
    // Where a position stands, in pixels of the plot; for tests and tooltips.
    double xOf(Position position) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void positionSelected(logitscope::Position position);

protected:
    void fill() override;
    void applyTheme() override;
    QString tipAt(const QPointF& pixel) const override;
    void clicked(const QPointF& pixel) override;

private:
    void chooseDiscs();
    const TimelinePoint* pointAt(const QPointF& pixel) const;

    std::vector<TimelinePoint> m_points;
    std::size_t m_drawn = 0; // points that the graphs hold
    double m_highest = 0.0;  // of their figures
    std::optional<Position> m_focused;
    QColor m_disc;
    QCPGraph* m_entropy;
    QCPGraph* m_surprisal;
    QCPItemRect* m_prompt;
    QCPItemRect* m_mark;
    QCPItemText* m_promptName;
};

} // namespace logitscope
