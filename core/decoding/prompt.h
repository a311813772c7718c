// From what a person typed to the ids that a model reads.
#pragma once

#include "core/base/result.h"
#include "core/decoding/request.h"
#include "core/model/loader.h"

#include <span>
#include <vector>

namespace logitscope {

// The ids of a prompt: text with the vocabulary's own rule for a begin token (never an end token, which would close the
// text), ids as they are. Fails with a sentence for text without a vocabulary, invalid UTF-8, no token at all and what
// checkTokens() says.
Result<std::vector<TokenId>> resolvePrompt(const Prompt& prompt, const LoadedModel& loaded);

// Whether every id is in the vocabulary.
Status checkTokens(std::span<const TokenId> tokens, const ModelConfig& config);

// Whether a prompt can be continued: at least one token, no more than the context; says how many are over.
Status checkLength(std::span<const TokenId> tokens, const ModelConfig& config);

} // namespace logitscope
