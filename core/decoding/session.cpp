#include "core/decoding/session.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace logitscope {

namespace {

// Enough for a few prompts and branches at a time; a long context of a large model meets the second limit first.
constexpr std::size_t mostLeaves = 8;
constexpr std::size_t mostBytes = std::size_t{256} << 20;

struct Leaf {
    std::vector<TokenId> tokens;
    std::unique_ptr<SequenceState> state;
    std::vector<WeakLogits> rows; // one per token
};

std::size_t commonPrefix(std::span<const TokenId> left, std::span<const TokenId> right) {
    const auto difference = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
    return static_cast<std::size_t>(difference.first - left.begin());
}

} // namespace

struct Session::Impl {
    Impl(LoadedModel model, ThreadPool& pool, Precision precision)
        : loaded(std::move(model)), scratch(pool, bestKernels(), precision) {}

    LoadedModel loaded;
    Scratch scratch;
    std::vector<Leaf> leaves; // the most recently used last
};

Session::Session(LoadedModel model, ThreadPool& pool, Precision precision)
    : m_impl(std::make_unique<Impl>(std::move(model), pool, precision)) {}
Session::~Session() = default;

const LoadedModel& Session::loaded() const { return m_impl->loaded; }
const LanguageModel& Session::model() const { return *m_impl->loaded.model; }
const Tokenizer* Session::tokenizer() const { return m_impl->loaded.tokenizer.get(); }
Scratch& Session::scratch() { return m_impl->scratch; }

Session::Reuse Session::acquire(std::span<const TokenId> tokens, bool everyRow) {
    assert(!tokens.empty());
    std::vector<Leaf>& leaves = m_impl->leaves;
    Reuse best;
    auto from = leaves.end();
    for (auto leaf = leaves.begin(); leaf != leaves.end(); ++leaf) {
        std::size_t length = std::min(commonPrefix(leaf->tokens, tokens), tokens.size() - 1);
        std::vector<LogitsPtr> rows;
        rows.reserve(length);
        for (std::size_t i = 0; i < length; ++i) {
            rows.push_back(leaf->rows[i].lock());
            if (everyRow && !rows.back()) {
                rows.pop_back();
                break;
            }
        }
        length = rows.size();
        if (length > best.tokens) {
            best.tokens = length;
            best.rows = std::move(rows);
            from = leaf;
        }
    }
    if (from == leaves.end()) {
        best.state = model().newState();
        return best;
    }
    best.state = from->state->fork();
    best.tokens = indexOf(best.state->rewind(Position{static_cast<std::int32_t>(best.tokens)}));
    best.rows.resize(best.tokens);
    std::rotate(from, from + 1, leaves.end());
    return best;
}

void Session::keep(std::unique_ptr<SequenceState> state, std::vector<TokenId> tokens, std::vector<WeakLogits> rows) {
    assert(indexOf(state->position()) == tokens.size());
    assert(rows.size() <= tokens.size());
    std::vector<Leaf>& leaves = m_impl->leaves;
    Leaf leaf{std::move(tokens), std::move(state), std::move(rows)};
    leaf.rows.resize(leaf.tokens.size());
    for (auto other = leaves.begin(); other != leaves.end();) {
        const std::size_t shared = commonPrefix(leaf.tokens, other->tokens);
        if (shared != leaf.tokens.size() && shared != other->tokens.size()) {
            ++other;
            continue;
        }
        // One is the beginning of the other: the longer one serves both, with the rows of either.
        if (shared == leaf.tokens.size()) {
            std::swap(leaf, *other);
        }
        for (std::size_t i = 0; i < shared; ++i) {
            if (leaf.rows[i].expired()) {
                leaf.rows[i] = other->rows[i];
            }
        }
        other = leaves.erase(other);
    }
    if (!leaf.tokens.empty()) {
        leaves.push_back(std::move(leaf));
    }
    std::size_t bytes = 0;
    for (const Leaf& kept : leaves) {
        bytes += kept.state->memoryBytes();
    }
    while (leaves.size() > 1 && (leaves.size() > mostLeaves || bytes > mostBytes)) {
        bytes -= leaves.front().state->memoryBytes();
        leaves.erase(leaves.begin());
    }
}

std::size_t Session::memoryBytes() const {
    std::size_t bytes = m_impl->scratch.memoryBytes();
    for (const Leaf& leaf : m_impl->leaves) {
        bytes += leaf.state->memoryBytes();
    }
    return bytes;
}

} // namespace logitscope
