// Runs a session's branches again and says whether every token comes out as it was: what a person chose is forced, what
// was drawn is drawn. By the determinism contract it does, on any number of threads.
#pragma once

#include "core/base/result.h"
#include "core/decoding/session.h"
#include "core/session/session.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace logitscope {

struct ReplayDifference {
    Position position{};
    std::optional<TokenId> saved, replayed; // empty: that side has no token there
};

struct ReplayedRun {
    RunId run{};
    std::size_t tokens = 0; // held against the saved ones, the ancestors' included
    std::size_t drawn = 0;  // of these, drawn again (a branch does not draw its parent's part twice)
    std::optional<ReplayDifference> difference; // the first one
    std::optional<Position> numbersDiffer;      // the first token whose u, probability or entropy has other bits
    std::string problem;                        // why it could not be replayed to its end; empty otherwise
    bool interrupted = false;                   // stopped from outside

    bool identical() const { return !difference && problem.empty() && !interrupted; }
};

// Replays the runs of one of the session's models, in their order; `done` hears of each. Precondition: the session is
// one that checkSession() lets pass.
std::vector<ReplayedRun> replaySession(Session& engine, const SavedSession& session, std::size_t model,
                                       const std::function<void(const ReplayedRun&)>& done,
                                       const std::stop_token& stop = {});

// The ids that a prompt has as the window reads it: in the model's chat template when `asChat` and it has one; for a
// model without a vocabulary the numbers that the text names.
Result<std::vector<TokenId>> promptIds(const std::string& prompt, bool asChat, const LoadedModel& loaded);

} // namespace logitscope
