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
#include <string_view>
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
    double perplexity = 0.0;     // exp(-logProbability / scoredTokens); NaN when nothing was scored
    double bitsPerByte = 0.0;    // -logProbability / ln 2 / bytes; NaN when there are no bytes
    std::size_t bytes = 0;       // UTF-8 bytes of the scored text
};
ScoreSummary summarize(std::span<const TokenScore> scores, std::size_t bytes);

// Scores every token of a text of any length. A text longer than the context is scored in windows of the context with
// half a window of stride: each token once, with at least half a context before it (but in the first window).
// `begin` is the vocabulary's begin token: when the text starts with it, so does every window.
// When stopped, the scores end where the run ended; `progress` hears how many tokens have theirs. Fails on logits that
// are no numbers. Precondition: the ids are in the vocabulary.
Result<std::vector<TokenScore>> scoreTokens(const LanguageModel& model, Scratch& scratch,
                                            std::span<const TokenId> tokens, std::optional<TokenId> begin,
                                            const std::stop_token& stop,
                                            const std::function<void(std::size_t done)>& progress = {});

struct ScoredText {
    std::vector<TokenScore> scores;
    ScoreSummary summary;
};

// scoreTokens() and summarize() of a model's own tokens. `text` is what they were made from, empty for ids that were
// given as they are (their text counts then). Without a vocabulary there are no bytes.
Result<ScoredText> scoreText(const LoadedModel& loaded, Scratch& scratch, std::span<const TokenId> tokens,
                             std::optional<std::string_view> text, const std::stop_token& stop,
                             const std::function<void(std::size_t done)>& progress = {});

} // namespace logitscope
