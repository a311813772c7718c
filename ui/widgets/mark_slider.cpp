#include "ui/widgets/mark_slider.h"

#include "ui/theme/colours.h"
#include "ui/theme/theme.h"
#include "ui/widgets/parameter_value.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>

namespace logitscope {

MarkSlider::MarkSlider(const ParameterInfo& parameter, int kindIndex, QWidget* parent)
    : QAbstractSlider(parent), m_parameter(parameter), m_kindIndex(kindIndex), m_value(parameter.neutral) {
    setOrientation(Qt::Horizontal);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_showing = true;
    setRange(0, sliderSteps(parameter));
    setSingleStep(1);
    setPageStep(10);
    m_showing = false;
    setParameterValue(parameter.neutral);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void MarkSlider::setParameterValue(double value) {
    m_showing = true;
    m_value = value;
    setValue(logitscope::sliderPosition(m_parameter, value));
    m_showing = false;
    update();
}

void MarkSlider::setActive(bool active) {
    m_active = active;
    update();
}

double MarkSlider::handleRadius() const { return Theme::instance().scaled(6.5); }

double MarkSlider::marksHeight() const {
    return m_parameter.marks.empty() ? 0.0 : QFontMetricsF(Theme::instance().font(TextSize::Small)).height();
}

double MarkSlider::grooveY() const { return Theme::instance().grid(1.5); }

double MarkSlider::xOf(double value) const {
    const double inset = handleRadius() + 2.0;
    return inset + logitscope::sliderFraction(m_parameter, value) * (width() - 2.0 * inset);
}

double MarkSlider::fractionAt(double x) const {
    const double inset = handleRadius() + 2.0;
    return (x - inset) / std::max(1.0, width() - 2.0 * inset);
}

QSize MarkSlider::sizeHint() const {
    const Theme& theme = Theme::instance();
    return {theme.grid(20), theme.grid(3) + static_cast<int>(marksHeight())};
}

QSize MarkSlider::minimumSizeHint() const { return {Theme::instance().grid(8), sizeHint().height()}; }

// Crowded labels are pushed apart, first to the right and then back from the end; a short line leads from each tick to
// its label.
std::vector<MarkSlider::Mark> MarkSlider::marks() const {
    std::vector<Mark> marks;
    const QFontMetricsF metrics(Theme::instance().font(TextSize::Small));
    const double space = metrics.horizontalAdvance(QLatin1Char(' ')) * 1.5;
    double free = 0.0; // where the next label may begin
    for (const double value : m_parameter.marks) {
        if (value <= m_parameter.sliderMaximum) {
            const QString text = QString::number(value, 'g', QLocale::FloatingPointShortest);
            const double wide = metrics.horizontalAdvance(text) + 2.0;
            const double left = std::max(free, xOf(value) - wide / 2.0);
            marks.push_back({value, text, QRectF(left, height() - metrics.height(), wide, metrics.height())});
            free = left + wide + space;
        }
    }
    double end = width();
    for (auto mark = marks.rbegin(); mark != marks.rend(); ++mark) {
        mark->label.moveRight(std::min(mark->label.right(), end));
        end = mark->label.left() - space;
    }
    return marks;
}

const MarkSlider::Mark* MarkSlider::markAt(const QPointF& point, const std::vector<Mark>& marks) const {
    for (const Mark& mark : marks) {
        if (mark.label.adjusted(-3, -3, 3, 3).contains(point)) {
            return &mark;
        }
    }
    return nullptr;
}

void MarkSlider::sliderChange(SliderChange change) {
    if (change == SliderValueChange && !m_showing) {
        m_value = logitscope::sliderValue(m_parameter, value());
        m_moved = true;
        emit parameterChanged(m_value);
        if (!isSliderDown()) {
            emit settled();
        }
    }
    QAbstractSlider::sliderChange(change);
}

void MarkSlider::takeValue(double value) {
    if (value == m_value) {
        return;
    }
    setParameterValue(value);
    emit parameterChanged(value);
    emit settled();
}

bool MarkSlider::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const std::vector<Mark> all = marks();
        if (const Mark* mark = markAt(help->pos(), all)) {
            const QString text = mark->value == m_parameter.neutral
                                     ? tr("Set %1 to %2: the stage then changes nothing.")
                                     : tr("Set %1 to %2, a usual value.");
            QToolTip::showText(help->globalPos(), text.arg(samplerText(m_parameter.label), mark->text), this);
            return true;
        }
    }
    return QAbstractSlider::event(event);
}

void MarkSlider::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) {
        return;
    }
    const std::vector<Mark> all = marks();
    if (const Mark* mark = markAt(event->position(), all)) {
        takeValue(mark->value);
        return;
    }
    m_moved = false;
    setSliderDown(true);
    setSliderPosition(positionAtFraction(m_parameter, fractionAt(event->position().x())));
    update();
}

void MarkSlider::mouseMoveEvent(QMouseEvent* event) {
    if (isSliderDown()) {
        setSliderPosition(positionAtFraction(m_parameter, fractionAt(event->position().x())));
        return;
    }
    setCursor(markAt(event->position(), marks()) != nullptr ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void MarkSlider::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !isSliderDown()) {
        return;
    }
    setSliderDown(false);
    update();
    if (m_moved) {
        emit settled();
    }
}

void MarkSlider::keyPressEvent(QKeyEvent* event) {
    if (event->modifiers().testFlag(Qt::AltModifier)) {
        event->ignore(); // moves the card
        return;
    }
    const bool right = event->key() == Qt::Key_Right;
    if (!event->modifiers().testFlag(Qt::ControlModifier) || (!right && event->key() != Qt::Key_Left)) {
        QAbstractSlider::keyPressEvent(event);
        return;
    }
    const std::vector<Mark> all = marks();
    const auto next =
        right ? std::find_if(all.begin(), all.end(), [this](const Mark& m) { return m.value > m_value; }) : all.end();
    if (right && next != all.end()) {
        takeValue(next->value);
    }
    const auto previous =
        right ? all.rend()
              : std::find_if(all.rbegin(), all.rend(), [this](const Mark& m) { return m.value < m_value; });
    if (previous != all.rend()) {
        takeValue(previous->value);
    }
}

void MarkSlider::wheelEvent(QWheelEvent* event) {
    if (hasFocus()) {
        QAbstractSlider::wheelEvent(event);
    } else {
        event->ignore();
    }
}

void MarkSlider::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    const ThemeTokens& tokens = theme.tokens();
    const QColor colour = m_active ? stageColour(m_kindIndex) : tokens.cut;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);

    const double y = grooveY(), thick = theme.scaled(4.0);
    const double left = xOf(m_parameter.sliderMinimum), right = xOf(m_parameter.sliderMaximum), handle = xOf(m_value);
    painter.setPen(Qt::NoPen);
    painter.setBrush(mixed(tokens.raised, tokens.controlBorder, 0.35));
    painter.drawRoundedRect(QRectF(left - thick / 2, y - thick / 2, right - left + thick, thick), thick / 2, thick / 2);
    // The filled part runs from the neutral value: nothing filled, nothing changed.
    const double origin = xOf(m_parameter.neutral);
    painter.setBrush(colour);
    painter.drawRect(
        QRectF(QPointF(std::min(origin, handle), y - thick / 2), QPointF(std::max(origin, handle), y + thick / 2)));

    painter.setFont(theme.font(TextSize::Small));
    for (const Mark& mark : marks()) {
        const double x = xOf(mark.value);
        const bool here = mark.value == m_value;
        const double tick = y + thick + theme.scaled(1);
        painter.setPen(QPen(tokens.controlBorder, 1.0));
        painter.drawLine(QPointF(x, y + thick / 2), QPointF(x, tick));
        painter.drawLine(QPointF(x, tick), QPointF(mark.label.center().x(), mark.label.top() + 1));
        painter.setPen(here ? tokens.text : tokens.textMuted);
        painter.drawText(mark.label, Qt::AlignCenter, mark.text);
    }

    const double radius = handleRadius();
    if (hasFocus()) {
        painter.setPen(QPen(tokens.focusRing, theme.scaled(1.5)));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(QPointF(handle, y), radius + 1.5, radius + 1.5);
    }
    painter.setPen(QPen(colour, theme.scaled(2.0)));
    painter.setBrush(isSliderDown() ? colour : tokens.raised);
    painter.drawEllipse(QPointF(handle, y), radius - theme.scaled(1.0), radius - theme.scaled(1.0));
}

} // namespace logitscope
