// The draw of the focused position: the unit interval with the needle, in words what it hit, and below either the
// cumulative curve with top-p's cut or what the seeds 1 … 100 would have drawn.
//
// Knows values only. GUI thread.
#pragma once

#include "ui/labs/sampling/cumulative_plot.h"
#include "ui/labs/sampling/draw_view_data.h"

#include <QWidget>

class QLabel;
class QStackedWidget;
class QTabBar;

namespace logitscope {

class GlyphButton;
class SeedStrip;
class UnitInterval;

class DrawPanel : public QWidget {
    Q_OBJECT

public:
    explicit DrawPanel(QWidget* parent = nullptr);

    void setDraw(const DrawViewData& draw, CumulativeViewData cumulative);
    void clear(); // nothing to show yet

    QString sentence() const;

signals:
    void rerollRequested();        // another u, the same distribution
    void seedChosen(quint64 seed); // this seed instead

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void restyle();

    QStackedWidget* m_pages;
    QLabel* m_empty;
    GlyphButton* m_reroll;
    UnitInterval* m_interval;
    QLabel* m_sentence;
    QTabBar* m_tabs;
    QStackedWidget* m_views;
    CumulativePlot* m_cumulative;
    SeedStrip* m_seeds;
};

} // namespace logitscope
