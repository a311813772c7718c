// The merges of a BPE vocabulary and the algorithm that applies them: Sennrich et al., "Neural Machine Translation of
// Rare Words with Subword Units" (2016). The pair of lowest rank is joined first, of equal ones the leftmost.
//
// A word of n symbols takes O(n log n): a priority queue of pairs over a linked list. Filled once, then immutable: any
// thread; the working space is the caller's.
#pragma once

#include "core/base/ids.h"

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace logitscope {

class BpeMerges {
public:
    // Kept between words so that a text of many words allocates little. One per thread.
    struct Workspace {
        struct Symbol {
            TokenId token;
            std::int32_t previous, next; // -1 at the ends
        };
        struct Candidate {
            std::uint32_t rank;
            std::int32_t left; // places in symbols
            TokenId leftToken, rightToken;
        };
        std::vector<Symbol> symbols;
        std::vector<Candidate> queue;
    };

    void reserve(std::size_t count) { m_merges.reserve(count); }
    // In the order of their ranks. Of equal pairs the first counts.
    void add(TokenId left, TokenId right, TokenId joined);

    // Appends what becomes of the symbols of one word (fewer than 2^31) to `tokens`.
    void apply(const std::vector<TokenId>& word, Workspace& workspace, std::vector<TokenId>& tokens) const;

private:
    struct Merge {
        std::uint32_t rank;
        TokenId joined;
    };
    // Pairs of small numbers fall on few places of a table without mixing.
    struct Mix {
        std::size_t operator()(std::uint64_t key) const;
    };

    const Merge* find(TokenId left, TokenId right) const;
    void push(Workspace& workspace, std::int32_t left) const;

    std::unordered_map<std::uint64_t, Merge, Mix> m_merges;
    std::uint32_t m_nextRank = 0;
};

} // namespace logitscope
