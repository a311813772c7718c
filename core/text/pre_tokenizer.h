// Cuts a text into the stretches that BPE merges within: one pattern after the other, each on what the ones before it
// left.
//
// Immutable after create(), any thread. What a step does with a match: the `behavior` of Hugging Face's Split
// (huggingface.co/docs/tokenizers, "Pre-tokenizers").
#pragma once

#include "core/base/result.h"
#include "core/text/pattern.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope {

enum class SplitBehavior : std::uint8_t { Isolated, Removed, MergedWithPrevious, MergedWithNext, Contiguous };

struct SplitStep {
    std::string pattern;
    SplitBehavior behavior = SplitBehavior::Isolated;
    bool invert = false; // what lies between the matches is the match
};

class PreTokenizer {
public:
    // Fails with the sentence of the pattern that cannot be used. Without steps a text stays whole.
    static Result<PreTokenizer> create(const std::vector<SplitStep>& steps);

    // The stretches in their order, none empty; `text` is valid UTF-8. Fails when a pattern meets its limits.
    Result<std::vector<std::string_view>> split(std::string_view text) const;

private:
    struct Step {
        Pattern pattern;
        SplitBehavior behavior;
        bool invert;
    };

    std::vector<Step> m_steps;
};

} // namespace logitscope
