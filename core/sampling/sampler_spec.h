// What a sampler chain is, as a value: which samplers, in which order, with which settings.
//
// Plain structs; each field's neutral value (at which the stage changes nothing) and source stand beside it. Semantics
// are llama.cpp's, in double precision, with one tie rule everywhere: logit descending, then token id ascending.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace logitscope {

// logits / T. T = 0 keeps the first maximum only. Ackley, Hinton and Sejnowski (1985).
struct TemperatureOptions {
    double temperature = 1.0; // >= 0; neutral 1
    bool operator==(const TemperatureOptions&) const = default;
};

// The k most probable tokens. Fan, Lewis and Dauphin, "Hierarchical Neural Story Generation" (2018).
struct TopKOptions {
    int k = 0; // >= 0; neutral 0 (off)
    bool operator==(const TopKOptions&) const = default;
};

// The smallest set whose cumulative probability reaches p. Holtzman et al., "The Curious Case of Neural Text
// Degeneration" (2020).
struct TopPOptions {
    double p = 1.0;  // 0 ... 1; neutral 1
    int minKeep = 1; // >= 0
    bool operator==(const TopPOptions&) const = default;
};

// Tokens at least p times as probable as the most probable one. Nguyen et al., "Turning Up the Heat: Min-p Sampling"
// (2024).
struct MinPOptions {
    double p = 0.0;  // 0 ... 1; neutral 0
    int minKeep = 1; // >= 0
    bool operator==(const MinPOptions&) const = default;
};

// The most probable token alone.
struct ArgmaxOptions {
    bool operator==(const ArgmaxOptions&) const = default;
};

using SamplerOptions = std::variant<TemperatureOptions, TopKOptions, TopPOptions, MinPOptions, ArgmaxOptions>;

// In the order of the alternatives of SamplerOptions.
enum class SamplerKind : unsigned char { Temperature, TopK, TopP, MinP, Argmax };

struct SamplerSpec {
    SamplerOptions options;
    bool enabled = true;

    SamplerKind kind() const { return static_cast<SamplerKind>(options.index()); }
    bool operator==(const SamplerSpec&) const = default;
};

struct ChainSpec {
    std::vector<SamplerSpec> stages;
    bool operator==(const ChainSpec&) const = default;
};

} // namespace logitscope
