// Runs as a session file holds them, and back. Values; any thread unless said otherwise.
#pragma once

#include "core/session/session.h"
#include "ui/bridge/document.h"
#include "ui/bridge/run.h"
#include "ui/bridge/run_store.h"

#include <QObject>
#include <QTimer>

#include <map>
#include <memory>
#include <set>
#include <vector>

namespace logitscope {

class Workbench;

// A session that was read from a file, ready for the Workbench to take over. Tokens shared by branches share the places
// for their rows, as they did when they were written.
struct OpenedSession {
    Document document;                                   // without runs: their ids are given later
    std::vector<std::shared_ptr<const RunModel>> models; // stand-ins that can only be read
    std::optional<std::size_t> model;                    // the one that was in use
    std::vector<SavedModel> savedModels;                 // beside `models`
    std::vector<Run> runs;                               // their ids and parents mean nothing yet
    std::vector<std::optional<std::size_t>> parents;     // beside `runs`: index of an earlier one
    std::vector<QString> names;                          // beside `runs`
    std::optional<std::size_t> shown;                    // index of a run
    std::size_t position = 0;
    std::map<std::string, std::string> view, results;
};
OpenedSession openedSession(const SavedSession& session); // precondition: checkSession()

SavedToken savedTokenOf(const RunToken& token);
// A model without its vocabulary's pieces.
SavedModel savedModel(const RunModel& model);

// Takes the Workbench's state as a session. What it costs the GUI thread is the tokens that are new, as they come: the
// large values are put together by complete(), on a worker. GUI thread.
class SessionSnapshot final : public QObject {
    Q_OBJECT

public:
    explicit SessionSnapshot(const Workbench& bench, QObject* parent = nullptr);

    // A run whose tokens are still to be put into it: those of a log that only grows.
    struct Pending {
        std::shared_ptr<SavedRun> run;
        std::shared_ptr<const std::vector<SavedToken>> log; // keeps them alive
        const SavedToken* tokens = nullptr;
        std::size_t count = 0;
        std::uint64_t version = 0;
    };
    struct Taken {
        SavedSession session;
        std::vector<std::shared_ptr<const RunModel>> models; // beside session.models
        std::vector<Pending> pending;
    };
    // `identities` may know the files of models.
    Taken take(const std::map<const RunModel*, FileIdentity>& identities);
    // Puts it together: the tokens, and what they use of each model's vocabulary. Any thread.
    static void complete(Taken& taken);
    // After complete(): what did not change meanwhile is not put together again.
    void remember(const Taken& taken);

    // The branches that are there: which is whose parent once deleted ones are left out, and how many tokens they
    // share.
    struct Ancestor {
        RunId run{};
        std::size_t shared = 0;
    };
    static std::optional<Ancestor> ancestorOf(const RunStore& runs, const Document& document, const Run& run);

private:
    struct Kept {
        std::shared_ptr<const SavedRun> run;          // complete; null when it has changed since
        std::uint64_t version = 0;                    // grows with every change
        std::shared_ptr<std::vector<SavedToken>> log; // of the run's own tokens, from `base` on
        std::size_t base = 0;
    };

    void noteChange(RunId id);
    void logSlice();
    void extendLog(const Run& run, std::size_t base, std::size_t most);
    void save(const Run& run, std::size_t model, Taken& taken);

    const Workbench& m_bench;
    std::map<RunId, Kept> m_kept;
    std::set<RunId> m_behind; // their logs lack tokens
    QTimer m_slices;
    ChainSpec m_validChain; // the document's may be out of range while it is typed
};

} // namespace logitscope
