// What there is to know of each sampler without running it: names, parameters, ranges, words for the screen.
//
// The one list from which the parameter cards, the command-line flags, the chain files and the validation are made: a
// new sampler is its file in samplers/, an alternative in SamplerOptions and a row here.
#pragma once

#include "core/base/result.h"
#include "core/sampling/sampler_spec.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace logitscope {

enum class ParameterScale : unsigned char { Linear, Integer, LogInteger };

// One number of a sampler. Strings are English source texts, marked for translation (context "Sampler").
struct ParameterInfo {
    const char* name;           // stable, as in chain files: "p"
    const char* flag = nullptr; // null: of the main one the sampler's name (--top-p), of another its own (--min-keep)
    const char* label;          // on the card: "k"
    double minimum, maximum;    // the legal range, both ends included
    double sliderMinimum = minimum, sliderMaximum; // of the slider; the number field takes the whole range
    double neutral;
    double step;
    int decimals;
    ParameterScale scale;
    std::span<const double> marks; // the field's usual values
    double (*get)(const SamplerOptions&);
    void (*set)(SamplerOptions&, double);
};

// A setting that is a list: texts, tokens, or tokens with a number each.
using ListValue = std::variant<std::vector<std::string>, std::vector<TokenId>, std::vector<TokenBias>>;
struct ListInfo {
    const char* name;    // stable, as in chain files: "breakers"
    const char* flag;    // "--dry-sequence-breaker"
    const char* label;   // on the card
    const char* summary; // one sentence in plain words
    ListValue (*get)(const SamplerOptions&);
    void (*set)(SamplerOptions&, ListValue); // of the list's own alternative
};

// What a sampler works on: single logits, the temperature of all, a cut, or what it saw of its own doing.
enum class SamplerGroup : unsigned char { Logits, Temperature, Cut, Feedback };

struct SamplerInfo {
    SamplerKind kind;
    SamplerGroup group;
    const char* name;    // stable: "top_p"
    const char* title;   // on the card: "Top-p"
    const char* summary; // one sentence in plain words
    const char* formula; // one line, plain text
    const char* paper;   // author, title, year
    const char* paperUrl;
    std::span<const ParameterInfo> parameters; // the main one first
    std::span<const ListInfo> lists = {};
    SamplerOptions neutralOptions;
    SamplerOptions usualOptions; // what "add this sampler" starts with
    bool (*isNeutral)(const SamplerOptions&);
};

std::span<const SamplerInfo> samplerCatalog();
const SamplerInfo& infoOf(SamplerKind kind);
const SamplerInfo* findSampler(std::string_view name); // null when unknown

// Whether the stage changes nothing at its settings (or is switched off).
bool isNeutral(const SamplerSpec& spec);

// A sentence that names the setting and its range when the value is outside it; NaN and infinities are.
Status checkParameter(const SamplerInfo& sampler, const ParameterInfo& parameter, double value);

// A sentence that names the list and what is wrong with it: an empty, overlong or broken text, a token below 0 or in it
// twice, a bias out of range.
Status checkList(const SamplerInfo& sampler, const ListInfo& list, const ListValue& value);

// The first setting out of range as a sentence that names it and its range. NaN and infinities are out of range.
Status validate(const ChainSpec& chain);

// A sentence that names the first token of a list that a vocabulary of this size does not have. Such a token changes
// nothing in a chain; but who named it meant something.
Status checkVocabulary(const ChainSpec& chain, std::size_t vocabularySize);

// Known chains: "greedy", "balanced", "creative", and the stages of other programs in their order, with the settings
// that those have when nothing is said: "llama.cpp", "Hugging Face", "OpenAI", "KoboldCpp" (chain_presets.cpp names the
// sources).
struct ChainPreset {
    const char* name;
    const char* summary;
    bool isOrder; // of another program
    ChainSpec chain;
};
const std::vector<ChainPreset>& chainPresets();

// JSON of --chain files and sessions: [{"name":"top_p","enabled":true,"p":0.9,"min_keep":1}, …]; lists are arrays of
// texts, of token ids, or of {"token":5,"bias":-1.5}.
std::string toJson(const ChainSpec& chain);
Result<ChainSpec> chainFromJson(std::string_view text);

} // namespace logitscope
