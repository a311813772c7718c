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

} // namespace

std::size_t ConfigReader::size(std::string_view name, std::size_t minimum, std::size_t maximum,
                               std::optional<std::size_t> fallback) {
    const std::string fullKey = key(name);
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
    const std::string fullKey = key(name);
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
