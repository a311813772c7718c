// Keeps the session: every two seconds while something changes and after each run in the program's own slot, and in
// files that a person names; opens them again and finds the model that they were made with.
//
// GUI thread. What takes time (writing, reading, hashing the model file) happens on a worker, one thing after the
// other; the GUI thread only takes a snapshot. Killed at any moment, the program loses at most two seconds.
#pragma once

#include "core/base/result.h"
#include "core/model/model_catalog.h"
#include "ui/bridge/saved_runs.h"
#include "ui/bridge/session_slot.h"
#include "ui/bridge/workbench.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace logitscope {

class SessionKeeper final : public QObject {
    Q_OBJECT

public:
    using ViewState = std::map<std::string, std::string>;

    // From the first change to the start of writing; the rest of the two seconds is for the disk.
    static constexpr int autosaveMilliseconds = 1500;

    // `folder`: of the slots; nothing is kept by itself when it is empty.
    SessionKeeper(Workbench& bench, const QString& folder, std::vector<CatalogModel> catalog,
                  QObject* parent = nullptr);
    ~SessionKeeper() override;

    // What the window adds to a session; called when one is written.
    void setViewSource(std::function<ViewState()> source) { m_viewSource = std::move(source); }

    // Opens what the slot holds: opened() or openFailed() follow. False when there is nothing.
    bool restoreLast();
    void open(const QString& file);
    void save(const QString& file); // saved() or saveFailed() follow
    // Leaves the session that is on screen in its slot and goes on with an empty one.
    void startFresh();
    // Writes what is not written yet and waits for it: at the end of the program.
    void close();

    const QString& file() const { return m_file; } // that the session was opened from or saved to; empty: none yet
    bool isChanged() const { return m_changed; }   // since then

    static bool looksLikeSession(const QString& file); // reads its first bytes

public slots:
    void noteChange(); // of the view; the Workbench's own are heard

signals:
    void saved(const QString& file);
    void saveFailed(const QString& sentence);
    void autosaveFailed(const QString& sentence); // once, until it works again
    // `unexpectedEnd`: the session comes from the slot of a program that did not end by itself.
    void opened(const logitscope::SessionKeeper::ViewState& view, bool fromSlot, bool unexpectedEnd);
    void openFailed(const QString& sentence, bool fromSlot);
    void modelMissing(const QString& sentence); // the session reads, but cannot be continued
    void fileChanged();                         // file() or isChanged()

private:
    void wait(); // something is to be kept
    void autosave();
    void write(const QString& file, bool byHand);
    void read(const QString& file, bool fromSlot);
    void takeOver(OpenedSession session, bool fromSlot, const QString& file);
    void identifyLoadedModel();
    void adoptModels();
    void findModel();
    void setChanged(bool changed);
    template<typename Answer>
    void onWorker(QThreadPool& pool, std::function<Answer()> work, std::function<void(Answer)> then);

    Workbench& m_bench;
    QString m_folder;
    std::vector<CatalogModel> m_catalog;
    std::unique_ptr<SessionSlot> m_slot;
    SessionSnapshot m_snapshot;
    std::function<ViewState()> m_viewSource;
    ViewState m_results; // of labs, from the session that was opened
    QString m_file;
    bool m_changed = false; // since m_file was written
    bool m_dirty = false;   // since the slot was written
    bool m_writing = false; // to the slot
    bool m_complained = false;
    bool m_closing = false;
    QTimer m_timer;
    QThreadPool m_files; // one thread that reads and writes sessions
    QThreadPool m_looks; // one that looks at model files, which may take a second
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);

    // Models of opened sessions that wait for their file.
    struct Waiting {
        std::shared_ptr<const RunModel> standIn;
        SavedModel saved;
    };
    std::vector<Waiting> m_waiting;
    std::optional<std::size_t> m_wanted; // of m_waiting: the one that the opened session used
    std::map<const RunModel*, FileIdentity> m_identities;
    std::vector<std::shared_ptr<const RunModel>> m_identified; // keeps the keys of m_identities
};

} // namespace logitscope
