// What scoring and the engine ask of a row without a chain: whether it is sound, and one token's figures.
#include "core/sampling/candidates.h"
#include "core/sampling/chain.h"
#include "core/sampling/row_kernels.h"

#include <cassert>
#include <cmath>
#include <string>

namespace logitscope {

Status checkLogits(std::span<const float> logits) {
    const RowSoundness soundness = rowKernels().inspect(logits.data(), logits.size());
    if (soundness.sound == logits.size() && soundness.finite > 0) {
        return {};
    }
    for (std::size_t i = 0; i < logits.size(); ++i) {
        if (std::isnan(logits[i]) || logits[i] == HUGE_VALF) {
            return Error{"The model gave " + std::string(std::isnan(logits[i]) ? "no number" : "infinity") +
                         " as the logit of token " + std::to_string(i) +
                         "; its file is damaged or its numbers overflow, so nothing can be sampled."};
        }
    }
    return Error{"The model rules out every token, so nothing can be sampled; its file is damaged."};
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
