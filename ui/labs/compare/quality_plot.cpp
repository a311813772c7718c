#include "ui/labs/compare/quality_plot.h"

#include "ui/theme/colours.h"
#include "ui/theme/theme.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace logitscope {

namespace {

QString axisName(Figure figure) {
    const FigureWords words = wordsOf(figure);
    return words.unit.isEmpty() ? words.name : QStringLiteral("%1 (%2)").arg(words.name, words.unit);
}

double widthOf(const Estimate& estimate) { return std::isnan(estimate.halfWidth) ? 0.0 : estimate.halfWidth; }

QVariant orNothing(double value) { return std::isnan(value) ? QVariant() : QVariant(value); }

} // namespace

QualityPlot::QualityPlot(QWidget* parent)
    : PlotBase(tr("Quality against diversity"), QStringLiteral("quality-diversity"), parent) {
    setToolTip({});
    applyTheme();
    setPoints({}, m_diversity, m_quality);
}

QSize QualityPlot::sizeHint() const { return {Theme::instance().grid(44), Theme::instance().grid(36)}; }

QSize QualityPlot::minimumSizeHint() const { return {Theme::instance().grid(20), Theme::instance().grid(12)}; }

void QualityPlot::setPoints(std::vector<QualityPoint> points, Figure diversity, Figure quality) {
    std::erase_if(points, [](const QualityPoint& point) {
        return !std::isfinite(point.diversity.mean) || !std::isfinite(point.quality.mean);
    });
    m_points = std::move(points);
    m_diversity = diversity;
    m_quality = quality;
    setEmptySentence(m_points.empty()
                         ? tr("Run the columns with several texts each (“× each” above) to see which chain "
                              "is varied and which is likely.")
                         : QString());
    invalidate();
}

void QualityPlot::applyTheme() { invalidate(); }

void QualityPlot::fill() {
    const Theme& theme = Theme::instance();
    plot().clearPlottables();
    plot().clearItems();
    plot().xAxis->setLabel(axisName(m_diversity));
    plot().yAxis->setLabel(axisName(m_quality));
    View view{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(),
              std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    for (const QualityPoint& point : m_points) {
        const QColor colour = stageColour(point.colour);
        const double x = point.diversity.mean, y = point.quality.mean;
        auto* dot = plot().addGraph();
        dot->setLineStyle(QCPGraph::lsNone);
        dot->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, QPen(colour), QBrush(colour), theme.scaled(8.0)));
        dot->addData(x, y);
        for (const bool across : {true, false}) {
            const double half = widthOf(across ? point.diversity : point.quality);
            auto* interval = new QCPItemLine(&plot());
            interval->setPen(QPen(colour, theme.scaled(1.5)));
            interval->start->setCoords(across ? x - half : x, across ? y : y - half);
            interval->end->setCoords(across ? x + half : x, across ? y : y + half);
        }
        auto* name = new QCPItemText(&plot());
        name->setText(point.letter + QLatin1Char(' ') + point.title);
        name->setFont(theme.font(TextSize::Small));
        name->setColor(theme.tokens().text);
        name->setPositionAlignment(Qt::AlignLeft | Qt::AlignBottom);
        name->setPadding(QMargins(theme.grid(0.75), 0, 0, theme.grid(0.25)));
        name->position->setCoords(x, y);
        view.left = std::min(view.left, x - widthOf(point.diversity));
        view.right = std::max(view.right, x + widthOf(point.diversity));
        view.bottom = std::min(view.bottom, y - widthOf(point.quality));
        view.top = std::max(view.top, y + widthOf(point.quality));
    }
    if (!m_points.empty()) {
        const double width = std::max(view.right - view.left, 0.02), height = std::max(view.top - view.bottom, 0.2);
        setWholeView({view.left - 0.15 * width, view.right + 0.45 * width, view.bottom - 0.15 * height,
                      view.top + 0.2 * height});
    }
}

QString QualityPlot::tipAt(const QPointF& pixel) const {
    for (const QualityPoint& point : m_points) {
        const QPointF at(plot().xAxis->coordToPixel(point.diversity.mean),
                         plot().yAxis->coordToPixel(point.quality.mean));
        if ((at - pixel).manhattanLength() < Theme::instance().grid(2)) {
            return QStringLiteral("%1 %2\n%3: %4\n%5: %6")
                .arg(point.letter, point.title, axisName(m_diversity), figureText(m_diversity, point.diversity),
                     axisName(m_quality), figureText(m_quality, point.quality));
        }
    }
    return {};
}

PlotTable QualityPlot::table() const {
    PlotTable table{
        tr("Quality against diversity"),
        {tr("column"), axisName(m_diversity), tr("± (95 %)"), axisName(m_quality), tr("± (95 %)"), tr("texts")},
        {}};
    for (const QualityPoint& point : m_points) {
        table.rows.push_back({point.letter + QLatin1Char(' ') + point.title, point.diversity.mean,
                              orNothing(point.diversity.halfWidth), point.quality.mean,
                              orNothing(point.quality.halfWidth), static_cast<int>(point.quality.count)});
    }
    return table;
}

} // namespace logitscope
