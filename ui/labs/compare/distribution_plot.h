// What the columns draw from at one step, overlaid: a group of bars for each token, one bar for each column. GUI
// thread.
#pragma once

#include "ui/labs/compare/place_distributions.h"
#include "ui/widgets/plot_base.h"

#include <vector>

class QCPBars;
class QCPBarsGroup;

namespace logitscope {

class DistributionPlot : public PlotBase {
    Q_OBJECT

public:
    explicit DistributionPlot(QWidget* parent = nullptr);

    void setPlace(PlaceDistributions place);
    const PlaceDistributions& place() const { return m_place; }
    void setMessage(const QString& sentence); // in place of the plot

    PlotTable table() const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void fill() override;
    void applyTheme() override;
    QString tipAt(const QPointF& pixel) const override;

private:
    PlaceDistributions m_place;
    QCPBarsGroup* m_group;
    std::vector<QCPBars*> m_bars;
};

} // namespace logitscope
