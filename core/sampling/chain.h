// The sampler chain: logits in, distribution and stage traces out.
//
// Pure: the outcome depends on the row, the settings and the context of the step (the tokens so far, the seed, what
// earlier steps left). Used by the engine for every token and by the window for every slider movement on stored logits.
// A chain is immutable and its copies share everything; a result is immutable and caches nothing: any thread may use
// both. No stage sorts the vocabulary: cuts and draws find their bucket in a histogram of logits and sort only that
// (SAMPLERS, 8). Sums run in one fixed order in double precision, so every build gives the same bits. Rows of numbers
// come from recycled memory (row_memory.h), so a chain may be made for a single row at no cost.
#pragma once

#include "core/base/result.h"
#include "core/sampling/chain_views.h"
#include "core/sampling/distribution.h"
#include "core/sampling/sampler_spec.h"
#include "core/sampling/stage_trace.h"
#include "core/sampling/step_context.h"
#include "core/sampling/token_history.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace logitscope {

// What the chain left of a row. Valid on its own: it holds a copy of the row and of the context, and outlives the
// chain. Not copyable; one made by default or moved from may only be assigned to.
class ChainResult {
public:
    const std::vector<StageTrace>& stages() const; // of the enabled stages, in order
    int vocabularySize() const;
    int survivors() const;
    double rawEntropyBits() const; // softmax of the raw logits
    double entropyBits() const;    // of the final distribution

    TokenOutcome outcomeOf(TokenId token) const; // any token of the vocabulary
    double probabilityOf(TokenId token) const;   // its final one, without a pass over the row
    // The `count` most probable kept tokens, skipping `first` of them.
    std::vector<TokenOutcome> topKept(int count, int first = 0) const;
    // The `count` tokens with the largest raw logits, kept or cut; impossible ones (-inf) come last.
    std::vector<TokenOutcome> topRaw(int count) const;
    // The final probability of every token, by its id; 0 for cut and impossible ones.
    std::vector<double> probabilities() const;
    // The token whose interval holds u in [0, 1); the last kept one if rounding leaves u beyond the end.
    Draw draw(double u) const;

    // --- The same row again -----------------------------------------------------------------------------------------
    // What the enabled stages before ChainSpec::stages[stageIndex] left, in the same context.
    ChainResult before(int stageIndex) const;
    // What the chain leaves in the same context but for the seed. Differs only where diceOutcomes() do.
    ChainResult underSeed(std::uint64_t seed) const;
    // What the dice of the stages say with this seed: one number for each enabled stage, 0 without dice (which are not
    // those of draw()).
    std::vector<int> diceOutcomes(std::uint64_t seed) const;

    // --- The microscope ---------------------------------------------------------------------------------------------
    // The way of any token through the chain. Tries settings when a stage took the token out: some milliseconds at
    // large vocabularies.
    TokenHistory historyOf(TokenId token) const;
    // What an enabled stage did to the first `count` of the tokens that came in.
    StageView stageView(int stageIndex, int count) const;
    // The raw logits in this many bins of equal width, lowest first.
    std::vector<LogitBin> histogram(int bins) const;
    // This distribution at other temperatures (>= 0): its logits divided once more. With before() it is what a
    // temperature stage would have given.
    std::vector<SweepPoint> temperatureSweep(std::span<const TokenId> tokens,
                                             std::span<const double> temperatures) const;

    ChainResult();
    ChainResult(ChainResult&&) noexcept;
    ChainResult& operator=(ChainResult&&) noexcept;
    ~ChainResult();

private:
    friend class SamplerChain;
    struct State;
    ChainResult rerun(std::size_t stages, KeptContext context) const;
    std::unique_ptr<State> m_state;
};

class SamplerChain {
public:
    // Fails with the sentence of validate(). `texts` must outlive the chain and its results.
    static Result<SamplerChain> create(const ChainSpec& spec, TokenTexts texts = {});

    const ChainSpec& spec() const;

    // `logits` may hold -inf (impossible tokens) but no NaN and at least one finite number: the engine checks each row
    // with checkLogits() first. Without a context: at the start of an empty text.
    ChainResult apply(std::span<const float> logits, const StepContext& context = {}) const;

    // Whether a step leaves something that the next one needs (mirostat, adaptive-p).
    bool remembers() const;
    // What the next step needs, when `taken` was taken after apply() gave `result` in this context; `taken` may be any
    // token. A stage that did not leave it in play remembers what it did before.
    ChainMemory remember(const ChainResult& result, TokenId taken, const StepContext& context) const;

private:
    friend class ChainResult;
    struct State;
    SamplerChain() = default;
    std::shared_ptr<const State> m_state;
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
