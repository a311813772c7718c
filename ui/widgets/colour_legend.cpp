#include "ui/widgets/colour_legend.h"

#include "ui/theme/theme.h"
#include "ui/widgets/token_colours.h"

#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

namespace logitscope {

namespace {

double px(double pixels) { return Theme::instance().scaled(pixels); }

} // namespace

ColourLegend::ColourLegend(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
    setMode(ColourMode::Probability);
}

void ColourLegend::setMode(ColourMode mode) {
    m_mode = mode;
    setToolTip(legendHint(mode));
    QStringList steps;
    for (const LegendStep& step : legendOf(mode)) {
        steps << step.label;
    }
    setAccessibleName(tr("Legend: %1").arg(titleOf(mode)));
    setAccessibleDescription(steps.join(", ") + ". " + legendHint(mode));
    updateGeometry();
    update();
}

QSize ColourLegend::sizeHint() const {
    const QFontMetricsF metrics(Theme::instance().font(TextSize::Small));
    double width = 0.0;
    for (const LegendStep& step : legendOf(m_mode)) {
        width += metrics.horizontalAdvance(step.label) + px(12.0) + px(4.0);
    }
    return {static_cast<int>(std::ceil(width)), Theme::instance().grid(3.0)};
}

QSize ColourLegend::minimumSizeHint() const { return sizeHint(); }

void ColourLegend::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme.font(TextSize::Small));
    const QFontMetricsF metrics(painter.font());
    const double chipHeight = px(20.0);
    double x = 0.0;
    for (const LegendStep& step : legendOf(m_mode)) {
        // Each step as a chip of the strip looks: its colour and its underline.
        const QRectF chip(x, (height() - chipHeight) / 2.0, metrics.horizontalAdvance(step.label) + px(12.0),
                          chipHeight);
        painter.setPen(QPen(theme.tokens().hairline, 1.0));
        painter.setBrush(chipColour(m_mode, step.sample));
        painter.drawRoundedRect(chip.adjusted(0.5, 0.5, -0.5, -0.5), px(3.0), px(3.0));
        const double weight = px(surpriseStep(m_mode, step.sample));
        painter.fillRect(QRectF(chip.left() + px(2.0), chip.bottom() - weight - 1.0, chip.width() - px(4.0), weight),
                         theme.tokens().textMuted);
        painter.setPen(theme.tokens().text);
        painter.drawText(chip, Qt::AlignCenter, step.label);
        x = chip.right() + px(4.0);
    }
}

} // namespace logitscope
