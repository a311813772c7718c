// The menu of the window: session, appearance, panels, language, threads, memory, keys.
//
// Writes what is chosen into the preferences that it was given; the window acts on preferencesChanged().
#pragma once

#include "app/gui/preferences.h"

#include <QMenu>

namespace logitscope {

class WindowMenu : public QMenu {
    Q_OBJECT

public:
    // `session`: the commands on top.
    WindowMenu(Preferences& preferences, const QList<QAction*>& session, QAction* presentation, QAction* keys,
               QWidget* parent);

    // A part of the window that may be hidden. In presentation mode only the `whenPresenting` ones stand there, until
    // they are asked for.
    void addPanel(const QString& name, QWidget* panel, bool whenPresenting);

signals:
    void preferencesChanged();
    void logitMemoryChanged();
    void restartNeeded(); // what was chosen acts from the next start on

private:
    void buildAppearance(QAction* presentation);
    void buildLanguage();
    void buildArithmetic();
    void buildMemory();
    void showPanels();

    struct Panel {
        QWidget* widget;
        bool whenPresenting;
        QAction* action;
    };

    Preferences& m_preferences;
    QMenu* m_menu; // of the panels
    std::vector<Panel> m_panels;
};

} // namespace logitscope
