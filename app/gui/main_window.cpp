#include "app/gui/main_window.h"

#include "app/gui/drop_hint.h"
#include "app/gui/key_map_dialog.h"
#include "app/gui/model_button.h"
#include "app/gui/notice.h"
#include "app/gui/prompt_edit.h"
#include "app/gui/prompt_panel.h"
#include "app/gui/seed_field.h"
#include "app/gui/session_desk.h"
#include "app/gui/status_line.h"
#include "app/gui/stop_panel.h"
#include "app/gui/top_bar.h"
#include "app/gui/window_menu.h"
#include "core/sampling/sampler_catalog.h"
#include "ui/bridge/run_exporter.h"
#include "ui/labs/compare/compare_view.h"
#include "ui/labs/sampling/sampling_view.h"
#include "ui/widgets/branch_panel.h"
#include "ui/widgets/branch_tree_model.h"
#include "ui/widgets/chain_panel.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QLineEdit>
#include <QMimeData>
#include <QScreen>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace logitscope {

namespace {

// What a window manager's title bar may take of the screen.
constexpr int titleBarRoom = 48;

// Cut into tokens at once, on this thread.
constexpr qsizetype mostInsertedLetters = 2000;

// The one local file of a drag; empty when it is none or several.
QString draggedFile(const QMimeData* data) {
    const QList<QUrl> urls = data->urls();
    return urls.size() == 1 ? urls.first().toLocalFile() : QString();
}

} // namespace

MainWindow::MainWindow(const Preferences& preferences, const QString& settingsFile, const QString& sessionsFolder,
                       QWidget* parent)
    : QWidget(parent), m_preferences(preferences), m_settingsFile(settingsFile) {
    m_bench = new Workbench({.threads = static_cast<std::size_t>(preferences.threads),
                             .precision = preferences.precise ? Precision::Precise : Precision::Fast},
                            this);
    m_bench->setLogitMemory(static_cast<std::size_t>(preferences.logitMegabytes) << 20);
    build();
    auto catalog = readModelCatalog();
    if (catalog.ok()) {
        m_catalog = std::move(*catalog);
        m_top->model().setCatalog(m_catalog);
    } else {
        showModelProblem(QString::fromStdString(catalog.error().message));
    }
    m_sessions = new SessionDesk(*m_bench, sessionsFolder, m_catalog, *m_sessionNotice, this);
    m_sessions->keeper().setViewSource([this] { return viewState(); });
    buildActions();
    connectBench();

    Document document;
    document.chain = preferences.chain.value_or(chainPresets().at(1).chain);
    document.seed = preferences.seed;
    document.stop = preferences.stop;
    const bool hasExample = !m_catalog.empty() && !m_catalog.front().examples.empty();
    document.prompt = preferences.prompt.value_or(QString());
    document.asChat = preferences.asChat;
    if (document.prompt.isEmpty() && hasExample) {
        document.prompt = QString::fromStdString(m_catalog.front().examples.front().prompt);
    }
    m_bench->restore(document);

    for (QSplitter* splitter : findChildren<QSplitter*>()) {
        splitter->updateGeometry(); // a splitter that is not shown yet keeps from its parents that a panel was hidden
    }
    if (!restoreGeometry(preferences.geometry)) {
        resize(QSize(1440, 900).boundedTo(screen()->availableSize() - QSize(0, titleBarRoom)));
    }
    for (QSplitter* splitter : findChildren<QSplitter*>()) {
        splitter->restoreState(preferences.splitters.value(splitter->objectName()));
    }
    m_top->model().setRecent(preferences.recent);
    showModelState();
    savePreferences(); // says now, not at the end, when it cannot work
}

MainWindow::~MainWindow() { qApp->removeEventFilter(this); }

void MainWindow::build() {
    setWindowTitle(QStringLiteral("Logitscope"));
    setAcceptDrops(true);
    m_top = new TopBar(this);
    m_top->labs().addTab(tr("Sampling"));
    m_top->labs().addTab(tr("Compare"));
    m_modelNotice = new Notice(this);
    m_sessionNotice = new Notice(this);
    m_settingsNotice = new Notice(this);
    m_side = new QWidget(this);
    m_side->setObjectName(QStringLiteral("side"));
    m_prompt = new PromptPanel(m_side);
    m_chain = new ChainPanel(m_side);
    m_stop = new StopPanel(m_side);
    m_stop->setObjectName(QStringLiteral("stop_rules"));
    m_sampling = new SamplingView(*m_bench, this);
    m_labs = new QStackedWidget(this);
    m_labs->addWidget(m_sampling);
    m_branches = new BranchPanel(*m_bench, this);
    m_branches->setObjectName(QStringLiteral("branches"));
    m_branches->setVisible(m_preferences.branches);
    m_exporter = new RunExporter(*m_bench, this);
    m_status = new StatusLine(this);
    m_dropHint = new DropHint(this);

    auto* side = new QVBoxLayout(m_side);
    side->addWidget(m_prompt);
    side->addWidget(m_chain, 1);
    side->addWidget(m_stop);
    m_body = new QSplitter(this);
    m_body->setObjectName(QStringLiteral("body"));
    m_body->addWidget(m_side);
    m_body->addWidget(m_labs);
    m_body->addWidget(m_branches);
    m_body->setStretchFactor(1, 1);
    m_body->setSizes({320, 1120, 352});
    m_body->setCollapsible(1, false);
    m_body->setCollapsible(2, false);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_top);
    column->addWidget(m_modelNotice);
    column->addWidget(m_sessionNotice);
    column->addWidget(m_body, 1);
    column->addWidget(m_settingsNotice);
    column->addWidget(m_status);

    connect(&Theme::instance(), &Theme::changed, this, &MainWindow::restyle);
    restyle();
}

void MainWindow::restyle() {
    const Theme& theme = Theme::instance();
    m_side->layout()->setContentsMargins(theme.grid(1.5), theme.grid(1.5), theme.grid(1.5), theme.grid(1.5));
    m_side->layout()->setSpacing(theme.grid(2));
    m_side->setMinimumWidth(theme.grid(theme.isPresentation() ? 29 : 34));
    QPalette colours = palette();
    colours.setColor(QPalette::Window, theme.tokens().surface);
    setPalette(colours);
}

void MainWindow::buildActions() {
    m_presentation = addKey(tr("Presentation mode"), Qt::Key_F11, nullptr);
    m_presentation->setCheckable(true);
    m_presentation->setChecked(m_preferences.presentation);
    addKey(tr("Run"), Qt::CTRL | Qt::Key_Return, &MainWindow::startRun);
    addKey(tr("Run"), Qt::CTRL | Qt::Key_Enter, &MainWindow::startRun);
    addKey(tr("Step"), Qt::Key_Space, &MainWindow::step);
    addKey(tr("Stop"), Qt::Key_Escape, &MainWindow::escape);
    addKey(tr("Undo"), QKeySequence::Undo, &MainWindow::undo);
    addKey(tr("Redo"), Qt::CTRL | Qt::Key_Y, &MainWindow::redo);
    addKey(tr("Redo"), Qt::CTRL | Qt::SHIFT | Qt::Key_Z, &MainWindow::redo);
    addKey(tr("Open a model or a session …"), QKeySequence::Open, &MainWindow::browse);
    addKey(tr("Open a model or a session …"), Qt::CTRL | Qt::SHIFT | Qt::Key_O, &MainWindow::browse);
    buildSessionActions();
    addKey(tr("To the prompt"), Qt::CTRL | Qt::Key_L, &MainWindow::focusPrompt);
    addKey(tr("Throw the die again"), Qt::CTRL | Qt::Key_R, &MainWindow::rerollHere);
    addKey(tr("Find a token"), QKeySequence::Find, &MainWindow::findToken);
    QAction* keys = addKey(tr("Keys …"), Qt::Key_F1, &MainWindow::showKeys);
    for (int i = 0; i < m_top->labs().count(); ++i) {
        QAction* lab =
            addKey(m_top->labs().tabText(i), QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + i)), nullptr);
        connect(lab, &QAction::triggered, this, [this, i] { m_top->labs().setCurrentIndex(i); });
    }
    connect(&m_top->labs(), &QTabBar::currentChanged, this, &MainWindow::showLab);
    auto* menu = new WindowMenu(m_preferences, m_sessionActions, m_presentation, keys, &m_top->menuButton());
    menu->addPanel(tr("Prompt and chain"), m_side, true);
    menu->addPanel(tr("When to stop"), m_stop, false);
    for (const SamplingView::Panel& panel : m_sampling->panels()) {
        menu->addPanel(panel.name, panel.widget, panel.whenPresenting);
    }
    m_top->menuButton().setMenu(menu);
    connect(menu, &WindowMenu::preferencesChanged, this, &MainWindow::savePreferences);
    connect(menu, &WindowMenu::logitMemoryChanged, this,
            [this] { m_bench->setLogitMemory(static_cast<std::size_t>(m_preferences.logitMegabytes) << 20); });
    connect(menu, &WindowMenu::restartNeeded, this, [this] {
        m_settingsNotice->say(Notice::Kind::Hint, tr("This takes effect when the program starts again."));
    });
    qApp->installEventFilter(this);
}

void MainWindow::buildSessionActions() {
    addActions(m_sessions->actions());
    QAction* insert = addKey(tr("Insert text here …"), Qt::CTRL | Qt::Key_I, &MainWindow::insertTextHere);
    QAction* branches = addKey(tr("Branches"), Qt::CTRL | Qt::Key_B, nullptr);
    branches->setCheckable(true);
    branches->setChecked(m_preferences.branches);
    connect(branches, &QAction::toggled, this, [this](bool on) {
        m_preferences.branches = on;
        m_branches->setVisible(on);
        savePreferences();
    });
    m_sessionActions = m_sessions->actions();
    m_sessionActions << addKey(tr("Export this text …"), Qt::CTRL | Qt::Key_E, &MainWindow::exportRun) << insert
                     << branches;
    connect(m_exporter, &RunExporter::finished, this, [this](const QString& file, int without) {
        const QString saved = tr("Exported to “%1”.").arg(QDir::toNativeSeparators(file));
        m_sessionNotice->say(
            Notice::Kind::Hint,
            without == 0 ? saved
                         : saved + QLatin1Char(' ') +
                               tr("%n steps have no distribution: their model is not loaded.", nullptr, without));
    });
    connect(m_exporter, &RunExporter::failed, this,
            [this](const QString& sentence) { m_sessionNotice->say(Notice::Kind::Error, sentence); });
}

QAction* MainWindow::addKey(const QString& name, const QKeySequence& keys, void (MainWindow::*slot)()) {
    auto* action = new QAction(name, this);
    action->setShortcut(keys);
    if (slot) {
        connect(action, &QAction::triggered, this, slot);
    }
    addAction(action);
    return action;
}

void MainWindow::connectBench() {
    ModelButton& model = m_top->model();
    connect(&model, &ModelButton::browseRequested, this, &MainWindow::browse);
    connect(&model, &ModelButton::openRequested, this, &MainWindow::openModel);
    connect(&model, &ModelButton::detailsRequested, this, &MainWindow::showDetails);
    connect(&model, &ModelButton::cancelRequested, m_bench, &Workbench::cancelLoad);
    connect(m_top, &TopBar::cancelLoadRequested, m_bench, &Workbench::cancelLoad);
    connect(m_top, &TopBar::runRequested, this, &MainWindow::startRun);
    connect(m_top, &TopBar::stepRequested, this, &MainWindow::step);
    connect(m_top, &TopBar::stopRequested, this, &MainWindow::stopRun);
    connect(&m_top->seed(), &SeedField::seedChanged, m_bench, &Workbench::setSeed);
    connect(&m_top->seed(), &SeedField::diceThrown, this, &MainWindow::startRun);
    connect(&m_top->seed(), &SeedField::refused, this, &MainWindow::showModelProblem);
    connect(m_prompt, &PromptPanel::promptChanged, m_bench, &Workbench::setPrompt);
    connect(m_prompt, &PromptPanel::asChatChanged, m_bench, &Workbench::setAsChat);
    connect(m_prompt, &PromptPanel::exampleChosen, this, [this](const QString& prompt) {
        m_bench->setPrompt(prompt);
        startRun();
    });
    connect(m_chain, &ChainPanel::chainChanged, m_bench, &Workbench::setChain);
    connect(m_stop, &StopPanel::rulesChanged, m_bench, &Workbench::setStopRules);
    connect(m_sampling, &SamplingView::distributionChanged, m_chain, &ChainPanel::setTraces);

    connect(m_bench, &Workbench::modelChanged, this, &MainWindow::showModelState);
    connect(m_bench, &Workbench::modelChanged, this, [this] {
        const auto& opened = m_bench->model();
        m_chain->setVocabulary(opened ? opened->tokenizer : nullptr, opened ? opened->info.config.vocabularySize : 0);
    });
    connect(m_bench, &Workbench::modelLoadProgressed, &model, &ModelButton::setProgress);
    connect(m_bench, &Workbench::modelFailed, this, [this](const QString& sentence) {
        showModelProblem(sentence);
        if (!m_bench->model() && !m_catalog.empty()) {
            const CatalogModel& first = m_catalog.front();
            const QString path = QString::fromStdString(first.file.string());
            if (!sentence.contains(path)) { // the box itself may be broken
                m_bench->openModel(path, QString::fromStdString(first.title));
            }
        }
    });
    connect(m_bench, &Workbench::documentChanged, this, &MainWindow::showDocument);
    connect(m_bench, &Workbench::runStarted, this, [this] { m_prompt->setProblem({}); });
    connect(m_bench, &Workbench::runFailed, m_prompt, &PromptPanel::setProblem);
    connect(m_bench, &Workbench::runStarted, this, &MainWindow::showRunState);
    connect(&m_bench->runs(), &RunStore::runChanged, this, &MainWindow::showRunState);
    connect(&m_bench->runs(), &RunStore::tokensAppended, this, &MainWindow::showRunState);
    connect(&m_sessions->keeper(), &SessionKeeper::opened, this,
            [this](const SessionKeeper::ViewState& view) { showView(view); });
    connect(&m_sessions->keeper(), &SessionKeeper::modelMissing, this, [this] {
        if (!m_bench->model() && !m_bench->loading() && !m_catalog.empty()) {
            const CatalogModel& first = m_catalog.front(); // something to work with
            m_bench->openModel(QString::fromStdString(first.file.string()), QString::fromStdString(first.title),
                               Workbench::AfterLoad::Wait);
        }
    });
}

// --- the document and its run

void MainWindow::showDocument() {
    const Document& document = m_bench->document();
    m_prompt->setPrompt(document.prompt);
    m_prompt->setAsChat(document.asChat);
    m_chain->setChain(document.chain);
    m_stop->setRules(document.stop);
    m_top->seed().setSeed(document.seed);
    showRunState();
}

void MainWindow::showRunState() {
    m_status->showRun(isInFront(Sampling) ? m_bench->run() : nullptr); // its figures are that lab's
    const bool busy = isInFront(Compare) ? m_compare->isBusy() : m_bench->busy();
    m_top->setCommands(!m_bench->model() ? TopBar::Commands::NoModel
                       : busy            ? TopBar::Commands::Busy
                                         : TopBar::Commands::Ready);
}

// --- labs

CompareView& MainWindow::compareView() {
    if (!m_compare) {
        m_compare = new CompareView(*m_bench, this);
        m_labs->addWidget(m_compare);
        for (QSplitter* splitter : m_compare->findChildren<QSplitter*>()) {
            splitter->restoreState(m_preferences.splitters.value(splitter->objectName()));
        }
        connect(m_compare, &CompareView::busyChanged, this, &MainWindow::showRunState);
    }
    return *m_compare;
}

bool MainWindow::isInFront(Lab lab) const { return m_top->labs().currentIndex() == lab; }

void MainWindow::showLab(int lab) {
    m_labs->setCurrentWidget(lab == Compare ? static_cast<QWidget*>(&compareView()) : m_sampling);
    showRunState();
}

// Run, step and stop are the lab's in front.
void MainWindow::startRun() { isInFront(Compare) ? compareView().run() : m_bench->start(); }
void MainWindow::step() { isInFront(Compare) ? compareView().step() : m_bench->step(); }
void MainWindow::stopRun() { isInFront(Compare) ? compareView().stop() : m_bench->stop(); }
void MainWindow::undo() { m_bench->undo(); }
void MainWindow::redo() { m_bench->redo(); }
void MainWindow::rerollHere() {
    if (isInFront(Sampling)) {
        m_bench->reroll(m_bench->focus().position());
    }
}
void MainWindow::findToken() {
    m_top->labs().setCurrentIndex(Sampling);
    m_sampling->openFinder();
}

void MainWindow::focusPrompt() { m_prompt->editor().setFocus(Qt::ShortcutFocusReason); }

void MainWindow::escape() {
    if (!m_sampling->closePopups()) {
        stopRun();
    }
}

void MainWindow::exportRun() {
    const Run* run = m_bench->run();
    if (!run || run->live() || run->tokens.empty()) {
        m_sessionNotice->say(Notice::Kind::Hint, tr("There is no finished text to export yet."));
        return;
    }
    const QString name = m_bench->document().names.value(run->id, branchLabel(*run));
    const QString file = QFileDialog::getSaveFileName(
        this, tr("Export this text"), tr("run") + QStringLiteral(".json"),
        tr("Steps and distributions (*.json);;Table of the steps (*.csv);;Report to read (*.html)"));
    // The run may have gone while the dialog was open.
    if (const Run* still = m_bench->run(); !file.isEmpty() && still) {
        m_exporter->start(*still, name, file);
    }
}

void MainWindow::insertTextHere() {
    const Run* run = m_bench->run();
    if (!run || run->tokens.empty()) {
        return;
    }
    bool accepted = false;
    const QString text =
        QInputDialog::getText(this, tr("Insert text"),
                              tr("This text stands at the focused place, and the model goes on after it, as a branch:"),
                              QLineEdit::Normal, QString(), &accepted);
    if (!accepted || text.isEmpty()) {
        return;
    }
    if (const Status inserted = m_bench->insertText(m_bench->focus().position(), text.left(mostInsertedLetters));
        !inserted) {
        m_prompt->setProblem(QString::fromStdString(inserted.error().message));
    }
}

void MainWindow::showKeys() {
    auto* dialog = new KeyMapDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::setPresentation(bool on) { m_presentation->setChecked(on); }

// --- events

bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
    // Space presses the control that has the keyboard; it is Step elsewhere (text fields ask for it themselves).
    if (event->type() == QEvent::ShortcutOverride && watched->isWidgetType() &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space &&
        (watched->inherits("QAbstractButton") || watched->inherits("QComboBox") ||
         watched->inherits("QAbstractSpinBox") || watched->inherits("QAbstractItemView"))) {
        event->accept();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void MainWindow::keyPressEvent(QKeyEvent* event) {
    // Keys that nobody wanted walk the text.
    switch (isInFront(Sampling) ? event->key() : 0) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Home:
    case Qt::Key_End:
        m_sampling->takeKey(event);
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!draggedFile(event->mimeData()).isEmpty()) {
        event->acceptProposedAction();
        m_dropHint->show();
        m_dropHint->raise();
    }
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent*) { m_dropHint->hide(); }

void MainWindow::dropEvent(QDropEvent* event) {
    m_dropHint->hide();
    const QString path = draggedFile(event->mimeData());
    if (!path.isEmpty()) {
        event->acceptProposedAction();
        openFile(path);
    }
}

void MainWindow::resizeEvent(QResizeEvent*) { m_dropHint->setGeometry(rect()); }

Preferences MainWindow::currentPreferences() const {
    Preferences now = m_preferences;
    const Document& document = m_bench->document();
    now.geometry = saveGeometry();
    for (const QSplitter* splitter : findChildren<QSplitter*>()) {
        now.splitters[splitter->objectName()] = splitter->saveState();
    }
    now.prompt = document.prompt;
    now.asChat = document.asChat;
    now.chain = document.chain;
    now.seed = document.seed;
    now.stop = document.stop;
    return now;
}

void MainWindow::savePreferences() {
    if (m_settingsFile.isEmpty()) {
        return;
    }
    if (const Status saved = writePreferences(currentPreferences(), m_settingsFile); !saved) {
        m_settingsNotice->say(Notice::Kind::Hint, QString::fromStdString(saved.error().message));
    }
}

void MainWindow::closeEvent(QCloseEvent* event) {
    m_bench->stop();
    m_bench->cancelLoad();
    m_bench->secondModel().cancelLoad();
    if (m_compare) {
        m_compare->stop();
    }
    savePreferences();
    hide(); // the last words to the disk are nobody's to wait for
    m_sessions->keeper().close();
    event->accept();
}

} // namespace logitscope
