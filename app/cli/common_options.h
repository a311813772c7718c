// The options that every command has, and strict readers for numbers and lists.
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"

#include <CLI/App.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope {

struct CommonOptions {
    std::filesystem::path model; // empty: the first model in the box
    std::size_t threads = 0;     // 0: all usable cores
    std::uint64_t seed = 7;
    bool precise = false; // multiply quantised weights by the activations as they are
    bool quiet = false;
    bool json = false;
};

void addCommonOptions(CLI::App& app, CommonOptions& options);

// A whole number from `minimum` to `maximum`, nothing else; a bad value is a parse error that names the option.
void addInteger(CLI::App& app, const std::string& option, std::uint64_t minimum, std::uint64_t maximum,
                const std::string& help, const std::function<void(std::uint64_t)>& take);

template<typename Number>
void addInteger(CLI::App& app, const std::string& option, Number& target, Number minimum, const std::string& help,
                Number maximum = std::numeric_limits<Number>::max()) {
    addInteger(app, option, static_cast<std::uint64_t>(minimum), static_cast<std::uint64_t>(maximum), help,
               [&target](std::uint64_t value) { target = static_cast<Number>(value); });
}

// "1,2,3", no blanks, no empty places. `option` is what the sentence names.
Result<std::vector<TokenId>> parseIds(std::string_view text, std::string_view option);
// "2,1.5,-inf"
Result<std::vector<float>> parseLogits(std::string_view text, std::string_view option);
Result<double> parseNumber(std::string_view text, std::string_view option);

// The whole file; missing, a directory, unreadable and larger than memory are sentences.
Result<std::string> readTextFile(const std::filesystem::path& path);

} // namespace logitscope
