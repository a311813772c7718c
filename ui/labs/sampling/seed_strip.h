// What the seeds 1 … 100 would have drawn at one position: a cell each, coloured by the probability of its token and
// numbered by the token's rank; below, how often each token came against how often its probability promises.
//
// Arrows move among the cells, Enter or a click takes the seed. GUI thread.
#pragma once

#include "ui/labs/sampling/draw_view_data.h"
#include "ui/widgets/accessible_items.h"
#include "ui/widgets/plot_table.h"

#include <QWidget>

#include <optional>

namespace logitscope {

class SeedStrip : public QWidget, public AccessibleItems {
    Q_OBJECT

public:
    explicit SeedStrip(QWidget* parent = nullptr);

    void setData(const DrawViewData& draw);
    PlotTable table() const; // seed, u, token

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    // AccessibleItems: the seeds.
    int itemCount() const override { return static_cast<int>(m_draw.seeds.size()); }
    QString itemName(int index) const override;
    QRect itemRect(int index) const override;
    int currentItem() const override { return m_current; }
    void activateItem(int index) override;

signals:
    void seedChosen(quint64 seed);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;

private:
    struct Layout {
        int columns;
        double cell;
    };
    Layout layoutFor(int width) const;
    int heightFor(int counted, int columns, double cell) const;
    QRectF cellRect(int index) const;
    std::optional<int> cellAt(const QPointF& point) const;
    void paintCells(QPainter& painter) const;
    void paintCounts(QPainter& painter) const;

    DrawViewData m_draw;
    int m_current = 0; // under the keyboard
};

} // namespace logitscope
