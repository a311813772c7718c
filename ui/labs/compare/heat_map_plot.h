// A figure over a grid of two parameters: each cell its colour and its number; a click chooses one. GUI thread.
#pragma once

#include "ui/widgets/plot_base.h"

#include <QString>
#include <QStringList>

#include <vector>

class QCPColorMap;

namespace logitscope {

struct HeatMap {
    QString xName, yName, figureName;
    QStringList xValues, yValues;
    std::vector<double> values; // row by row, the first row of yValues first; not a number where there is none yet
    QStringList texts;          // of the cells, with their intervals: "0.82 ± 0.03"
};

class HeatMapPlot : public PlotBase {
    Q_OBJECT

public:
    explicit HeatMapPlot(QWidget* parent = nullptr);

    void setMap(HeatMap map);
    const HeatMap& map() const { return m_map; }
    // The middle of a cell, in pixels of the plot; for tests.
    QPointF pixelOf(int x, int y) const;

    PlotTable table() const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void cellChosen(int x, int y);

protected:
    void fill() override;
    void applyTheme() override;
    QString tipAt(const QPointF& pixel) const override;
    void clicked(const QPointF& pixel) override;

private:
    int cellAt(const QPointF& pixel) const; // -1: none

    HeatMap m_map;
    QCPColorMap* m_colours;
};

} // namespace logitscope
