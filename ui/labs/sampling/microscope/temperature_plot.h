// The most probable tokens against the temperature, 0 … 2, and the entropy on a second axis; the present temperature as
// a line. Shows what a temperature stage hands on: what follows it in the chain may still cut. GUI thread.
#pragma once

#include "core/sampling/chain.h"
#include "ui/widgets/plot_base.h"

#include <optional>
#include <vector>

class QCPGraph;
class QCPItemStraightLine;
class QCPItemText;

namespace logitscope {

struct TemperatureSweep {
    std::vector<TokenId> tokens; // the most probable ones that reach the stage, and the one in question
    std::vector<SweepPoint> points;
    std::optional<double> present; // the T of the chain's first temperature stage; empty without one
};

// Without a temperature stage: of the final distribution, whose present T is 1. Any thread.
TemperatureSweep temperatureSweepOf(const ChainResult& result, const ChainSpec& chain, TokenId asked);

class TemperaturePlot : public PlotBase {
    Q_OBJECT

public:
    explicit TemperaturePlot(QWidget* parent = nullptr);

    void setSweep(TemperatureSweep sweep, std::vector<QString> labels); // one label per token
    const TemperatureSweep& sweep() const { return m_sweep; }

    PlotTable table() const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void fill() override;
    void applyTheme() override;
    QString tipAt(const QPointF& pixel) const override;

private:
    TemperatureSweep m_sweep;
    std::vector<QString> m_labels;
    std::vector<QCPGraph*> m_curves;
    QCPGraph* m_entropy;
    QCPItemStraightLine* m_line;
    QCPItemText* m_lineName;
};

} // namespace logitscope
