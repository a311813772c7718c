// The unit interval cut into the kept tokens, with the needle at u.
//
// Tokens too narrow to be seen are one part, "…". The needle falls when u changes (not while tokens stream by, not with
// reduced motion). GUI thread.
#pragma once

#include "ui/labs/sampling/draw_view_data.h"
#include "ui/widgets/accessible_items.h"

#include <QElapsedTimer>
#include <QVariantAnimation>
#include <QWidget>

namespace logitscope {

class UnitInterval : public QWidget, public AccessibleItems {
    Q_OBJECT

public:
    explicit UnitInterval(QWidget* parent = nullptr);

    void setData(const DrawViewData& draw);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    // AccessibleItems: the tokens wide enough to be seen; the last item may be all others.
    int itemCount() const override;
    QString itemName(int index) const override;
    QRect itemRect(int index) const override;
    int currentItem() const override; // the one that u fell on
    void activateItem(int /*index*/) override {}

    double xOf(double share) const; // in pixels

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    int seen() const; // slices wide enough
    QRectF barRect() const;
    QRectF partRect(double start, double end) const;
    void paintBar(QPainter& painter) const;
    void paintScale(QPainter& painter) const;
    void paintNeedle(QPainter& painter) const;

    DrawViewData m_draw;
    bool m_hasDraw = false;
    QVariantAnimation m_fall; // 0 above the bar … 1 in it
    QElapsedTimer m_lastChange;
};

} // namespace logitscope
