// Quality against diversity: a point for each column with its 95 % intervals, so that a chain that buys variety with
// nonsense, or sense with sameness, can be seen. GUI thread.
#pragma once

#include "ui/labs/compare/column_figures.h"
#include "ui/widgets/plot_base.h"

#include <QString>

#include <vector>

namespace logitscope {

struct QualityPoint {
    QString letter, title;
    int colour = 0;
    Estimate diversity, quality;
};

class QualityPlot : public PlotBase {
    Q_OBJECT

public:
    explicit QualityPlot(QWidget* parent = nullptr);

    // Points without a number on either axis are left out.
    void setPoints(std::vector<QualityPoint> points, Figure diversity, Figure quality);

    PlotTable table() const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void fill() override;
    void applyTheme() override;
    QString tipAt(const QPointF& pixel) const override;

private:
    std::vector<QualityPoint> m_points;
    Figure m_diversity = Figure::Distinct2, m_quality = Figure::MeanLogProbability;
};

} // namespace logitscope
