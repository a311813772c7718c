#include "ui/labs/compare/distribution_plot.h"

#include "ui/theme/colours.h"
#include "ui/theme/theme.h"
#include "ui/widgets/format.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace logitscope {

DistributionPlot::DistributionPlot(QWidget* parent)
    : PlotBase(tr("Distributions of the columns at a step"), QStringLiteral("distributions"), parent),
      m_group(new QCPBarsGroup(&plot())) {
    setToolTip({});
    m_group->setSpacingType(QCPBarsGroup::stAbsolute);
    m_group->setSpacing(0.0);
    plot().xAxis->setLabel(tr("probability when drawn (%)"));
    plot().yAxis->setRangeReversed(true); // the most probable token on top
    plot().yAxis->grid()->setVisible(false);
    plot().axisRect()->setRangeZoom(Qt::Horizontal);
    plot().axisRect()->setRangeDrag(Qt::Horizontal);
    applyTheme();
    setMessage(tr("Run the columns, then point at a step to see what each drew from."));
}

QSize DistributionPlot::sizeHint() const { return {Theme::instance().grid(44), Theme::instance().grid(36)}; }

QSize DistributionPlot::minimumSizeHint() const { return {Theme::instance().grid(20), Theme::instance().grid(12)}; }

void DistributionPlot::setPlace(PlaceDistributions place) {
    m_place = std::move(place);
    setEmptySentence({});
    invalidate();
}

void DistributionPlot::setMessage(const QString& sentence) {
    m_place = {};
    setEmptySentence(sentence);
    invalidate();
}

void DistributionPlot::applyTheme() {
    std::vector<LegendEntry> legend;
    for (const PlaceSeries& series : m_place.series) {
        legend.push_back({QStringLiteral("■ ") + columnLetter(series.column), stageColour(series.colour)});
    }
    setLegend(legend);
}

void DistributionPlot::fill() {
    for (QCPBars* bars : m_bars) {
        plot().removePlottable(bars);
    }
    m_bars.clear();
    const QSharedPointer<QCPAxisTickerText> names(new QCPAxisTickerText);
    const QFontMetrics metrics(plot().yAxis->tickLabelFont());
    for (std::size_t i = 0; i < m_place.labels.size(); ++i) {
        names->addTick(static_cast<double>(i),
                       metrics.elidedText(m_place.labels[i], Qt::ElideRight, Theme::instance().grid(10)));
    }
    plot().yAxis->setTicker(names);
    const double width = 0.8 / static_cast<double>(std::max<std::size_t>(1, m_place.series.size()));
    double highest = 0.0;
    for (const PlaceSeries& series : m_place.series) {
        auto* bars = new QCPBars(plot().yAxis, plot().xAxis);
        bars->setWidthType(QCPBars::wtPlotCoords);
        bars->setWidth(width);
        bars->setPen(Qt::NoPen);
        bars->setBrush(stageColour(series.colour));
        bars->setBarsGroup(m_group);
        for (std::size_t i = 0; i < series.probabilities.size(); ++i) {
            bars->addData(static_cast<double>(i), 100.0 * series.probabilities[i]);
            highest = std::max(highest, 100.0 * series.probabilities[i]);
        }
        m_bars.push_back(bars);
    }
    applyTheme();
    setWholeView({0.0, std::max(1.0, highest * 1.05), -0.6, static_cast<double>(m_place.tokens.size()) - 0.4});
}

QString DistributionPlot::tipAt(const QPointF& pixel) const {
    if (!QRectF(plot().axisRect()->rect()).contains(pixel)) {
        return {};
    }
    const auto at = std::lround(plot().yAxis->pixelToCoord(pixel.y()));
    if (at < 0 || at >= static_cast<long>(m_place.tokens.size())) {
        return {};
    }
    const auto token = static_cast<std::size_t>(at);
    QStringList lines{m_place.labels[token]};
    for (const PlaceSeries& series : m_place.series) {
        const QString line = QStringLiteral("%1: %2").arg(series.title, percentText(series.probabilities[token]));
        lines << (series.taken == m_place.tokens[token] ? tr("%1, taken").arg(line) : line);
    }
    return lines.join(QLatin1Char('\n'));
}

PlotTable DistributionPlot::table() const {
    PlotTable table{tr("Distributions of the columns at step %1").arg(m_place.step + 1), {tr("token")}, {}};
    for (const PlaceSeries& series : m_place.series) {
        table.columns << tr("%1: probability when drawn").arg(series.title);
    }
    for (std::size_t i = 0; i < m_place.tokens.size(); ++i) {
        std::vector<QVariant> row{m_place.labels[i]};
        for (const PlaceSeries& series : m_place.series) {
            row.emplace_back(series.probabilities[i]);
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

} // namespace logitscope
