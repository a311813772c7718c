// Chains as JSON: an array of stages, each with its sampler's name, whether it is on, and its parameters by name.
#include "core/sampling/sampler_catalog.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>

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

Json listToJson(const ListValue& value) {
    Json list = Json::array();
    if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) {
        list = *texts;
    } else if (const auto* tokens = std::get_if<std::vector<TokenId>>(&value)) {
        for (const TokenId token : *tokens) {
            list.push_back(numberOf(token));
        }
    } else {
        for (const TokenBias& bias : std::get<std::vector<TokenBias>>(value)) {
            list.push_back({{"token", numberOf(bias.token)}, {"bias", bias.bias}});
        }
    }
    return list;
}

std::optional<TokenId> tokenFromJson(const Json& value) {
    const bool fits = value.is_number_integer() && value >= 0 && value <= std::numeric_limits<std::int32_t>::max();
    return fits ? std::optional(TokenId{value.get<std::int32_t>()}) : std::nullopt;
}

std::optional<TokenBias> biasFromJson(const Json& value) {
    if (!value.is_object() || value.size() != 2 || !value.contains("token") || !value.contains("bias") ||
        !value["bias"].is_number()) {
        return std::nullopt;
    }
    const std::optional<TokenId> token = tokenFromJson(value["token"]);
    return token ? std::optional(TokenBias{*token, value["bias"].get<double>()}) : std::nullopt;
}

// A list of the same kind as `like`; or what it must be.
Result<ListValue> listFromJson(const Json& value, const ListValue& like) {
    const auto read = [&](const auto& itemFrom, const char* wanted) -> Result<ListValue> {
        std::vector<std::remove_cvref_t<decltype(*itemFrom(value))>> items;
        for (const Json& entry : value) {
            const auto item = itemFrom(entry);
            if (!value.is_array() || !item) {
                return Error{wanted};
            }
            items.push_back(*item);
        }
        return value.is_array() ? Result<ListValue>(std::move(items)) : Error{wanted};
    };
    if (std::holds_alternative<std::vector<std::string>>(like)) {
        const auto text = [](const Json& entry) {
            return entry.is_string() ? std::optional(entry.get<std::string>()) : std::nullopt;
        };
        return read(text, "an array of texts");
    }
    if (std::holds_alternative<std::vector<TokenId>>(like)) {
        return read(tokenFromJson, "an array of token ids");
    }
    return read(biasFromJson, "an array of objects such as {\"token\": 5, \"bias\": -1.5}");
}

Status setList(SamplerSpec& spec, const SamplerInfo& info, const ListInfo& list, const Json& value) {
    Result<ListValue> read = listFromJson(value, list.get(spec.options));
    if (!read) {
        return Error{std::string(info.title) + ": " + quoted(list.name) + " must be " + read.error().message + "."};
    }
    if (Status status = checkList(info, list, *read); !status) {
        return status;
    }
    list.set(spec.options, std::move(*read));
    return {};
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
        const auto list =
            std::ranges::find(info->lists, key, [](const ListInfo& known) { return std::string(known.name); });
        if (list != info->lists.end()) {
            if (const Status status = setList(spec, *info, *list, value); !status) {
                return stageError(index, status.error().message);
            }
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
        for (const ListInfo& list : info.lists) {
            stage[list.name] = listToJson(list.get(spec.options));
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
