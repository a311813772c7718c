// What happened at one position: immutable values that travel from the engine to everyone.
#pragma once

#include "core/base/ids.h"
#include "core/sampling/logit_row.h"
#include "core/sampling/sampler_spec.h"
#include "core/sampling/stage_trace.h"
#include "core/sampling/step_context.h"
#include "core/scoring/score.h"

#include <memory>
#include <string>
#include <vector>

namespace logitscope {

// One generated token.
struct StepRecord {
    Position position{}; // of the token in its sequence (prompt included)
    TokenId token{};
    std::string text; // what the stream decoder completed with it; may be empty
    double uniform = 0.0;
    double probability = 0.0;               // of the token, final distribution (renormalised)
    double rawProbability = 0.0;            // of the token, softmax of the raw logits
    int rawRank = 0;                        // of the token, 1 = largest raw logit
    double rawEntropyBits = 0.0;            // of the raw distribution
    double entropyBits = 0.0;               // of the final distribution
    LogitsPtr logits;                       // the row that the token was drawn from
    std::shared_ptr<const ChainSpec> chain; // that it was drawn under; one value for the steps that share it
    std::vector<StageTrace> stages;
    ChainMemory memory;        // before the step: with it the chain does again exactly what it did
    double milliseconds = 0.0; // forward pass and sampling of this step
};

// One prompt token with the row that predicted it (null for the first).
struct PromptRecord {
    TokenScore score;
    LogitsPtr logits;
};

enum class FinishReason : unsigned char { EndToken, StopText, Length, ContextFull, Cancelled };

struct Outcome {
    FinishReason finish = FinishReason::Length;
    std::string text;            // generated, stop text removed
    std::vector<TokenId> tokens; // generated, the end token included
    LogitsPtr nextLogits;        // the row after the last token, for "what would have come next"; may be null
    ChainMemory memory;          // what the last step left: to go on with
    std::size_t promptTokens = 0;
    std::size_t reusedTokens = 0; // of the prompt, found in the cache
    double prefillMilliseconds = 0.0;
    double decodeMilliseconds = 0.0;
    std::size_t keyValueBytes = 0;
};

} // namespace logitscope
