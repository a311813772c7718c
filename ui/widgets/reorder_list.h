// A scrolling column of widgets whose order can be changed by dragging: the dragged one follows the hand, a line shows
// where it would land, and the list scrolls when the hand comes near its ends.
//
// Owns the order and the look of a drag; the widgets report the hand (dragTo, drop) and the owner hears of the wish
// (moved) and carries it out with moveItem. GUI thread.
#pragma once

#include <QScrollArea>
#include <QTimer>

#include <optional>
#include <vector>

class QLabel;
class QVBoxLayout;

namespace logitscope {

class ReorderList : public QScrollArea {
    Q_OBJECT

public:
    explicit ReorderList(QWidget* parent = nullptr);

    // The list takes the widgets over; `footer` stays below them.
    void setItems(const std::vector<QWidget*>& items);
    void setFooter(QWidget* footer);
    void moveItem(int from, int to);
    int indexOfItem(const QWidget* item) const;

    // A drag in progress: where the hand is. The first call starts it.
    void dragTo(QWidget* item, const QPoint& globalPosition);
    // Ends it; without `accepted` nothing moves.
    void drop(bool accepted);
    // Before which item the dragged one would land, count() = at the end; empty when nothing is dragged.
    std::optional<int> dropPlace() const { return m_place; }

signals:
    void moved(int from, int to); // asks for moveItem(from, to)

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void linkTabOrder();
    void place(const QPoint& globalPosition);
    void scrollNearEnds();
    void restyle();

    QVBoxLayout* m_column;
    QWidget* m_line;
    QLabel* m_ghost;
    QTimer m_scroll;
    std::vector<QWidget*> m_items;
    QWidget* m_footer = nullptr;
    QWidget* m_dragged = nullptr;
    QPoint m_hand; // global
    QPoint m_grip; // of the hand in the dragged item
    std::optional<int> m_place;
};

} // namespace logitscope
