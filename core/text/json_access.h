// Careful looks into parsed JSON: a value of another type is as good as none. Pure functions, any thread.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace logitscope {

using Json = nlohmann::json;

// The member of an object; null when there is none or `value` is no object.
inline const Json* memberOf(const Json& value, const char* key) {
    const auto found = value.is_object() ? value.find(key) : value.end();
    return !value.is_object() || found == value.end() || found->is_null() ? nullptr : &*found;
}

inline const std::string* stringIn(const Json& value, const char* key) {
    const Json* member = memberOf(value, key);
    return member ? member->get_ptr<const std::string*>() : nullptr;
}

inline std::optional<bool> booleanIn(const Json& value, const char* key) {
    const Json* member = memberOf(value, key);
    return member && member->is_boolean() ? std::optional(member->get<bool>()) : std::nullopt;
}

// A whole number from 0 to 2^63 - 1.
inline std::optional<std::int64_t> countOf(const Json& value) {
    if (!value.is_number_integer() || (value.is_number_unsigned() && value.get<std::uint64_t>() >> 63 != 0)) {
        return std::nullopt;
    }
    const auto number = value.get<std::int64_t>();
    return number < 0 ? std::nullopt : std::optional(number);
}

} // namespace logitscope
