#include "core/sampling/sampler_catalog.h"

#include "core/sampling/samplers/samplers.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <locale>
#include <sstream>

namespace logitscope {

namespace {

// In the order of SamplerKind.
const auto& catalog() {
    static const std::array all = {temperatureInfo(), topKInfo(), topPInfo(), minPInfo(), argmaxInfo()};
    static_assert(std::tuple_size_v<decltype(all)> == std::variant_size_v<SamplerOptions>);
    return all;
}

std::string numberText(double value) {
    if (std::isnan(value)) {
        return "not a number";
    }
    if (std::isinf(value)) {
        return value > 0.0 ? "infinite" : "minus infinity";
    }
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text.precision(10);
    text << value;
    return text.str();
}

} // namespace

std::unique_ptr<Sampler> makeSampler(const SamplerOptions& options) {
    return std::visit([](const auto& chosen) { return makeSampler(chosen); }, options);
}

std::span<const SamplerInfo> samplerCatalog() { return catalog(); }

const SamplerInfo& infoOf(SamplerKind kind) {
    const SamplerInfo& info = catalog().at(static_cast<std::size_t>(kind));
    assert(info.kind == kind);
    return info;
}

const SamplerInfo* findSampler(std::string_view name) {
    const auto found =
        std::ranges::find(catalog(), name, [](const SamplerInfo& info) { return std::string_view(info.name); });
    return found == catalog().end() ? nullptr : &*found;
}

bool isNeutral(const SamplerSpec& spec) { return !spec.enabled || infoOf(spec.kind()).isNeutral(spec.options); }

Status checkParameter(const SamplerInfo& sampler, const ParameterInfo& parameter, double value) {
    const bool whole = parameter.scale != ParameterScale::Linear;
    if (value >= parameter.minimum && value <= parameter.maximum && (!whole || value == std::floor(value))) {
        return {};
    }
    return Error{std::string(sampler.title) + ": " + parameter.name + " is " + numberText(value) + "; it must be " +
                 (whole ? "a whole number " : "") + "between " + numberText(parameter.minimum) + " and " +
                 numberText(parameter.maximum) + "."};
}

Status validate(const ChainSpec& chain) {
    for (const SamplerSpec& stage : chain.stages) {
        const SamplerInfo& info = infoOf(stage.kind());
        for (const ParameterInfo& parameter : info.parameters) {
            if (Status status = checkParameter(info, parameter, parameter.get(stage.options)); !status) {
                return status;
            }
        }
    }
    return {};
}

const std::vector<ChainPreset>& chainPresets() {
    static const auto chainOf = [](std::initializer_list<SamplerOptions> stages) {
        ChainSpec chain;
        for (const SamplerOptions& options : stages) {
            chain.stages.push_back({options, true});
        }
        return chain;
    };
    // Order and figures of the second pair: llama.cpp's defaults, and the same figures in the order of Hugging Face
    // transformers (temperature first).
    static const std::vector<ChainPreset> presets = {
        {QT_TRANSLATE_NOOP("Sampler", "greedy"),
         QT_TRANSLATE_NOOP("Sampler", "Always the most probable token: the same text every time."),
         chainOf({ArgmaxOptions{}})},
        {QT_TRANSLATE_NOOP("Sampler", "balanced"),
         QT_TRANSLATE_NOOP("Sampler",
                           "The usual settings: a little below full temperature, then the unlikely tokens are cut."),
         chainOf({TemperatureOptions{0.8}, TopKOptions{40}, TopPOptions{0.95, 1}})},
        {QT_TRANSLATE_NOOP("Sampler", "creative"),
         QT_TRANSLATE_NOOP("Sampler",
                           "A high temperature over what min-p leaves: surprising words, but none out of the blue."),
         chainOf({MinPOptions{0.05, 1}, TemperatureOptions{1.2}})},
        {QT_TRANSLATE_NOOP("Sampler", "llama.cpp order"),
         QT_TRANSLATE_NOOP("Sampler", "llama.cpp's defaults: it cuts first and applies the temperature last."),
         chainOf({TopKOptions{40}, TopPOptions{0.95, 1}, MinPOptions{0.05, 1}, TemperatureOptions{0.8}})},
        {QT_TRANSLATE_NOOP("Sampler", "Hugging Face order"),
         QT_TRANSLATE_NOOP("Sampler",
                           "The same settings with the temperature first, as Hugging Face transformers applies them."),
         chainOf({TemperatureOptions{0.8}, TopKOptions{40}, TopPOptions{0.95, 1}, MinPOptions{0.05, 1}})},
    };
    return presets;
}

} // namespace logitscope
