// The window: builds its parts, connects them to the workbench, and remembers what a person set.
//
// GUI thread. It never waits for the engine; closing cancels what runs.
#pragma once

#include "app/gui/preferences.h"
#include "core/model/model_catalog.h"
#include "ui/bridge/workbench.h"

#include <QWidget>

#include <vector>

class QAction;
class QSplitter;
class QStackedWidget;

namespace logitscope {

class ChainPanel;
class CompareView;
class Notice;
class PromptPanel;
class SamplingView;
class StatusLine;
class StopPanel;
class TopBar;

class MainWindow : public QWidget {
    Q_OBJECT

public:
    // `settingsFile`: where the preferences are kept; nowhere when empty.
    MainWindow(const Preferences& preferences, const QString& settingsFile, QWidget* parent = nullptr);
    ~MainWindow() override;

    Workbench& workbench() const { return *m_bench; }
    SamplingView& samplingView() const { return *m_sampling; }
    CompareView& compareView(); // made when it is first asked for
    ChainPanel& chainPanel() const { return *m_chain; }
    PromptPanel& promptPanel() const { return *m_prompt; }
    QString modelProblem() const; // the sentence under the model button; empty when there is none
    QString settingsProblem() const;

    // The file, or (empty) the first model of the box. A file that does not open leaves that model instead.
    void openFirst(const QString& file);
    void openModel(const QString& path, const QString& displayName = {});

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
    TopBar* m_top;
    Notice* m_modelNotice;
    Notice* m_settingsNotice;
    QSplitter* m_body;
    QWidget* m_side;
    PromptPanel* m_prompt;
    ChainPanel* m_chain;
    StopPanel* m_stop;
    QStackedWidget* m_labs;
    SamplingView* m_sampling;
    CompareView* m_compare = nullptr;
    StatusLine* m_status;
    QWidget* m_dropHint;
    QAction* m_presentation;
};

} // namespace logitscope
