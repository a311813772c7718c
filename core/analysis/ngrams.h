// The n-grams of a text as keys of hash tables. Views: the text must outlive them.
#pragma once

#include "core/base/ids.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <unordered_map>

namespace logitscope {

struct Ngram {
    std::span<const TokenId> tokens;
    bool operator==(const Ngram& other) const { return std::ranges::equal(tokens, other.tokens); }
};

struct NgramHash {
    std::size_t operator()(const Ngram& gram) const {
        std::uint64_t hash = 0x9E3779B97F4A7C15U;
        for (const TokenId token : gram.tokens) {
            hash = (hash ^ static_cast<std::uint32_t>(numberOf(token))) * 0xD6E8FEB86659FD93U;
            hash ^= hash >> 32;
        }
        return hash;
    }
};

using NgramCounts = std::unordered_map<Ngram, std::size_t, NgramHash>;

// How many n-grams a text of `length` tokens has.
constexpr std::size_t ngramCount(std::size_t length, std::size_t n) { return length < n ? 0 : length - n + 1; }

inline NgramCounts countNgrams(std::span<const TokenId> text, std::size_t n) {
    NgramCounts counts;
    for (std::size_t i = 0; i < ngramCount(text.size(), n); ++i) {
        ++counts[{text.subspan(i, n)}];
    }
    return counts;
}

} // namespace logitscope
