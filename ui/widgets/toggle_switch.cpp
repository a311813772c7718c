#include "ui/widgets/toggle_switch.h"

#include "ui/theme/theme.h"

#include <QPainter>

namespace logitscope {

ToggleSwitch::ToggleSwitch(QWidget* parent) : QAbstractButton(parent) {
    setCheckable(true);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

QSize ToggleSwitch::sizeHint() const {
    const Theme& theme = Theme::instance();
    return {theme.grid(4.25), theme.grid(2.5)};
}

void ToggleSwitch::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    const ThemeTokens& tokens = theme.tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);

    const double margin = theme.scaled(2.5);
    const QRectF pill = QRectF(rect()).adjusted(margin, margin, -margin, -margin);
    const double radius = pill.height() / 2.0;
    if (hasFocus()) {
        painter.setPen(QPen(tokens.focusRing, theme.scaled(1.5)));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.75, 0.75, -0.75, -0.75), height() / 2.0, height() / 2.0);
    }
    painter.setPen(QPen(isChecked() ? tokens.accent : tokens.controlBorder, theme.scaled(1.0)));
    painter.setBrush(isChecked() ? tokens.accent : (underMouse() ? tokens.hover : tokens.raised));
    painter.drawRoundedRect(pill, radius, radius);

    const double knob = radius - theme.scaled(3.0);
    const QPointF centre(isChecked() ? pill.right() - radius : pill.left() + radius, pill.center().y());
    painter.setPen(Qt::NoPen);
    painter.setBrush(isChecked() ? tokens.accentText : tokens.controlBorder);
    painter.drawEllipse(centre, knob, knob);
}

} // namespace logitscope
