// Lets a custom-painted widget present its parts (chips, bars) to screen readers as a list of items.
//
// A widget inherits AccessibleItems beside QWidget and calls installAccessibleItems() once; the interfaces are made
// on demand. GUI thread.
#pragma once

#include <QRect>
#include <QString>

class QWidget;

namespace logitscope {

class AccessibleItems {
public:
    virtual ~AccessibleItems() = default;

    virtual int itemCount() const = 0;
    virtual QString itemName(int index) const = 0; // what a screen reader says
    virtual QRect itemRect(int index) const = 0;   // in the coordinates of itemViewport()
    virtual int currentItem() const = 0;           // -1: none
    virtual void activateItem(int index) = 0;      // as Enter on it
};

// Makes accessible lists of all widgets that are AccessibleItems. Called by their constructors; any number of times.
void installAccessibleItems();
// Says that another item of `widget` has the focus.
void announceCurrentItem(QWidget* widget);

} // namespace logitscope
