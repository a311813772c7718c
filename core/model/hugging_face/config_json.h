// Reads the members of a config.json, each with the default that Hugging Face publishes for it.
//
// A member that is null is as good as absent, as it is there. Collects the first problem, so that a family reads its
// members one after the other and asks once at the end. Does not own the document.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace logitscope {

class ConfigJson {
public:
    explicit ConfigJson(const nlohmann::json& object) : m_object(&object) {}

    // A whole number that is not negative.
    std::uint64_t count(const char* key, std::uint64_t fallback);
    std::optional<std::uint64_t> count(const char* key);
    double number(const char* key, double fallback);
    std::optional<double> number(const char* key);
    bool flag(const char* key, bool fallback);
    std::string text(const char* key, const std::string& fallback);

    // Null when the member is absent or null.
    const nlohmann::json* member(const char* key) const;
    // Whether the document says null, which is not the same as saying nothing where there is a default.
    bool isNull(const char* key) const;

    // `what` completes "The model 'x' cannot be used: …".
    void reject(const std::string& what);
    void require(bool condition, const std::string& what) {
        if (!condition) {
            reject(what);
        }
    }
    // Takes over what a reader of a part of the document found.
    void take(const ConfigJson& part) { reject(part.m_problem); }
    const std::string& problem() const { return m_problem; }

private:
    const nlohmann::json* m_object;
    std::string m_problem;
};

} // namespace logitscope
