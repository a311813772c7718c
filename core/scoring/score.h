// Log-probabilities of given tokens. Values and the arithmetic on them.
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/model/loader.h"
#include "core/sampling/logit_row.h"

#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace logitscope {

// One token of a text under the model. The first token of a text has no prediction: no score.
struct TokenScore {
    TokenId token{};
    Position position{};
    bool scored = false;
    double logProbability = 0.0; // nats, of this token given those before it
    int rank = 0;                // 1 = the model's first choice
    double entropyBits = 0.0;    // of the distribution it was predicted from
};

struct ScoreSummary {
    std::size_t scoredTokens = 0;
    double logProbability = 0.0; // nats, the sum
    double perplexity = 0.0;     // exp(-logProbability / scoredTokens)
    double bitsPerByte = 0.0;    // -logProbability / ln 2 / bytes
    std::size_t bytes = 0;       // UTF-8 bytes of the scored text
};
ScoreSummary summarize(std::span<const TokenScore> scores, std::size_t bytes);

// Scores every token of a text of any length. A text longer than the context is scored in windows of the context with
// half a window of stride: each token once, with at least half a context before it (but in the first window).
// `begin` is the vocabulary's begin token; a window that starts inside the text gets it too.
// Empty when stopped.
std::optional<std::vector<TokenScore>> scoreTokens(const LanguageModel& model, Scratch& scratch, std::span<const TokenId> tokens,
                                                   std::optional<TokenId> begin, std::stop_token stop,
                                                   const std::function<void(std::size_t done)>& progress = {});

} // namespace logitscope
