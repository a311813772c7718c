#include "ui/theme/control_style.h"

#include "ui/theme/colours.h"
#include "ui/theme/control_paint.h"
#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QFrame>
#include <QLineEdit>
#include <QPainter>
#include <QProgressBar>
#include <QStyleOption>
#include <QTimer>

#include <algorithm>

namespace logitscope {

namespace {

const QString busyClock = QStringLiteral("busyClock");

Theme& theme() { return Theme::instance(); }
const ThemeTokens& tokens() { return theme().tokens(); }

QColor signColour(const QStyleOption& option) {
    return option.state.testFlag(QStyle::State_Enabled) ? tokens().textMuted : tokens().textDisabled;
}

void checkBox(QPainter& painter, const QStyleOption& option, bool round) {
    const ThemeTokens& t = tokens();
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    const bool partly = option.state.testFlag(QStyle::State_NoChange);
    const bool on = option.state.testFlag(QStyle::State_On) || partly;
    const bool hovered = enabled && option.state.testFlag(QStyle::State_MouseOver);
    const QRectF rect(option.rect);
    const double side = std::min(rect.width(), rect.height());
    const QRectF square(rect.center() - QPointF(side, side) / 2.0, QSizeF(side, side));
    const double radius = round ? side / 2.0 : paint::px(3.5);
    const QColor fill = on ? (enabled ? t.accent : t.textDisabled) : hovered ? t.hover : t.raised;
    const QColor outline = on ? fill : enabled ? (hovered ? t.textMuted : t.controlBorder) : t.hairline;
    paint::box(painter, square, fill, outline, radius, paint::px(1.0));
    if (partly) {
        painter.fillRect(
            QRectF(square.center() - QPointF(side * 0.25, paint::px(1.0)), QSizeF(side * 0.5, paint::px(2.0))),
            t.accentText);
    } else if (on && round) {
        const double dot = side * 0.4;
        paint::box(painter, QRectF(square.center() - QPointF(dot, dot) / 2.0, QSizeF(dot, dot)), t.accentText, QColor(),
                   dot / 2.0);
    } else if (on) {
        paint::tick(painter, square, t.accentText);
    }
}

void hairline(QPainter& painter, const QRect& rect, Qt::Orientation along) {
    if (along == Qt::Horizontal) {
        painter.fillRect(QRect(rect.left(), rect.center().y(), rect.width(), 1), tokens().hairline);
    } else {
        painter.fillRect(QRect(rect.center().x(), rect.top(), 1, rect.height()), tokens().hairline);
    }
}

bool isTextArea(const QWidget* widget) {
    return widget != nullptr && (widget->inherits("QTextEdit") || widget->inherits("QPlainTextEdit"));
}

// An item of a view under the pointer or chosen.
void itemBackground(QPainter& painter, const QStyleOption& option) {
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver) && option.state.testFlag(QStyle::State_Enabled);
    if (const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(&option)) {
        painter.fillRect(option.rect, item->backgroundBrush); // the model's own, where it has one
    }
    if (selected || hovered) {
        painter.fillRect(option.rect, selected ? tokens().selection : tokens().hover);
    }
}

} // namespace

ControlStyle::ControlStyle() : QProxyStyle("Fusion") {}

void ControlStyle::polish(QWidget* widget) {
    QProxyStyle::polish(widget);
    if (auto* view = qobject_cast<QAbstractItemView*>(widget)) {
        view->viewport()->setAttribute(Qt::WA_Hover);
    } else if (auto* bar = qobject_cast<QProgressBar*>(widget)) {
        // A bar without an end moves by the clock; somebody has to ask it to.
        if (bar->findChild<QTimer*>(busyClock) == nullptr) {
            auto* clock = new QTimer(bar);
            clock->setObjectName(busyClock);
            connect(clock, &QTimer::timeout, bar, [bar] {
                if (bar->isVisible() && bar->minimum() == bar->maximum() && !theme().reduceMotion()) {
                    bar->update();
                }
            });
            clock->start(33);
        }
    }
}

void ControlStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                                 const QWidget* widget) const {
    const ThemeTokens& t = tokens();
    const QRectF rect(option->rect);
    switch (element) {
    case PE_PanelButtonCommand: {
        const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
        const auto features = button != nullptr ? button->features : QStyleOptionButton::ButtonFeatures();
        paint::button(*painter, rect, option->state, features.testFlag(QStyleOptionButton::DefaultButton),
                      features.testFlag(QStyleOptionButton::Flat));
        return;
    }
    case PE_FrameDefaultButton:
    case PE_FrameFocusRect: {
        // Buttons show their own ring; items of views are marked by their background.
        const bool ownRing = widget != nullptr && (widget->inherits("QPushButton") || widget->inherits("QToolButton") ||
                                                   widget->inherits("QComboBox") || widget->inherits("QSlider"));
        if (element == PE_FrameFocusRect && !ownRing && paint::showsFocus(option->state | State_HasFocus)) {
            paint::focusRing(*painter, rect, paint::px(3.0));
        }
        return;
    }
    case PE_PanelButtonTool: {
        const bool flat = option->state.testFlag(State_AutoRaise);
        QStyle::State state = option->state;
        paint::button(*painter, rect, state, false, flat);
        return;
    }
    case PE_PanelLineEdit: {
        const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
        if (frame != nullptr && frame->lineWidth > 0) {
            paint::field(*painter, rect, option->state, option->state.testFlag(State_HasFocus));
        }
        return;
    }
    case PE_FrameLineEdit:
        return; // the panel has drawn it
    case PE_Frame:
        if (isTextArea(widget)) {
            const bool focused = option->state.testFlag(State_HasFocus);
            paint::box(*painter, rect, option->palette.color(QPalette::Base), focused ? t.focusRing : t.controlBorder,
                       paint::cornerRadius(), focused ? paint::px(2.0) : 1.0);
        } else {
            paint::box(*painter, rect, QColor(), t.hairline, paint::px(1.0));
        }
        return;
    case PE_FrameWindow:
    case PE_FrameMenu:
        paint::box(*painter, rect, QColor(), t.controlBorder, 0.0);
        return;
    case PE_PanelMenu:
        painter->fillRect(option->rect, t.raised);
        return;
    case PE_PanelTipLabel:
        paint::box(*painter, rect, t.raised, t.controlBorder, 0.0);
        return;
    case PE_FrameStatusBarItem:
    case PE_FrameTabWidget:
    case PE_FrameDockWidget:
    case PE_FrameGroupBox: // its title and the space around it are enough
        return;
    case PE_PanelStatusBar:
        painter->fillRect(option->rect, t.surface);
        painter->fillRect(QRect(option->rect.left(), option->rect.top(), option->rect.width(), 1), t.hairline);
        return;
    case PE_FrameTabBarBase:
        painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), t.hairline);
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        checkBox(*painter, *option, false);
        return;
    case PE_IndicatorRadioButton:
        checkBox(*painter, *option, true);
        return;
    case PE_IndicatorArrowDown:
    case PE_IndicatorSpinDown:
        paint::chevron(*painter, rect, paint::Direction::Down, signColour(*option));
        return;
    case PE_IndicatorArrowUp:
    case PE_IndicatorSpinUp:
        paint::chevron(*painter, rect, paint::Direction::Up, signColour(*option));
        return;
    case PE_IndicatorArrowLeft:
        paint::chevron(*painter, rect, paint::Direction::Left, signColour(*option));
        return;
    case PE_IndicatorArrowRight:
        paint::chevron(*painter, rect, paint::Direction::Right, signColour(*option));
        return;
    case PE_IndicatorHeaderArrow: {
        const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option);
        if (header != nullptr && header->sortIndicator != QStyleOptionHeader::None) {
            const bool down = header->sortIndicator == QStyleOptionHeader::SortDown;
            paint::chevron(*painter, rect, down ? paint::Direction::Down : paint::Direction::Up, t.textMuted);
        }
        return;
    }
    case PE_IndicatorToolBarSeparator:
        hairline(*painter, option->rect, option->state.testFlag(State_Horizontal) ? Qt::Vertical : Qt::Horizontal);
        return;
    case PE_IndicatorDockWidgetResizeHandle:
        hairline(*painter, option->rect, option->state.testFlag(State_Horizontal) ? Qt::Horizontal : Qt::Vertical);
        return;
    case PE_IndicatorTabClose: {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(signColour(*option), paint::px(1.5), Qt::SolidLine, Qt::RoundCap));
        const double reach = paint::px(3.5);
        painter->translate(rect.center());
        painter->drawLine(QLineF(-reach, -reach, reach, reach));
        painter->drawLine(QLineF(-reach, reach, reach, -reach));
        painter->restore();
        return;
    }
    case PE_PanelItemViewRow:
        return;
    case PE_PanelItemViewItem:
        itemBackground(*painter, *option);
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void ControlStyle::drawTab(const QStyleOption& option, QPainter& painter) const {
    const ThemeTokens& t = tokens();
    const bool selected = option.state.testFlag(State_Selected);
    const QRect rect = option.rect;
    if (!selected && option.state.testFlag(State_MouseOver) && option.state.testFlag(State_Enabled)) {
        paint::box(painter, QRectF(rect).adjusted(paint::px(2), paint::px(4), -paint::px(2), -paint::px(4)), t.hover,
                   QColor(), paint::cornerRadius());
    }
    if (selected) {
        const int weight = std::max(2, static_cast<int>(paint::px(2.0)));
        painter.fillRect(QRect(rect.left() + theme().grid(0.5), rect.bottom() + 1 - weight,
                               rect.width() - theme().grid(1.0), weight),
                         t.accent);
    }
    if (paint::showsFocus(option.state) && selected) {
        paint::focusRing(painter, QRectF(rect).adjusted(paint::px(1), paint::px(3), -paint::px(1), -paint::px(5)),
                         paint::cornerRadius());
    }
}

void ControlStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                               const QWidget* widget) const {
    const ThemeTokens& t = tokens();
    switch (element) {
    case CE_PushButtonBevel: {
        proxy()->drawPrimitive(PE_PanelButtonCommand, option, painter, widget);
        const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
        if (button != nullptr && button->features.testFlag(QStyleOptionButton::HasMenu)) {
            const double side = paint::px(24.0);
            const QRectF arrow(option->rect.right() - side, option->rect.top(), side, option->rect.height());
            paint::chevron(
                *painter, arrow, paint::Direction::Down,
                paint::buttonText(option->state, button->features.testFlag(QStyleOptionButton::DefaultButton)));
        }
        return;
    }
    case CE_PushButtonLabel: {
        const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
        if (button == nullptr) {
            break;
        }
        QStyleOptionButton label(*button);
        const bool isDefault = label.features.testFlag(QStyleOptionButton::DefaultButton);
        label.palette.setColor(QPalette::ButtonText, paint::buttonText(label.state, isDefault));
        // Qt draws the menu sign with the label; the bevel has drawn ours.
        if (label.features.testFlag(QStyleOptionButton::HasMenu)) {
            label.features.setFlag(QStyleOptionButton::HasMenu, false);
            label.rect.adjust(0, 0, -static_cast<int>(paint::px(16.0)), 0);
        }
        QProxyStyle::drawControl(element, &label, painter, widget);
        return;
    }
    case CE_TabBarTabShape:
        drawTab(*option, *painter);
        return;
    case CE_TabBarTabLabel: {
        const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option);
        if (tab == nullptr) {
            break;
        }
        QStyleOptionTab label(*tab);
        const bool enabled = label.state.testFlag(State_Enabled), selected = label.state.testFlag(State_Selected);
        label.palette.setColor(QPalette::WindowText, !enabled ? t.textDisabled : selected ? t.text : t.textMuted);
        label.state.setFlag(State_HasFocus, false); // the shape shows it
        QProxyStyle::drawControl(element, &label, painter, widget);
        return;
    }
    case CE_Splitter:
        hairline(*painter, option->rect, option->state.testFlag(State_Horizontal) ? Qt::Vertical : Qt::Horizontal);
        return;
    case CE_ShapedFrame: {
        const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
        if (frame != nullptr && (frame->frameShape == QFrame::HLine || frame->frameShape == QFrame::VLine)) {
            hairline(*painter, option->rect, frame->frameShape == QFrame::HLine ? Qt::Horizontal : Qt::Vertical);
            return;
        }
        break;
    }
    case CE_ProgressBar:
        if (const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(option)) {
            drawProgressBar(*bar, *painter);
            return;
        }
        break;
    case CE_MenuItem:
        if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option)) {
            drawMenuItem(*item, *painter);
            return;
        }
        break;
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        painter->fillRect(option->rect, t.surface);
        painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), t.hairline);
        return;
    case CE_HeaderLabel: {
        const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option);
        if (header == nullptr) {
            break;
        }
        QStyleOptionHeader label(*header);
        label.palette.setColor(QPalette::ButtonText, t.textMuted);
        QProxyStyle::drawControl(element, &label, painter, widget);
        return;
    }
    case CE_ToolBar:
    case CE_MenuBarEmptyArea:
        painter->fillRect(option->rect, t.surface);
        return;
    case CE_MenuBarItem: {
        painter->fillRect(option->rect, t.surface);
        if (option->state.testFlag(State_Selected) && option->state.testFlag(State_Enabled)) {
            paint::box(*painter, QRectF(option->rect).adjusted(1, 1, -1, -1), t.hover, QColor(), paint::cornerRadius());
        }
        const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
        if (item != nullptr) {
            proxy()->drawItemText(painter, item->rect, Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextSingleLine,
                                  item->palette, item->state.testFlag(State_Enabled), item->text, QPalette::WindowText);
        }
        return;
    }
    case CE_DockWidgetTitle: {
        const auto* dock = qstyleoption_cast<const QStyleOptionDockWidget*>(option);
        if (dock != nullptr) {
            const QRect text =
                proxy()->subElementRect(SE_DockWidgetTitleBarText, option, widget).adjusted(theme().grid(1), 0, 0, 0);
            painter->setFont(theme().font(TextSize::Small));
            painter->setPen(t.textMuted);
            painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                              QFontMetrics(painter->font()).elidedText(dock->title, Qt::ElideRight, text.width()));
        }
        return;
    }
    case CE_SizeGrip:
    case CE_RubberBand:
        if (element == CE_RubberBand) {
            QColor fill = t.accent;
            fill.setAlphaF(0.15F);
            paint::box(*painter, QRectF(option->rect), fill, t.accent, 0.0);
        }
        return;
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

int ControlStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
    const auto scaled = [](double pixels) { return static_cast<int>(std::lround(paint::px(pixels))); };
    switch (metric) {
    case PM_DefaultFrameWidth:
    case PM_MenuPanelWidth:
        return qobject_cast<const QLineEdit*>(widget) != nullptr || isTextArea(widget) ? scaled(4) : 1;
    case PM_SpinBoxFrameWidth:
    case PM_ComboBoxFrameWidth:
        return scaled(2);
    case PM_ButtonMargin:
        return scaled(8);
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_TabBarBaseOverlap:
    case PM_TabBarTabShiftHorizontal:
    case PM_TabBarTabShiftVertical:
    case PM_ButtonDefaultIndicator:
        return 0;
    case PM_ButtonIconSize:
    case PM_SmallIconSize:
    case PM_TabBarIconSize:
        return scaled(16);
    case PM_ToolBarIconSize:
        return scaled(18);
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return scaled(16);
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
        return scaled(8);
    case PM_ScrollBarExtent:
        return scaled(12);
    case PM_ScrollBarSliderMin:
        return scaled(28);
    case PM_SliderThickness:
    case PM_SliderControlThickness:
        return scaled(24);
    case PM_SliderLength:
        return scaled(16);
    case PM_SplitterWidth:
        return 1;
    case PM_DockWidgetSeparatorExtent:
        return scaled(5);
    case PM_DockWidgetTitleMargin:
        return scaled(6);
    case PM_TabBarTabHSpace:
        return scaled(28);
    case PM_TabBarTabVSpace:
        return scaled(16);
    case PM_TabBarTabOverlap:
        return 0;
    case PM_MenuHMargin:
    case PM_MenuVMargin:
        return scaled(4);
    case PM_MenuBarHMargin:
    case PM_MenuBarVMargin:
        return scaled(2);
    case PM_MenuBarItemSpacing:
        return scaled(4);
    case PM_ToolTipLabelFrameWidth:
        return scaled(7);
    case PM_HeaderMargin:
        return scaled(6);
    case PM_FocusFrameHMargin:
        return scaled(4);
    case PM_TextCursorWidth:
        return std::max(1, scaled(1.34));
    case PM_LayoutLeftMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutBottomMargin:
        return theme().grid(1.5);
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return theme().grid(1.0);
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int ControlStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                            QStyleHintReturn* data) const {
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_ComboBox_Popup:
    case SH_UnderlineShortcut:
        return 0;
    case SH_Slider_AbsoluteSetButtons:
        return Qt::LeftButton; // a click on the groove goes there
    case SH_ItemView_ShowDecorationSelected:
    case SH_ScrollBar_LeftClickAbsolutePosition:
        return 1;
    case SH_Table_GridLineColor:
        return static_cast<int>(tokens().hairline.rgb());
    case SH_ToolTip_WakeUpDelay:
        return 450;
    case SH_Widget_Animation_Duration:
        return theme().animationMilliseconds();
    case SH_Widget_Animate:
        return theme().reduceMotion() ? 0 : QProxyStyle::styleHint(hint, option, widget, data);
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

QSize ControlStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                     const QWidget* widget) const {
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    const int row = theme().grid(4.0);
    switch (type) {
    case CT_PushButton: {
        const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
        const bool wordless = button != nullptr && button->text.isEmpty();
        return {wordless ? std::max(size.width() + theme().grid(1), row) : size.width() + theme().grid(4),
                std::max(row, size.height() + theme().grid(1))};
    }
    case CT_ToolButton: {
        const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option);
        if (button != nullptr && !button->text.isEmpty() &&
            (button->icon.isNull() || button->toolButtonStyle != Qt::ToolButtonIconOnly)) {
            const bool menu = button->features.testFlag(QStyleOptionToolButton::HasMenu);
            result.rwidth() += theme().grid(menu ? 2.5 : 1.0);
        }
        return result.expandedTo({row, row});
    }
    case CT_LineEdit:
    case CT_ComboBox:
    case CT_SpinBox:
        // Whatever frame Fusion has in mind: all fields of a row are as tall as its buttons.
        result.setHeight(std::max(row, option->fontMetrics.height() + theme().grid(1)));
        return result;
    case CT_MenuItem: {
        const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
        if (item != nullptr && item->menuItemType != QStyleOptionMenuItem::Separator) {
            // Words and keys, a column for ticks on the left and one for the submenu sign on the right.
            const int words = QFontMetrics(item->font).size(Qt::TextShowMnemonic, item->text).width();
            result = QSize(words + menuSignColumn() + theme().grid(item->text.contains('\t') ? 5.0 : 3.0),
                           theme().grid(3.75));
        } else if (item != nullptr && item->text.isEmpty()) {
            result.setHeight(theme().grid(1.0) + 1);
        } else if (item != nullptr) {
            const int words = QFontMetrics(theme().font(TextSize::Small)).horizontalAdvance(item->text);
            result = QSize(words + theme().grid(3.0), theme().grid(3.0));
        }
        return result;
    }
    case CT_MenuBarItem:
        return result.expandedTo({0, theme().grid(3.5)});
    case CT_HeaderSection:
        result.setHeight(std::max(result.height(), theme().grid(3.5)));
        return result;
    case CT_ItemViewItem:
        result.setHeight(std::max(result.height(), theme().grid(3.0)));
        return result;
    default:
        return result;
    }
}

} // namespace logitscope
