// What the window does with files: models and sessions.
#include "app/gui/main_window.h"
#include "app/gui/model_button.h"
#include "app/gui/model_dialog.h"
#include "app/gui/notice.h"
#include "app/gui/prompt_panel.h"
#include "app/gui/session_desk.h"
#include "app/gui/top_bar.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QStackedWidget>
#include <QTabBar>

namespace logitscope {

// --- sessions

void MainWindow::openFirst(const QString& file, const std::optional<QString>& prompt) {
    const bool restoring = m_sessions->restoreLast([this, file, prompt](bool restored) {
        if (restored && prompt) {
            m_bench->setPrompt(*prompt);
        }
        if (!restored || !file.isEmpty() || prompt || m_bench->runs().size() == 0) {
            openFirstModel(file);
        }
    });
    if (!restoring) {
        openFirstModel(file);
    }
}

void MainWindow::openFile(const QString& path) {
    if (SessionKeeper::looksLikeSession(path)) {
        m_sessions->keeper().open(path);
    } else {
        openModel(path);
    }
}

SessionKeeper::ViewState MainWindow::viewState() const { return {{"lab", std::to_string(m_labs->currentIndex())}}; }

void MainWindow::showView(const SessionKeeper::ViewState& view) {
    const auto lab = view.find("lab");
    const int index = lab == view.end() ? -1 : QString::fromStdString(lab->second).toInt();
    if (index >= 0 && index < m_top->labs().count()) {
        m_top->labs().setCurrentIndex(index);
    }
}

QString MainWindow::sessionLine() const { return m_sessionNotice->sentence(); }

// --- models

void MainWindow::openFirstModel(const QString& file) {
    if (!file.isEmpty()) {
        openModel(file);
    } else if (!m_catalog.empty()) {
        const CatalogModel& first = m_catalog.front();
        openModel(QString::fromStdString(first.file.string()), QString::fromStdString(first.title));
    }
}

void MainWindow::openModel(const QString& path, const QString& displayName) {
    m_modelNotice->clear();
    m_bench->openModel(path, displayName);
}

void MainWindow::browse() {
    const QString folder = m_preferences.recent.isEmpty() ? QString() : QFileInfo(m_preferences.recent.first()).path();
    const QString path = QFileDialog::getOpenFileName(
        this, tr("Open a model or a session"), folder,
        tr("Models and sessions (*.gguf *.safetensors *.json *.bin *.logitscope);;All files (*)"));
    if (!path.isEmpty()) {
        openFile(path);
    }
}

const CatalogModel* MainWindow::catalogEntry() const {
    const auto& model = m_bench->model();
    for (const CatalogModel& entry : m_catalog) {
        if (model && QFileInfo(QString::fromStdString(entry.file.string())) ==
                         QFileInfo(QString::fromStdString(model->info.path))) {
            return &entry;
        }
    }
    return nullptr;
}

void MainWindow::showDetails() {
    if (const auto& model = m_bench->model()) {
        const CatalogModel* entry = catalogEntry();
        auto* dialog = new ModelDialog(model->info, model->tokenizer != nullptr,
                                       entry ? QString::fromStdString(entry->card.string()) : QString(), this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->open();
    }
}

void MainWindow::showModelState() {
    const auto& model = m_bench->model();
    if (m_bench->loading()) {
        m_top->model().showLoading(m_bench->loadingName());
    } else {
        m_top->model().showModel(model ? &model->info : nullptr);
        rememberModel();
    }
    m_top->setLoading(m_bench->loading());
    m_prompt->setModel(model);
    const CatalogModel* entry = catalogEntry();
    m_prompt->setExamples(entry               ? entry->examples
                          : m_catalog.empty() ? std::vector<CatalogExample>()
                                              : m_catalog.front().examples);
    showRunState();
}

void MainWindow::rememberModel() {
    if (const auto& model = m_bench->model(); model && !catalogEntry()) {
        const QString path = QFileInfo(QString::fromStdString(model->info.path)).absoluteFilePath();
        m_preferences.recent.removeAll(path);
        m_preferences.recent.prepend(path);
        m_preferences.recent = m_preferences.recent.mid(0, recentModels);
        m_top->model().setRecent(m_preferences.recent);
    }
}

void MainWindow::showModelProblem(const QString& sentence) { m_modelNotice->say(Notice::Kind::Error, sentence); }

QString MainWindow::modelProblem() const { return m_modelNotice->sentence(); }

QString MainWindow::settingsProblem() const { return m_settingsNotice->sentence(); }

} // namespace logitscope
