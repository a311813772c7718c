#include "ui/widgets/reorder_list.h"

#include "ui/theme/theme.h"

#include <QGraphicsOpacityEffect>
#include <QLabel>
#include <QPainter>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

namespace logitscope {

namespace {

class DropLine : public QWidget {
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(Theme::instance().tokens().accent);
        const double round = height() / 2.0;
        painter.drawRoundedRect(rect(), round, round);
    }
};

} // namespace

ReorderList::ReorderList(QWidget* parent) : QScrollArea(parent) {
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* content = new QWidget;
    m_column = new QVBoxLayout(content);
    m_column->addStretch(1);
    setWidget(content);
    content->setAutoFillBackground(false);
    viewport()->setAutoFillBackground(false);

    m_line = new DropLine(content);
    m_line->setObjectName(QStringLiteral("dropLine"));
    m_line->hide();
    m_ghost = new QLabel(viewport());
    m_ghost->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_ghost->hide();
    m_scroll.setInterval(16);
    connect(&m_scroll, &QTimer::timeout, this, &ReorderList::scrollNearEnds);
    connect(&Theme::instance(), &Theme::changed, this, &ReorderList::restyle);
    restyle();
}

void ReorderList::restyle() {
    const Theme& theme = Theme::instance();
    m_column->setContentsMargins(0, 0, theme.grid(0.5), 0);
    m_column->setSpacing(theme.grid(0.75));
}

void ReorderList::setItems(const std::vector<QWidget*>& items) {
    drop(false);
    for (QWidget* old : m_items) {
        m_column->removeWidget(old);
        if (std::find(items.begin(), items.end(), old) == items.end()) {
            old->hide();
            old->deleteLater();
        }
    }
    m_items = items;
    for (std::size_t i = 0; i < items.size(); ++i) {
        m_column->insertWidget(static_cast<int>(i), items[i]);
        items[i]->show();
    }
    linkTabOrder();
}

void ReorderList::setFooter(QWidget* footer) {
    Q_ASSERT(m_footer == nullptr);
    m_footer = footer;
    m_column->insertWidget(static_cast<int>(m_items.size()), footer);
}

void ReorderList::moveItem(int from, int to) {
    QWidget* item = m_items.at(from);
    m_items.erase(m_items.begin() + from);
    m_items.insert(m_items.begin() + to, item);
    m_column->removeWidget(item);
    m_column->insertWidget(to, item);
    linkTabOrder();
}

// The order of the Tab key is the order on screen.
void ReorderList::linkTabOrder() {
    std::vector<QWidget*> blocks = m_items;
    if (m_footer != nullptr) {
        blocks.push_back(m_footer);
    }
    QWidget* last = nullptr;
    for (QWidget* block : blocks) {
        std::vector<QWidget*> inside; // in their present order
        for (QWidget* next = block->nextInFocusChain(); next != block; next = next->nextInFocusChain()) {
            if (block->isAncestorOf(next) && next->focusPolicy() != Qt::NoFocus) {
                inside.push_back(next);
            }
        }
        for (QWidget* next : inside) {
            if (last != nullptr) {
                QWidget::setTabOrder(last, next);
            }
            last = next;
        }
    }
}

int ReorderList::indexOfItem(const QWidget* item) const {
    const auto found = std::find(m_items.begin(), m_items.end(), item);
    return found == m_items.end() ? -1 : static_cast<int>(found - m_items.begin());
}

void ReorderList::dragTo(QWidget* item, const QPoint& globalPosition) {
    if (m_dragged == nullptr) {
        m_dragged = item;
        m_grip = item->mapFromGlobal(globalPosition);
        m_ghost->setPixmap(item->grab());
        m_ghost->adjustSize();
        auto* faded = new QGraphicsOpacityEffect(item);
        faded->setOpacity(0.35);
        item->setGraphicsEffect(faded);
        m_ghost->show();
        m_ghost->raise();
        m_scroll.start();
    }
    place(globalPosition);
}

void ReorderList::place(const QPoint& globalPosition) {
    m_hand = globalPosition;
    const Theme& theme = Theme::instance();
    const int y = widget()->mapFromGlobal(globalPosition).y();
    const auto above = std::count_if(m_items.begin(), m_items.end(),
                                     [y](const QWidget* item) { return item->geometry().center().y() < y; });
    m_place = static_cast<int>(above);
    m_ghost->move(0, viewport()->mapFromGlobal(globalPosition).y() - m_grip.y());

    const int thick = theme.grid(0.375), gap = m_column->spacing();
    const int lineY = *m_place == 0 ? 0 : m_items[*m_place - 1]->geometry().bottom() + 1 + (gap - thick) / 2;
    m_line->setGeometry(0, lineY, m_items.front()->width(), thick);
    const int from = indexOfItem(m_dragged);
    m_line->setVisible(*m_place != from && *m_place != from + 1);
    m_line->raise();
}

void ReorderList::scrollNearEnds() {
    const int y = viewport()->mapFromGlobal(m_hand).y();
    const int zone = Theme::instance().grid(4), step = Theme::instance().grid(1);
    const int by = y < zone ? -step : y > viewport()->height() - zone ? step : 0;
    if (by != 0) {
        verticalScrollBar()->setValue(verticalScrollBar()->value() + by);
        place(m_hand);
    }
}

void ReorderList::drop(bool accepted) {
    if (m_dragged == nullptr) {
        return;
    }
    m_scroll.stop();
    m_ghost->hide();
    m_line->hide();
    m_dragged->setGraphicsEffect(nullptr);
    const int from = indexOfItem(m_dragged);
    const int place = m_place.value_or(from);
    m_dragged = nullptr;
    m_place.reset();
    const int to = place > from ? place - 1 : place;
    if (accepted && to != from) {
        emit moved(from, to);
    }
}

void ReorderList::resizeEvent(QResizeEvent* event) {
    QScrollArea::resizeEvent(event);
    // The column is as wide as the view allows: cards wrap, they never hide their right end.
    widget()->setMaximumWidth(viewport()->width());
}

} // namespace logitscope
