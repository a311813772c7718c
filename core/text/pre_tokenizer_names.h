// The pre-tokenizers that GGUF files name (tokenizer.ggml.pre), and GPT-2's pattern, which many others build on.
//
// The patterns are those of the models' own tokenizer.json files; the names are llama.cpp's (src/llama-vocab.cpp).
// Pure functions, any thread.
#pragma once

#include "core/text/pre_tokenizer.h"

#include <optional>
#include <string_view>
#include <vector>

namespace logitscope {

// Words, numbers, signs with at most one space before them; contractions; white space (Radford et al. 2019).
inline constexpr std::string_view gpt2Pattern =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

struct PreTokenizerRecipe {
    std::vector<SplitStep> steps;
    bool wholeWordsFirst = false; // a stretch that is a piece is that piece, whatever the merges would make of it
    bool addBegin = false;        // where a file does not say whether its texts begin with the begin token
};

// Empty for a name that is not known. "default" and "" are GPT-2's (GPT-NeoX files leave the name out).
std::optional<PreTokenizerRecipe> preTokenizerNamed(std::string_view name);

} // namespace logitscope
