#include "app/gui/session_desk.h"

#include "app/gui/notice.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QWidget>

#include <utility>

namespace logitscope {

namespace {

const QString suffix = QStringLiteral(".logitscope");

} // namespace

SessionDesk::SessionDesk(Workbench& bench, const QString& folder, std::vector<CatalogModel> catalog, Notice& notice,
                         QWidget* window)
    : QObject(window), m_bench(bench), m_notice(notice), m_window(window),
      m_keeper(new SessionKeeper(bench, folder, std::move(catalog), this)) {
    auto* saveNow = new QAction(tr("Save session"), window);
    saveNow->setShortcut(QKeySequence::Save);
    connect(saveNow, &QAction::triggered, this, &SessionDesk::save);
    auto* saveElsewhere = new QAction(tr("Save session as …"), window);
    saveElsewhere->setShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_S);
    connect(saveElsewhere, &QAction::triggered, this, &SessionDesk::saveAs);
    auto* fresh = new QAction(tr("Start fresh"), window);
    connect(fresh, &QAction::triggered, m_keeper, &SessionKeeper::startFresh);
    m_actions = {saveNow, saveElsewhere, fresh};

    connect(m_keeper, &SessionKeeper::saved, this, [this](const QString& file) {
        m_offer = Offer::Nothing;
        m_notice.say(Notice::Kind::Hint, tr("Saved as “%1”.").arg(QDir::toNativeSeparators(file)));
    });
    for (const auto failed :
         {&SessionKeeper::saveFailed, &SessionKeeper::autosaveFailed, &SessionKeeper::modelMissing}) {
        connect(m_keeper, failed, this, [this](const QString& sentence) {
            m_offer = Offer::Nothing;
            m_notice.say(Notice::Kind::Error, sentence);
        });
    }
    connect(m_keeper, &SessionKeeper::openFailed, this, [this](const QString& sentence, bool fromSlot) {
        m_offer = Offer::Nothing;
        m_notice.say(Notice::Kind::Error, sentence);
        if (const auto done = std::exchange(m_whenRestored, nullptr); done && fromSlot) {
            done(false);
        }
    });
    connect(m_keeper, &SessionKeeper::opened, this,
            [this](const SessionKeeper::ViewState&, bool fromSlot, bool unexpectedEnd) {
                if (fromSlot) {
                    sayRestored(unexpectedEnd);
                } else {
                    m_notice.clear();
                }
                if (const auto done = std::exchange(m_whenRestored, nullptr); done && fromSlot) {
                    done(true);
                }
            });
    connect(m_keeper, &SessionKeeper::fileChanged, this, &SessionDesk::showTitle);
    connect(&m_notice, &Notice::actionTriggered, this, [this] {
        if (std::exchange(m_offer, Offer::Nothing) == Offer::StartFresh) {
            m_notice.clear();
            m_keeper->startFresh();
        }
    });
}

QString SessionDesk::fileFilter() { return tr("Sessions (*.logitscope)"); }

void SessionDesk::save() {
    if (m_keeper->file().isEmpty()) {
        saveAs();
    } else {
        m_keeper->save(m_keeper->file());
    }
}

void SessionDesk::saveAs() {
    QString file = QFileDialog::getSaveFileName(m_window, tr("Save the session"),
                                                m_keeper->file().isEmpty() ? tr("session") + suffix : m_keeper->file(),
                                                fileFilter());
    if (!file.isEmpty()) {
        m_keeper->save(QFileInfo(file).suffix().isEmpty() ? file + suffix : file);
    }
}

bool SessionDesk::restoreLast(std::function<void(bool)> done) {
    m_whenRestored = std::move(done);
    const bool there = m_keeper->restoreLast();
    if (!there) {
        m_whenRestored = nullptr;
    }
    return there;
}

void SessionDesk::sayRestored(bool unexpectedEnd) {
    if (m_bench.runs().size() == 0) {
        return;
    }
    m_offer = Offer::StartFresh;
    m_notice.say(Notice::Kind::Hint,
                 unexpectedEnd ? tr("The program ended unexpectedly; your session is back as it was.")
                               : tr("Your last session is back."),
                 tr("Start fresh"));
}

void SessionDesk::showTitle() {
    const QString file = m_keeper->file();
    m_window->setWindowTitle(file.isEmpty() ? QStringLiteral("Logitscope")
                                            : QFileInfo(file).completeBaseName() + QStringLiteral("[*] — Logitscope"));
    m_window->setWindowModified(!file.isEmpty() && m_keeper->isChanged());
}

} // namespace logitscope
