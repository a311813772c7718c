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
#include <vector>

namespace logitscope {

enum class ParameterScale : unsigned char { Linear, Integer, LogInteger };

// One number of a sampler. Strings are English source texts, marked for translation (context "Sampler").
struct ParameterInfo {
    const char* name;        // stable, as in chain files: "p"; the main one's flag is the sampler's name (--top-p)
    const char* label;       // on the card: "k"
    double minimum, maximum; // the legal range, both ends included
    double sliderMaximum;    // where the slider ends; the number field takes the whole range
    double neutral;
    double step;
    int decimals;
    ParameterScale scale;
    std::span<const double> marks; // the field's usual values
    double (*get)(const SamplerOptions&);
    void (*set)(SamplerOptions&, double);
};

struct SamplerInfo {
    SamplerKind kind;
    const char* name;    // stable: "top_p"
    const char* title;   // on the card: "Top-p"
    const char* summary; // one sentence in plain words
    const char* formula; // one line, plain text
    const char* paper;   // author, title, year
    const char* paperUrl;
    std::span<const ParameterInfo> parameters; // the main one first
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

// The first setting out of range as a sentence that names it and its range. NaN and infinities are out of range.
Status validate(const ChainSpec& chain);

struct ChainPreset {
    const char* name; // "greedy", "balanced", "creative", "llama.cpp order", "Hugging Face order"
    const char* summary;
    ChainSpec chain;
};
const std::vector<ChainPreset>& chainPresets();

// JSON of --chain files and sessions: [{"name":"top_p","enabled":true,"p":0.9,"min_keep":1}, …].
std::string toJson(const ChainSpec& chain);
Result<ChainSpec> chainFromJson(std::string_view text);

} // namespace logitscope
