#include "ui/bridge/session_keeper.h"

#include "core/session/model_identity.h"
#include "core/session/session_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <filesystem>

namespace logitscope {

namespace {

constexpr int lastWriteMilliseconds = 10000;
const char* const closedKey = "closed"; // in the view of a session whose program ended by itself

std::filesystem::path pathOf(const QString& file) { return QFile::encodeName(file).toStdString(); }

// The file of a saved model, looked for on a worker: where it was, or in the box; its content decides.
struct FoundModel {
    QString path, title;
    std::optional<FileIdentity> identity;
};
std::optional<FoundModel> lookFor(const SavedModel& model, const std::vector<CatalogModel>& catalog) {
    std::vector<std::pair<std::filesystem::path, std::string>> places;
    places.emplace_back(model.path, std::string());
    for (const CatalogModel& entry : catalog) {
        const bool same = entry.file.native() == model.path;
        if (same) {
            places.front().second = entry.title;
        } else if (model.identity && entry.file.filename() == model.identity->fileName) {
            places.emplace_back(entry.file, entry.title);
        }
    }
    for (const auto& [path, title] : places) {
        std::error_code problem;
        if (path.empty() || !std::filesystem::exists(path, problem)) {
            continue;
        }
        const auto identity = identifyModel(path);
        if (identity && (!model.identity || model.identity->sha256 == identity->sha256)) {
            return FoundModel{QString::fromStdString(path.string()), QString::fromStdString(title), *identity};
        }
    }
    return std::nullopt;
}

// Of models whose files were not looked at yet.
void addIdentities(SessionSnapshot::Taken& taken) {
    for (std::size_t i = 0; i < taken.models.size(); ++i) {
        SavedModel& model = taken.session.models[i];
        if (!model.identity && !taken.models[i]->saved) {
            const auto identity = identifyModel(model.path);
            model.identity = identity ? std::optional(*identity) : std::nullopt;
        }
    }
}

} // namespace

SessionKeeper::SessionKeeper(Workbench& bench, const QString& folder, std::vector<CatalogModel> catalog,
                             QObject* parent)
    : QObject(parent), m_bench(bench), m_folder(folder), m_catalog(std::move(catalog)),
      m_slot(SessionSlot::claim(folder)), m_snapshot(bench) {
    m_files.setMaxThreadCount(1);
    m_looks.setMaxThreadCount(1);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &SessionKeeper::autosave);
    connect(&bench, &Workbench::documentChanged, this, &SessionKeeper::noteChange);
    // Kept, but no reason to ask a person for a name again: nothing was written.
    connect(&bench, &Workbench::modelChanged, this, [this] {
        wait();
        identifyLoadedModel();
    });
    connect(&bench.focus(), &Focus::moved, this, &SessionKeeper::wait);
    connect(&bench.runs(), &RunStore::tokensAppended, this, &SessionKeeper::noteChange);
    connect(&bench.runs(), &RunStore::runChanged, this, [this](RunId id) {
        noteChange();
        const Run* run = m_bench.runs().find(id);
        if (run && !run->live() && m_slot) {
            m_timer.start(0); // after each run at once
        }
    });
}

SessionKeeper::~SessionKeeper() {
    *m_alive = false;
    m_files.waitForDone();
    m_looks.waitForDone();
}

template<typename Answer>
void SessionKeeper::onWorker(QThreadPool& pool, std::function<Answer()> work, std::function<void(Answer)> then) {
    pool.start([this, alive = m_alive, work = std::move(work), then = std::move(then)] {
        auto answer = std::make_shared<Answer>(work());
        // The destructor waits for the worker, so `this` is there to be asked; the call itself comes on its own thread.
        QMetaObject::invokeMethod(
            this,
            [alive, answer, then] {
                if (*alive) {
                    then(std::move(*answer));
                }
            },
            Qt::QueuedConnection);
    });
}

// --- writing

void SessionKeeper::noteChange() {
    setChanged(true);
    wait();
}

void SessionKeeper::wait() {
    m_dirty = true;
    if (m_slot && !m_timer.isActive() && !m_writing) {
        m_timer.start(autosaveMilliseconds);
    }
}

void SessionKeeper::setChanged(bool changed) {
    if (m_changed != changed) {
        m_changed = changed;
        emit fileChanged();
    }
}

void SessionKeeper::autosave() {
    if (m_slot && m_dirty && !m_writing) {
        write(m_slot->file(), false);
    }
}

void SessionKeeper::write(const QString& file, bool byHand) {
    auto taken = std::make_shared<SessionSnapshot::Taken>(m_snapshot.take(m_identities));
    taken->session.view = m_viewSource ? m_viewSource() : ViewState();
    taken->session.results = m_results;
    if (m_closing) {
        taken->session.view.insert_or_assign(closedKey, std::string(1, '1'));
    }
    (byHand ? m_changed : m_dirty) = false;
    m_writing = m_writing || !byHand;
    const auto work = [taken, last = byHand || m_closing, path = pathOf(file)] {
        SessionSnapshot::complete(*taken);
        if (last) {
            addIdentities(*taken); // what is kept by itself is written again once they are known
        }
        return writeSessionFile(taken->session, path);
    };
    onWorker<Status>(m_files, work, [this, file, byHand, taken](const Status& status) {
        m_snapshot.remember(*taken);
        if (byHand) {
            if (status) {
                m_file = file;
                emit saved(file);
            } else {
                m_changed = true;
                emit saveFailed(QString::fromStdString(status.error().message));
            }
            emit fileChanged();
            return;
        }
        m_writing = false;
        if (!status && !m_complained) {
            emit autosaveFailed(QString::fromStdString(status.error().message));
        }
        m_complained = !status;
        m_dirty = m_dirty || !status;
        if (m_dirty) {
            m_timer.start(autosaveMilliseconds);
        }
    });
}

void SessionKeeper::save(const QString& file) { write(file, true); }

void SessionKeeper::close() {
    m_timer.stop();
    m_closing = true;
    if (m_slot) {
        write(m_slot->file(), false);
    }
    m_files.waitForDone(lastWriteMilliseconds);
}

void SessionKeeper::startFresh() {
    if (m_slot) {
        if (m_dirty) {
            write(m_slot->file(), false); // what is there stays there
        }
        if (auto empty = SessionSlot::claimEmpty(m_folder)) {
            m_slot = std::move(empty);
        }
    }
    m_waiting.clear();
    m_wanted.reset();
    m_results.clear();
    m_file.clear();
    m_bench.clear();
    m_bench.start();
    emit fileChanged();
}

// --- reading

bool SessionKeeper::looksLikeSession(const QString& file) {
    QFile opened(file);
    return QFileInfo(file).isFile() && opened.open(QIODevice::ReadOnly) &&
           opened.read(100).contains("logitscope session");
}

bool SessionKeeper::restoreLast() {
    if (!m_slot || !QFileInfo::exists(m_slot->file())) {
        return false;
    }
    read(m_slot->file(), true);
    return true;
}

void SessionKeeper::open(const QString& file) { read(file, false); }

void SessionKeeper::read(const QString& file, bool fromSlot) {
    using Answer = Result<OpenedSession>;
    const auto work = [path = pathOf(file)]() -> Answer {
        const auto session = readSessionFile(path);
        return session ? Answer(openedSession(*session)) : Answer(session.error());
    };
    onWorker<std::shared_ptr<Answer>>(
        m_files, [work] { return std::make_shared<Answer>(work()); },
        [this, file, fromSlot](const std::shared_ptr<Answer>& answer) {
            if (answer->ok()) {
                takeOver(std::move(**answer), fromSlot, file);
                return;
            }
            if (fromSlot) {
                // It is left for a person (or a newer program) to look at; this one
                // writes elsewhere.
                if (auto empty = SessionSlot::claimEmpty(m_folder)) {
                    m_slot = std::move(empty);
                }
            }
            emit openFailed(QString::fromStdString(answer->error().message), fromSlot);
        });
}

void SessionKeeper::takeOver(OpenedSession session, bool fromSlot, const QString& file) {
    if (!fromSlot && m_slot) {
        if (m_dirty) {
            write(m_slot->file(), false); // the session that was on screen stays in its slot
        }
        if (auto empty = SessionSlot::claimEmpty(m_folder)) {
            m_slot = std::move(empty);
        }
    }
    const bool unexpected = fromSlot && !session.view.contains(closedKey);
    session.view.erase(closedKey);
    m_waiting.clear();
    m_wanted.reset();
    for (std::size_t i = 0; i < session.models.size(); ++i) {
        m_waiting.push_back({session.models[i], session.savedModels[i]});
        if (const auto& identity = session.savedModels[i].identity) {
            m_identities[session.models[i].get()] = *identity;
            m_identified.push_back(session.models[i]);
        }
    }
    m_wanted = session.model;
    if (!m_wanted && !m_waiting.empty()) {
        m_wanted = m_waiting.size() - 1;
    }
    m_results = session.results;
    m_file = fromSlot ? QString() : file;
    const ViewState view = session.view;
    m_bench.open(std::move(session));
    m_changed = false;
    emit opened(view, fromSlot, unexpected);
    emit fileChanged();
    adoptModels();
    if (!fromSlot || !m_bench.loading()) { // at the start a person may have asked for another model
        findModel();
    }
}

// --- models

void SessionKeeper::identifyLoadedModel() {
    const auto model = m_bench.model();
    if (!model || std::ranges::find(m_identified, model) != m_identified.end()) {
        return;
    }
    m_identified.push_back(model);
    const std::filesystem::path path = model->info.path;
    onWorker<std::optional<FileIdentity>>(
        m_looks,
        [path] {
            const auto identity = identifyModel(path);
            return identity ? std::optional(*identity) : std::nullopt;
        },
        [this, model](const std::optional<FileIdentity>& identity) {
            if (identity) {
                m_identities[model.get()] = *identity;
                wait();
                adoptModels();
            }
        });
}

void SessionKeeper::adoptModels() {
    const auto& model = m_bench.model();
    const auto identity = m_identities.find(model.get());
    if (!model || identity == m_identities.end()) {
        return;
    }
    const bool changed = m_changed;
    for (const Waiting& waiting : m_waiting) {
        const bool same = waiting.saved.identity ? waiting.saved.identity->sha256 == identity->second.sha256
                                                 : waiting.saved.path == model->info.path;
        if (same && waiting.saved.precise == model->precise) {
            m_bench.adoptModel(waiting.standIn);
        }
    }
    setChanged(changed);
}

void SessionKeeper::findModel() {
    if (!m_wanted) {
        return;
    }
    const Waiting wanted = m_waiting[*m_wanted];
    using Answer = std::optional<FoundModel>;
    onWorker<Answer>(
        m_looks, [saved = wanted.saved, catalog = m_catalog] { return lookFor(saved, catalog); },
        [this, wanted](const Answer& found) {
            if (!m_wanted || m_waiting[*m_wanted].standIn != wanted.standIn) {
                return; // another session was opened since
            }
            m_wanted.reset();
            const auto& model = m_bench.model();
            const auto loaded = model ? m_identities.find(model.get()) : m_identities.end();
            const bool there =
                found && loaded != m_identities.end() && loaded->second.sha256 == found->identity->sha256;
            if (found && !there) {
                m_bench.openModel(found->path, found->title, Workbench::AfterLoad::Wait);
            } else if (!found) {
                const QString name = QString::fromStdString(wanted.saved.displayName);
                const QString path = QString::fromStdString(wanted.saved.path);
                emit modelMissing(tr("This session was made with %1, and its file “%2” is not there as it "
                                     "was: open it to go on; everything that was written can be read.")
                                      .arg(name, QDir::toNativeSeparators(path)));
            }
        });
}

} // namespace logitscope
