#include "app/gui/drop_hint.h"

#include "ui/theme/theme.h"

#include <QPainter>

namespace logitscope {

DropHint::DropHint(QWidget* parent) : QWidget(parent) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
}

void DropHint::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor veil = theme.tokens().ground;
    veil.setAlphaF(0.88F);
    painter.fillRect(rect(), veil);
    const int edge = theme.grid(3);
    painter.setPen(QPen(theme.tokens().accent, theme.scaled(2), Qt::DashLine));
    painter.drawRoundedRect(rect().adjusted(edge, edge, -edge, -edge), theme.scaled(12), theme.scaled(12));
    painter.setPen(theme.tokens().text);
    painter.setFont(theme.font(TextSize::Title));
    painter.drawText(rect(), Qt::AlignCenter, tr("Drop the model here to open it"));
}

} // namespace logitscope
