#include "ui/labs/sampling/microscope/logit_histogram_plot.h"

#include "ui/theme/theme.h"
#include "ui/widgets/format.h"

#include <qcustomplot.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace logitscope {

namespace {

constexpr int binCount = 64;

} // namespace

LogitHistogram logitHistogramOf(const ChainResult& result, std::span<const float> row) {
    LogitHistogram histogram;
    histogram.bins = result.histogram(binCount);
    histogram.kept = result.survivors();
    histogram.vocabulary = result.vocabularySize();
    const std::vector<double> probabilities = result.probabilities();
    double lowest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (probabilities[i] > 0.0) {
            lowest = std::min(lowest, static_cast<double>(row[i]));
        }
    }
    // A kept token whose probability is too small for a double: its bin tells of it.
    const auto first = std::ranges::find_if(histogram.bins, [](const LogitBin& bin) { return bin.kept > 0; });
    histogram.lowestKept = lowest <= first->to ? lowest : first->from;
    return histogram;
}

LogitHistogramPlot::LogitHistogramPlot(QWidget* parent)
    : PlotBase(tr("Histogram of the logits"), QStringLiteral("logits"), parent),
      m_all(new QCPBars(plot().xAxis, plot().yAxis)), m_kept(new QCPBars(plot().xAxis, plot().yAxis)),
      m_line(new QCPItemStraightLine(&plot())), m_lineName(new QCPItemText(&plot())) {
    setToolTip({});
    for (QCPBars* bars : {m_all, m_kept}) {
        bars->setWidthType(QCPBars::wtPlotCoords);
        bars->setPen(Qt::NoPen);
    }
    plot().xAxis->setLabel(tr("raw logit"));
    plot().yAxis->setLabel(tr("tokens"));
    plot().xAxis->grid()->setVisible(false);
    plot().axisRect()->setRangeZoom(Qt::Horizontal);
    plot().axisRect()->setRangeDrag(Qt::Horizontal);
    m_lineName->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    applyTheme();
    setEmptySentence(tr("Run a prompt to see all of its logits."));
}

QSize LogitHistogramPlot::sizeHint() const { return {Theme::instance().grid(45), Theme::instance().grid(24)}; }

QSize LogitHistogramPlot::minimumSizeHint() const { return {Theme::instance().grid(20), Theme::instance().grid(12)}; }

void LogitHistogramPlot::applyTheme() {
    const Theme& theme = Theme::instance();
    const ThemeTokens& tokens = theme.tokens();
    m_all->setBrush(tokens.ghost);
    m_kept->setBrush(tokens.accent);
    m_line->setPen(QPen(tokens.text, theme.scaled(1.5), Qt::DashLine));
    m_lineName->setFont(theme.font(TextSize::Small));
    m_lineName->setColor(tokens.text);
    m_lineName->setBrush(tokens.ground);
    m_lineName->setPadding(QMargins(theme.grid(0.25), 0, theme.grid(0.25), 0));
}

void LogitHistogramPlot::setHistogram(LogitHistogram histogram) {
    m_histogram = std::move(histogram);
    setEmptySentence({});
    invalidate();
}

void LogitHistogramPlot::setLogarithmic(bool on) {
    m_logarithmic = on;
    invalidate();
}

void LogitHistogramPlot::fill() {
    const std::vector<LogitBin>& bins = m_histogram.bins;
    if (bins.empty()) {
        return;
    }
    const ThemeTokens& tokens = Theme::instance().tokens();
    const double bottom = m_logarithmic ? 0.5 : 0.0; // below a single token
    const double spread = bins.back().to - bins.front().from;
    const double width = spread > 0.0 ? spread / static_cast<double>(bins.size()) : 1.0;
    setLogarithmicUp(m_logarithmic);
    int highest = 1;
    for (QCPBars* bars : {m_all, m_kept}) {
        bars->data()->clear();
        bars->setBaseValue(bottom);
        bars->setWidth(width);
    }
    for (const LogitBin& bin : bins) {
        const double middle = (bin.from + bin.to) / 2.0;
        if (bin.count > 0) {
            m_all->addData(middle, bin.count);
        }
        if (bin.kept > 0) {
            m_kept->addData(middle, bin.kept);
        }
        highest = std::max(highest, bin.count);
    }
    setLegend({{QStringLiteral("■ ") + tr("all %1").arg(countText(m_histogram.vocabulary)), tokens.textMuted},
               {QStringLiteral("■ ") + tr("kept: %1").arg(countText(m_histogram.kept)), tokens.accent}});
    const bool right = m_histogram.lowestKept < (bins.front().from + bins.back().to) / 2.0;
    m_line->point1->setCoords(m_histogram.lowestKept, bottom);
    m_line->point2->setCoords(m_histogram.lowestKept, 1.0 + bottom);
    m_lineName->setText(tr("kept from %1").arg(logitText(m_histogram.lowestKept)));
    m_lineName->setPositionAlignment((right ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignTop);
    m_lineName->position->setCoords(m_histogram.lowestKept, 0.02);
    setWholeView({bins.front().from - width / 2.0, bins.back().to + width / 2.0, bottom,
                  m_logarithmic ? highest * 2.0 : highest * 1.06});
}

QString LogitHistogramPlot::tipAt(const QPointF& pixel) const {
    if (!QRectF(plot().axisRect()->rect()).contains(pixel)) {
        return {};
    }
    const double at = plot().xAxis->pixelToCoord(pixel.x());
    for (const LogitBin& bin : m_histogram.bins) {
        if (at >= bin.from && at <= bin.to) {
            return tr("logits %1 to %2\n%3 tokens, %4 kept\n%5 of the probability")
                .arg(logitText(bin.from), logitText(bin.to), countText(bin.count), countText(bin.kept),
                     percentText(bin.mass));
        }
    }
    return {};
}

PlotTable LogitHistogramPlot::table() const {
    PlotTable table{
        tr("Histogram of the logits"), {tr("from"), tr("to"), tr("tokens"), tr("kept"), tr("raw probability")}, {}};
    for (const LogitBin& bin : m_histogram.bins) {
        table.rows.push_back({bin.from, bin.to, bin.count, bin.kept, bin.mass});
    }
    return table;
}

} // namespace logitscope
