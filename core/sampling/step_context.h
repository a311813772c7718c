// What a chain may know of a step besides its row of logits, and what it leaves for the next step. Plain values.
#pragma once

#include "core/base/ids.h"
#include "core/sampling/sampler_spec.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace logitscope {

// What one stage that remembers (mirostat, adaptive-p) left: its one number, which the sampler's file explains.
struct StageMemory {
    SamplerKind kind{};
    double number = 0.0;
    bool operator==(const StageMemory&) const = default;
};

// What the stages of a chain left for the next step, in the order of the chain. A stage takes up what the stage of its
// kind in the same place among its kind left, or starts anew where there is none: so the memory outlives a change of
// settings or of other stages.
struct ChainMemory {
    std::vector<StageMemory> stages;
    bool operator==(const ChainMemory&) const = default;
};

struct StepContext {
    std::span<const TokenId> tokens;     // all tokens before the drawn one, the prompt's included
    std::uint64_t seed = 0;              // with the two below: of samplers with dice of their own (XTC), which roll
    std::uint32_t sequence = 0;          // uniform(seed, sequence, position, their stream): never the u of the draw,
    Position position{};                 // which is of the stream Draw
    const ChainMemory* memory = nullptr; // null: as before the first step
};

// A context that owns what it names.
struct KeptContext {
    std::vector<TokenId> tokens;
    std::uint64_t seed = 0;
    std::uint32_t sequence = 0;
    Position position{};
    ChainMemory memory; // empty: as before the first step

    StepContext view() const { return {tokens, seed, sequence, position, &memory}; }
};

// The bytes that a token adds to a text (Tokenizer::bytesOf). For samplers that read texts; called on the thread that
// applies the chain. Empty where there is no vocabulary: then no text is ever found.
using TokenTexts = std::function<std::string_view(TokenId)>;

} // namespace logitscope
