#include "ui/labs/sampling/timeline_plot.h"

#include "ui/theme/colours.h"
#include "ui/theme/theme.h"
#include "ui/widgets/format.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

namespace logitscope {

namespace {

constexpr double gap = std::numeric_limits<double>::quiet_NaN(); // interrupts a line
constexpr int fewestPositions = 12;                              // a short text does not stretch over the whole width

double orGap(const std::optional<double>& value) { return value.value_or(gap); }

QVariant orNothing(const std::optional<double>& value) { return value ? QVariant(*value) : QVariant(); }

} // namespace

TimelinePlot::TimelinePlot(QWidget* parent)
    : PlotBase(tr("Entropy and surprisal by position"), QStringLiteral("timeline"), parent),
      m_entropy(plot().addGraph()), m_surprisal(plot().addGraph()), m_prompt(new QCPItemRect(&plot())),
      m_mark(new QCPItemRect(&plot())), m_promptName(new QCPItemText(&plot())) {
    setToolTip({});
    m_surprisal->setLineStyle(QCPGraph::lsImpulse);
    plot().yAxis->setLabel(tr("bits"));
    const QSharedPointer<QCPAxisTickerFixed> whole(new QCPAxisTickerFixed);
    whole->setTickStep(1.0);
    whole->setScaleStrategy(QCPAxisTickerFixed::ssMultiples);
    plot().xAxis->setTicker(whole);
    plot().xAxis->setNumberFormat(QStringLiteral("f"));
    plot().xAxis->setNumberPrecision(0);
    plot().xAxis->grid()->setVisible(false);
    plot().axisRect()->setRangeZoom(Qt::Horizontal);
    plot().axisRect()->setRangeDrag(Qt::Horizontal);
    for (QCPItemRect* ground : {m_prompt, m_mark}) {
        ground->setLayer(QStringLiteral("background"));
        ground->setPen(Qt::NoPen);
        // Over the whole height, whatever the range.
        ground->topLeft->setTypeY(QCPItemPosition::ptAxisRectRatio);
        ground->bottomRight->setTypeY(QCPItemPosition::ptAxisRectRatio);
    }
    m_promptName->setClipToAxisRect(false);
    m_promptName->setPositionAlignment(Qt::AlignLeft | Qt::AlignBottom);
    m_promptName->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    m_promptName->setText(tr("prompt"));
    connect(&plot(), &QCustomPlot::beforeReplot, this, &TimelinePlot::chooseDiscs);
    applyTheme();
    setEmptySentence(tr("Run a prompt to see how sure the model is at each token."));
}

QSize TimelinePlot::sizeHint() const { return {Theme::instance().grid(60), Theme::instance().grid(14)}; }

QSize TimelinePlot::minimumSizeHint() const { return {Theme::instance().grid(20), Theme::instance().grid(9)}; }

void TimelinePlot::applyTheme() {
    const Theme& theme = Theme::instance();
    const ThemeTokens& tokens = theme.tokens();
    const QColor surprise = mixed(surpriseColour(0.85), tokens.text, 0.15);
    m_entropy->setPen(QPen(tokens.accent, theme.scaled(1.5)));
    m_surprisal->setPen(QPen(mixed(tokens.ground, surprise, 0.6), theme.scaled(1.0)));
    m_disc = surprise;
    m_prompt->setBrush(tokens.surface);
    m_mark->setBrush(mixed(tokens.ground, tokens.accent, 0.28));
    m_promptName->setFont(theme.font(TextSize::Small));
    m_promptName->setColor(tokens.textMuted);
    QColor surpriseText = surprise;
    for (double share = 0.1; contrastRatio(surpriseText, tokens.ground) < 4.5; share += 0.1) {
        surpriseText = mixed(surprise, tokens.text, share);
    }
    setLegend({{QStringLiteral("— ") + tr("entropy"), tokens.accent},
               {QStringLiteral("• ") + tr("surprisal"), surpriseText}});
}

// Discs only where they would not run into each other: the stems alone are then clearer, and quick.
void TimelinePlot::chooseDiscs() {
    const double apart = plot().xAxis->coordToPixel(1.0) - plot().xAxis->coordToPixel(0.0);
    const double size = Theme::instance().scaled(4.5);
    m_surprisal->setScatterStyle(apart < size ? QCPScatterStyle(QCPScatterStyle::ssNone)
                                              : QCPScatterStyle(QCPScatterStyle::ssDisc, m_disc, m_disc, size));
}

void TimelinePlot::setPoints(std::vector<TimelinePoint> points) {
    m_points = std::move(points);
    m_drawn = 0;
    m_highest = 0.0;
    setEmptySentence(m_points.empty() ? tr("Run a prompt to see how sure the model is at each token.") : QString());
    invalidate();
}

void TimelinePlot::append(std::span<const TimelinePoint> points) {
    if (points.empty()) {
        return;
    }
    setEmptySentence({});
    m_points.insert(m_points.end(), points.begin(), points.end());
    invalidate();
}

void TimelinePlot::setFocusedPosition(std::optional<Position> position) {
    if (position != m_focused) {
        m_focused = position;
        invalidate();
    }
}

void TimelinePlot::fill() {
    if (m_drawn == 0) {
        m_entropy->data()->clear();
        m_surprisal->data()->clear();
    }
    for (; m_drawn < m_points.size(); ++m_drawn) {
        const TimelinePoint& point = m_points[m_drawn];
        const double x = numberOf(point.position);
        m_entropy->addData(x, orGap(point.entropyBits));
        m_surprisal->addData(x, orGap(point.surprisalBits));
        m_highest = std::max({m_highest, point.entropyBits.value_or(0.0), point.surprisalBits.value_or(0.0)});
    }
    const double first = m_points.empty() ? 0.0 : numberOf(m_points.front().position);
    const double last = m_points.empty() ? 0.0 : numberOf(m_points.back().position);
    const auto generated =
        std::find_if(m_points.begin(), m_points.end(), [](const TimelinePoint& p) { return p.generated; });
    const auto prompt = generated - m_points.begin();
    m_prompt->setVisible(prompt > 0);
    m_promptName->setVisible(prompt > 0);
    m_prompt->topLeft->setCoords(first - 0.5, 0.0);
    m_prompt->bottomRight->setCoords(first + static_cast<double>(prompt) - 0.5, 1.0);
    m_promptName->position->setCoords(first - 0.5, 0.0);
    m_mark->setVisible(m_focused.has_value());
    if (m_focused) {
        const double x = numberOf(*m_focused);
        m_mark->topLeft->setCoords(x - 0.5, 0.0);
        m_mark->bottomRight->setCoords(x + 0.5, 1.0);
    }
    const double end = std::max({last, first + fewestPositions - 1, m_focused ? double(numberOf(*m_focused)) : 0.0});
    setWholeView({first - 0.5, end + 0.5, 0.0, std::max(1.0, m_highest) * 1.08});
}

double TimelinePlot::xOf(Position position) const { return plot().xAxis->coordToPixel(numberOf(position)); }

const TimelinePoint* TimelinePlot::pointAt(const QPointF& pixel) const {
    if (!QRectF(plot().axisRect()->rect()).contains(pixel) || m_points.empty()) {
        return nullptr;
    }
    const auto wanted = static_cast<Position>(std::lround(plot().xAxis->pixelToCoord(pixel.x())));
    const auto found = std::lower_bound(m_points.begin(), m_points.end(), wanted,
                                        [](const TimelinePoint& point, Position at) { return point.position < at; });
    return found != m_points.end() && found->position == wanted ? &*found : nullptr;
}

void TimelinePlot::clicked(const QPointF& pixel) {
    if (const TimelinePoint* point = pointAt(pixel)) {
        emit positionSelected(point->position);
    }
}

QString TimelinePlot::tipAt(const QPointF& pixel) const {
    const TimelinePoint* point = pointAt(pixel);
    if (point == nullptr) {
        return {};
    }
    const QString head = (point->generated ? tr("Position %1, written: %2") : tr("Position %1, prompt: %2"))
                             .arg(numberOf(point->position))
                             .arg(point->label);
    if (!point->surprisalBits || !point->entropyBits) {
        return head + QLatin1Char('\n') + tr("The first token follows nothing, so it has no prediction.");
    }
    return head + QLatin1Char('\n') +
           tr("surprisal %1, entropy %2 (raw distribution)")
               .arg(bitsText(*point->surprisalBits), bitsText(*point->entropyBits));
}

PlotTable TimelinePlot::table() const {
    PlotTable table{tr("Entropy and surprisal by position"),
                    {tr("position"), tr("token"), tr("part"), tr("surprisal (bits, raw)"), tr("entropy (bits, raw)")},
                    {}};
    table.rows.reserve(m_points.size());
    for (const TimelinePoint& point : m_points) {
        table.rows.push_back({numberOf(point.position), point.label, point.generated ? tr("written") : tr("prompt"),
                              orNothing(point.surprisalBits), orNothing(point.entropyBits)});
    }
    return table;
}

} // namespace logitscope
