#include "ui/widgets/probability_bars.h"

#include "ui/theme/theme.h"
#include "ui/widgets/bar_painter.h"
#include "ui/widgets/format.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <QVariantAnimation>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace logitscope {

namespace {

constexpr std::array<double, 10> scales{0.004, 0.01, 0.02, 0.04, 0.08, 0.2, 0.4, 0.6, 0.8, 1.0};
// Room for bars to grow under a slider before the scale has to change.
constexpr double headroom = 1.1;

double scaleFor(double largest) {
    const auto fitting = std::find_if(scales.begin(), scales.end(), [&](double scale) { return scale >= largest; });
    return fitting == scales.end() ? scales.back() : *fitting;
}

// What of a row moves.
struct Shown {
    double row = 0.0; // in rows from the top
    double probability = 0.0, rawProbability = 0.0;
};

double between(double from, double to, double t) { return from + (to - from) * t; }

Shown between(const Shown& from, const Shown& to, double t) {
    return {between(from.row, to.row, t), between(from.probability, to.probability, t),
            between(from.rawProbability, to.rawProbability, t)};
}

} // namespace

struct ProbabilityBars::State {
    BarList list;
    QString message;
    bool header = true;
    double widestLabel = 0.0;
    double scale = 1.0, scaleFrom = 1.0;
    std::vector<Shown> from; // where each row's movement started
    double progress = 1.0;
    QVariantAnimation animation;
    int current = -1, hovered = -1, pressed = -1;

    int listed() const { return static_cast<int>(list.rows.size()); }
    int rowCount() const { return listed() + (list.moreKept > 0 ? 1 : 0) + (list.moreCut > 0 ? 1 : 0); }
    bool isMoreKept(int row) const { return row == listed() && list.moreKept > 0; }
    bool isMoreCut(int row) const { return row >= listed() && row == rowCount() - 1 && list.moreCut > 0; }
    int rowOf(TokenId token) const {
        const auto at =
            std::find_if(list.rows.begin(), list.rows.end(), [token](const BarRow& row) { return row.token == token; });
        return at == list.rows.end() ? -1 : static_cast<int>(at - list.rows.begin());
    }
    Shown target(int row) const {
        const BarRow& bar = list.rows[static_cast<std::size_t>(row)];
        return {double(row), bar.probability, bar.rawProbability};
    }
    Shown shown(int row) const { return between(from[static_cast<std::size_t>(row)], target(row), progress); }
    double shownScale() const { return between(scaleFrom, scale, progress); }
};

ProbabilityBars::ProbabilityBars(QWidget* parent) : QAbstractScrollArea(parent), m_state(std::make_unique<State>()) {
    installAccessibleItems();
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    setAccessibleName(tr("Next-token distribution"));
    m_state->message = tr("Run the prompt to see what could come next.");
    m_state->animation.setEasingCurve(QEasingCurve::OutCubic);
    m_state->animation.setStartValue(0.0);
    m_state->animation.setEndValue(1.0);
    connect(&m_state->animation, &QVariantAnimation::valueChanged, this, [this](const QVariant& value) {
        m_state->progress = value.toDouble();
        viewport()->update();
    });
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        measure();
        viewport()->update();
    });
}

ProbabilityBars::~ProbabilityBars() { m_state->animation.disconnect(this); }

void ProbabilityBars::setDistribution(BarList list, Transition transition) {
    State& s = *m_state;
    std::map<TokenId, Shown> before;
    for (int row = 0; row < s.listed(); ++row) {
        before.emplace(s.list.rows[static_cast<std::size_t>(row)].token, s.shown(row));
    }
    const bool sameSource = !s.list.rows.empty() && s.list.source == list.source;
    const bool onToken = s.current >= 0 && s.current < s.listed();
    const TokenId currentToken = onToken ? s.list.rows[static_cast<std::size_t>(s.current)].token : TokenId{};

    s.scaleFrom = s.shownScale();
    s.animation.stop();
    s.message.clear();
    s.list = std::move(list);
    std::sort(s.list.rows.begin(), s.list.rows.end(), barComesBefore);

    double largest = 0.0;
    for (const BarRow& row : s.list.rows) {
        largest = std::max({largest, row.probability, row.rawProbability});
    }
    if (!sameSource || largest > s.scale) {
        s.scale = scaleFor(largest * headroom);
    }
    s.from.clear();
    for (int row = 0; row < s.listed(); ++row) {
        const Shown target = s.target(row);
        const auto known = before.find(s.list.rows[static_cast<std::size_t>(row)].token);
        s.from.push_back(known != before.end() ? known->second : Shown{target.row, 0.0, 0.0});
    }

    // The current row stays with its token while that is listed.
    const int wanted = s.current;
    const int again = onToken ? s.rowOf(currentToken) : -1;
    s.current = again >= 0 ? again : std::min(s.current, s.rowCount() - 1);
    if (s.current != wanted) {
        emit currentRowChanged(s.current);
    }
    measure();

    const int duration = Theme::instance().animationMilliseconds();
    if (transition == Transition::Glide && duration > 0 && isVisible() && !before.empty()) {
        s.progress = 0.0;
        s.animation.setDuration(duration);
        s.animation.start();
    } else {
        s.progress = 1.0;
    }
    viewport()->update();
}

void ProbabilityBars::setHeaderVisible(bool visible) {
    m_state->header = visible;
    measure();
    viewport()->update();
}

int ProbabilityBars::headerHeight() const { return m_state->header ? BarPainter::headerHeight() : 0; }

void ProbabilityBars::setMessage(const QString& sentence) {
    m_state->animation.stop();
    m_state->list = {};
    m_state->from.clear();
    m_state->progress = 1.0;
    m_state->message = sentence;
    m_state->current = m_state->hovered = -1;
    setAccessibleDescription(sentence);
    measure();
    viewport()->update();
}

const BarList& ProbabilityBars::distribution() const { return m_state->list; }

PlotTable ProbabilityBars::table() const {
    PlotTable table{tr("Next-token distribution"),
                    {QStringLiteral("id"), tr("token"), tr("rank"), tr("raw logit"), tr("logit"), tr("raw probability"),
                     tr("probability"), tr("cut by")},
                    {}};
    for (const BarRow& row : m_state->list.rows) {
        table.rows.push_back({numberOf(row.token), row.label, row.rawRank, row.rawLogit, row.logit, row.rawProbability,
                              row.probability, row.cut ? QVariant(row.cut->name) : QVariant()});
    }
    return table;
}

QString ProbabilityBars::asText() const {
    QString text = tr("token\tfinal\traw\tlogit\trank\tcut by") + '\n';
    for (const BarRow& row : m_state->list.rows) {
        text += QStringList{row.label,
                            percentText(row.probability),
                            percentText(row.rawProbability),
                            logitText(row.rawLogit),
                            QString::number(row.rawRank),
                            row.cut ? row.cut->name : QString()}
                    .join('\t') +
                '\n';
    }
    for (int row = m_state->listed(); row < m_state->rowCount(); ++row) {
        text += itemName(row) + '\n';
    }
    return text;
}

int ProbabilityBars::currentRow() const { return m_state->current; }

void ProbabilityBars::setCurrentRow(int row) {
    row = std::clamp(row, -1, m_state->rowCount() - 1);
    if (row == m_state->current) {
        return;
    }
    m_state->current = row;
    if (row >= 0) {
        const QRect rect = itemRect(row);
        const int top = rect.top() - headerHeight(), bottom = rect.bottom() - viewport()->height() + 1;
        if (top < 0) {
            verticalScrollBar()->setValue(verticalScrollBar()->value() + top);
        } else if (bottom > 0) {
            verticalScrollBar()->setValue(verticalScrollBar()->value() + bottom);
        }
    }
    announceCurrentItem(this);
    viewport()->update();
    emit currentRowChanged(row);
}

double ProbabilityBars::scaleMaximum() const { return m_state->scale; }

QSize ProbabilityBars::sizeHint() const {
    return {Theme::instance().grid(64), headerHeight() + BarPainter::rowHeight() * 14};
}

QSize ProbabilityBars::minimumSizeHint() const {
    return {Theme::instance().grid(36), headerHeight() + BarPainter::rowHeight() * 4};
}

int ProbabilityBars::itemCount() const { return m_state->rowCount(); }

QString ProbabilityBars::itemName(int row) const {
    const State& s = *m_state;
    if (s.isMoreKept(row)) {
        return tr("… %1 more · %2").arg(countText(s.list.moreKept), percentText(s.list.moreKeptMass));
    }
    if (s.isMoreCut(row)) {
        const QString text = tr("… %1 more cut").arg(countText(s.list.moreCut));
        return s.list.moreCutRawMass ? text + " · " + tr("raw %1").arg(percentText(*s.list.moreCutRawMass)) : text;
    }
    if (row < 0 || row >= s.listed()) {
        return {};
    }
    const BarRow& bar = s.list.rows[static_cast<std::size_t>(row)];
    QStringList parts{bar.label,
                      bar.cut ? tr("cut by %1").arg(bar.cut->name) : tr("final %1").arg(percentText(bar.probability)),
                      tr("raw %1").arg(percentText(bar.rawProbability)), tr("rank %1").arg(countText(bar.rawRank))};
    if (s.list.taken == bar.token) {
        parts.insert(1, tr("taken"));
    }
    return parts.join(", ");
}

QRect ProbabilityBars::itemRect(int row) const {
    const int height = BarPainter::rowHeight();
    return {0, headerHeight() + row * height - verticalScrollBar()->value(), viewport()->width(), height};
}

int ProbabilityBars::currentItem() const { return m_state->current; }

void ProbabilityBars::activateItem(int row) {
    if (row >= 0 && row < m_state->listed()) {
        // By value: whoever hears it may give us another list.
        const TokenId token = m_state->list.rows[static_cast<std::size_t>(row)].token;
        emit tokenChosen(token);
    }
}

void ProbabilityBars::measure() {
    const BarPainter painter;
    m_state->widestLabel = 0.0;
    for (const BarRow& row : m_state->list.rows) {
        m_state->widestLabel = std::max(m_state->widestLabel, painter.labelWidth(row.label));
    }
    const int page = std::max(0, viewport()->height() - headerHeight());
    const int height = BarPainter::rowHeight();
    verticalScrollBar()->setRange(0, std::max(0, m_state->rowCount() * height - page));
    verticalScrollBar()->setPageStep(page);
    verticalScrollBar()->setSingleStep(height);
    updateGeometry();
}

int ProbabilityBars::rowAt(const QPoint& point) const {
    const int header = headerHeight();
    if (point.y() < header) {
        return -1;
    }
    const int row = (point.y() - header + verticalScrollBar()->value()) / BarPainter::rowHeight();
    return row < m_state->rowCount() ? row : -1;
}

void ProbabilityBars::paintEvent(QPaintEvent*) {
    const State& s = *m_state;
    const Theme& theme = Theme::instance();
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), theme.tokens().ground);
    if (s.rowCount() == 0) {
        painter.setFont(theme.font(TextSize::Body));
        painter.setPen(theme.tokens().textMuted);
        painter.drawText(viewport()->rect().adjusted(theme.grid(3), 0, -theme.grid(3), 0),
                         Qt::AlignCenter | Qt::TextWordWrap, s.message);
        return;
    }
    const BarPainter bars;
    const QRectF area = viewport()->rect();
    const double header = headerHeight(), height = BarPainter::rowHeight();
    const BarColumns columns = bars.columns(area.width(), s.widestLabel);
    const QRectF body = area.adjusted(0.0, header, 0.0, 0.0);
    if (s.header) {
        bars.paintHeader(painter, {area.left(), area.top(), area.width(), header}, columns, s.scale);
    }
    painter.setClipRect(body);
    const double top = header - verticalScrollBar()->value();
    QRectF grid = body;
    grid.setBottom(std::min(body.bottom(), top + s.listed() * height));
    bars.paintGrid(painter, grid, columns);

    const auto lookOf = [&](int row) {
        return BarRowLook{.scaleMaximum = s.shownScale(),
                          .current = row == s.current,
                          .focused = hasFocus(),
                          .hovered = row == s.hovered,
                          .taken = false};
    };
    for (int row = 0; row < s.rowCount(); ++row) {
        BarRowLook look = lookOf(row);
        const Shown shown = row < s.listed() ? s.shown(row) : Shown{double(row), 0.0, 0.0};
        const QRectF rect(area.left(), top + shown.row * height, area.width(), height);
        if (!rect.intersects(body)) {
            continue;
        }
        if (row < s.listed()) {
            const BarRow& bar = s.list.rows[static_cast<std::size_t>(row)];
            look.probability = shown.probability;
            look.rawProbability = shown.rawProbability;
            look.taken = s.list.taken == bar.token;
            bars.paintRow(painter, rect, columns, bar, look);
        } else if (s.isMoreKept(row)) {
            bars.paintRemainder(painter, rect, columns, tr("… %1 more").arg(countText(s.list.moreKept)),
                                s.list.moreKeptMass, std::nullopt, look);
        } else {
            bars.paintRemainder(painter, rect, columns, tr("… %1 more cut").arg(countText(s.list.moreCut)),
                                std::nullopt, s.list.moreCutRawMass, look);
        }
    }
}

void ProbabilityBars::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    measure();
}

void ProbabilityBars::keyPressEvent(QKeyEvent* event) {
    const int page = std::max(1, (viewport()->height() - headerHeight()) / BarPainter::rowHeight() - 1);
    if (event->matches(QKeySequence::Copy)) {
        QGuiApplication::clipboard()->setText(asText());
        return;
    }
    int row = m_state->current;
    switch (event->key()) {
    case Qt::Key_Up:
        --row;
        break;
    case Qt::Key_Down:
        ++row;
        break;
    case Qt::Key_PageUp:
        row -= page;
        break;
    case Qt::Key_PageDown:
        row += page;
        break;
    case Qt::Key_Home:
        row = 0;
        break;
    case Qt::Key_End:
        row = m_state->rowCount() - 1;
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        // Ctrl+Enter and the like are the window's.
        if (event->modifiers() == Qt::NoModifier || event->modifiers() == Qt::KeypadModifier) {
            activateItem(row);
            return;
        }
        [[fallthrough]];
    default:
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    if (m_state->rowCount() > 0) {
        setCurrentRow(std::clamp(row, 0, m_state->rowCount() - 1));
    }
}

void ProbabilityBars::mousePressEvent(QMouseEvent* event) {
    m_state->pressed = event->button() == Qt::LeftButton ? rowAt(event->position().toPoint()) : -1;
    if (m_state->pressed >= 0) {
        setCurrentRow(m_state->pressed);
    }
}

void ProbabilityBars::mouseReleaseEvent(QMouseEvent* event) {
    const int row = rowAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && row >= 0 && row == m_state->pressed) {
        m_state->pressed = -1;
        activateItem(row);
    }
}

void ProbabilityBars::mouseMoveEvent(QMouseEvent* event) {
    const int row = rowAt(event->position().toPoint());
    if (row != m_state->hovered) {
        m_state->hovered = row;
        viewport()->setCursor(row >= 0 && row < m_state->listed() ? Qt::PointingHandCursor : Qt::ArrowCursor);
        viewport()->update();
    }
}

QString ProbabilityBars::toolTipOf(int row) const {
    if (row < 0 || row >= m_state->listed()) {
        return row < 0 ? QString() : itemName(row).toHtmlEscaped();
    }
    const BarRow& bar = m_state->list.rows[static_cast<std::size_t>(row)];
    const auto line = [](const QString& name, const QString& value) {
        return "<tr><td>" + name.toHtmlEscaped() + "&nbsp;&nbsp;</td><td align='right'>" + value.toHtmlEscaped() +
               "</td></tr>";
    };
    QString text = "<b>" + bar.label.toHtmlEscaped() + "</b>&nbsp;&nbsp;" +
                   tr("token %1").arg(numberOf(bar.token)).toHtmlEscaped() + "<table>";
    text += line(tr("Rank by raw logit"), countText(bar.rawRank));
    text += line(tr("Raw logit"), logitText(bar.rawLogit));
    text += line(bar.cut ? tr("Logit when it was cut") : tr("Logit after the chain"), logitText(bar.logit));
    text += line(tr("Raw probability, softmax at T = 1"), percentText(bar.rawProbability));
    text += line(tr("Raw log-probability"), logProbabilityText(std::log(bar.rawProbability)));
    text += bar.cut ? line(tr("Cut by"), bar.cut->name)
                    : line(tr("Final probability, renormalised"), percentText(bar.probability));
    return text + "</table>" + tr("Click to choose this token.").toHtmlEscaped();
}

bool ProbabilityBars::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int row = rowAt(help->pos());
        QToolTip::showText(help->globalPos(), toolTipOf(row), viewport(), row >= 0 ? itemRect(row) : QRect());
        return true;
    }
    if (event->type() == QEvent::Leave && m_state->hovered >= 0) {
        m_state->hovered = -1;
        viewport()->update();
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void ProbabilityBars::focusInEvent(QFocusEvent* event) {
    QAbstractScrollArea::focusInEvent(event);
    if (m_state->current < 0 && m_state->rowCount() > 0 && event->reason() != Qt::MouseFocusReason) {
        setCurrentRow(0);
    }
    announceCurrentItem(this);
    viewport()->update();
}

void ProbabilityBars::focusOutEvent(QFocusEvent* event) {
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

} // namespace logitscope
