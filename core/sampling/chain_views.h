// What a chain did, as charts show it: one stage's doing token by token, the row as a histogram, the distribution at
// other temperatures. Values; ChainResult makes them.
#pragma once

#include "core/base/ids.h"
#include "core/sampling/stage_trace.h"

#include <optional>
#include <vector>

namespace logitscope {

// A token before and after one stage. Out of play: with the logit that it was taken out with, and probability 0.
struct StageToken {
    TokenId token{};
    double logitBefore = 0.0, probabilityBefore = 0.0;
    double logitAfter = 0.0, probabilityAfter = 0.0;
    bool kept = false;
};

struct StageView {
    StageTrace trace;
    int countBefore = 0, countAfter = 0; // tokens in play
    std::vector<StageToken> tokens;      // the first of those that came in, in their order
    // Where a stage kept just the first of the tokens that came in: how many. Empty when it cut nothing, or others.
    std::optional<int> cutLine;
};

// The raw logits from `from` up to `to` (the last bin: and `to` itself), impossible tokens left out.
struct LogitBin {
    double from = 0.0, to = 0.0;
    int count = 0;     // tokens
    int kept = 0;      // of these, kept by the chain
    double mass = 0.0; // raw softmax
};

// A distribution at another temperature.
struct SweepPoint {
    double temperature = 0.0;
    double entropyBits = 0.0;
    std::vector<double> probabilities; // of the tokens asked for, in their order
};

} // namespace logitscope
