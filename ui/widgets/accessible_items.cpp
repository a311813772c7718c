#include "ui/widgets/accessible_items.h"

#include <QAbstractScrollArea>
#include <QAccessible>
#include <QAccessibleWidget>
#include <QHash>
#include <QPointer>

namespace logitscope {

namespace {

QWidget* viewportOf(QWidget* widget) {
    auto* area = qobject_cast<QAbstractScrollArea*>(widget);
    return area != nullptr ? area->viewport() : widget;
}

// One item. Refers to its list by widget: both may be asked after the widget is gone.
class ItemInterface final : public QAccessibleInterface, public QAccessibleActionInterface {
public:
    ItemInterface(QWidget* widget, AccessibleItems* items, int index)
        : m_widget(widget), m_items(items), m_index(index) {}

    bool isValid() const override { return m_widget != nullptr && m_index < m_items->itemCount(); }
    QObject* object() const override { return nullptr; }
    QWindow* window() const override { return m_widget == nullptr ? nullptr : m_widget->window()->windowHandle(); }
    QAccessibleInterface* parent() const override { return QAccessible::queryAccessibleInterface(m_widget); }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::ListItem; }
    void setText(QAccessible::Text, const QString&) override {}

    QString text(QAccessible::Text kind) const override {
        return kind == QAccessible::Name && isValid() ? m_items->itemName(m_index) : QString();
    }

    QRect rect() const override {
        if (!isValid()) {
            return {};
        }
        const QRect local = m_items->itemRect(m_index);
        return {viewportOf(m_widget)->mapToGlobal(local.topLeft()), local.size()};
    }

    QAccessible::State state() const override {
        QAccessible::State state;
        if (!isValid()) {
            state.invalid = true;
            return state;
        }
        const bool current = m_items->currentItem() == m_index;
        state.focusable = true;
        state.selectable = true;
        state.selected = current;
        state.focused = current && m_widget->hasFocus();
        state.offscreen = !viewportOf(m_widget)->rect().intersects(m_items->itemRect(m_index));
        return state;
    }

    void* interface_cast(QAccessible::InterfaceType type) override {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this) : nullptr;
    }
    QStringList actionNames() const override { return {pressAction()}; }
    QStringList keyBindingsForAction(const QString&) const override { return {}; }
    void doAction(const QString& action) override {
        if (action == pressAction() && isValid()) {
            m_items->activateItem(m_index);
        }
    }

private:
    QPointer<QWidget> m_widget;
    AccessibleItems* m_items;
    int m_index;
};

class ListInterface final : public QAccessibleWidget {
public:
    ListInterface(QWidget* widget, AccessibleItems* items)
        : QAccessibleWidget(widget, QAccessible::List), m_items(items) {}
    ~ListInterface() override {
        for (const QAccessible::Id id : std::as_const(m_children)) {
            QAccessible::deleteAccessibleInterface(id);
        }
    }

    int childCount() const override { return m_items->itemCount(); }
    QAccessibleInterface* child(int index) const override {
        if (index < 0 || index >= m_items->itemCount()) {
            return nullptr;
        }
        auto known = m_children.constFind(index);
        if (known == m_children.constEnd()) {
            auto* item = new ItemInterface(widget(), m_items, index);
            known = m_children.insert(index, QAccessible::registerAccessibleInterface(item));
        }
        return QAccessible::accessibleInterface(known.value());
    }
    int indexOfChild(const QAccessibleInterface* child) const override {
        return m_children.key(QAccessible::uniqueId(const_cast<QAccessibleInterface*>(child)), -1);
    }
    QAccessibleInterface* childAt(int x, int y) const override {
        const QPoint local = viewportOf(widget())->mapFromGlobal(QPoint(x, y));
        for (int i = 0; i < m_items->itemCount(); ++i) {
            if (m_items->itemRect(i).contains(local)) {
                return child(i);
            }
        }
        return nullptr;
    }
    QAccessibleInterface* focusChild() const override {
        return widget()->hasFocus() ? child(m_items->currentItem()) : nullptr;
    }

private:
    AccessibleItems* m_items;
    mutable QHash<int, QAccessible::Id> m_children; // made on demand
};

QAccessibleInterface* makeInterface(const QString&, QObject* object) {
    auto* widget = qobject_cast<QWidget*>(object);
    auto* items = dynamic_cast<AccessibleItems*>(object);
    return widget != nullptr && items != nullptr ? new ListInterface(widget, items) : nullptr;
}

} // namespace

void installAccessibleItems() {
    static const bool installed = [] {
        QAccessible::installFactory(makeInterface);
        return true;
    }();
    Q_UNUSED(installed);
}

void announceCurrentItem(QWidget* widget) {
    const auto* items = dynamic_cast<AccessibleItems*>(widget);
    if (items == nullptr || !QAccessible::isActive()) {
        return;
    }
    const int current = items->currentItem();
    widget->setAccessibleDescription(current >= 0 ? items->itemName(current) : QString());
    if (current >= 0) {
        QAccessibleEvent event(widget, QAccessible::Focus);
        event.setChild(current);
        QAccessible::updateAccessibility(&event);
    }
}

} // namespace logitscope
