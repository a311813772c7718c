#include "ui/widgets/token_strip.h"

#include "core/base/utf8.h"
#include "ui/theme/theme.h"
#include "ui/widgets/alternatives_popup.h"
#include "ui/widgets/format.h"
#include "ui/widgets/strip_layout.h"
#include "ui/widgets/strip_painter.h"
#include "ui/widgets/token_colours.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QCursor>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QTimer>

#include <algorithm>
#include <cmath>

namespace logitscope {

namespace {

constexpr int hoverMilliseconds = 350; // before the popup opens under the pointer
constexpr int leaveMilliseconds = 200; // to reach the popup before it closes

int margin() { return Theme::instance().grid(1.0); }

} // namespace

struct TokenStrip::State {
    std::vector<StripToken> tokens;
    StripLayout layout;
    StripPainter painter;
    StripLook look;
    QString placeholder;
    int anchor = -1; // of the selection; -1: none
    bool dragging = false;
    AlternativesPopup* popup = nullptr;
    int popupIndex = -1; // -1: closed
    bool popupByKeyboard = false;
    bool startInPopup = false; // move into the list as soon as it is there
    QTimer hoverTimer, leaveTimer;

    int count() const { return static_cast<int>(tokens.size()); }
};

TokenStrip::TokenStrip(QWidget* parent) : QAbstractScrollArea(parent), m_state(std::make_unique<State>()) {
    State& s = *m_state;
    installAccessibleItems();
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // Always there: a bar that comes and goes would change the width, and with it the whole layout.
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    viewport()->setMouseTracking(true);
    viewport()->setCursor(Qt::ArrowCursor);
    setAccessibleName(tr("Tokens of the text"));
    s.placeholder = tr("The text appears here, one chip per token.");

    s.popup = new AlternativesPopup(this);
    connect(s.popup, &AlternativesPopup::tokenChosen, this, &TokenStrip::takeAlternative);
    connect(s.popup, &AlternativesPopup::left, this, [this] {
        if (!m_state->popupByKeyboard) {
            m_state->leaveTimer.start(leaveMilliseconds);
        }
    });
    s.hoverTimer.setSingleShot(true);
    connect(&s.hoverTimer, &QTimer::timeout, this, [this] {
        if (m_state->look.hovered >= 0 && !m_state->dragging) {
            m_state->popupByKeyboard = false;
            openAlternatives(m_state->look.hovered);
        }
    });
    s.leaveTimer.setSingleShot(true);
    connect(&s.leaveTimer, &QTimer::timeout, this, [this] {
        if (!m_state->popup->underMouse()) {
            closeAlternatives();
        }
    });
    connect(&Theme::instance(), &Theme::changed, this, &TokenStrip::relayout);
    relayout();
}

TokenStrip::~TokenStrip() = default;

// --- content

void TokenStrip::setTokens(std::vector<StripToken> tokens) {
    State& s = *m_state;
    closeAlternatives();
    const bool atEnd = verticalScrollBar()->value() == verticalScrollBar()->maximum();
    const int before = s.look.focused;
    s.tokens = std::move(tokens);
    s.layout.clear();
    s.layout.append(s.tokens);
    s.anchor = -1;
    s.look.selectionFirst = s.look.selectionEnd = 0;
    s.look.hovered = -1;
    s.look.focused = std::min(s.look.focused, s.tokens.empty() ? -1 : s.count());
    updateScrollRange();
    if (atEnd) {
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    }
    viewport()->update();
    if (s.look.focused != before) {
        emit focusedTokenChanged(s.look.focused);
    }
}

void TokenStrip::appendTokens(std::span<const StripToken> tokens) {
    if (tokens.empty()) {
        return;
    }
    State& s = *m_state;
    const bool atEnd = verticalScrollBar()->value() == verticalScrollBar()->maximum();
    // The old end as well: its caret moves on, its last chip may grow.
    const int oldLine = s.layout.lineCount() - 1;
    s.tokens.insert(s.tokens.end(), tokens.begin(), tokens.end());
    const int changed = s.layout.append(s.tokens);
    const int line = std::min(oldLine, s.layout.chips()[static_cast<std::size_t>(changed)].line);
    updateScrollRange();
    if (atEnd) {
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    }
    const int top = margin() + static_cast<int>(line * s.painter.measures().lineHeight) - verticalScrollBar()->value();
    viewport()->update(0, top - margin(), viewport()->width(), viewport()->height() - top + margin());
}

void TokenStrip::truncate(int count) {
    State& s = *m_state;
    if (count >= s.count()) {
        return;
    }
    count = std::max(0, count);
    closeAlternatives();
    const int before = s.look.focused;
    s.layout.truncate(s.tokens, count);
    s.tokens.resize(static_cast<std::size_t>(count));
    s.anchor = -1;
    s.look.selectionFirst = s.look.selectionEnd = 0;
    s.look.hovered = -1;
    s.look.focused = std::min(s.look.focused, count == 0 ? -1 : count);
    updateScrollRange();
    viewport()->update();
    if (s.look.focused != before) {
        emit focusedTokenChanged(s.look.focused);
    }
}

void TokenStrip::setScores(int first, std::span<const std::optional<StripScores>> scores) {
    for (std::size_t i = 0; i < scores.size() && static_cast<std::size_t>(first) + i < m_state->tokens.size(); ++i) {
        m_state->tokens[static_cast<std::size_t>(first) + i].scores = scores[i];
    }
    viewport()->update();
}

int TokenStrip::tokenCount() const { return m_state->count(); }

const StripToken& TokenStrip::tokenAt(int index) const { return m_state->tokens[static_cast<std::size_t>(index)]; }

void TokenStrip::setColourMode(ColourMode mode) {
    m_state->look.mode = mode;
    viewport()->update();
}

ColourMode TokenStrip::colourMode() const { return m_state->look.mode; }

void TokenStrip::setPlaceholder(const QString& sentence) {
    m_state->placeholder = sentence;
    viewport()->update();
}

void TokenStrip::setWriting(bool on) {
    m_state->look.writing = on;
    updateTokens(m_state->count(), m_state->count() + 1);
}

QString TokenStrip::text() const {
    std::string bytes;
    for (const StripToken& token : m_state->tokens) {
        bytes += std::string_view(token.bytes).substr(token.addedSpace && !token.bytes.empty() ? 1 : 0);
    }
    return QString::fromStdString(replaceInvalidUtf8(bytes));
}

QString TokenStrip::selectedText() const {
    std::string bytes;
    for (int i = m_state->look.selectionFirst; i < m_state->look.selectionEnd; ++i) {
        const StripToken& token = tokenAt(i);
        bytes += std::string_view(token.bytes).substr(token.addedSpace && !token.bytes.empty() ? 1 : 0);
    }
    return QString::fromStdString(replaceInvalidUtf8(bytes));
}

// --- layout

void TokenStrip::relayout() {
    State& s = *m_state;
    s.painter.restyle();
    s.layout.setMeasures(s.painter.measures(),
                         [this](const QString& text) { return m_state->painter.textWidth(text); });
    updateScrollRange();
    updateGeometry();
    viewport()->update();
}

void TokenStrip::updateScrollRange() {
    const int page = viewport()->height();
    const int content = static_cast<int>(std::ceil(m_state->layout.height())) + 2 * margin();
    verticalScrollBar()->setRange(0, std::max(0, content - page));
    verticalScrollBar()->setPageStep(page);
    verticalScrollBar()->setSingleStep(static_cast<int>(m_state->painter.measures().lineHeight));
}

QRect TokenStrip::itemRect(int index) const {
    if (index < 0 || index > m_state->count()) {
        return {};
    }
    return m_state->layout.tokenRect(index)
        .translated(margin(), margin() - verticalScrollBar()->value())
        .toAlignedRect();
}

void TokenStrip::updateTokens(int first, int end) {
    QRect dirty;
    for (int i = std::max(0, first); i < std::min(end, m_state->count() + 1); ++i) {
        dirty = dirty.united(itemRect(i));
    }
    viewport()->update(dirty.adjusted(-4, -4, 4, 4));
}

int TokenStrip::tokenAt(const QPoint& point) const {
    if (m_state->tokens.empty()) {
        return -1;
    }
    return m_state->layout.tokenAt(QPointF(point) - QPointF(margin(), margin() - verticalScrollBar()->value()));
}

QSize TokenStrip::sizeHint() const {
    return {Theme::instance().grid(80), static_cast<int>(m_state->painter.measures().lineHeight * 5) + 2 * margin()};
}

QSize TokenStrip::minimumSizeHint() const {
    return {Theme::instance().grid(30), static_cast<int>(m_state->painter.measures().lineHeight * 2) + 2 * margin()};
}

void TokenStrip::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    closeAlternatives();
    m_state->layout.setWidth(viewport()->width() - 2 * margin());
    updateScrollRange();
}

void TokenStrip::scrollContentsBy(int dx, int dy) {
    QAbstractScrollArea::scrollContentsBy(dx, dy);
    if (m_state->popupIndex >= 0 && !m_state->popupByKeyboard) {
        closeAlternatives();
    }
}

void TokenStrip::paintEvent(QPaintEvent* event) {
    State& s = *m_state;
    const Theme& theme = Theme::instance();
    QPainter painter(viewport());
    painter.fillRect(event->rect(), theme.tokens().ground);
    if (s.tokens.empty()) {
        painter.setFont(theme.font(TextSize::Body));
        painter.setPen(theme.tokens().textMuted);
        painter.drawText(viewport()->rect().adjusted(margin(), 0, -margin(), 0), Qt::AlignCenter | Qt::TextWordWrap,
                         s.placeholder);
        return;
    }
    const QPoint origin(margin(), margin() - verticalScrollBar()->value());
    painter.translate(origin);
    s.look.keyboard = hasFocus();
    s.painter.paint(painter, QRectF(event->rect().translated(-origin)), s.layout, s.tokens, s.look);
}

// --- focus and selection

void TokenStrip::setFocusedToken(int index) {
    State& s = *m_state;
    index = s.tokens.empty() ? -1 : std::clamp(index, -1, s.count());
    const bool moved = index != s.look.focused;
    if (moved) {
        updateTokens(s.look.focused, s.look.focused + 1);
        s.look.focused = index;
        updateTokens(index, index + 1);
    }
    if (index >= 0) {
        const QRectF rect = s.layout.tokenRect(index);
        const double slack = (s.painter.measures().lineHeight - rect.height()) / 2.0 + margin();
        const int top = static_cast<int>(rect.top() - slack) + margin();
        const int bottom = static_cast<int>(std::ceil(rect.bottom() + slack)) + margin() - viewport()->height();
        if (verticalScrollBar()->value() > top) {
            verticalScrollBar()->setValue(top);
        } else if (verticalScrollBar()->value() < bottom) {
            verticalScrollBar()->setValue(bottom);
        }
    }
    if (moved) {
        announceCurrentItem(this);
        emit focusedTokenChanged(index);
    }
}

int TokenStrip::focusedToken() const { return m_state->look.focused; }

void TokenStrip::moveFocus(int token, bool select) {
    State& s = *m_state;
    const int from = std::max(0, s.look.focused);
    token = std::clamp(token, 0, s.count());
    const int oldFirst = s.look.selectionFirst, oldEnd = s.look.selectionEnd;
    if (select) {
        s.anchor = s.anchor < 0 ? from : s.anchor;
        s.look.selectionFirst = std::min(s.anchor, token);
        s.look.selectionEnd = std::min(std::max(s.anchor, token) + 1, s.count());
    } else {
        s.anchor = -1;
        s.look.selectionFirst = s.look.selectionEnd = 0;
    }
    if (oldFirst != s.look.selectionFirst || oldEnd != s.look.selectionEnd) {
        viewport()->update();
    }
    setFocusedToken(token);
    if (s.popupIndex >= 0 && s.popupIndex != token) {
        // An open popup goes along.
        if (s.popupByKeyboard) {
            openAlternatives(token);
        } else {
            closeAlternatives();
        }
    }
}

int TokenStrip::tokenByPage(int direction) const {
    const State& s = *m_state;
    const QRectF rect = s.layout.tokenRect(std::max(0, s.look.focused));
    const int lines = std::max(1, static_cast<int>(viewport()->height() / s.painter.measures().lineHeight) - 1);
    const int line = std::clamp(s.layout.lineAt(rect.center().y()) + direction * lines, 0, s.layout.lineCount() - 1);
    return s.layout.nearestToken(line, rect.center().x());
}

void TokenStrip::keyPressEvent(QKeyEvent* event) {
    State& s = *m_state;
    if (event->matches(QKeySequence::Copy)) {
        QGuiApplication::clipboard()->setText(s.look.selectionEnd > s.look.selectionFirst ? selectedText() : text());
        return;
    }
    const bool select = event->modifiers().testFlag(Qt::ShiftModifier);
    const bool plain = !(event->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier));
    if (!plain || s.tokens.empty()) {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    const int focused = s.look.focused;
    switch (event->key()) {
    case Qt::Key_Left:
        moveFocus(focused < 0 ? s.count() - 1 : focused - 1, select);
        break;
    case Qt::Key_Right:
        moveFocus(focused + 1, select);
        break;
    case Qt::Key_Home:
        moveFocus(0, select);
        break;
    case Qt::Key_End:
        moveFocus(s.count(), select);
        break;
    case Qt::Key_PageUp:
        moveFocus(tokenByPage(-1), select);
        break;
    case Qt::Key_PageDown:
        moveFocus(tokenByPage(1), select);
        break;
    case Qt::Key_Up:
    case Qt::Key_Down:
        if (s.popupIndex >= 0 && s.popupIndex == focused) {
            s.popupByKeyboard = true;
            s.popup->moveCurrent(event->key() == Qt::Key_Down ? 1 : -1);
            setAccessibleDescription(s.popup->currentName());
        } else {
            if (focused < 0) {
                setFocusedToken(0);
            }
            s.popupByKeyboard = true;
            openAlternatives(s.look.focused);
        }
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (s.popupIndex >= 0 && s.popup->currentToken()) {
            takeAlternative(*s.popup->currentToken());
        } else if (focused >= 0) {
            activateItem(focused);
        }
        break;
    case Qt::Key_Escape:
        if (s.popupIndex >= 0) {
            closeAlternatives();
            break;
        }
        [[fallthrough]]; // the window's own Escape
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void TokenStrip::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) {
        return;
    }
    const int token = tokenAt(event->position().toPoint());
    closeAlternatives();
    m_state->hoverTimer.stop();
    if (token >= 0) {
        moveFocus(token, event->modifiers().testFlag(Qt::ShiftModifier));
        m_state->dragging = true;
    }
}

void TokenStrip::mouseMoveEvent(QMouseEvent* event) {
    const int token = tokenAt(event->position().toPoint());
    if (m_state->dragging) {
        if (token >= 0 && token != m_state->look.focused) {
            moveFocus(token, true);
        }
        return;
    }
    setHovered(token);
}

void TokenStrip::mouseReleaseEvent(QMouseEvent*) { m_state->dragging = false; }

void TokenStrip::setHovered(int token) {
    State& s = *m_state;
    if (token == s.look.hovered) {
        return;
    }
    updateTokens(s.look.hovered, s.look.hovered + 1);
    s.look.hovered = token;
    updateTokens(token, token + 1);
    viewport()->setCursor(token >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    s.hoverTimer.stop();
    if (s.popupIndex >= 0 && !s.popupByKeyboard && token != s.popupIndex) {
        s.leaveTimer.start(leaveMilliseconds);
    }
    if (token >= 0 && token != s.popupIndex) {
        s.hoverTimer.start(hoverMilliseconds);
    }
}

bool TokenStrip::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::Leave) {
        setHovered(-1);
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void TokenStrip::focusInEvent(QFocusEvent* event) {
    QAbstractScrollArea::focusInEvent(event);
    if (m_state->look.focused < 0 && m_state->count() > 0 && event->reason() != Qt::MouseFocusReason) {
        setFocusedToken(0);
    }
    announceCurrentItem(this);
    viewport()->update();
}

void TokenStrip::focusOutEvent(QFocusEvent* event) {
    QAbstractScrollArea::focusOutEvent(event);
    closeAlternatives();
    viewport()->update();
}

void TokenStrip::contextMenuEvent(QContextMenuEvent* event) {
    const bool byMouse = event->reason() == QContextMenuEvent::Mouse;
    const int token = byMouse ? tokenAt(event->pos()) : m_state->look.focused;
    closeAlternatives();
    QMenu menu(this);
    const auto copy = [](const QString& text) { QGuiApplication::clipboard()->setText(text); };
    if (!selectedText().isEmpty()) {
        menu.addAction(tr("Copy selection"), this, [this, copy] { copy(selectedText()); });
    }
    menu.addAction(tr("Copy all text"), this, [this, copy] { copy(text()); });
    if (token >= 0) {
        menu.addAction(tr("What else could stand here…"), this, [this, token] { activateItem(token); });
    }
    menu.exec(byMouse ? event->globalPos() : viewport()->mapToGlobal(itemRect(token).bottomLeft()));
}

// --- alternatives

void TokenStrip::openAlternatives(int index) {
    State& s = *m_state;
    if (index < 0 || index > s.count()) {
        return;
    }
    s.leaveTimer.stop();
    s.popupIndex = index;
    const QRect rect = itemRect(index);
    const QString title =
        index == s.count()
            ? tr("What could come next")
            : tr("In place of %1").arg(s.layout.chips()[static_cast<std::size_t>(s.layout.chipOf(index))].text);
    s.popup->open(title, QRect(viewport()->mapToGlobal(rect.topLeft()), rect.size()));
    emit alternativesRequested(index);
}

void TokenStrip::setAlternatives(int index, BarList alternatives) {
    if (index == m_state->popupIndex) {
        m_state->popup->setList(std::move(alternatives));
    }
}

void TokenStrip::setAlternativesMessage(int index, const QString& sentence) {
    if (index == m_state->popupIndex) {
        m_state->popup->setMessage(sentence);
    }
}

void TokenStrip::closeAlternatives() {
    State& s = *m_state;
    s.hoverTimer.stop();
    s.leaveTimer.stop();
    s.popupIndex = -1;
    s.popupByKeyboard = false;
    s.popup->hide();
}

bool TokenStrip::alternativesOpen() const { return m_state->popupIndex >= 0; }

void TokenStrip::takeAlternative(TokenId token) {
    State& s = *m_state;
    const int index = s.popupIndex;
    closeAlternatives();
    // The token that stands there already is no branch.
    if (index >= 0 && (index == s.count() || tokenAt(index).token != token)) {
        emit branchRequested(index, token);
    }
}

// --- accessibility

int TokenStrip::itemCount() const { return m_state->tokens.empty() ? 0 : m_state->count() + 1; }

QString TokenStrip::itemName(int index) const {
    const State& s = *m_state;
    if (index < 0 || index > s.count()) {
        return {};
    }
    if (index == s.count()) {
        return tr("End of the text: what could come next");
    }
    const StripToken& token = tokenAt(index);
    const StripChip& chip = s.layout.chips()[static_cast<std::size_t>(s.layout.chipOf(index))];
    QStringList parts{chip.text, token.isPrompt   ? tr("prompt")
                                 : token.isChosen ? tr("taken by hand")
                                                  : tr("generated")};
    if (chip.count > 1) {
        parts.insert(1, tr("part %1 of %2").arg(index - chip.first + 1).arg(chip.count));
    }
    if (token.scores) {
        parts << tr("probability %1").arg(percentText(token.scores->probability))
              << tr("rank %1").arg(countText(token.scores->rank))
              << tr("surprisal %1").arg(bitsText(token.scores->surprisalBits))
              << tr("entropy %1").arg(bitsText(token.scores->entropyBits));
    }
    return parts.join(", ");
}

int TokenStrip::currentItem() const { return m_state->look.focused; }

void TokenStrip::activateItem(int index) {
    setFocusedToken(index);
    m_state->popupByKeyboard = true;
    openAlternatives(m_state->look.focused);
}

} // namespace logitscope
