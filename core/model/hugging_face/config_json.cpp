#include "core/model/hugging_face/config_json.h"

#include <cmath>

namespace logitscope {

const nlohmann::json* ConfigJson::member(const char* key) const {
    const auto found = m_object->is_object() ? m_object->find(key) : m_object->end();
    return !m_object->is_object() || found == m_object->end() || found->is_null() ? nullptr : &*found;
}

bool ConfigJson::isNull(const char* key) const {
    return m_object->is_object() && m_object->contains(key) && m_object->at(key).is_null();
}

std::optional<std::uint64_t> ConfigJson::count(const char* key) {
    const nlohmann::json* value = member(key);
    if (!value) {
        return std::nullopt;
    }
    if (!value->is_number_unsigned() || value->get<std::uint64_t>() >> 63 != 0) {
        reject("the '" + std::string(key) + "' of its config.json is no whole number from 0 on");
        return std::nullopt;
    }
    return value->get<std::uint64_t>();
}

std::uint64_t ConfigJson::count(const char* key, std::uint64_t fallback) { return count(key).value_or(fallback); }

std::optional<double> ConfigJson::number(const char* key) {
    const nlohmann::json* value = member(key);
    if (!value) {
        return std::nullopt;
    }
    if (!value->is_number() || !std::isfinite(value->get<double>())) {
        reject("the '" + std::string(key) + "' of its config.json is no number");
        return std::nullopt;
    }
    return value->get<double>();
}

double ConfigJson::number(const char* key, double fallback) { return number(key).value_or(fallback); }

bool ConfigJson::flag(const char* key, bool fallback) {
    const nlohmann::json* value = member(key);
    if (value && !value->is_boolean()) {
        reject("the '" + std::string(key) + "' of its config.json is neither true nor false");
    }
    return value && value->is_boolean() ? value->get<bool>() : fallback;
}

std::string ConfigJson::text(const char* key, const std::string& fallback) {
    const nlohmann::json* value = member(key);
    if (value && !value->is_string()) {
        reject("the '" + std::string(key) + "' of its config.json is no text");
    }
    return value && value->is_string() ? value->get<std::string>() : fallback;
}

void ConfigJson::reject(const std::string& what) {
    if (m_problem.empty()) {
        m_problem = what;
    }
}

} // namespace logitscope
