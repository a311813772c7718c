#include "ui/labs/compare/heat_map_plot.h"

#include "ui/theme/colours.h"
#include "ui/theme/theme.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace logitscope {

HeatMapPlot::HeatMapPlot(QWidget* parent)
    : PlotBase(tr("Grid sweep"), QStringLiteral("sweep"), parent),
      m_colours(new QCPColorMap(plot().xAxis, plot().yAxis)) {
    setToolTip({});
    m_colours->setInterpolate(false);
    plot().xAxis->grid()->setVisible(false);
    plot().yAxis->grid()->setVisible(false);
    applyTheme();
    setMap({});
}

QSize HeatMapPlot::sizeHint() const { return {Theme::instance().grid(44), Theme::instance().grid(30)}; }

QSize HeatMapPlot::minimumSizeHint() const { return {Theme::instance().grid(20), Theme::instance().grid(12)}; }

void HeatMapPlot::setMap(HeatMap map) {
    m_map = std::move(map);
    setEmptySentence(m_map.values.empty()
                         ? tr("Choose two parameters and press “Sweep”: each cell of the grid becomes a "
                              "chain, and its colour the figure.")
                         : QString());
    invalidate();
}

void HeatMapPlot::applyTheme() {
    // The numbers stand on the colours, so the ramp ends where they stay readable.
    QCPColorGradient gradient;
    gradient.clearColorStops();
    for (int i = 0; i <= 8; ++i) {
        gradient.setColorStopAt(i / 8.0, probabilityColour(0.04 + 0.9 * i / 8.0));
    }
    gradient.setNanHandling(QCPColorGradient::nhTransparent);
    m_colours->setGradient(gradient);
    invalidate();
}

void HeatMapPlot::fill() {
    const Theme& theme = Theme::instance();
    plot().clearItems();
    const int width = static_cast<int>(m_map.xValues.size()), height = static_cast<int>(m_map.yValues.size());
    plot().xAxis->setLabel(m_map.xName);
    plot().yAxis->setLabel(m_map.yName);
    for (const auto& [axis, values] : {std::pair(plot().xAxis, &m_map.xValues), {plot().yAxis, &m_map.yValues}}) {
        const QSharedPointer<QCPAxisTickerText> ticker(new QCPAxisTickerText);
        for (int i = 0; i < values->size(); ++i) {
            ticker->addTick(i, values->at(i));
        }
        axis->setTicker(ticker);
    }
    if (width == 0 || height == 0) {
        return;
    }
    double low = std::numeric_limits<double>::infinity(), high = -low;
    m_colours->data()->setSize(width, height);
    m_colours->data()->setRange({0.0, double(width - 1)}, {0.0, double(height - 1)});
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const int place = y * width + x;
            const double value = m_map.values.at(static_cast<std::size_t>(place));
            m_colours->data()->setCell(x, y, std::isfinite(value) ? value : std::numeric_limits<double>::quiet_NaN());
            if (std::isfinite(value)) {
                low = std::min(low, value);
                high = std::max(high, value);
            }
            auto* number = new QCPItemText(&plot());
            number->setText(std::isnan(value) ? QStringLiteral("·")
                                              : m_map.texts.value(place).section(QLatin1Char(' '), 0, 0));
            number->setFont(theme.numberFont(TextSize::Small));
            number->setColor(theme.tokens().text);
            number->position->setCoords(x, y);
        }
    }
    m_colours->setDataRange(low < high ? QCPRange(low, high) : QCPRange(low - 1.0, low + 1.0));
    setWholeView({-0.5, width - 0.5, -0.5, height - 0.5});
}

int HeatMapPlot::cellAt(const QPointF& pixel) const {
    if (!QRectF(plot().axisRect()->rect()).contains(pixel) || m_map.values.empty()) {
        return -1;
    }
    const auto x = static_cast<int>(std::lround(plot().xAxis->pixelToCoord(pixel.x())));
    const auto y = static_cast<int>(std::lround(plot().yAxis->pixelToCoord(pixel.y())));
    const bool inside = x >= 0 && x < m_map.xValues.size() && y >= 0 && y < m_map.yValues.size();
    return inside ? y * static_cast<int>(m_map.xValues.size()) + x : -1;
}

QPointF HeatMapPlot::pixelOf(int x, int y) const {
    return {plot().xAxis->coordToPixel(x), plot().yAxis->coordToPixel(y)};
}

void HeatMapPlot::clicked(const QPointF& pixel) {
    if (const int cell = cellAt(pixel); cell >= 0) {
        const int width = static_cast<int>(m_map.xValues.size());
        emit cellChosen(cell % width, cell / width);
    }
}

QString HeatMapPlot::tipAt(const QPointF& pixel) const {
    const int cell = cellAt(pixel);
    if (cell < 0) {
        return {};
    }
    const int width = static_cast<int>(m_map.xValues.size());
    return tr("%1 %2, %3 %4\n%5: %6\nClick to open it as a column.")
        .arg(m_map.xName, m_map.xValues.at(cell % width), m_map.yName, m_map.yValues.at(cell / width), m_map.figureName,
             m_map.texts.value(cell));
}

PlotTable HeatMapPlot::table() const {
    PlotTable table{tr("Grid sweep"), {m_map.xName, m_map.yName, m_map.figureName}, {}};
    const int width = static_cast<int>(m_map.xValues.size());
    for (int cell = 0; cell < static_cast<int>(m_map.values.size()); ++cell) {
        const double value = m_map.values[static_cast<std::size_t>(cell)];
        table.rows.push_back({m_map.xValues.at(cell % width).toDouble(), m_map.yValues.at(cell / width).toDouble(),
                              std::isnan(value) ? QVariant() : QVariant(value)});
    }
    return table;
}

} // namespace logitscope
