// The cumulative probability over ranks, before and after the chain's cuts: the curve that top-p cuts where it reaches
// p. GUI thread; the data is a value made by a pure function.
#pragma once

#include "core/sampling/chain.h"
#include "ui/widgets/plot_base.h"

#include <optional>
#include <vector>

class QCPGraph;
class QCPItemStraightLine;
class QCPItemText;

namespace logitscope {

struct CumulativeViewData {
    // Sum of the r + 1 most probable, by rank; as far as listed.
    std::vector<double> before; // of what reaches top-p, or of the raw softmax where the chain has no (acting) top-p
    std::vector<double> after;  // of the final distribution
    int kept = 0;               // tokens of the final distribution
    int vocabulary = 0;
    struct Cut {
        double p = 1.0;       // the line
        int rank = 0;         // tokens that top-p kept
        double reached = 1.0; // their cumulative probability, >= p
    };
    std::optional<Cut> topP; // the first acting top-p of the chain
};

// `result` was made with `chain`.
CumulativeViewData cumulativeViewData(const ChainSpec& chain, const ChainResult& result, int listed = 100);

class CumulativePlot : public PlotBase {
    Q_OBJECT

public:
    explicit CumulativePlot(QWidget* parent = nullptr);

    void setData(CumulativeViewData cumulative);
    void clear();

    PlotTable table() const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void fill() override;
    void applyTheme() override;
    QString tipAt(const QPointF& pixel) const override;

private:
    CumulativeViewData m_data;
    QCPGraph* m_before;
    QCPGraph* m_after;
    QCPItemStraightLine* m_line; // p
    QCPItemStraightLine* m_cut;  // the last kept rank
    QCPItemText* m_lineName;
    QCPItemText* m_cutName;
};

} // namespace logitscope
