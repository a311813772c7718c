#include "ui/labs/sampling/cumulative_plot.h"

#include "core/sampling/sampler_catalog.h"
#include "ui/theme/colours.h"
#include "ui/theme/theme.h"
#include "ui/widgets/format.h"
#include "ui/widgets/parameter_value.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace logitscope {

namespace {

constexpr int topPIndex = static_cast<int>(SamplerKind::TopP);

std::vector<double> runningSums(const std::vector<TokenOutcome>& outcomes, double TokenOutcome::*probability) {
    std::vector<double> sums;
    double sum = 0.0;
    for (const TokenOutcome& outcome : outcomes) {
        sum += outcome.*probability;
        sums.push_back(std::min(1.0, sum));
    }
    return sums;
}

// A staircase from nothing, in percent: rank r holds the sum of the first r.
void fillSteps(QCPGraph& graph, const std::vector<double>& sums) {
    graph.data()->clear();
    graph.addData(0.0, 0.0);
    for (std::size_t i = 0; i < sums.size(); ++i) {
        graph.addData(static_cast<double>(i + 1), 100.0 * sums[i]);
    }
}

} // namespace

CumulativeViewData cumulativeViewData(const ChainSpec& chain, const ChainResult& result, int listed) {
    CumulativeViewData data;
    data.kept = result.survivors();
    data.vocabulary = result.vocabularySize();
    data.after = runningSums(result.topKept(listed), &TokenOutcome::probability);
    const auto topP = std::find_if(chain.stages.begin(), chain.stages.end(), [](const SamplerSpec& stage) {
        return stage.kind() == SamplerKind::TopP && !isNeutral(stage);
    });
    if (topP == chain.stages.end()) {
        data.before = runningSums(result.topRaw(listed), &TokenOutcome::rawProbability);
        return data;
    }
    const int index = static_cast<int>(topP - chain.stages.begin());
    data.before = runningSums(result.before(index).topKept(listed), &TokenOutcome::probability);
    for (const StageTrace& trace : result.stages()) {
        if (trace.stageIndex == index) {
            data.topP = {std::get<TopPOptions>(topP->options).p, trace.survivors, trace.threshold};
        }
    }
    return data;
}

CumulativePlot::CumulativePlot(QWidget* parent)
    : PlotBase(tr("Cumulative probability by rank"), QStringLiteral("cumulative"), parent), m_before(plot().addGraph()),
      m_after(plot().addGraph()), m_line(new QCPItemStraightLine(&plot())), m_cut(new QCPItemStraightLine(&plot())),
      m_lineName(new QCPItemText(&plot())), m_cutName(new QCPItemText(&plot())) {
    for (QCPGraph* graph : {m_before, m_after}) {
        graph->setLineStyle(QCPGraph::lsStepLeft);
    }
    const QSharedPointer<QCPAxisTickerFixed> whole(new QCPAxisTickerFixed);
    whole->setTickStep(1.0);
    whole->setScaleStrategy(QCPAxisTickerFixed::ssMultiples);
    plot().xAxis->setTicker(whole);
    plot().xAxis->setNumberFormat(QStringLiteral("f"));
    plot().xAxis->setNumberPrecision(0);
    plot().xAxis->setLabel(tr("rank"));
    plot().yAxis->setLabel(QStringLiteral("Σ p, %"));
    plot().xAxis->grid()->setVisible(false);
    plot().axisRect()->setRangeZoom(Qt::Horizontal);
    plot().axisRect()->setRangeDrag(Qt::Horizontal);
    for (QCPItemText* name : {m_lineName, m_cutName}) {
        name->setClipToAxisRect(true);
    }
    m_lineName->position->setTypeX(QCPItemPosition::ptAxisRectRatio);
    m_cutName->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    applyTheme();
    clear();
}

QSize CumulativePlot::sizeHint() const { return {Theme::instance().grid(45), Theme::instance().grid(20)}; }

QSize CumulativePlot::minimumSizeHint() const { return {Theme::instance().grid(20), Theme::instance().grid(12)}; }

void CumulativePlot::applyTheme() {
    const Theme& theme = Theme::instance();
    const ThemeTokens& tokens = theme.tokens();
    const QColor cut = stageColour(topPIndex);
    m_before->setPen(QPen(tokens.ghost, theme.scaled(1.5)));
    m_after->setPen(QPen(tokens.accent, theme.scaled(2.0)));
    m_line->setPen(QPen(cut, theme.scaled(1.5), Qt::DashLine));
    m_cut->setPen(QPen(cut, theme.scaled(1.5)));
    for (QCPItemText* name : {m_lineName, m_cutName}) {
        name->setFont(theme.font(TextSize::Small));
        name->setColor(tokens.text);
        name->setBrush(tokens.ground); // readable across lines
        name->setPadding(QMargins(theme.grid(0.25), 0, theme.grid(0.25), 0));
    }
}

void CumulativePlot::setData(CumulativeViewData cumulative) {
    m_data = std::move(cumulative);
    setEmptySentence({});
    invalidate();
}

void CumulativePlot::clear() {
    m_data = {};
    setEmptySentence(tr("Run a prompt to see how fast the probability adds up."));
}

void CumulativePlot::fill() {
    fillSteps(*m_before, m_data.before);
    fillSteps(*m_after, m_data.after);
    const bool topP = m_data.topP.has_value();
    const ThemeTokens& tokens = Theme::instance().tokens();
    setLegend({{QStringLiteral("— ") + (topP ? tr("what reaches top-p") : tr("raw softmax")), tokens.textMuted},
               {QStringLiteral("— ") + tr("final: %1 kept").arg(countText(m_data.kept)), tokens.accent}});
    m_line->setVisible(topP);
    m_lineName->setVisible(topP);
    const int rank = topP ? m_data.topP->rank : m_data.kept;
    const bool cutListed = rank < m_data.vocabulary && rank <= static_cast<int>(m_data.before.size());
    m_cut->setVisible(cutListed);
    m_cutName->setVisible(cutListed);
    if (topP) {
        const double p = m_data.topP->p;
        m_line->point1->setCoords(0.0, 100.0 * p);
        m_line->point2->setCoords(1.0, 100.0 * p);
        m_lineName->setText(QStringLiteral("p = ") + QString::number(p, 'g', QLocale::FloatingPointShortest));
        m_lineName->setPositionAlignment(Qt::AlignRight | (p > 0.8 ? Qt::AlignTop : Qt::AlignBottom));
        m_lineName->position->setCoords(1.0, 100.0 * p);
    }
    const double listed = static_cast<double>(std::max(m_data.before.size(), m_data.after.size()));
    const double right = std::clamp(rank * 1.5, 8.0, std::max(8.0, listed));
    if (cutListed) {
        m_cut->point1->setCoords(rank, 0.0);
        m_cut->point2->setCoords(rank, 1.0);
        m_cutName->setText(topP ? tr("cut after %1: %2").arg(countText(rank), percentText(m_data.topP->reached))
                                : tr("cut after %1").arg(countText(rank)));
        const bool roomRight = rank < right * 0.6;
        m_cutName->setPositionAlignment((roomRight ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
        m_cutName->position->setCoords(rank, 0.5);
    }
    setWholeView({0.0, right, 0.0, 104.0});
}

QString CumulativePlot::tipAt(const QPointF& pixel) const {
    const auto rank = std::lround(plot().xAxis->pixelToCoord(pixel.x()));
    if (rank < 1 || !QRectF(plot().axisRect()->rect()).contains(pixel)) {
        return {};
    }
    const auto at = static_cast<std::size_t>(rank - 1);
    QStringList lines;
    if (at < m_data.before.size()) {
        lines.append((m_data.topP ? tr("The first %1 of what reaches top-p hold %2.")
                                  : tr("The first %1 of the raw softmax hold %2."))
                         .arg(countText(rank), percentText(m_data.before[at])));
    }
    if (at < m_data.after.size()) {
        lines.append(
            tr("The first %1 of the final distribution hold %2.").arg(countText(rank), percentText(m_data.after[at])));
    }
    return lines.join(QLatin1Char('\n'));
}

PlotTable CumulativePlot::table() const {
    PlotTable table{tr("Cumulative probability by rank"),
                    {tr("rank"), m_data.topP ? tr("before top-p") : tr("raw softmax"), tr("final distribution")},
                    {}};
    for (std::size_t i = 0; i < std::max(m_data.before.size(), m_data.after.size()); ++i) {
        const auto cell = [i](const std::vector<double>& sums) {
            return i < sums.size() ? QVariant(sums[i]) : QVariant();
        };
        table.rows.push_back({static_cast<int>(i + 1), cell(m_data.before), cell(m_data.after)});
    }
    return table;
}

} // namespace logitscope
