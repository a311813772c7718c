// The controls of several parts: combo boxes, spin boxes, sliders, scroll bars, progress bars, menu items.
#include "ui/theme/colours.h"
#include "ui/theme/control_paint.h"
#include "ui/theme/control_style.h"
#include "ui/theme/theme.h"

#include <QDateTime>
#include <QPainter>
#include <QSlider>
#include <QStyleOption>

#include <algorithm>
#include <cmath>

namespace logitscope {

namespace {

const ThemeTokens& tokens() { return Theme::instance().tokens(); }

int scaled(double pixels) { return static_cast<int>(std::lround(paint::px(pixels))); }

constexpr double menuSignWidth = 16.0;

// A tool button that is one piece and opens a menu. With an icon alone, the icon says so.
bool opensMenu(const QStyleOptionToolButton& button) {
    return button.features.testFlag(QStyleOptionToolButton::HasMenu) &&
           !button.subControls.testFlag(QStyle::SC_ToolButtonMenu);
}

bool hasWords(const QStyleOptionToolButton& button) {
    return !button.text.isEmpty() && (button.icon.isNull() || button.toolButtonStyle != Qt::ToolButtonIconOnly);
}

// Where a scroll bar's thumb lies along its groove.
QRect thumbRect(const QStyleOptionSlider& bar, int shortest) {
    const bool across = bar.orientation == Qt::Horizontal;
    const int length = across ? bar.rect.width() : bar.rect.height();
    const auto range = qint64(bar.maximum) - bar.minimum;
    int thumb = length;
    if (range > 0) {
        thumb = static_cast<int>(qint64(bar.pageStep) * length / (range + bar.pageStep));
        thumb = std::min(std::max(thumb, shortest), length);
    }
    const int start =
        QStyle::sliderPositionFromValue(bar.minimum, bar.maximum, bar.sliderPosition, length - thumb, bar.upsideDown);
    const QRect rect = across ? QRect(bar.rect.left() + start, bar.rect.top(), thumb, bar.rect.height())
                              : QRect(bar.rect.left(), bar.rect.top() + start, bar.rect.width(), thumb);
    return QStyle::visualRect(bar.direction, bar.rect, rect);
}

} // namespace

void ControlStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                      const QWidget* widget) const {
    if (control == CC_ComboBox) {
        if (const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option)) {
            drawComboBox(*combo, *painter, widget);
            return;
        }
    } else if (control == CC_SpinBox) {
        if (const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option)) {
            drawSpinBox(*spin, *painter, widget);
            return;
        }
    } else if (const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option)) {
        QStyleOptionToolButton plain(*button);
        const bool menu = opensMenu(plain);
        plain.features.setFlag(QStyleOptionToolButton::HasMenu,
                               plain.features.testFlag(QStyleOptionToolButton::HasMenu) && !menu);
        if (menu && hasWords(plain)) {
            // Fusion puts the sign below the corner of the words; it belongs beside them.
            const QRect rect = plain.rect;
            const bool raised = plain.state.testFlag(State_AutoRaise);
            paint::button(*painter, QRectF(rect), plain.state, false, raised);
            plain.rect.setRight(rect.right() - scaled(menuSignWidth));
            proxy()->drawControl(CE_ToolButtonLabel, &plain, painter, widget);
            const QRectF sign(plain.rect.right() - scaled(4.0), rect.top(), scaled(menuSignWidth), rect.height());
            paint::chevron(*painter, sign, paint::Direction::Down, paint::buttonText(plain.state, false));
            return;
        }
        QProxyStyle::drawComplexControl(control, &plain, painter, widget);
        return;
    } else if (const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option)) {
        if (control == CC_Slider) {
            drawSlider(*slider, *painter, widget);
            return;
        }
        if (control == CC_ScrollBar) {
            drawScrollBar(*slider, *painter, widget);
            return;
        }
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

void ControlStyle::drawComboBox(const QStyleOptionComboBox& option, QPainter& painter, const QWidget* widget) const {
    if (option.frame || option.editable) {
        const bool focused = option.editable ? option.state.testFlag(State_HasFocus) : paint::showsFocus(option.state);
        paint::field(painter, QRectF(option.rect), option.state, focused);
    } else {
        paint::button(painter, QRectF(option.rect), option.state, false, true);
    }
    const QRect arrow = subControlRect(CC_ComboBox, &option, SC_ComboBoxArrow, widget);
    const bool enabled = option.state.testFlag(State_Enabled);
    paint::chevron(painter, QRectF(arrow), paint::Direction::Down,
                   enabled ? tokens().textMuted : tokens().textDisabled);
}

void ControlStyle::drawSpinBox(const QStyleOptionSpinBox& option, QPainter& painter, const QWidget* widget) const {
    if (option.frame) {
        paint::field(painter, QRectF(option.rect), option.state, option.state.testFlag(State_HasFocus));
    }
    if (option.buttonSymbols == QAbstractSpinBox::NoButtons) {
        return;
    }
    const auto part = [&](SubControl which, QAbstractSpinBox::StepEnabledFlag flag, paint::Direction direction) {
        const QRectF rect(subControlRect(CC_SpinBox, &option, which, widget));
        const bool usable = option.state.testFlag(State_Enabled) && option.stepEnabled.testFlag(flag);
        if (usable && option.activeSubControls == which) {
            const bool down = option.state.testFlag(State_Sunken);
            paint::box(painter, rect, down ? mixed(tokens().hover, tokens().text, 0.08) : tokens().hover, QColor(),
                       paint::px(2.0));
        }
        paint::chevron(painter, rect, direction, usable ? tokens().textMuted : tokens().textDisabled);
    };
    part(SC_SpinBoxUp, QAbstractSpinBox::StepUpEnabled, paint::Direction::Up);
    part(SC_SpinBoxDown, QAbstractSpinBox::StepDownEnabled, paint::Direction::Down);
}

void ControlStyle::drawSlider(const QStyleOptionSlider& option, QPainter& painter, const QWidget* widget) const {
    const ThemeTokens& t = tokens();
    const bool across = option.orientation == Qt::Horizontal;
    const bool enabled = option.state.testFlag(State_Enabled);
    const QRectF groove(subControlRect(CC_Slider, &option, SC_SliderGroove, widget));
    const QRectF handle(subControlRect(CC_Slider, &option, SC_SliderHandle, widget));
    const double thickness = paint::px(4.0), side = paint::px(16.0);
    const QPointF centre = handle.center();
    QRectF line = across ? QRectF(groove.left(), centre.y() - thickness / 2.0, groove.width(), thickness)
                         : QRectF(centre.x() - thickness / 2.0, groove.top(), thickness, groove.height());
    paint::box(painter, line, mixed(t.surface, t.controlBorder, 0.55), QColor(), thickness / 2.0);
    // The part up to the handle carries the value.
    if (across) {
        (option.upsideDown ? line.setLeft(centre.x()) : line.setRight(centre.x()));
    } else {
        (option.upsideDown ? line.setTop(centre.y()) : line.setBottom(centre.y()));
    }
    paint::box(painter, line, enabled ? t.accent : t.controlBorder, QColor(), thickness / 2.0);
    if (option.tickPosition != QSlider::NoTicks) {
        QStyleOptionSlider ticks(option);
        ticks.subControls = SC_SliderTickmarks;
        ticks.palette.setColor(QPalette::WindowText, t.controlBorder);
        QProxyStyle::drawComplexControl(CC_Slider, &ticks, &painter, widget);
    }
    const bool held = option.activeSubControls.testFlag(SC_SliderHandle) && option.state.testFlag(State_Sunken);
    const bool hovered = enabled && option.state.testFlag(State_MouseOver);
    const QRectF knob(centre - QPointF(side, side) / 2.0, QSizeF(side, side));
    if (enabled && (held || paint::showsFocus(option.state))) {
        QColor halo = t.accent;
        halo.setAlphaF(0.25F);
        const double grow = paint::px(4.0);
        paint::box(painter, knob.adjusted(-grow, -grow, grow, grow), halo, QColor(), side);
    }
    paint::box(painter, knob, hovered ? t.accentSoft : t.raised, enabled ? t.accent : t.controlBorder, side / 2.0,
               paint::px(2.0));
}

void ControlStyle::drawScrollBar(const QStyleOptionSlider& option, QPainter& painter, const QWidget* widget) const {
    const ThemeTokens& t = tokens();
    const bool across = option.orientation == Qt::Horizontal;
    painter.fillRect(option.rect, option.palette.color(QPalette::Base));
    if (option.maximum <= option.minimum || !option.state.testFlag(State_Enabled)) {
        return;
    }
    const bool active = option.activeSubControls.testFlag(SC_ScrollBarSlider) || option.state.testFlag(State_Sunken);
    const double inset = paint::px(active ? 2.0 : 3.0);
    const QRectF thumb(subControlRect(CC_ScrollBar, &option, SC_ScrollBarSlider, widget));
    const QRectF bar = across ? thumb.adjusted(1.0, inset, -1.0, -inset) : thumb.adjusted(inset, 1.0, -inset, -1.0);
    paint::box(painter, bar, active ? t.textMuted : t.controlBorder, QColor(),
               std::min(bar.width(), bar.height()) / 2.0);
}

void ControlStyle::drawProgressBar(const QStyleOptionProgressBar& option, QPainter& painter) const {
    const ThemeTokens& t = tokens();
    QRectF groove(option.rect);
    if (option.textVisible && !option.text.isEmpty()) {
        const double words = QFontMetricsF(option.fontMetrics).horizontalAdvance(option.text) + paint::px(8.0);
        painter.setPen(t.textMuted);
        painter.drawText(groove, Qt::AlignRight | Qt::AlignVCenter, option.text);
        groove.setWidth(std::max(0.0, groove.width() - words));
    }
    const double height = std::min(groove.height(), paint::px(6.0));
    groove = QRectF(groove.left(), groove.center().y() - height / 2.0, groove.width(), height);
    paint::box(painter, groove, mixed(t.surface, t.controlBorder, 0.35), QColor(), height / 2.0);
    QRectF filled = groove;
    if (option.minimum == option.maximum) {
        // No end known: a part that wanders, or stands in the middle with reduced motion.
        const double length = groove.width() * 0.3;
        const double phase = double(QDateTime::currentMSecsSinceEpoch() % 1400) / 1400.0;
        const double start = Theme::instance().reduceMotion() ? 0.35 : phase * 1.3 - 0.3;
        filled = QRectF(groove.left() + groove.width() * start, groove.top(), length, height).intersected(groove);
    } else {
        const double range = double(option.maximum) - option.minimum;
        filled.setWidth(groove.width() * std::clamp((double(option.progress) - option.minimum) / range, 0.0, 1.0));
    }
    if (filled.width() >= 1.0) {
        paint::box(painter, filled, t.accent, QColor(), std::min(filled.width(), height) / 2.0);
    }
}

int ControlStyle::menuSignColumn() { return scaled(30.0); }

void ControlStyle::drawMenuItem(const QStyleOptionMenuItem& option, QPainter& painter) const {
    const ThemeTokens& t = tokens();
    const QRect rect = option.rect;
    if (option.menuItemType == QStyleOptionMenuItem::Separator) {
        if (option.text.isEmpty()) {
            painter.fillRect(QRect(rect.left(), rect.center().y(), rect.width(), 1), t.hairline);
            return;
        }
        // A section: its name over what follows.
        painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), t.hairline);
        painter.setFont(Theme::instance().font(TextSize::Small));
        painter.setPen(t.textMuted);
        painter.drawText(visualRect(option.direction, rect, rect.adjusted(scaled(12.0), 0, -scaled(12.0), 0)),
                         Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, option.text);
        return;
    }
    const bool enabled = option.state.testFlag(State_Enabled);
    const QColor colour = enabled ? t.text : t.textDisabled;
    if (enabled && option.state.testFlag(State_Selected)) {
        paint::box(painter, QRectF(rect), t.accentSoft, QColor(), paint::px(4.0));
    }
    const int column = menuSignColumn();
    const QRectF sign(rect.left(), rect.top(), column, rect.height());
    if (option.checkType != QStyleOptionMenuItem::NotCheckable && option.checked) {
        const double side = paint::px(16.0);
        const QRectF square(sign.center() - QPointF(side, side) / 2.0, QSizeF(side, side));
        if (option.checkType == QStyleOptionMenuItem::Exclusive) {
            const double dot = paint::px(7.0);
            paint::box(painter, QRectF(sign.center() - QPointF(dot, dot) / 2.0, QSizeF(dot, dot)), t.accent, QColor(),
                       dot / 2.0);
        } else {
            paint::tick(painter, square, t.accent);
        }
    } else if (!option.icon.isNull()) {
        const int side = scaled(16.0);
        const QRect square(sign.center().toPoint() - QPoint(side / 2, side / 2), QSize(side, side));
        option.icon.paint(&painter, square, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
    }
    const QStringList parts = option.text.split('\t');
    const QRect words = rect.adjusted(column, 0, -scaled(12.0), 0);
    const int flags = Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextDontClip | Qt::TextShowMnemonic;
    painter.setFont(option.font);
    painter.setPen(colour);
    painter.drawText(visualRect(option.direction, rect, words), flags | Qt::AlignLeft, parts.value(0));
    if (parts.size() > 1) {
        painter.setPen(enabled ? t.textMuted : t.textDisabled);
        painter.drawText(visualRect(option.direction, rect, words), flags | Qt::AlignRight, parts.value(1));
    }
    if (option.menuItemType == QStyleOptionMenuItem::SubMenu) {
        const QRectF arrow(rect.right() - scaled(20.0), rect.top(), scaled(16.0), rect.height());
        paint::chevron(painter, arrow, paint::Direction::Right, enabled ? t.textMuted : t.textDisabled);
    }
}

QIcon ControlStyle::standardIcon(StandardPixmap icon, const QStyleOption* option, const QWidget* widget) const {
    const bool cross =
        icon == SP_LineEditClearButton || icon == SP_TitleBarCloseButton || icon == SP_DockWidgetCloseButton;
    if (!cross && icon != SP_TitleBarNormalButton) {
        return QProxyStyle::standardIcon(icon, option, widget);
    }
    const int side = scaled(16.0);
    const double ratio = widget != nullptr ? widget->devicePixelRatioF() : 1.0;
    QPixmap pixmap(static_cast<int>(std::lround(side * ratio)), static_cast<int>(std::lround(side * ratio)));
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(tokens().textMuted, paint::px(1.5), Qt::SolidLine, Qt::RoundCap));
    painter.translate(side / 2.0, side / 2.0);
    const double reach = paint::px(3.5);
    if (cross) {
        painter.drawLine(QLineF(-reach, -reach, reach, reach));
        painter.drawLine(QLineF(-reach, reach, reach, -reach));
    } else {
        painter.drawRect(QRectF(-reach, -reach, 2.0 * reach, 2.0 * reach));
    }
    return pixmap;
}

QRect ControlStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl subControl,
                                   const QWidget* widget) const {
    if (control == CC_ScrollBar) {
        const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
        if (bar != nullptr) {
            // No buttons at the ends: groove and thumb have the whole length.
            const QRect thumb = thumbRect(*bar, pixelMetric(PM_ScrollBarSliderMin, option, widget));
            const bool across = bar->orientation == Qt::Horizontal;
            switch (subControl) {
            case SC_ScrollBarGroove:
                return bar->rect;
            case SC_ScrollBarSlider:
                return thumb;
            case SC_ScrollBarSubPage:
                return across ? QRect(QPoint(bar->rect.left(), bar->rect.top()),
                                      QPoint(thumb.left() - 1, bar->rect.bottom()))
                              : QRect(QPoint(bar->rect.left(), bar->rect.top()),
                                      QPoint(bar->rect.right(), thumb.top() - 1));
            case SC_ScrollBarAddPage:
                return across ? QRect(QPoint(thumb.right() + 1, bar->rect.top()), bar->rect.bottomRight())
                              : QRect(QPoint(bar->rect.left(), thumb.bottom() + 1), bar->rect.bottomRight());
            default:
                return {};
            }
        }
    }
    if (control == CC_ComboBox) {
        const QRect rect = option->rect;
        const int arrow = scaled(26.0), inset = scaled(2.0);
        QRect part;
        switch (subControl) {
        case SC_ComboBoxArrow:
            part = QRect(rect.right() + 1 - arrow, rect.top(), arrow, rect.height());
            break;
        case SC_ComboBoxEditField:
            part = rect.adjusted(scaled(8.0), inset, -arrow, -inset);
            break;
        default:
            return QProxyStyle::subControlRect(control, option, subControl, widget);
        }
        return visualRect(option->direction, rect, part);
    }
    if (control == CC_SpinBox) {
        const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
        if (spin != nullptr) {
            const QRect rect = option->rect;
            const bool buttons = spin->buttonSymbols != QAbstractSpinBox::NoButtons;
            const int width = buttons ? scaled(22.0) : 0, inset = scaled(3.0), half = rect.height() / 2;
            QRect part;
            switch (subControl) {
            case SC_SpinBoxUp:
                part = QRect(rect.right() + 1 - width, rect.top() + inset, width - inset, half - inset);
                break;
            case SC_SpinBoxDown:
                part = QRect(rect.right() + 1 - width, rect.top() + half, width - inset, rect.height() - half - inset);
                break;
            case SC_SpinBoxEditField:
                part = rect.adjusted(scaled(4.0), inset, -width - inset, -inset);
                break;
            default:
                return rect;
            }
            if (!buttons && subControl != SC_SpinBoxEditField) {
                return {};
            }
            return visualRect(option->direction, rect, part);
        }
    }
    return QProxyStyle::subControlRect(control, option, subControl, widget);
}

QRect ControlStyle::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const {
    if (element == SE_LineEditContents) {
        return QProxyStyle::subElementRect(element, option, widget).adjusted(scaled(3.0), 0, -scaled(3.0), 0);
    }
    return QProxyStyle::subElementRect(element, option, widget);
}

} // namespace logitscope
