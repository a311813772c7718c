// The menu of the window: appearance, panels, language, threads, keys.
//
// Writes what is chosen into the preferences that it was given; the window acts on preferencesChanged().
#pragma once

#include "app/gui/preferences.h"

#include <QMenu>

namespace logitscope {

class WindowMenu : public QMenu {
    Q_OBJECT

public:
    WindowMenu(Preferences& preferences, QAction* presentation, QAction* keys, QWidget* parent);

    // Adds a panel that may be hidden; hides it now when it was at the end of the last session.
    void addPanel(const QString& name, QWidget* panel);

signals:
    void preferencesChanged();
    void restartNeeded(); // what was chosen acts from the next start on

private:
    void buildAppearance(QAction* presentation);
    void buildLanguage();
    void buildThreads();

    Preferences& m_preferences;
    QMenu* m_panels;
};

} // namespace logitscope
