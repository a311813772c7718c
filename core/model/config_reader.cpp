#include "core/model/config_reader.h"

#include "core/model/weight_plan.h"

#include <cstdio>

namespace logitscope {

namespace {

std::string numberText(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%g", value);
    return text;
}

// Keys of other members of a family, each with the values that change nothing.
struct Feature {
    std::string_view name;
    double neutral, alsoNeutral;
    const char* what; // "it ..."
};
constexpr Feature features[] = {
    {"expert_count", 0, 0, "is a mixture of experts"},
    {"expert_shared_count", 0, 0, "has experts that all tokens share"},
    {"expert_gating_func", 0, 1, "weighs its experts in another way"},
    {"expert_weights_scale", 0, 1, "scales what its experts say"},
    {"leading_dense_block_count", 0, 0, "is a mixture of experts in some layers only"},
    {"attention.sliding_window", 0, 0, "attends through a sliding window"},
    {"attention.scale", 0, 0, "scales its attention in its own way"},
    {"attention.clamp_kqv", 0, 0, "clamps its queries, keys and values"},
    {"attention.max_alibi_bias", 0, 0, "weighs positions by their distance"},
    {"attention.causal", 1, 1, "looks at the tokens that follow"},
    {"attn_logit_softcapping", 0, 0, "caps its attention scores"},
    {"final_logit_softcapping", 0, 0, "caps its logits"},
    {"logit_scale", 0, 1, "scales its logits"},
    {"residual_scale", 0, 1, "scales its residual updates"},
    {"embedding_scale", 0, 1, "scales its embedding"},
    {"use_parallel_residual", 0, 0, "has parallel residual blocks"},
};

} // namespace

std::string ConfigReader::read(std::string_view name) { return *m_read.insert(key(name)).first; }

std::size_t ConfigReader::size(std::string_view name, std::size_t minimum, std::size_t maximum,
                               std::optional<std::size_t> fallback) {
    const std::string fullKey = read(name);
    if (!has(name)) {
        if (!fallback) {
            reject("its metadata has no '" + fullKey + "'");
        }
        return fallback.value_or(1);
    }
    const auto value = m_file->integer(fullKey);
    if (!value) {
        reject("its metadata key '" + fullKey + "' is not a whole number");
        return 1;
    }
    if (*value < 0 || static_cast<std::size_t>(*value) < minimum || static_cast<std::size_t>(*value) > maximum) {
        reject("its metadata key '" + fullKey + "' is " + std::to_string(*value) + ", outside " +
               std::to_string(minimum) + " to " + std::to_string(maximum));
        return 1;
    }
    return static_cast<std::size_t>(*value);
}

double ConfigReader::number(std::string_view name, double above, double maximum, std::optional<double> fallback) {
    const std::string fullKey = read(name);
    if (!has(name)) {
        if (!fallback) {
            reject("its metadata has no '" + fullKey + "'");
        }
        return fallback.value_or(1.0);
    }
    const auto value = m_file->number(fullKey);
    if (!value) {
        reject("its metadata key '" + fullKey + "' is not a number");
        return 1.0;
    }
    if (!(*value > above && *value <= maximum)) { // NaN is outside too
        reject("its metadata key '" + fullKey + "' is " + numberText(*value) + "; it must be above " +
               numberText(above) + " and at most " + numberText(maximum));
        return 1.0;
    }
    return *value;
}

bool ConfigReader::flag(std::string_view name, bool fallback) {
    const std::string fullKey = read(name);
    if (!has(name)) {
        return fallback;
    }
    const auto value = m_file->boolean(fullKey);
    require(value.has_value(), "its metadata key '" + fullKey + "' is neither true nor false");
    return value.value_or(fallback);
}

void ConfigReader::rejectUnread() {
    for (const Feature& feature : features) {
        const std::string fullKey = key(feature.name);
        if (m_read.contains(fullKey) || !has(feature.name)) {
            continue;
        }
        auto value = m_file->number(fullKey);
        if (const auto truth = m_file->boolean(fullKey)) {
            value = *truth ? 1.0 : 0.0;
        }
        if (!value || (*value != feature.neutral && *value != feature.alsoNeutral)) {
            reject("it " + std::string(feature.what) + " ('" + fullKey + "'), which is not supported yet");
        }
    }
}

bool ConfigReader::has(std::string_view name) const { return m_file->metadata().contains(key(name)); }

const std::string* ConfigReader::text(std::string_view name) const { return m_file->string(key(name)); }

void ConfigReader::reject(const std::string& what) {
    if (m_problem.empty()) {
        m_problem = what;
    }
}

Status ConfigReader::status() const {
    if (!m_problem.empty()) {
        return modelError(*m_file, m_problem);
    }
    return {};
}

} // namespace logitscope
