#include "core/model/hugging_face/rope_scaling.h"

#include "core/base/utf8.h"

#include <cmath>
#include <cstring>
#include <numbers>
#include <utility>
#include <vector>

namespace logitscope {

namespace {

constexpr std::uint64_t mostDimensions = 1 << 16;

void addFactors(const char* name, std::vector<float> factors, ModelFile& file) {
    TensorView tensor{name, DType::F32, {factors.size()}, {}};
    file.addTensor(std::move(tensor), [factors = std::move(factors)](std::span<std::byte> out) {
        std::memcpy(out.data(), factors.data(), out.size());
    });
}

// Llama 3.1: pairs whose wave is longer than the old context are slowed by the factor, those with many waves in it
// stay, those between are blended. The tensor holds what each frequency is divided by.
void addLlama3(ConfigJson& scaling, double base, std::uint64_t dimensions, ModelFile& file) {
    const double factor = scaling.number("factor", 8.0);
    const double low = scaling.number("low_freq_factor", 1.0);
    const double high = scaling.number("high_freq_factor", 4.0);
    const auto context = static_cast<double>(scaling.count("original_max_position_embeddings", 8192));
    const bool sound = factor >= 1.0 && low > 0.0 && high > low && context >= 1.0;
    scaling.require(sound, "its rope_scaling makes no sense");
    if (!sound) {
        return;
    }
    std::vector<float> factors;
    for (std::uint64_t i = 0; i < dimensions; i += 2) {
        const double exponent = static_cast<double>(i) / static_cast<double>(dimensions);
        const double wavelength = 2.0 * std::numbers::pi * std::pow(base, exponent);
        const double waves = context / wavelength;
        if (waves > high) {
            factors.push_back(1.0F);
        } else if (waves < low) {
            factors.push_back(static_cast<float>(factor));
        } else {
            const double smooth = (waves - low) / (high - low);
            factors.push_back(static_cast<float>(1.0 / ((1.0 - smooth) / factor + smooth)));
        }
    }
    addFactors("rope_freqs.weight", std::move(factors), file);
}

std::vector<float> floatsIn(ConfigJson& scaling, const char* key, std::uint64_t count) {
    const nlohmann::json* list = scaling.member(key);
    std::vector<float> numbers;
    if (list && list->is_array() && list->size() == count) {
        for (const nlohmann::json& value : *list) {
            if (value.is_number() && std::isfinite(value.get<float>()) && value.get<float>() > 0.0F) {
                numbers.push_back(value.get<float>());
            }
        }
    }
    scaling.require(numbers.size() == count, "the '" + std::string(key) +
                                                 "' of its rope_scaling has not one positive "
                                                 "number for each of the " +
                                                 std::to_string(count) + " rotated pairs of a head");
    return numbers;
}

// Ding et al., "LongRoPE" (2024): a table of factors up to the original context, another beyond it; scores grow with
// the logarithm of the context.
void addLongRope(ConfigJson& scaling, const RopeFacts& facts, ModelFile& file) {
    std::vector<float> shortFactors = floatsIn(scaling, "short_factor", facts.dimensions / 2);
    std::vector<float> longFactors = floatsIn(scaling, "long_factor", facts.dimensions / 2);
    const std::uint64_t original = scaling.count("original_max_position_embeddings", facts.originalContext);
    scaling.require(original > 1, "its rope_scaling does not say how long its original context is");
    const double stretch =
        static_cast<double>(facts.context) / static_cast<double>(std::max<std::uint64_t>(2, original));
    const double grown = std::sqrt(1.0 + std::log(std::max(1.0, stretch)) /
                                             std::log(static_cast<double>(std::max<std::uint64_t>(2, original))));
    const double attention = scaling.number("attention_factor", grown);
    if (scaling.problem().empty()) {
        addFactors("rope_factors_short.weight", std::move(shortFactors), file);
        addFactors("rope_factors_long.weight", std::move(longFactors), file);
        file.addMetadata(facts.architecture + ".rope.scaling.attn_factor", attention);
        file.addMetadata(facts.architecture + ".rope.scaling.original_context_length", original);
    }
}

void addYarn(ConfigJson& scaling, const RopeFacts& facts, ModelFile& file) {
    const std::string prefix = facts.architecture + ".rope.scaling.";
    file.addMetadata(prefix + "type", std::string("yarn"));
    file.addMetadata(prefix + "factor", scaling.number("factor", 1.0));
    file.addMetadata(prefix + "original_context_length",
                     scaling.count("original_max_position_embeddings", facts.context));
    if (const auto fast = scaling.number("beta_fast")) {
        file.addMetadata(prefix + "yarn_beta_fast", *fast);
    }
    if (const auto slow = scaling.number("beta_slow")) {
        file.addMetadata(prefix + "yarn_beta_slow", *slow);
    }
    for (const char* variant : {"attention_factor", "mscale", "mscale_all_dim"}) {
        scaling.require(!scaling.member(variant), "its positions are stretched by a variant of 'yarn' ('" +
                                                      std::string(variant) + "'), which is not supported yet");
    }
    scaling.require(scaling.flag("truncate", true), "its positions are stretched by a variant of 'yarn' ('truncate'), "
                                                    "which is not supported yet");
}

} // namespace

void addRope(ConfigJson& config, const RopeFacts& facts, ModelFile& file) {
    // Newer folders put everything into rope_parameters, older ones the method into rope_scaling.
    const nlohmann::json* object = config.member("rope_parameters");
    const bool isNew = object != nullptr;
    if (!isNew) {
        object = config.member("rope_scaling");
    }
    static const nlohmann::json nothing = nlohmann::json::object();
    config.require(!object || object->is_object(), "its rope_scaling is no JSON object");
    ConfigJson scaling(object && object->is_object() ? *object : nothing);
    const double base = scaling.number("rope_theta", config.number("rope_theta", facts.base));
    file.addMetadata(facts.architecture + ".rope.freq_base", base);

    const std::string method = scaling.text("rope_type", scaling.text("type", "default"));
    scaling.require(facts.dimensions >= 2 && facts.dimensions % 2 == 0 && facts.dimensions <= mostDimensions,
                    "its positions turn " + std::to_string(facts.dimensions) +
                        " numbers of each head, which make no pairs");
    scaling.require(base > 0.0, "the base of its rotary positions is not positive");
    if (!scaling.problem().empty() || method == "default" || method == "none") {
        config.take(scaling);
        return;
    }
    if (method == "linear") {
        file.addMetadata(facts.architecture + ".rope.scaling.type", std::string("linear"));
        file.addMetadata(facts.architecture + ".rope.scaling.factor", scaling.number("factor", 1.0));
    } else if (method == "llama3") {
        addLlama3(scaling, base, facts.dimensions, file);
    } else if (method == "yarn") {
        addYarn(scaling, facts, file);
    } else if (method == "longrope" || method == "su") {
        addLongRope(scaling, facts, file);
    } else {
        scaling.reject("its rotary positions are stretched by the method " + inQuotes(method) +
                       ", which is not supported yet");
    }
    config.take(scaling);
}

} // namespace logitscope
