#include "core/text/bpe_merges.h"

#include <algorithm>

namespace logitscope {

namespace {

std::uint64_t keyOf(TokenId left, TokenId right) {
    return std::uint64_t{static_cast<std::uint32_t>(numberOf(left))} << 32 |
           static_cast<std::uint32_t>(numberOf(right));
}

// std's heaps keep the largest on top.
bool comesLater(const BpeMerges::Workspace::Candidate& a, const BpeMerges::Workspace::Candidate& b) {
    return a.rank != b.rank ? a.rank > b.rank : a.left > b.left;
}

} // namespace

// The finalizer of SplitMix64 (Steele et al. 2014).
std::size_t BpeMerges::Mix::operator()(std::uint64_t key) const {
    key = (key ^ (key >> 30)) * 0xBF58476D1CE4E5B9U;
    key = (key ^ (key >> 27)) * 0x94D049BB133111EBU;
    return static_cast<std::size_t>(key ^ (key >> 31));
}

void BpeMerges::add(TokenId left, TokenId right, TokenId joined) {
    m_merges.try_emplace(keyOf(left, right), Merge{m_nextRank++, joined});
}

const BpeMerges::Merge* BpeMerges::find(TokenId left, TokenId right) const {
    const auto found = m_merges.find(keyOf(left, right));
    return found == m_merges.end() ? nullptr : &found->second;
}

void BpeMerges::push(Workspace& workspace, std::int32_t left) const {
    const Workspace::Symbol& first = workspace.symbols[static_cast<std::size_t>(left)];
    if (first.next < 0) {
        return;
    }
    const TokenId right = workspace.symbols[static_cast<std::size_t>(first.next)].token;
    if (const Merge* merge = find(first.token, right)) {
        workspace.queue.push_back({merge->rank, left, first.token, right});
        std::push_heap(workspace.queue.begin(), workspace.queue.end(), comesLater);
    }
}

void BpeMerges::apply(const std::vector<TokenId>& word, Workspace& workspace, std::vector<TokenId>& tokens) const {
    if (word.size() < 2) {
        tokens.insert(tokens.end(), word.begin(), word.end());
        return;
    }
    std::vector<Workspace::Symbol>& symbols = workspace.symbols;
    symbols.clear();
    workspace.queue.clear();
    for (std::size_t i = 0; i < word.size(); ++i) {
        const auto place = static_cast<std::int32_t>(i);
        symbols.push_back({word[i], place - 1, i + 1 < word.size() ? place + 1 : -1});
    }
    for (std::size_t i = 0; i + 1 < word.size(); ++i) {
        push(workspace, static_cast<std::int32_t>(i));
    }
    constexpr TokenId gone{-1}; // joined into the symbol before it
    while (!workspace.queue.empty()) {
        const Workspace::Candidate best = workspace.queue.front();
        std::pop_heap(workspace.queue.begin(), workspace.queue.end(), comesLater);
        workspace.queue.pop_back();
        Workspace::Symbol& left = symbols[static_cast<std::size_t>(best.left)];
        // A pair of which a part was joined elsewhere meanwhile is out of date.
        if (left.token != best.leftToken || left.next < 0 ||
            symbols[static_cast<std::size_t>(left.next)].token != best.rightToken) {
            continue;
        }
        Workspace::Symbol& right = symbols[static_cast<std::size_t>(left.next)];
        left.token = find(best.leftToken, best.rightToken)->joined;
        left.next = right.next;
        right.token = gone;
        if (left.next >= 0) {
            symbols[static_cast<std::size_t>(left.next)].previous = best.left;
            push(workspace, best.left);
        }
        if (left.previous >= 0) {
            push(workspace, left.previous);
        }
    }
    for (std::int32_t at = 0; at >= 0; at = symbols[static_cast<std::size_t>(at)].next) {
        tokens.push_back(symbols[static_cast<std::size_t>(at)].token);
    }
}

} // namespace logitscope
