// The sampler chain: logits in, distribution and stage traces out.
//
// Pure: the outcome depends on the row, the settings and (for samplers with memory) the accepted tokens. Used by the
// engine for every token and by the window for every slider movement on stored logits. Threads: apply() and everything
// const may run on several threads at once; accept() needs the chain to itself, so each sequence has its own clone(). A
// result is immutable and caches nothing: any thread may read it. No stage sorts the vocabulary: cuts and draws find
// their bucket in a histogram of logits and sort only that (SAMPLERS, 8). Sums run in one fixed order in double
// precision, so every build gives the same bits. Rows of numbers come from recycled memory (row_memory.h), so a chain
// may be made for a single row at no cost.
#pragma once

#include "core/base/result.h"
#include "core/sampling/distribution.h"
#include "core/sampling/sampler_spec.h"
#include "core/sampling/stage_trace.h"

#include <memory>
#include <span>
#include <vector>

namespace logitscope {

// What the chain left of a row. Valid on its own: it holds a copy of the row, and outlives the chain. Not copyable; one
// made by default or moved from may only be assigned to.
class ChainResult {
public:
    const std::vector<StageTrace>& stages() const; // of the enabled stages, in order
    int vocabularySize() const;
    int survivors() const;
    double rawEntropyBits() const; // softmax of the raw logits
    double entropyBits() const;    // of the final distribution

    TokenOutcome outcomeOf(TokenId token) const; // any token of the vocabulary
    // The `count` most probable kept tokens, skipping `first` of them.
    std::vector<TokenOutcome> topKept(int count, int first = 0) const;
    // The `count` tokens with the largest raw logits, kept or cut; impossible ones (-inf) come last.
    std::vector<TokenOutcome> topRaw(int count) const;
    // The final probability of every token, by its id; 0 for cut and impossible ones.
    std::vector<double> probabilities() const;
    // The token whose interval holds u in [0, 1); the last kept one if rounding leaves u beyond the end.
    Draw draw(double u) const;

    ChainResult();
    ChainResult(ChainResult&&) noexcept;
    ChainResult& operator=(ChainResult&&) noexcept;
    ~ChainResult();

private:
    friend class SamplerChain;
    struct State;
    std::unique_ptr<State> m_state;
};

class SamplerChain {
public:
    // Fails with the sentence of validate().
    static Result<SamplerChain> create(const ChainSpec& spec);

    SamplerChain(SamplerChain&&) noexcept;
    SamplerChain& operator=(SamplerChain&&) noexcept;
    ~SamplerChain();
    SamplerChain clone() const;

    const ChainSpec& spec() const;

    // `logits` may hold -inf (impossible tokens) but no NaN and at least one finite number: the engine checks each row
    // with checkLogits() first.
    ChainResult apply(std::span<const float> logits) const;
    // Tells the samplers with memory which token was taken. (None of this has any.)
    void accept(TokenId token);

private:
    SamplerChain();
    struct State;
    std::unique_ptr<State> m_state;
};

// Whether a row can be sampled from: a sentence when it holds NaN or +inf or no finite number.
Status checkLogits(std::span<const float> logits);

// Rank, log-probability and entropy of one token under the raw distribution of a row: what scoring needs, in one pass.
struct RawScore {
    double logProbability = 0.0; // nats
    int rank = 1;                // 1 = the most probable
    double entropyBits = 0.0;
};
RawScore scoreToken(std::span<const float> logits, TokenId token);

} // namespace logitscope
