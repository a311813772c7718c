// One step of the comparison: what each column drew from, overlaid, and how far apart that is. GUI thread.
#pragma once

#include "ui/labs/compare/compare_runs.h"
#include "ui/labs/compare/place_distributions.h"
#include "ui/widgets/plot_table.h"

#include <QWidget>

class QLabel;
class QTableWidget;

namespace logitscope {

class DistributionPlot;

class PlacePanel : public QWidget {
    Q_OBJECT

public:
    explicit PlacePanel(QWidget* parent = nullptr);

    // `reference`: the column that the others are compared with.
    void showPlace(const CompareRuns& runs, std::size_t step, std::size_t reference);
    void showNothing();

    DistributionPlot& plot() const { return *m_plot; }
    PlotTable divergences() const; // every number

private:
    void restyle();

    QLabel* m_title;
    QLabel* m_note;
    DistributionPlot* m_plot;
    QTableWidget* m_table;
};

} // namespace logitscope
