// The way of one token through a chain, and at the stage that took it out, what would have saved it. Values;
// ChainResult::historyOf() makes them.
#pragma once

#include "core/base/ids.h"
#include "core/sampling/distribution.h"
#include "core/sampling/sampler_spec.h"

#include <cmath>
#include <optional>
#include <vector>

namespace logitscope {

// A token after one stage: out of play with the logit that it was taken out with.
struct StageMoment {
    int stageIndex = 0; // into ChainSpec::stages; enabled stages only
    SamplerKind kind{};
    bool inPlay = false;
    double logit = 0.0;
    double probability = 0.0; // over the tokens in play
};

// What a stage measures tokens by, in the distribution that comes in.
enum class RemovalUnit : unsigned char {
    None,                  // it asks for no number (a ban)
    Rank,                  // 1 = the first
    CumulativeProbability, // of the tokens that come before it, in the stage's own order
    Probability,
    Logit,
    Deviations, // below the largest logit, in standard deviations of the logits
    Bits        // of surprise, -log2 p
};

// With this one parameter changed to this value, and all else as it is, the stage leaves the token in play; the value
// is the one nearest to the present setting, to the last bit.
struct Remedy {
    std::size_t parameter = 0; // into SamplerInfo::parameters
    double value = 0.0;
};

struct Removal {
    int stageIndex = 0;
    SamplerKind kind{};
    RemovalUnit unit = RemovalUnit::None;
    double threshold = 0.0;       // where the stage drew the line
    double value = 0.0;           // where the token stood
    std::vector<Remedy> remedies; // none: no value of its parameters helps

    double margin() const { return std::fabs(value - threshold); } // how far the token missed, in the unit
};

struct TokenHistory {
    TokenOutcome outcome;
    std::vector<StageMoment> stages;
    std::optional<Removal> removal; // empty for a token in play, and for impossible ones (-inf)
};

} // namespace logitscope
