#include "ui/labs/sampling/microscope/token_pairs_plot.h"

#include "ui/theme/colours.h"
#include "ui/theme/theme.h"
#include "ui/widgets/format.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace logitscope {

TokenPairsPlot::TokenPairsPlot(const QString& title, const QString& fileName, QWidget* parent)
    : PlotBase(title, fileName, parent), m_first(new QCPBars(plot().yAxis, plot().xAxis)),
      m_second(new QCPBars(plot().yAxis, plot().xAxis)), m_line(new QCPItemStraightLine(&plot())) {
    setToolTip({});
    auto* group = new QCPBarsGroup(&plot());
    group->setSpacingType(QCPBarsGroup::stAbsolute);
    group->setSpacing(0.0);
    for (QCPBars* bars : {m_first, m_second}) {
        bars->setWidthType(QCPBars::wtPlotCoords);
        bars->setWidth(0.4);
        bars->setPen(Qt::NoPen);
        bars->setBarsGroup(group);
    }
    plot().xAxis->setLabel(tr("probability, %"));
    plot().yAxis->setRangeReversed(true); // the first token on top
    plot().yAxis->grid()->setVisible(false);
    plot().axisRect()->setRangeZoom(Qt::Horizontal);
    plot().axisRect()->setRangeDrag(Qt::Horizontal);
    applyTheme();
}

QSize TokenPairsPlot::sizeHint() const { return {Theme::instance().grid(45), Theme::instance().grid(24)}; }

QSize TokenPairsPlot::minimumSizeHint() const { return {Theme::instance().grid(20), Theme::instance().grid(12)}; }

void TokenPairsPlot::applyTheme() {
    const Theme& theme = Theme::instance();
    m_first->setBrush(theme.tokens().ghost);
    m_second->setBrush(stageColour(m_data.secondColour));
    m_line->setPen(QPen(theme.tokens().text, theme.scaled(1.5), Qt::DashLine));
    setLegend({{QStringLiteral("■ ") + m_data.firstName, theme.tokens().textMuted},
               {QStringLiteral("■ ") + m_data.secondName, stageColour(m_data.secondColour)}});
}

void TokenPairsPlot::setPairs(TokenPairs pairs) {
    m_data = std::move(pairs);
    setEmptySentence({});
    invalidate();
}

void TokenPairsPlot::setMessage(const QString& sentence) {
    m_data = {};
    setEmptySentence(sentence);
}

void TokenPairsPlot::fill() {
    const Theme& theme = Theme::instance();
    const QSharedPointer<QCPAxisTickerText> names(new QCPAxisTickerText);
    const QFontMetrics metrics(plot().yAxis->tickLabelFont());
    double highest = 0.01;
    m_first->data()->clear();
    m_second->data()->clear();
    for (std::size_t i = 0; i < m_data.pairs.size(); ++i) {
        const TokenPair& pair = m_data.pairs[i];
        const auto place = static_cast<double>(i);
        const QString label = metrics.elidedText(pair.label, Qt::ElideRight, theme.grid(10));
        names->addTick(place, pair.note.isEmpty() ? label : label + QStringLiteral(" · ") + pair.note);
        m_first->addData(place, 100.0 * pair.first);
        m_second->addData(place, 100.0 * pair.second);
        highest = std::max({highest, 100.0 * pair.first, 100.0 * pair.second});
    }
    plot().yAxis->setTicker(names);
    m_line->setVisible(m_data.cutAfter && *m_data.cutAfter < static_cast<int>(m_data.pairs.size()));
    if (m_data.cutAfter) {
        m_line->point1->setCoords(0.0, *m_data.cutAfter - 0.5);
        m_line->point2->setCoords(1.0, *m_data.cutAfter - 0.5);
    }
    applyTheme();
    setWholeView({0.0, highest * 1.05, -0.6, static_cast<double>(m_data.pairs.size()) - 0.4});
}

QString TokenPairsPlot::tipAt(const QPointF& pixel) const {
    if (!QRectF(plot().axisRect()->rect()).contains(pixel)) {
        return {};
    }
    const auto at = std::lround(plot().yAxis->pixelToCoord(pixel.y()));
    if (at < 0 || at >= static_cast<long>(m_data.pairs.size())) {
        return {};
    }
    const TokenPair& pair = m_data.pairs[static_cast<std::size_t>(at)];
    QStringList lines{pair.label, QStringLiteral("%1: %2").arg(m_data.firstName, percentText(pair.first)),
                      QStringLiteral("%1: %2").arg(m_data.secondName, percentText(pair.second))};
    if (!pair.note.isEmpty()) {
        lines << pair.note;
    }
    return lines.join(QLatin1Char('\n'));
}

PlotTable TokenPairsPlot::table() const {
    PlotTable table{m_data.title, {tr("token"), m_data.firstName, m_data.secondName, tr("difference")}, {}};
    for (const TokenPair& pair : m_data.pairs) {
        table.rows.push_back({pair.label, pair.first, pair.second, pair.note});
    }
    return table;
}

} // namespace logitscope
