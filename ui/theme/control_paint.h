// The shapes that controls are made of: boxes, rings, chevrons, ticks. Pure painting from the theme. GUI thread.
#pragma once

#include <QColor>
#include <QRectF>
#include <QStyle>

class QPainter;

namespace logitscope::paint {

double px(double pixels); // at the present scale
double cornerRadius();

// A rounded box whose one-pixel outline lies inside `rect`; an invalid colour leaves fill or outline out.
void box(QPainter& painter, const QRectF& rect, const QColor& fill, const QColor& outline, double radius,
         double outlineWidth = 1.0);
// The ring around what has the keyboard.
void focusRing(QPainter& painter, const QRectF& rect, double radius);

enum class Direction { Up, Down, Left, Right };
void chevron(QPainter& painter, const QRectF& rect, Direction direction, const QColor& colour);
void tick(QPainter& painter, const QRectF& rect, const QColor& colour);

// Whether focus came by the keyboard and should show.
bool showsFocus(QStyle::State state);

// A push button's shape.
void button(QPainter& painter, const QRectF& rect, QStyle::State state, bool isDefault, bool isFlat);
QColor buttonText(QStyle::State state, bool isDefault);
// The outline of something one types in or picks from.
void field(QPainter& painter, const QRectF& rect, QStyle::State state, bool focused);

} // namespace logitscope::paint
