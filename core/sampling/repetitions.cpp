#include "core/sampling/repetitions.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace logitscope {

namespace {

// How many tokens from `first` on it takes to spell `rest`; the last one may spell more. Empty when they spell
// something else.
std::optional<std::size_t> tokensSpelling(std::string_view rest, std::span<const TokenId> tokens, std::size_t first,
                                          const TokenTexts& texts) {
    std::size_t next = first;
    while (!rest.empty()) {
        if (next == tokens.size()) {
            return std::nullopt;
        }
        const std::string_view text = texts(tokens[next++]);
        if (text.starts_with(rest)) {
            break;
        }
        if (!rest.starts_with(text)) {
            return std::nullopt;
        }
        rest.remove_prefix(text.size());
    }
    return next - first;
}

// Of the breakers that begin in tokens[head]: how many more tokens the longest of them takes.
std::optional<std::size_t> breakerFrom(std::size_t head, std::span<const TokenId> tokens, const TokenTexts& texts,
                                       std::span<const std::string> breakers) {
    const std::string_view text = texts(tokens[head]);
    std::optional<std::size_t> longest;
    for (const std::string& breaker : breakers) {
        if (text.find(breaker) != std::string_view::npos) {
            longest = std::max(longest, std::optional(std::size_t{0}));
        }
        for (std::size_t begun = 1; begun < breaker.size() && begun <= text.size(); ++begun) {
            const std::string_view whole = breaker;
            if (text.ends_with(whole.substr(0, begun))) {
                longest = std::max(longest, tokensSpelling(whole.substr(begun), tokens, head + 1, texts));
            }
        }
    }
    return longest;
}

} // namespace

std::vector<std::size_t> repetitionLengths(std::span<const TokenId> tokens) {
    // The Z-algorithm on the text read backwards: of the place k tokens from the end, [left, right) is the stretch that
    // reaches furthest of those known to repeat the end.
    const std::size_t count = tokens.size();
    const auto back = [&](std::size_t k) { return tokens[count - 1 - k]; };
    std::vector<std::size_t> lengths(count, 0);
    std::size_t left = 0;
    std::size_t right = 0;
    for (std::size_t k = 1; k < count; ++k) {
        std::size_t length = k < right ? std::min(right - k, lengths[count - (k - left)]) : 0;
        while (k + length < count && back(length) == back(k + length)) {
            ++length;
        }
        if (k + length > right) {
            left = k;
            right = k + length;
        }
        lengths[count - k] = length;
    }
    return lengths;
}

std::size_t tokensAfterBreaker(std::span<const TokenId> tokens, const TokenTexts& texts,
                               std::span<const std::string> breakers, std::size_t most) {
    if (!texts || breakers.empty()) {
        return tokens.size();
    }
    const std::size_t longest = std::ranges::max(breakers, {}, &std::string::size).size();
    for (std::size_t after = 0; after < tokens.size() && after < most + longest; ++after) {
        if (const auto more = breakerFrom(tokens.size() - 1 - after, tokens, texts, breakers)) {
            return after - *more;
        }
    }
    return tokens.size();
}

bool holdsBreaker(TokenId token, const TokenTexts& texts, std::span<const std::string> breakers) {
    return texts && std::ranges::any_of(breakers, [text = texts(token)](const std::string& breaker) {
               return text.find(breaker) != std::string_view::npos;
           });
}

} // namespace logitscope
