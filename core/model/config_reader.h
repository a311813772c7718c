// Reads the configuration keys of one architecture from a file and checks every number against its range.
//
// Collects the first problem, so that an architecture reads its keys one after the other and asks once at the end.
#pragma once

#include "core/base/result.h"
#include "core/files/model_file.h"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace logitscope {

class ConfigReader {
public:
    // Keys are "<architecture>.<name>".
    ConfigReader(const ModelFile& file, std::string architecture)
        : m_file(&file), m_prefix(std::move(architecture) + ".") {}

    // A whole number in [minimum, maximum]; required, or `fallback` when the key is absent. 1 after a problem.
    std::size_t size(std::string_view name, std::size_t minimum, std::size_t maximum,
                     std::optional<std::size_t> fallback = std::nullopt);
    // A number in (above, maximum].
    double number(std::string_view name, double above, double maximum, std::optional<double> fallback = std::nullopt);

    bool flag(std::string_view name, bool fallback);

    bool has(std::string_view name) const;
    const std::string* text(std::string_view name) const;

    // `what` completes "The model 'file' cannot be used: …".
    void reject(const std::string& what);
    void require(bool condition, const std::string& what) {
        if (!condition) {
            reject(what);
        }
    }

    // Rejects a file with a key that changes the arithmetic and that nobody has asked for: to call when all is read.
    void rejectUnread();

    const ModelFile& file() const { return *m_file; }
    Status status() const;

private:
    std::string key(std::string_view name) const { return m_prefix + std::string(name); }
    // The full key, from now on known as read.
    std::string read(std::string_view name);

    const ModelFile* m_file;
    std::string m_prefix;
    std::set<std::string, std::less<>> m_read;
    std::string m_problem;
};

} // namespace logitscope
