#include "ui/labs/sampling/unit_interval.h"

#include "ui/theme/colours.h"
#include "ui/theme/theme.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace logitscope {

namespace {

constexpr double narrowest = 4.0; // pixels at scale 1

QString intervalText(const DrawSlice& slice) {
    return QCoreApplication::translate("DrawPanel", "%1: [%2, %3), %4")
        .arg(slice.label, QString::number(slice.start, 'f', 4), QString::number(slice.end, 'f', 4),
             percentText(slice.probability));
}

} // namespace

UnitInterval::UnitInterval(QWidget* parent) : QWidget(parent) {
    installAccessibleItems();
    setAccessibleName(tr("The unit interval, cut into the kept tokens"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMouseTracking(true);
    m_fall.setStartValue(0.0);
    m_fall.setEndValue(1.0);
    m_fall.setEasingCurve(QEasingCurve::InQuad);
    connect(&m_fall, &QVariantAnimation::valueChanged, this, [this] { update(); });
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void UnitInterval::setData(const DrawViewData& draw) {
    const int duration = Theme::instance().animationMilliseconds();
    const bool moved = !m_hasDraw || draw.place.uniform != m_draw.place.uniform;
    const bool streaming = m_lastChange.isValid() && m_lastChange.elapsed() < 2 * duration;
    m_draw = draw;
    m_hasDraw = true;
    if (moved) {
        m_lastChange.start();
        m_fall.stop();
        if (duration > 0 && !streaming && isVisible()) {
            m_fall.setDuration(duration);
            m_fall.start();
        }
    }
    setAccessibleDescription(drawSentence(m_draw));
    update();
}

QSize UnitInterval::sizeHint() const {
    const Theme& theme = Theme::instance();
    const int line = QFontMetrics(theme.font(TextSize::Small)).height();
    return {theme.grid(45), theme.grid(5.5) + 2 * line};
}

QSize UnitInterval::minimumSizeHint() const { return {Theme::instance().grid(20), sizeHint().height()}; }

QRectF UnitInterval::barRect() const {
    const Theme& theme = Theme::instance();
    const double line = QFontMetricsF(theme.font(TextSize::Small)).height();
    const double inset = theme.grid(1);
    return {inset, line + theme.grid(1.5), width() - 2.0 * inset, static_cast<double>(theme.grid(3.5))};
}

double UnitInterval::xOf(double share) const {
    const QRectF bar = barRect();
    return bar.left() + share * bar.width();
}

QRectF UnitInterval::partRect(double start, double end) const {
    const QRectF bar = barRect();
    return {xOf(start), bar.top(), (end - start) * bar.width(), bar.height()};
}

int UnitInterval::seen() const {
    const double least = Theme::instance().scaled(narrowest) / std::max(1.0, barRect().width());
    const auto narrow = std::find_if(m_draw.slices.begin(), m_draw.slices.end(),
                                     [least](const DrawSlice& slice) { return slice.end - slice.start < least; });
    return static_cast<int>(narrow - m_draw.slices.begin());
}

int UnitInterval::itemCount() const { return m_hasDraw ? seen() + (seen() < m_draw.kept ? 1 : 0) : 0; }

QString UnitInterval::itemName(int index) const {
    const int first = seen();
    if (index < first) {
        return intervalText(m_draw.slices[index]);
    }
    const double start = first == 0 ? 0.0 : m_draw.slices[first - 1].end;
    return tr("%1 less probable tokens: [%2, 1), %3")
        .arg(countText(m_draw.kept - first), QString::number(start, 'f', 4), percentText(1.0 - start));
}

QRect UnitInterval::itemRect(int index) const {
    const int first = seen();
    if (index < first) {
        return partRect(m_draw.slices[index].start, m_draw.slices[index].end).toRect();
    }
    return partRect(first == 0 ? 0.0 : m_draw.slices[first - 1].end, 1.0).toRect();
}

int UnitInterval::currentItem() const {
    const int first = seen();
    for (int i = 0; i < first; ++i) {
        if (m_draw.slices[i].token == m_draw.hit.token) {
            return i;
        }
    }
    return first;
}

bool UnitInterval::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip && m_hasDraw) {
        const auto* help = static_cast<QHelpEvent*>(event);
        for (int i = 0; i < itemCount(); ++i) {
            if (itemRect(i).contains(help->pos())) {
                QToolTip::showText(help->globalPos(), itemName(i), this);
                return true;
            }
        }
        QToolTip::showText(help->globalPos(), drawSentence(m_draw), this);
        return true;
    }
    return QWidget::event(event);
}

void UnitInterval::paintEvent(QPaintEvent*) {
    if (!m_hasDraw) {
        return;
    }
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintBar(painter);
    paintScale(painter);
    paintNeedle(painter);
}

void UnitInterval::paintBar(QPainter& painter) const {
    const Theme& theme = Theme::instance();
    const ThemeTokens& tokens = theme.tokens();
    painter.setFont(theme.numberFont(TextSize::Small));
    const QFontMetricsF metrics(painter.font());
    const auto part = [&](const QRectF& place, const QColor& ground, const QString& text) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(ground);
        painter.drawRect(place);
        painter.setPen(QPen(place.width() < theme.grid(1) ? tokens.hairline : tokens.controlBorder, 1.0));
        painter.drawLine(place.topRight(), place.bottomRight());
        if (metrics.horizontalAdvance(text) + 4.0 <= place.width()) {
            painter.setPen(tokens.text);
            painter.drawText(place, Qt::AlignCenter, text);
        }
    };
    const int count = seen();
    for (int i = 0; i < count; ++i) {
        const DrawSlice& slice = m_draw.slices[i];
        part(partRect(slice.start, slice.end), probabilityColour(slice.probability), slice.label);
    }
    if (count < m_draw.kept) {
        const QRectF rest = partRect(count == 0 ? 0.0 : m_draw.slices[count - 1].end, 1.0);
        const QString number = tr("… %1 more").arg(countText(m_draw.kept - count));
        part(rest, tokens.hover,
             metrics.horizontalAdvance(number) + 4.0 <= rest.width() ? number : QStringLiteral("…"));
    }
    painter.setPen(QPen(tokens.controlBorder, 1.0));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(barRect());

    QRectF hit = partRect(m_draw.hit.start, m_draw.hit.end);
    if (hit.width() < 2.0) {
        hit = QRectF(hit.center().x() - 1.0, hit.top(), 2.0, hit.height());
    }
    painter.setPen(QPen(tokens.accent, theme.scaled(2.0)));
    painter.drawRect(hit);
}

void UnitInterval::paintScale(QPainter& painter) const {
    const Theme& theme = Theme::instance();
    const QRectF bar = barRect();
    painter.setFont(theme.font(TextSize::Small));
    painter.setPen(theme.tokens().textMuted);
    const double line = QFontMetricsF(painter.font()).height(), room = theme.grid(4);
    for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0}) {
        const double x = xOf(share);
        painter.drawLine(QPointF(x, bar.bottom()), QPointF(x, bar.bottom() + theme.scaled(3)));
        const double left = std::clamp(x - room / 2.0, 0.0, width() - room);
        const auto side = left > x - room / 2.0   ? Qt::AlignLeft
                          : left < x - room / 2.0 ? Qt::AlignRight
                                                  : Qt::AlignHCenter;
        painter.drawText(QRectF(left, bar.bottom() + theme.scaled(4), room, line), side | Qt::AlignTop,
                         QString::number(share, 'g', 3));
    }
}

void UnitInterval::paintNeedle(QPainter& painter) const {
    const Theme& theme = Theme::instance();
    const ThemeTokens& tokens = theme.tokens();
    const QRectF bar = barRect();
    const double x = xOf(m_draw.place.uniform);
    const double fallen = m_fall.state() == QAbstractAnimation::Running ? m_fall.currentValue().toDouble() : 1.0;
    painter.setFont(theme.numberFont(TextSize::Small));
    const QString text = QStringLiteral("u = %1").arg(m_draw.place.uniform, 0, 'f', 4);
    const QFontMetricsF metrics(painter.font());
    const double wide = metrics.horizontalAdvance(text);
    painter.setPen(tokens.text);
    painter.drawText(
        QRectF(std::clamp(x - wide / 2.0, 0.0, std::max(0.0, width() - wide)), 0.0, wide + 1.0, metrics.height()),
        Qt::AlignCenter, text);

    // The tip comes down from the figure to the lower end of the bar.
    const double top = metrics.height() + 1.0,
                 tip = top + theme.grid(1) + fallen * (bar.bottom() - top - theme.grid(1));
    painter.setPen(QPen(tokens.text, theme.scaled(2.0), Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(QPointF(x, top), QPointF(x, tip));
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens.text);
    const double head = theme.scaled(4.0);
    painter.drawPolygon(QPolygonF{QPointF(x - head, top), QPointF(x + head, top), QPointF(x, top + 1.8 * head)});
}

} // namespace logitscope
