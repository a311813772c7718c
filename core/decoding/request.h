// What to generate: a value that says everything, so that the same request gives the same text anywhere.
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/sampling/sampler_spec.h"
#include "core/sampling/step_context.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace logitscope {

struct StopRules {
    bool atEndToken = true;         // any end-of-text or end-of-turn token of the vocabulary
    std::vector<std::string> texts; // stop when one appears; it may span tokens; not part of the text
    int maxTokens = 200;            // >= 1; also bounded by the context
};

// The first rule out of range as a sentence: fewer than one token, an empty stop text.
Status validate(const StopRules& rules);

struct GenerationRequest {
    std::vector<TokenId> prompt; // >= 1 token
    ChainSpec chain;
    std::uint64_t seed = 7;
    std::uint32_t sequence = 0; // which of several continuations with the same seed
    ChainMemory memory;         // when the prompt ends with tokens that this chain drew: what the last of them left
    StopRules stop;
    bool scorePrompt = false; // report every prompt token's score and logits as well
};

// A text in which special tokens are spelled out, as renderChat() makes it.
struct MarkedText {
    std::string text;
};

// What to generate from: text (tokenised by the engine with the vocabulary's own rules) or ids as they are.
using Prompt = std::variant<std::string, MarkedText, std::vector<TokenId>>;

} // namespace logitscope
