// The distribution that a chain made of one row of logits: who survived, with which probability, who was cut by what.
//
// Plain values; ChainResult (chain.h) makes them.
// Order everywhere: probability descending, then token id ascending.
#pragma once

#include "core/base/ids.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace logitscope {

// One token as the screen shows it.
struct TokenOutcome {
    TokenId token{};
    int rawRank = 0; // 1 = largest raw logit
    double rawLogit = 0.0;
    double rawProbability = 0.0; // softmax of the raw logits (T = 1) over the whole vocabulary
    double logit = 0.0;          // after the chain (of a cut token: when it was cut)
    double probability = 0.0;    // after the chain, renormalised over the kept; 0 for a cut token
    std::optional<int> cutBy;    // index into ChainSpec::stages; empty for a kept token and an impossible one (-inf)
};

// A draw: the token whose interval [start, end) of the unit interval holds u.
struct Draw {
    TokenId token{};
    double uniform = 0.0;
    double start = 0.0, end = 0.0;
    double probability = 0.0;
};

} // namespace logitscope
