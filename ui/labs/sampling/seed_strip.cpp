#include "ui/labs/sampling/seed_strip.h"

#include "ui/theme/colours.h"
#include "ui/theme/theme.h"
#include "ui/widgets/format.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace logitscope {

namespace {

// Tokens counted by name, as many as there is room for; the rest is one line.
constexpr int mostCounted = 5, fewestCounted = 1;

} // namespace

SeedStrip::SeedStrip(QWidget* parent) : QWidget(parent) {
    installAccessibleItems();
    setAccessibleName(tr("What the seeds 1 to 100 would draw here"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setCursor(Qt::PointingHandCursor);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    setSizePolicy(policy);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void SeedStrip::setData(const DrawViewData& draw) {
    m_draw = draw;
    update();
}

SeedStrip::Layout SeedStrip::layoutFor(int width) const {
    const Theme& theme = Theme::instance();
    const int columns = width >= theme.grid(1.75) * 25 ? 25 : 20;
    return {columns, std::min(static_cast<double>(width) / columns, static_cast<double>(theme.grid(2.5)))};
}

int SeedStrip::heightFor(int counted, int columns, double cell) const {
    const Theme& theme = Theme::instance();
    const int line = QFontMetrics(theme.numberFont(TextSize::Small)).height();
    const int rows = (seedsShown - 1) / columns + 1;
    // The heading and the line of all others come on top.
    return static_cast<int>(std::ceil(rows * cell)) + theme.grid(0.75) + (counted + 2) * line;
}

QSize SeedStrip::sizeHint() const {
    const Theme& theme = Theme::instance();
    return {theme.grid(45), heightFor(mostCounted, 25, theme.grid(2))};
}

QSize SeedStrip::minimumSizeHint() const {
    const Theme& theme = Theme::instance();
    return {theme.grid(20), heightFor(fewestCounted, 25, theme.grid(1.75))};
}

QRectF SeedStrip::cellRect(int index) const {
    const Layout grid = layoutFor(width());
    const int row = index / grid.columns;
    const int column = index % grid.columns;
    return {column * grid.cell, row * grid.cell, grid.cell, grid.cell};
}

std::optional<int> SeedStrip::cellAt(const QPointF& point) const {
    for (int i = 0; i < itemCount(); ++i) {
        if (cellRect(i).contains(point)) {
            return i;
        }
    }
    return std::nullopt;
}

QRect SeedStrip::itemRect(int index) const { return cellRect(index).toRect(); }

QString SeedStrip::itemName(int index) const {
    const SeedDraw& seed = m_draw.seeds[index];
    const QString u = QString::number(seed.uniform, 'f', 4);
    if (seed.slice < 0) {
        const auto others = m_draw.kept - static_cast<int>(m_draw.slices.size());
        return tr("Seed %1: u = %2, one of the %3 least probable kept tokens").arg(seed.seed).arg(u, countText(others));
    }
    const DrawSlice& slice = m_draw.slices[seed.slice];
    return tr("Seed %1: u = %2, %3 (%4)").arg(seed.seed).arg(u, slice.label, percentText(slice.probability));
}

void SeedStrip::activateItem(int index) {
    m_current = index;
    emit seedChosen(m_draw.seeds[index].seed);
    update();
}

bool SeedStrip::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        if (const std::optional<int> cell = cellAt(help->pos())) {
            QToolTip::showText(help->globalPos(), itemName(*cell) + QLatin1Char('\n') + tr("Click to take this seed."),
                               this);
            return true;
        }
    }
    return QWidget::event(event);
}

void SeedStrip::mousePressEvent(QMouseEvent* event) {
    if (const std::optional<int> cell = cellAt(event->position()); cell && event->button() == Qt::LeftButton) {
        activateItem(*cell);
    }
}

void SeedStrip::keyPressEvent(QKeyEvent* event) {
    const int columns = layoutFor(width()).columns;
    int by = 0;
    switch (event->key()) {
    case Qt::Key_Left:
        by = -1;
        break;
    case Qt::Key_Right:
        by = 1;
        break;
    case Qt::Key_Up:
        by = -columns;
        break;
    case Qt::Key_Down:
        by = columns;
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current < itemCount()) {
            activateItem(m_current);
        }
        return;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    if (m_current + by >= 0 && m_current + by < itemCount()) {
        m_current += by;
        announceCurrentItem(this);
        update();
    }
}

void SeedStrip::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    announceCurrentItem(this);
}

void SeedStrip::paintEvent(QPaintEvent*) {
    if (m_draw.seeds.empty()) {
        return;
    }
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintCells(painter);
    paintCounts(painter);
}

void SeedStrip::paintCells(QPainter& painter) const {
    const Theme& theme = Theme::instance();
    const ThemeTokens& tokens = theme.tokens();
    QFont figures = theme.numberFont(TextSize::Small);
    figures.setPixelSize(static_cast<int>(layoutFor(width()).cell * 0.62));
    painter.setFont(figures);
    std::optional<QRectF> present;
    for (int i = 0; i < itemCount(); ++i) {
        const SeedDraw& seed = m_draw.seeds[i];
        const QRectF cell = cellRect(i).adjusted(0.75, 0.75, -0.75, -0.75);
        const bool listed = seed.slice >= 0;
        painter.setPen(QPen(tokens.hairline, 1.0));
        painter.setBrush(listed ? probabilityColour(m_draw.slices[seed.slice].probability) : tokens.hover);
        painter.drawRoundedRect(cell, 2.0, 2.0);
        painter.setPen(tokens.text);
        painter.drawText(cell, Qt::AlignCenter,
                         listed && seed.slice < 99 ? QString::number(seed.slice + 1) : QStringLiteral("…"));
        if (seed.seed == m_draw.place.seed) {
            present = cell;
        }
    }
    painter.setBrush(Qt::NoBrush);
    if (present) {
        painter.setPen(QPen(tokens.text, theme.scaled(2.0)));
        painter.drawRoundedRect(*present, 2.0, 2.0);
    }
    if (hasFocus()) {
        painter.setPen(QPen(tokens.focusRing, theme.scaled(1.5)));
        painter.drawRoundedRect(cellRect(m_current), 3.0, 3.0);
    }
}

// "1 ␣girl   41 drawn · 38.2 expected", with bars: drawn solid, expected a tick.
void SeedStrip::paintCounts(QPainter& painter) const {
    const Theme& theme = Theme::instance();
    const ThemeTokens& tokens = theme.tokens();
    painter.setFont(theme.numberFont(TextSize::Small));
    const QFontMetricsF metrics(painter.font());
    const double line = metrics.height(), space = theme.grid(1);
    const auto [columns, cell] = layoutFor(width());
    int counted = mostCounted;
    while (counted > fewestCounted && heightFor(counted, columns, cell) > height()) {
        --counted;
    }
    const std::vector<SeedCount> counts = seedCounts(m_draw, counted);
    double y = heightFor(counted, columns, cell) - (counted + 2) * line;

    const double rankWide = metrics.horizontalAdvance(QStringLiteral("00")) + space;
    const double numberWide =
        std::max(metrics.horizontalAdvance(QStringLiteral("000.0")), metrics.horizontalAdvance(tr("expected"))) + space;
    const double tokenWide = std::min(width() * 0.32, metrics.horizontalAdvance(QLatin1Char('m')) * 16);
    const double barLeft = rankWide + tokenWide, barWide = std::max(0.0, width() - barLeft - 2.0 * numberWide);
    const auto figure = [&](int column, const QString& text, const QColor& colour) {
        painter.setPen(colour);
        painter.drawText(QRectF(width() - (2 - column) * numberWide, y, numberWide, line),
                         Qt::AlignRight | Qt::AlignVCenter, text);
    };
    figure(0, tr("drawn"), tokens.textMuted);
    figure(1, tr("expected"), tokens.textMuted);
    double most = 1.0;
    for (const SeedCount& count : counts) {
        most = std::max({most, static_cast<double>(count.drawn), count.expected});
    }
    for (const SeedCount& count : counts) {
        y += line;
        const bool listed = count.slice >= 0;
        const QString name = listed ? m_draw.slices[count.slice].label : tr("all others");
        painter.setPen(tokens.textMuted);
        painter.drawText(QRectF(0, y, rankWide - space / 2, line), Qt::AlignRight | Qt::AlignVCenter,
                         listed ? QString::number(count.slice + 1) : QStringLiteral("…"));
        painter.setPen(tokens.text);
        painter.drawText(QRectF(rankWide, y, tokenWide - space, line), Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(name, Qt::ElideRight, tokenWide - space));
        painter.setPen(QPen(tokens.controlBorder, 1.0));
        painter.setBrush(listed ? probabilityColour(m_draw.slices[count.slice].probability) : tokens.hover);
        painter.drawRect(QRectF(barLeft, y + line * 0.2, barWide * count.drawn / most, line * 0.6));
        painter.setPen(QPen(tokens.text, theme.scaled(1.5)));
        const double tick = barLeft + barWide * count.expected / most;
        painter.drawLine(QPointF(tick, y + line * 0.1), QPointF(tick, y + line * 0.9));
        figure(0, QString::number(count.drawn), tokens.text);
        figure(1, QString::number(count.expected, 'f', 1), tokens.textMuted);
    }
}

PlotTable SeedStrip::table() const {
    PlotTable table{
        tr("What the seeds 1 to 100 would draw here"), {tr("seed"), tr("u"), tr("token"), tr("probability")}, {}};
    for (const SeedDraw& seed : m_draw.seeds) {
        const bool listed = seed.slice >= 0;
        table.rows.push_back(
            {QVariant(quint64(seed.seed)), seed.uniform,
             listed ? QVariant(m_draw.slices[seed.slice].label) : QVariant(tr("a less probable token")),
             listed ? QVariant(m_draw.slices[seed.slice].probability) : QVariant()});
    }
    return table;
}

} // namespace logitscope
