// What a folder of each model family means in the terms of GGUF: names of tensors, forms of weights, defaults.
//
// Defaults and member names: github.com/huggingface/transformers, src/transformers/models/<family>/configuration_*.py.
// Names of GGUF: github.com/ggml-org/llama.cpp, src/llama-arch.cpp. Values of one table, shared by all threads.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace logitscope {

// How a tensor of the folder differs from the same tensor in a GGUF file.
enum class Rewrite : std::uint8_t {
    None,
    Skip,            // tables and masks that follow from the configuration
    Output,          // the output matrix, which counts only where it is not the embedding
    InterleaveQuery, // rows of each head: rotary pairs (i, i + d/2) become (2i, 2i + 1)
    InterleaveKey,
    SplitHeads, // rows [head][q, k, v] become [q, k, v][head]
    Transpose,  // weights of Conv1D map rows to columns
    AddOne      // the norm multiplies by 1 + weight
};

// "{}" stands for a number, the same ones in the same order on both sides.
struct NameRule {
    std::string_view from;
    std::string_view to;
    Rewrite rewrite = Rewrite::None;
};

struct ConfigDefaults {
    std::uint64_t embedding, feedForward, layers, heads;
    std::uint64_t keyValueHeads; // 0: as many as heads
    std::uint64_t headLength;    // 0: embedding / heads
    std::uint64_t context;
    double normEpsilon, ropeBase;
    bool tied;
};

enum class FamilyKind : std::uint8_t {
    Llama,
    Mistral,
    Mixtral,
    Qwen2,
    Qwen3,
    Gemma,
    Gemma2,
    Gemma3,
    Phi3,
    Gpt2,
    GptNeox
};

struct Family {
    FamilyKind kind;
    std::string_view modelType;    // of config.json
    std::string_view architecture; // of GGUF
    ConfigDefaults defaults;
    std::span<const NameRule> names;
};

std::span<const Family> allFamilies();

// By the model_type of config.json; null for one that is none of them.
const Family* findFamily(std::string_view modelType);

// What a tensor of the folder is in GGUF; empty for a name that the family does not have.
struct RenamedTensor {
    std::string name;
    Rewrite rewrite = Rewrite::None;
};
std::optional<RenamedTensor> renamed(const Family& family, std::string_view name);

} // namespace logitscope
