// What scoring and the engine ask of a row without a chain: whether it is sound, and one token's figures.
#include "core/sampling/candidates.h"
#include "core/sampling/chain.h"

#include <cassert>
#include <cmath>
#include <string>

namespace logitscope {

Status checkLogits(std::span<const float> logits) {
    bool possible = false;
    for (std::size_t i = 0; i < logits.size(); ++i) {
        if (std::isnan(logits[i]) || logits[i] == HUGE_VALF) {
            return Error{"The model gave " + std::string(std::isnan(logits[i]) ? "no number" : "infinity") +
                         " as the logit of token " + std::to_string(i) +
                         "; its file is damaged or its numbers overflow, so nothing can be sampled."};
        }
        possible = possible || logits[i] > -HUGE_VALF;
    }
    if (!possible) {
        return Error{"The model rules out every token, so nothing can be sampled; its file is damaged."};
    }
    return {};
}

RawScore scoreToken(std::span<const float> logits, TokenId token) {
    assert(indexOf(token) < logits.size());
    Candidates row(logits);
    return {
        .logProbability = row.rawLogProbability(token),
        .rank = row.rawRank(token),
        .entropyBits = row.rawEntropyBits(),
    };
}

} // namespace logitscope
