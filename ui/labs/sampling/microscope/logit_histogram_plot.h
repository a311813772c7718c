// How the raw logits of the whole vocabulary lie: tokens per bin, the kept ones filled, a line at the smallest kept
// logit. GUI thread.
#pragma once

#include "core/sampling/chain.h"
#include "ui/widgets/plot_base.h"

#include <span>
#include <vector>

class QCPBars;
class QCPItemStraightLine;
class QCPItemText;

namespace logitscope {

struct LogitHistogram {
    std::vector<LogitBin> bins; // of equal width, lowest first
    double lowestKept = 0.0;    // raw logit
    int kept = 0, vocabulary = 0;
};

// `row`: the logits that the result is of. Any thread.
LogitHistogram logitHistogramOf(const ChainResult& result, std::span<const float> row);

class LogitHistogramPlot : public PlotBase {
    Q_OBJECT

public:
    explicit LogitHistogramPlot(QWidget* parent = nullptr);

    void setHistogram(LogitHistogram histogram);
    // Counts on a logarithmic axis, so that a bin of few tokens beside one of thousands can be seen.
    void setLogarithmic(bool on);

    PlotTable table() const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void fill() override;
    void applyTheme() override;
    QString tipAt(const QPointF& pixel) const override;

private:
    LogitHistogram m_histogram;
    bool m_logarithmic = true;
    QCPBars* m_all;
    QCPBars* m_kept;
    QCPItemStraightLine* m_line;
    QCPItemText* m_lineName;
};

} // namespace logitscope
