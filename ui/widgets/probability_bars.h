// The next-token distribution as sorted bars: solid = final probability, outline = raw softmax (T = 1), hatched = cut,
// with the stage that cut it. A click or Enter chooses a token.
//
// Keyboard: ↑ ↓ Page Up, Page Down, Home, End move the current row, Enter chooses it, Ctrl+C copies the table. The
// scale grows when a bar would not fit and shrinks only with a new row of logits, so that under a slider a longer bar
// is more probability. GUI thread. Repaints a list of 40 rows in well under 4 ms.
#pragma once

#include "ui/widgets/accessible_items.h"
#include "ui/widgets/bar_row.h"
#include "ui/widgets/plot_table.h"

#include <QAbstractScrollArea>

#include <memory>

namespace logitscope {

enum class Transition { Glide, Instant };

class ProbabilityBars : public QAbstractScrollArea, public AccessibleItems {
    Q_OBJECT

public:
    explicit ProbabilityBars(QWidget* parent = nullptr);
    ~ProbabilityBars() override;

    // Glide lets bars and rows move to their new places (never with reduced motion); Instant, for a slider being
    // dragged, has them there with the next frame.
    void setDistribution(BarList list, Transition transition = Transition::Glide);
    // Legend, scale and column names above the rows; shown unless said otherwise.
    void setHeaderVisible(bool visible);
    // Shows `sentence` in place of bars: empty, loading, failed.
    void setMessage(const QString& sentence);

    const BarList& distribution() const; // sorted
    // What stands on screen, one line per row, remainder rows included: for the clipboard and screen readers.
    QString asText() const;
    PlotTable table() const; // every number of the listed rows

    int currentRow() const;
    void setCurrentRow(int row);
    double scaleMaximum() const; // probability at the right end of the bars

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    // AccessibleItems: the rows, remainder rows last.
    int itemCount() const override;
    QString itemName(int row) const override;
    QRect itemRect(int row) const override; // in viewport coordinates, where the row comes to rest
    int currentItem() const override;
    void activateItem(int row) override;

signals:
    void tokenChosen(logitscope::TokenId token);
    void currentRowChanged(int row);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void measure(); // label column and scroll range
    int headerHeight() const;
    int rowAt(const QPoint& point) const; // -1: none
    QString toolTipOf(int row) const;

    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace logitscope
