// Chains as JSON: an array of stages, each with its sampler's name, whether it is on, and its parameters by name.
#include "core/sampling/sampler_catalog.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace logitscope {

namespace {

using Json = nlohmann::ordered_json;

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

Error stageError(std::size_t index, const std::string& what) {
    return Error{"Stage " + std::to_string(index + 1) + " of the chain: " + what};
}

std::string knownSamplers() {
    std::string names;
    for (const SamplerInfo& info : samplerCatalog()) {
        names += (names.empty() ? "" : ", ") + std::string(info.name);
    }
    return names;
}

Result<SamplerSpec> stageFromJson(const Json& stage, std::size_t index) {
    if (!stage.is_object()) {
        return stageError(index, "it must be an object such as {\"name\": \"top_p\", \"p\": 0.9}.");
    }
    const auto name = stage.find("name");
    if (name == stage.end() || !name->is_string()) {
        return stageError(index, "\"name\" is missing; the samplers are " + knownSamplers() + ".");
    }
    const SamplerInfo* const info = findSampler(name->get<std::string>());
    if (info == nullptr) {
        return stageError(index, "there is no sampler " + quoted(name->get<std::string>()) + "; the samplers are " +
                                     knownSamplers() + ".");
    }
    SamplerSpec spec{info->neutralOptions, true};
    for (const auto& [key, value] : stage.items()) {
        if (key == "name") {
            continue;
        }
        if (key == "enabled") {
            if (!value.is_boolean()) {
                return stageError(index, "\"enabled\" must be true or false.");
            }
            spec.enabled = value.get<bool>();
            continue;
        }
        const auto parameter = std::ranges::find(info->parameters, key,
                                                 [](const ParameterInfo& known) { return std::string(known.name); });
        if (parameter == info->parameters.end()) {
            return stageError(index, std::string(info->title) + " has no parameter " + quoted(key) + ".");
        }
        if (!value.is_number()) {
            return stageError(index, std::string(info->title) + ": " + quoted(key) + " must be a number.");
        }
        if (const Status status = checkParameter(*info, *parameter, value.get<double>()); !status) {
            return stageError(index, status.error().message);
        }
        parameter->set(spec.options, value.get<double>());
    }
    return spec;
}

} // namespace

std::string toJson(const ChainSpec& chain) {
    Json stages = Json::array();
    for (const SamplerSpec& spec : chain.stages) {
        const SamplerInfo& info = infoOf(spec.kind());
        Json stage = {{"name", info.name}, {"enabled", spec.enabled}};
        for (const ParameterInfo& parameter : info.parameters) {
            const double value = parameter.get(spec.options);
            if (parameter.scale == ParameterScale::Linear) {
                stage[parameter.name] = value;
            } else {
                stage[parameter.name] = std::llround(value);
            }
        }
        stages.push_back(std::move(stage));
    }
    return stages.dump();
}

Result<ChainSpec> chainFromJson(std::string_view text) {
    const Json stages = Json::parse(text, nullptr, false);
    if (stages.is_discarded()) {
        return Error{"The chain is not valid JSON; it must be an array such as [{\"name\": \"top_p\", \"p\": 0.9}]."};
    }
    if (!stages.is_array()) {
        return Error{"The chain must be a JSON array of stages such as [{\"name\": \"top_p\", \"p\": 0.9}]."};
    }
    ChainSpec chain;
    for (std::size_t i = 0; i < stages.size(); ++i) {
        Result<SamplerSpec> stage = stageFromJson(stages[i], i);
        if (!stage) {
            return stage.error();
        }
        chain.stages.push_back(*stage);
    }
    return chain;
}

} // namespace logitscope
