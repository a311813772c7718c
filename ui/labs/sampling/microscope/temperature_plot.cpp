#include "ui/labs/sampling/microscope/temperature_plot.h"

#include "core/sampling/sampler_catalog.h"
#include "ui/theme/colours.h"
#include "ui/theme/theme.h"
#include "ui/widgets/format.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace logitscope {

namespace {

constexpr int curves = 5;
constexpr int steps = 80; // from 0 to largestTemperature
constexpr double largestTemperature = 2.0;

// The place of the chain's first temperature.
std::optional<std::size_t> temperatureStage(const ChainSpec& chain) {
    const auto found = std::ranges::find_if(chain.stages, [](const SamplerSpec& stage) {
        return stage.enabled && stage.kind() == SamplerKind::Temperature;
    });
    return found == chain.stages.end() ? std::nullopt
                                       : std::optional(static_cast<std::size_t>(found - chain.stages.begin()));
}

TemperatureSweep sweepOf(const ChainResult& incoming, TokenId asked) {
    TemperatureSweep sweep;
    for (const TokenOutcome& outcome : incoming.topKept(curves)) {
        sweep.tokens.push_back(outcome.token);
    }
    if (std::ranges::find(sweep.tokens, asked) == sweep.tokens.end()) {
        sweep.tokens.push_back(asked);
    }
    std::vector<double> temperatures;
    for (int step = 0; step <= steps; ++step) {
        temperatures.push_back(largestTemperature * step / steps);
    }
    sweep.points = incoming.temperatureSweep(sweep.tokens, temperatures);
    return sweep;
}

} // namespace

TemperatureSweep temperatureSweepOf(const ChainResult& result, const ChainSpec& chain, TokenId asked) {
    const auto stage = temperatureStage(chain);
    if (!stage) {
        return sweepOf(result, asked);
    }
    TemperatureSweep sweep = sweepOf(result.before(static_cast<int>(*stage)), asked);
    sweep.present = std::get<TemperatureOptions>(chain.stages[*stage].options).temperature;
    return sweep;
}

TemperaturePlot::TemperaturePlot(QWidget* parent)
    : PlotBase(tr("Probabilities against the temperature"), QStringLiteral("temperature"), parent),
      m_entropy(plot().addGraph(plot().xAxis, plot().yAxis2)), m_line(new QCPItemStraightLine(&plot())),
      m_lineName(new QCPItemText(&plot())) {
    setToolTip({});
    plot().xAxis->setLabel(tr("temperature T"));
    plot().yAxis->setLabel(tr("probability, %"));
    plot().yAxis2->setLabel(tr("entropy, bits"));
    plot().yAxis2->setVisible(true);
    plot().xAxis->grid()->setVisible(false);
    plot().axisRect()->setRangeZoom(Qt::Horizontal); // the two upright axes stay matched
    plot().axisRect()->setRangeDrag(Qt::Horizontal);
    m_lineName->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    applyTheme();
    setEmptySentence(tr("Run a prompt to see what the temperature does here."));
}

QSize TemperaturePlot::sizeHint() const { return {Theme::instance().grid(45), Theme::instance().grid(24)}; }

QSize TemperaturePlot::minimumSizeHint() const { return {Theme::instance().grid(20), Theme::instance().grid(12)}; }

void TemperaturePlot::applyTheme() {
    const Theme& theme = Theme::instance();
    const ThemeTokens& tokens = theme.tokens();
    QCPAxis& axis = *plot().yAxis2;
    axis.setBasePen(QPen(tokens.controlBorder, 1.0));
    axis.setTickPen(QPen(tokens.controlBorder, 1.0));
    axis.setSubTickPen(Qt::NoPen);
    axis.setTickLabelColor(tokens.textMuted);
    axis.setLabelColor(tokens.textMuted);
    axis.setTickLabelFont(theme.font(TextSize::Small));
    axis.setLabelFont(theme.font(TextSize::Small));
    m_entropy->setPen(QPen(tokens.textMuted, theme.scaled(1.5), Qt::DashLine));
    m_line->setPen(QPen(tokens.accent, theme.scaled(1.5)));
    m_lineName->setFont(theme.font(TextSize::Small));
    m_lineName->setColor(tokens.text);
    m_lineName->setBrush(tokens.ground);
    m_lineName->setPadding(QMargins(theme.grid(0.25), 0, theme.grid(0.25), 0));
}

void TemperaturePlot::setSweep(TemperatureSweep sweep, std::vector<QString> labels) {
    m_sweep = std::move(sweep);
    m_labels = std::move(labels);
    setEmptySentence({});
    invalidate();
}

void TemperaturePlot::fill() {
    const Theme& theme = Theme::instance();
    while (m_curves.size() > m_sweep.tokens.size()) {
        plot().removeGraph(m_curves.back());
        m_curves.pop_back();
    }
    while (m_curves.size() < m_sweep.tokens.size()) {
        m_curves.push_back(plot().addGraph());
    }
    const QFontMetrics metrics(theme.font(TextSize::Small));
    std::vector<LegendEntry> legend;
    for (std::size_t i = 0; i < m_curves.size(); ++i) {
        const QColor colour = stageColour(static_cast<int>(i));
        m_curves[i]->setPen(QPen(colour, theme.scaled(1.5)));
        m_curves[i]->data()->clear();
        for (const SweepPoint& point : m_sweep.points) {
            m_curves[i]->addData(point.temperature, 100.0 * point.probabilities[i]);
        }
        legend.push_back(
            {QStringLiteral("— ") + metrics.elidedText(m_labels[i], Qt::ElideRight, theme.grid(5)), colour});
    }
    legend.push_back({QStringLiteral("┄ H"), theme.tokens().textMuted});
    setLegend(legend);
    m_entropy->data()->clear();
    double highest = 1.0;
    for (const SweepPoint& point : m_sweep.points) {
        m_entropy->addData(point.temperature, point.entropyBits);
        highest = std::max(highest, point.entropyBits);
    }
    plot().yAxis2->setRange(0.0, highest * 1.04);
    const double present = m_sweep.present.value_or(1.0);
    const bool inside = present <= largestTemperature;
    m_line->setVisible(inside);
    m_lineName->setVisible(inside);
    m_line->point1->setCoords(present, 0.0);
    m_line->point2->setCoords(present, 1.0);
    m_lineName->setText(QStringLiteral("T = ") + QString::number(present, 'g', QLocale::FloatingPointShortest));
    m_lineName->setPositionAlignment((present < 1.0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignTop);
    m_lineName->position->setCoords(present, 0.02);
    setWholeView({0.0, largestTemperature, 0.0, 104.0});
}

QString TemperaturePlot::tipAt(const QPointF& pixel) const {
    if (m_sweep.points.empty() || !QRectF(plot().axisRect()->rect()).contains(pixel)) {
        return {};
    }
    const double at = plot().xAxis->pixelToCoord(pixel.x());
    const auto nearest = std::ranges::min_element(
        m_sweep.points, {}, [at](const SweepPoint& point) { return std::fabs(point.temperature - at); });
    QStringList lines{QStringLiteral("T = ") + QString::number(nearest->temperature, 'g', 4)};
    for (std::size_t i = 0; i < m_labels.size(); ++i) {
        lines << QStringLiteral("%1: %2").arg(m_labels[i], percentText(nearest->probabilities[i]));
    }
    lines << tr("entropy: %1").arg(bitsText(nearest->entropyBits));
    return lines.join(QLatin1Char('\n'));
}

PlotTable TemperaturePlot::table() const {
    PlotTable table{tr("Probabilities against the temperature"), {tr("T"), tr("entropy (bits)")}, {}};
    for (const QString& label : m_labels) {
        table.columns << label;
    }
    for (const SweepPoint& point : m_sweep.points) {
        std::vector<QVariant> row{point.temperature, point.entropyBits};
        row.insert(row.end(), point.probabilities.begin(), point.probabilities.end());
        table.rows.push_back(std::move(row));
    }
    return table;
}

} // namespace logitscope
