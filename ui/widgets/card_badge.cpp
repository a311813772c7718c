#include "ui/widgets/card_badge.h"

namespace logitscope {

void CardBadge::setWordings(const QString& full, const QString& brief) {
    if (full == m_full && brief == m_brief) {
        return;
    }
    m_full = full;
    m_brief = brief;
    setAccessibleName(full);
    updateGeometry();
    choose();
}

QSize CardBadge::sizeOf(const QString& wording) const {
    return {fontMetrics().horizontalAdvance(wording) + 2, fontMetrics().height()};
}

QSize CardBadge::sizeHint() const { return sizeOf(m_full); }

QSize CardBadge::minimumSizeHint() const { return sizeOf(m_brief); }

void CardBadge::resizeEvent(QResizeEvent* event) {
    QLabel::resizeEvent(event);
    choose();
}

void CardBadge::choose() { setText(width() >= sizeOf(m_full).width() ? m_full : m_brief); }

} // namespace logitscope
