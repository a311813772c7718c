// One step of the comparison: what each column drew from, overlaid, and how far apart that is. GUI thread.
#pragma once

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

    void showPlace(const PlaceDistributions& place);
    void showNothing();

    DistributionPlot& plot() const { return *m_plot; }
    PlotTable divergences() const; // every number

private:
    void restyle();
    void fitTable();

    QLabel* m_title;
    QLabel* m_note;
    DistributionPlot* m_plot;
    QTableWidget* m_table;
};

} // namespace logitscope
