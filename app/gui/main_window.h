// The window: builds its parts, connects them to the workbench, and remembers what a person set.
//
// GUI thread. It never waits for the engine; closing cancels what runs.
#pragma once

#include "app/gui/preferences.h"
#include "core/model/model_catalog.h"
#include "ui/bridge/session_keeper.h"
#include "ui/bridge/workbench.h"

#include <QWidget>

#include <vector>

class QAction;
class QSplitter;
class QStackedWidget;

namespace logitscope {

class BranchPanel;
class ChainPanel;
class CompareView;
class Notice;
class PromptPanel;
class RunExporter;
class SamplingView;
class SessionDesk;
class StatusLine;
class StopPanel;
class TopBar;

class MainWindow : public QWidget {
    Q_OBJECT

public:
    // `settingsFile`: where the preferences are kept; `sessionsFolder`: where the session is; nowhere when empty.
    MainWindow(const Preferences& preferences, const QString& settingsFile, const QString& sessionsFolder = {},
               QWidget* parent = nullptr);
    ~MainWindow() override;

    Workbench& workbench() const { return *m_bench; }
    SamplingView& samplingView() const { return *m_sampling; }
    CompareView& compareView(); // made when it is first asked for
    ChainPanel& chainPanel() const { return *m_chain; }
    PromptPanel& promptPanel() const { return *m_prompt; }
    BranchPanel& branchPanel() const { return *m_branches; }
    QString modelProblem() const; // the sentence under the model button; empty when there is none
    QString settingsProblem() const;
    QString sessionLine() const; // what is said of the session; empty when nothing is
    SessionDesk& sessions() const { return *m_sessions; }

    // Takes the last session back. Its model stays, unless a file is named; without a session the file is opened or
    // (empty) the first model of the box. A file that does not open leaves that model instead. `prompt`: instead of the
    // session's.
    void openFirst(const QString& file, const std::optional<QString>& prompt = {});
    void openModel(const QString& path, const QString& displayName = {});
    void openFile(const QString& path); // a model or a session

    void setPresentation(bool on);

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void build();
    void buildMenu();
    void buildActions();
    QAction* addKey(const QString& name, const QKeySequence& keys, void (MainWindow::*slot)());
    void connectBench();

    void browse();
    void openFirstModel(const QString& file);
    SessionKeeper::ViewState viewState() const;
    void showView(const SessionKeeper::ViewState& view);
    void buildSessionActions();
    void exportRun();
    void insertTextHere();
    void showDetails();
    void showKeys();
    void focusPrompt();
    void escape();
    void startRun();
    void step();
    void stopRun();
    void undo();
    void redo();
    void rerollHere();
    void findToken();

    enum Lab { Sampling, Compare };
    bool isInFront(Lab lab) const;
    void showLab(int lab);
    void showModelState();
    void showDocument();
    void showRunState();
    void showModelProblem(const QString& sentence);
    void rememberModel();
    void restyle();
    Preferences currentPreferences() const;
    void savePreferences();
    const CatalogModel* catalogEntry() const; // of the model in use; null for a file of the user's own

    Preferences m_preferences;
    QString m_settingsFile;
    std::vector<CatalogModel> m_catalog;
    Workbench* m_bench;
    SessionDesk* m_sessions;
    TopBar* m_top;
    Notice* m_modelNotice;
    Notice* m_sessionNotice;
    Notice* m_settingsNotice;
    QSplitter* m_body;
    QWidget* m_side;
    PromptPanel* m_prompt;
    ChainPanel* m_chain;
    StopPanel* m_stop;
    QStackedWidget* m_labs;
    SamplingView* m_sampling;
    BranchPanel* m_branches;
    RunExporter* m_exporter;
    CompareView* m_compare = nullptr;
    StatusLine* m_status;
    QWidget* m_dropHint;
    QAction* m_presentation;
    QList<QAction*> m_sessionActions; // of the menu
};

} // namespace logitscope
