// The window's dealings with sessions: the commands to open, save and begin anew, and the lines that tell of them.
//
// Owned by the window; GUI thread.
#pragma once

#include "ui/bridge/session_keeper.h"

#include <QList>
#include <QObject>

class QAction;
class QWidget;

namespace logitscope {

class Notice;

class SessionDesk : public QObject {
    Q_OBJECT

public:
    // `folder`: of the sessions that are kept by themselves; none when empty. `notice`: where its lines appear.
    SessionDesk(Workbench& bench, const QString& folder, std::vector<CatalogModel> catalog, Notice& notice,
                QWidget* window);

    SessionKeeper& keeper() const { return *m_keeper; }
    // Save, save as, start fresh: for the menu and the keys.
    QList<QAction*> actions() const { return m_actions; }
    static QString fileFilter(); // of a dialog that opens sessions

    void save();
    void saveAs();
    // Takes back the last session; false when there is none. `done` is called when it stands, or cannot be read.
    bool restoreLast(std::function<void(bool restored)> done);

private:
    void sayRestored(bool unexpectedEnd);
    void showTitle();

    Workbench& m_bench;
    Notice& m_notice;
    QWidget* m_window;
    SessionKeeper* m_keeper;
    QList<QAction*> m_actions;
    std::function<void(bool)> m_whenRestored;
    enum class Offer { Nothing, StartFresh } m_offer = Offer::Nothing;
};

} // namespace logitscope
