// What a ChainResult holds: the settled candidates and the traces. For the chain and its result only.
#pragma once

#include "core/sampling/candidates.h"
#include "core/sampling/chain.h"

#include <utility>
#include <vector>

namespace logitscope {

struct ChainResult::State {
    State(Candidates settled, std::vector<StageTrace> traces)
        : candidates(std::move(settled)), stages(std::move(traces)) {}

    Candidates candidates;
    std::vector<StageTrace> stages;
};

} // namespace logitscope
