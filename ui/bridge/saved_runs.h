// Runs as a session file holds them, and back. Values; any thread unless said otherwise.
#pragma once

#include "core/session/session.h"
#include "ui/bridge/document.h"
#include "ui/bridge/run.h"
#include "ui/bridge/run_store.h"

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

// Takes the Workbench's state as a session; what did not change since the last time is not made again, so that it costs
// the GUI thread the tokens that are new. GUI thread.
class SessionSnapshot final : public QObject {
    Q_OBJECT

public:
    explicit SessionSnapshot(const Workbench& bench, QObject* parent = nullptr);

    // A session whose models lack their pieces: addPieces() on a worker. `identities` may know the files of models.
    struct Taken {
        SavedSession session;
        std::vector<std::shared_ptr<const RunModel>> models; // beside session.models
    };
    Taken take(const std::map<const RunModel*, FileIdentity>& identities);

    // The branches that are there: which is whose parent once deleted ones are left out, and how many tokens they
    // share.
    struct Ancestor {
        RunId run{};
        std::size_t shared = 0;
    };
    static std::optional<Ancestor> ancestorOf(const RunStore& runs, const Document& document, const Run& run);

private:
    struct Kept {
        std::shared_ptr<const SavedRun> run;
        bool stale = false;
    };

    std::shared_ptr<const SavedRun> savedRun(const Run& run, std::size_t model);

    const Workbench& m_bench;
    std::map<RunId, Kept> m_kept;
    ChainSpec m_validChain; // the document's may be out of range while it is typed
};

// Any thread: what tokens the runs use of each model's vocabulary.
void addPieces(SessionSnapshot::Taken& taken);

} // namespace logitscope
