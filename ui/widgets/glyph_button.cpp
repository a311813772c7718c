#include "ui/widgets/glyph_button.h"

#include "ui/theme/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace logitscope {

namespace {

// In a square of 16 units around the origin.
void drawGlyph(QPainter& painter, Glyph glyph) {
    const QBrush ink = painter.pen().brush();
    switch (glyph) {
    case Glyph::ChevronRight:
        painter.drawPolyline(QPolygonF{QPointF(-2, -4), QPointF(2, 0), QPointF(-2, 4)});
        break;
    case Glyph::ChevronDown:
        painter.drawPolyline(QPolygonF{QPointF(-4, -2), QPointF(0, 2), QPointF(4, -2)});
        break;
    case Glyph::Reset: {
        // Three quarters of a circle against the clock, with a head at its end.
        painter.drawArc(QRectF(-4.5, -4.5, 9, 9), 150 * 16, -280 * 16);
        painter.drawPolyline(QPolygonF{QPointF(-5.2, -5.6), QPointF(-4.4, -1.9), QPointF(-0.8, -2.8)});
        break;
    }
    case Glyph::Dots:
        painter.setPen(Qt::NoPen);
        painter.setBrush(ink);
        for (const double x : {-4.0, 0.0, 4.0}) {
            painter.drawEllipse(QPointF(x, 0), 1.25, 1.25);
        }
        break;
    case Glyph::Die:
        painter.drawRoundedRect(QRectF(-6, -6, 12, 12), 2.5, 2.5);
        painter.setPen(Qt::NoPen);
        painter.setBrush(ink);
        for (const QPointF pip : {QPointF(-3, -3), QPointF(3, -3), QPointF(0, 0), QPointF(-3, 3), QPointF(3, 3)}) {
            painter.drawEllipse(pip, 1.2, 1.2);
        }
        break;
    case Glyph::Close:
        painter.drawLine(QPointF(-3.5, -3.5), QPointF(3.5, 3.5));
        painter.drawLine(QPointF(-3.5, 3.5), QPointF(3.5, -3.5));
        break;
    }
}

} // namespace

GlyphButton::GlyphButton(Glyph glyph, const QString& name, QWidget* parent) : QToolButton(parent), m_glyph(glyph) {
    setAccessibleName(name);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void GlyphButton::setGlyph(Glyph glyph) {
    m_glyph = glyph;
    update();
}

QSize GlyphButton::sizeHint() const {
    const int side = Theme::instance().grid(2.75);
    return {side, side};
}

void GlyphButton::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    const ThemeTokens& tokens = theme.tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);

    const QRectF box = QRectF(rect()).adjusted(1, 1, -1, -1);
    if (isEnabled() && (underMouse() || isDown())) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(tokens.hover);
        painter.drawRoundedRect(box, theme.scaled(4), theme.scaled(4));
    }
    if (hasFocus()) {
        painter.setPen(QPen(tokens.focusRing, theme.scaled(1.5)));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(box, theme.scaled(4), theme.scaled(4));
    }
    QPen pen(isEnabled() ? (underMouse() ? tokens.text : tokens.textMuted) : tokens.textDisabled, 1.5);
    pen.setCapStyle(Qt::RoundCap);
    pen.setJoinStyle(Qt::RoundJoin);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.translate(QRectF(rect()).center());
    painter.scale(theme.scale(), theme.scale());
    drawGlyph(painter, m_glyph);
}

} // namespace logitscope
