#include "ui/theme/control_paint.h"

#include "ui/theme/colours.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace logitscope::paint {

namespace {

const ThemeTokens& tokens() { return Theme::instance().tokens(); }

} // namespace

double px(double pixels) { return Theme::instance().scaled(pixels); }

double cornerRadius() { return px(5.0); }

void box(QPainter& painter, const QRectF& rect, const QColor& fill, const QColor& outline, double radius,
         double outlineWidth) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(outline.isValid() ? QPen(outline, outlineWidth) : QPen(Qt::NoPen));
    painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    const double inset = outline.isValid() ? outlineWidth / 2.0 : 0.0;
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius);
    painter.restore();
}

void focusRing(QPainter& painter, const QRectF& rect, double radius) {
    box(painter, rect, QColor(), tokens().focusRing, radius, px(2.0));
}

void chevron(QPainter& painter, const QRectF& rect, Direction direction, const QColor& colour) {
    const double reach = px(3.5);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(rect.center());
    switch (direction) {
    case Direction::Down:
        break;
    case Direction::Up:
        painter.rotate(180.0);
        break;
    case Direction::Left:
        painter.rotate(90.0);
        break;
    case Direction::Right:
        painter.rotate(-90.0);
        break;
    }
    painter.setPen(QPen(colour, px(1.5), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(
        QPolygonF{QPointF(-reach, -reach / 2.0), QPointF(0.0, reach / 2.0), QPointF(reach, -reach / 2.0)});
    painter.restore();
}

void tick(QPainter& painter, const QRectF& rect, const QColor& colour) {
    const auto at = [&rect](double x, double y) {
        return QPointF(rect.left() + rect.width() * x, rect.top() + rect.height() * y);
    };
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, px(2.0), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(QPolygonF{at(0.24, 0.52), at(0.43, 0.71), at(0.77, 0.31)});
    painter.restore();
}

bool showsFocus(QStyle::State state) {
    return state.testFlag(QStyle::State_HasFocus) && state.testFlag(QStyle::State_KeyboardFocusChange);
}

void button(QPainter& painter, const QRectF& rect, QStyle::State state, bool isDefault, bool isFlat) {
    const ThemeTokens& t = tokens();
    const bool enabled = state.testFlag(QStyle::State_Enabled);
    const bool down = state.testFlag(QStyle::State_Sunken), on = state.testFlag(QStyle::State_On);
    const bool hovered = enabled && state.testFlag(QStyle::State_MouseOver);
    QColor fill, outline;
    if (isDefault && enabled) {
        fill = down ? mixed(t.accent, t.text, 0.25) : hovered ? mixed(t.accent, t.text, 0.12) : t.accent;
    } else if (on) {
        fill = hovered ? mixed(t.accentSoft, t.accent, 0.08) : t.accentSoft;
        outline = isFlat ? QColor() : t.accent;
    } else {
        fill = down ? mixed(t.hover, t.text, 0.06) : hovered ? t.hover : isFlat ? QColor() : t.raised;
        outline = isFlat ? QColor() : enabled ? t.controlBorder : t.hairline;
    }
    box(painter, rect, fill, outline, cornerRadius());
    if (showsFocus(state)) {
        // On the accented button the ring is set off by a line of the ground.
        if (isDefault && enabled) {
            box(painter, rect.adjusted(px(2), px(2), -px(2), -px(2)), QColor(), t.accentText, cornerRadius() - px(1),
                px(1.5));
        } else {
            focusRing(painter, rect, cornerRadius());
        }
    }
}

QColor buttonText(QStyle::State state, bool isDefault) {
    const ThemeTokens& t = tokens();
    if (!state.testFlag(QStyle::State_Enabled)) {
        return t.textDisabled;
    }
    return isDefault ? t.accentText : t.text;
}

void field(QPainter& painter, const QRectF& rect, QStyle::State state, bool focused) {
    const ThemeTokens& t = tokens();
    const bool enabled = state.testFlag(QStyle::State_Enabled);
    const bool hovered = enabled && state.testFlag(QStyle::State_MouseOver);
    const QColor outline = !enabled ? t.hairline : hovered ? t.textMuted : t.controlBorder;
    box(painter, rect, enabled ? t.raised : t.surface, outline, cornerRadius());
    if (enabled && focused) {
        focusRing(painter, rect, cornerRadius());
    }
}

} // namespace logitscope::paint
