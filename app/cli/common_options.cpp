#include "app/cli/common_options.h"

#include "core/base/utf8.h"

#include <CLI/Error.hpp>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <system_error>

namespace logitscope {

namespace {

constexpr std::uint64_t mostThreads = 1024;

// The whole of `text` as a number.
template<typename Number>
std::optional<Number> numberIn(std::string_view text) {
    Number value{};
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

template<typename Number>
std::optional<std::vector<Number>> listIn(std::string_view text) {
    std::vector<Number> values;
    for (std::size_t start = 0;;) {
        const std::size_t comma = std::min(text.find(',', start), text.size());
        const auto value = numberIn<Number>(text.substr(start, comma - start));
        if (!value) {
            return std::nullopt;
        }
        values.push_back(*value);
        if (comma == text.size()) {
            return values;
        }
        start = comma + 1;
    }
}

} // namespace

void addCommonOptions(CLI::App& app, CommonOptions& options) {
    app.add_option_function<std::string>(
           "--model", [&options](const std::string& path) { options.model = path; },
           "Model: a GGUF or llama2.c file or a Hugging Face folder; without it the one in the box")
        ->type_name("FILE")
        ->group("Everywhere");
    addInteger(app, "--threads", options.threads, std::size_t{1}, "Kernel threads; without it all usable cores",
               std::size_t{mostThreads});
    addInteger(app, "--seed", options.seed, std::uint64_t{0}, "Seed of the draws (7)");
    for (const char* option : {"--threads", "--seed"}) {
        app.get_option(option)->group("Everywhere");
    }
    app.add_flag("--precise", options.precise, "Do not round activations to 8 bits beside quantised weights; slower")
        ->group("Everywhere");
    app.add_flag("--json", options.json, "One JSON document instead of text")->group("Everywhere");
    app.add_flag("--quiet", options.quiet, "No notes on the error stream")->group("Everywhere");
}

void addInteger(CLI::App& app, const std::string& option, std::uint64_t minimum, std::uint64_t maximum,
                const std::string& help, const std::function<void(std::uint64_t)>& take) {
    const auto read = [=](const std::string& text) {
        const auto value = numberIn<std::uint64_t>(text);
        if (!value || *value < minimum || *value > maximum) {
            throw CLI::ValidationError(option + ": " + inQuotes(text) + " is not a whole number from " +
                                       std::to_string(minimum) + " to " + std::to_string(maximum));
        }
        take(*value);
    };
    app.add_option_function<std::string>(option, read, help)->type_name("N");
}

Result<std::vector<TokenId>> parseIds(std::string_view text, std::string_view option) {
    const auto numbers = listIn<std::int32_t>(text);
    if (!numbers || std::any_of(numbers->begin(), numbers->end(), [](std::int32_t id) { return id < 0; })) {
        return Error{std::string(option) + ": " + inQuotes(text) +
                     " is not a list of token ids; write numbers from 0 up with commas between them, such as 1,2,3."};
    }
    std::vector<TokenId> ids;
    for (const std::int32_t number : *numbers) {
        ids.push_back(TokenId{number});
    }
    return ids;
}

Result<std::vector<float>> parseLogits(std::string_view text, std::string_view option) {
    auto numbers = listIn<float>(text);
    if (!numbers) {
        return Error{std::string(option) + ": " + inQuotes(text) +
                     " is not a list of numbers; write them with commas between them, such as 2,1.5,-1."};
    }
    return std::move(*numbers);
}

Result<double> parseNumber(std::string_view text, std::string_view option) {
    const auto number = numberIn<double>(text);
    if (!number) {
        return Error{std::string(option) + ": " + inQuotes(text) + " is not a number."};
    }
    return *number;
}

Result<std::string> readTextFile(const std::filesystem::path& path) {
    const std::string name = inQuotes(path.string());
    std::error_code problem;
    if (std::filesystem::is_directory(path, problem)) {
        return Error{"The file " + name + " is a folder; give a text file."};
    }
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return Error{"The file " + name + " cannot be read: " + std::strerror(errno) + "."};
    }
    std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (file.bad()) {
        return Error{"The file " + name + " cannot be read to its end."};
    }
    return text;
}

} // namespace logitscope
