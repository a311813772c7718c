// What a sampler chain is, as a value: which samplers, in which order, with which settings.
//
// Plain structs; each field's neutral value (at which the stage changes nothing) and source stand beside it. Semantics
// are llama.cpp's, in double precision, with one tie rule everywhere: logit descending, then token id ascending.
// Every sampler may stand anywhere in a chain, any number of times.
#pragma once

#include "core/base/ids.h"

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

// logit + bias for some tokens; banned ones are impossible. Of the OpenAI API.
inline constexpr double largestBias = 1e6;
struct TokenBias {
    TokenId token{};
    double bias = 0.0; // -largestBias ... largestBias
    bool operator==(const TokenBias&) const = default;
};
struct LogitBiasOptions {
    std::vector<TokenBias> biases; // distinct tokens; neutral: none
    std::vector<TokenId> banned;   // distinct tokens; neutral: none
    bool operator==(const LogitBiasOptions&) const = default;
};

// Tokens of the recent text become less likely. Repetition: Keskar et al., "CTRL" (2019); frequency and presence: the
// OpenAI API.
struct PenaltiesOptions {
    double repeat = 1.0;    // 0.01 ... 100; neutral 1
    double frequency = 0.0; // -100 ... 100, per occurrence; neutral 0
    double presence = 0.0;  // -100 ... 100; neutral 0
    int lastN = 64;         // this many tokens of the text, -1: all; neutral 0
    bool operator==(const PenaltiesOptions&) const = default;
};

// Don't repeat yourself: a token that would go on with a repetition becomes less likely, the more the longer it is. Of
// text-generation-webui (pull request 5677, 2024).
struct DryOptions {
    double multiplier = 0.0;                                    // 0 ... 100; neutral 0
    double base = 1.75;                                         // 0 ... 100; neutral below 1
    int allowedLength = 2;                                      // >= 1, tokens
    int lastN = -1;                                             // this many tokens of the text, -1: all; neutral 0
    std::vector<std::string> breakers = {"\n", ":", "\"", "*"}; // texts that no repetition reaches across
    bool operator==(const DryOptions&) const = default;
};

// Logits at most n standard deviations below the largest. Tang et al., "Top-nσ" (2024).
struct TopNSigmaOptions {
    double n = 0.0; // >= 0; neutral 0
    bool operator==(const TopNSigmaOptions&) const = default;
};

// The tokens whose surprise is nearest the entropy. Meister et al., "Locally Typical Sampling" (2023).
struct TypicalPOptions {
    double p = 1.0;  // 0 ... 1; neutral 1
    int minKeep = 1; // >= 0
    bool operator==(const TypicalPOptions&) const = default;
};

// Tokens with a probability of at least epsilon. Hewitt, Manning and Liang, "Truncation Sampling as Language Model
// Desmoothing" (2022).
struct EpsilonOptions {
    double epsilon = 0.0; // 0 ... 1; neutral 0
    int minKeep = 1;      // >= 0
    bool operator==(const EpsilonOptions&) const = default;
};

// The same with a threshold that falls with the entropy: min(epsilon, sqrt(epsilon) * exp(-entropy)).
struct EtaOptions {
    double epsilon = 0.0; // 0 ... 1; neutral 0
    int minKeep = 1;      // >= 0
    bool operator==(const EtaOptions&) const = default;
};

// Exclude top choices: sometimes takes out all of the likely tokens but the least likely of them. Of
// text-generation-webui (pull request 6335, 2024).
struct XtcOptions {
    double probability = 0.0; // 0 ... 1, that it acts at a step; neutral 0
    double threshold = 0.1;   // 0 ... 1; neutral above 0.5
    int minKeep = 1;          // >= 0
    bool operator==(const XtcOptions&) const = default;
};

// A temperature between T - range and T + range that rises with the entropy. Of llama.cpp ("temp_ext"), after "EDT:
// Improving Large Language Models' Generation by Entropy-based Dynamic Temperature Sampling" of Zhang, Bao and Huang
// (2024).
struct DynamicTemperatureOptions {
    double temperature = 1.0; // >= 0; neutral 1 with range 0
    double range = 0.0;       // >= 0; 0: a plain temperature
    double exponent = 1.0;    // >= 0
    bool operator==(const DynamicTemperatureOptions&) const = default;
};

// Cuts so that the surprise of the tokens taken stays near tau. Basu et al., "Mirostat" (2021).
struct MirostatOptions {
    int version = 0;  // 1 or 2; neutral 0
    double tau = 5.0; // bits, 0 ... 100
    double eta = 0.1; // 0 ... 1, how fast it learns
    bool operator==(const MirostatOptions&) const = default;
};

// Favours tokens whose probability is near a target, which moves against the average of those taken. Of llama.cpp
// (pull request 17927, 2025).
struct AdaptivePOptions {
    double target = -1.0; // -1 ... 1; neutral below 0
    double decay = 0.9;   // 0 ... 0.99, of the average
    bool operator==(const AdaptivePOptions&) const = default;
};

using SamplerOptions =
    std::variant<TemperatureOptions, TopKOptions, TopPOptions, MinPOptions, ArgmaxOptions, LogitBiasOptions,
                 PenaltiesOptions, DryOptions, TopNSigmaOptions, TypicalPOptions, EpsilonOptions, EtaOptions,
                 XtcOptions, DynamicTemperatureOptions, MirostatOptions, AdaptivePOptions>;

// In the order of the alternatives of SamplerOptions.
enum class SamplerKind : unsigned char {
    Temperature,
    TopK,
    TopP,
    MinP,
    Argmax,
    LogitBias,
    Penalties,
    Dry,
    TopNSigma,
    TypicalP,
    Epsilon,
    Eta,
    Xtc,
    DynamicTemperature,
    Mirostat,
    AdaptiveP
};

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
