#include "ui/widgets/alternatives_popup.h"

#include "ui/theme/theme.h"
#include "ui/widgets/bar_painter.h"
#include "ui/widgets/probability_bars.h"

#include <QGuiApplication>
#include <QLabel>
#include <QPainter>
#include <QScreen>
#include <QVBoxLayout>

#include <algorithm>

namespace logitscope {

namespace {

constexpr int mostRows = 10;

} // namespace

AlternativesPopup::AlternativesPopup(QWidget* parent)
    : QFrame(parent, Qt::ToolTip | Qt::FramelessWindowHint), m_title(new QLabel(this)), m_hint(new QLabel(this)),
      m_bars(new ProbabilityBars(this)) {
    setAttribute(Qt::WA_ShowWithoutActivating);
    setAccessibleName(tr("Alternatives"));
    setFocusPolicy(Qt::NoFocus);
    m_bars->setFocusPolicy(Qt::NoFocus);
    m_bars->setHeaderVisible(false);
    m_bars->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_title->setTextFormat(Qt::PlainText);
    m_hint->setText(tr("↑ ↓ choose · Enter takes it · Esc closes"));
    auto* column = new QVBoxLayout(this);
    column->setSpacing(0);
    column->addWidget(m_title);
    column->addWidget(m_bars);
    column->addWidget(m_hint);
    connect(m_bars, &ProbabilityBars::tokenChosen, this, &AlternativesPopup::tokenChosen);
    connect(&Theme::instance(), &Theme::changed, this, &AlternativesPopup::restyle);
    restyle();
}

void AlternativesPopup::restyle() {
    const Theme& theme = Theme::instance();
    const int unit = theme.grid(1.0);
    layout()->setContentsMargins(1, unit, 1, unit);
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, theme.tokens().textMuted);
    for (QLabel* label : {m_title, m_hint}) {
        label->setFont(theme.font(TextSize::Small));
        label->setPalette(muted);
        label->setContentsMargins(theme.grid(1.5), 0, theme.grid(1.5), unit / 2);
    }
}

void AlternativesPopup::open(const QString& title, const QRect& anchor) {
    m_anchor = anchor;
    m_title->setText(title);
    m_bars->setMessage(tr("Looking…"));
    place();
    show();
}

void AlternativesPopup::setList(BarList list) {
    std::sort(list.rows.begin(), list.rows.end(), barComesBefore);
    if (list.rows.size() > mostRows) {
        // The taken token stays in sight wherever it ranks.
        const auto taken = std::find_if(list.rows.begin() + mostRows, list.rows.end(),
                                        [&list](const BarRow& row) { return row.token == list.taken; });
        if (taken != list.rows.end()) {
            std::iter_swap(list.rows.begin() + mostRows - 1, taken);
        }
        list.rows.resize(mostRows);
    }
    list.moreKept = list.moreCut = 0;
    m_bars->setDistribution(std::move(list), Transition::Instant);
    place();
}

void AlternativesPopup::setMessage(const QString& sentence) {
    m_bars->setMessage(sentence);
    place();
}

void AlternativesPopup::moveCurrent(int by) {
    const int rows = m_bars->itemCount();
    if (rows == 0) {
        return;
    }
    int row = m_bars->currentRow();
    if (row < 0) {
        // Nothing current yet: start at the taken token, so that the first step down is the next alternative.
        const BarList& list = m_bars->distribution();
        const auto taken = std::find_if(list.rows.begin(), list.rows.end(),
                                        [&list](const BarRow& bar) { return bar.token == list.taken; });
        row = taken == list.rows.end() ? (by > 0 ? -1 : 0) : static_cast<int>(taken - list.rows.begin());
    }
    m_bars->setCurrentRow(std::clamp(row + by, 0, rows - 1));
}

std::optional<TokenId> AlternativesPopup::currentToken() const {
    const int row = m_bars->currentRow();
    if (row < 0) {
        return std::nullopt;
    }
    return m_bars->distribution().rows[static_cast<std::size_t>(row)].token;
}

QString AlternativesPopup::currentName() const { return m_bars->itemName(m_bars->currentRow()); }

bool AlternativesPopup::hasList() const { return m_bars->itemCount() > 0; }

void AlternativesPopup::place() {
    const Theme& theme = Theme::instance();
    const BarPainter painter;
    double widest = 0.0;
    for (const BarRow& row : m_bars->distribution().rows) {
        widest = std::max(widest, painter.labelWidth(row.label));
    }
    widest = std::min(widest, theme.scaled(160.0));
    const int rows = std::max(2, m_bars->itemCount());
    m_hint->setVisible(hasList());
    m_bars->setFixedHeight(rows * BarPainter::rowHeight());
    const int width = static_cast<int>(painter.widthFor(std::max(widest, theme.scaled(60.0)), theme.scaled(140.0)));
    const QSize size(std::max(width, minimumSizeHint().width()), sizeHint().height());

    const QScreen* screen = QGuiApplication::screenAt(m_anchor.center());
    const QRect bounds = (screen != nullptr ? screen : QGuiApplication::primaryScreen())->availableGeometry();
    const int gap = theme.grid(0.5);
    const bool below = m_anchor.bottom() + gap + size.height() <= bounds.bottom();
    const int x = std::clamp(m_anchor.left(), bounds.left(), std::max(bounds.left(), bounds.right() - size.width()));
    const int y = below ? m_anchor.bottom() + gap : m_anchor.top() - gap - size.height();
    setGeometry(x, std::max(bounds.top(), y), size.width(), size.height());
}

void AlternativesPopup::leaveEvent(QEvent* event) {
    QFrame::leaveEvent(event);
    emit left();
}

void AlternativesPopup::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const ThemeTokens& tokens = Theme::instance().tokens();
    painter.fillRect(rect(), tokens.ground);
    painter.setPen(tokens.controlBorder);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace logitscope
