#include "core/sampling/chain_state.h"
#include "core/sampling/selection.h"

#include <algorithm>
#include <cassert>

namespace logitscope {

ChainResult::ChainResult() = default;
ChainResult::ChainResult(ChainResult&&) noexcept = default;
ChainResult& ChainResult::operator=(ChainResult&&) noexcept = default;
ChainResult::~ChainResult() = default;

const std::vector<StageTrace>& ChainResult::stages() const { return m_state->stages; }

int ChainResult::vocabularySize() const { return static_cast<int>(m_state->candidates.vocabularySize()); }

int ChainResult::survivors() const { return static_cast<int>(m_state->candidates.count()); }

double ChainResult::rawEntropyBits() const { return m_state->candidates.rawEntropyBits(); }

double ChainResult::entropyBits() const { return m_state->candidates.settledEntropyBits(); }

namespace {

TokenOutcome outcome(const Candidates& candidates, TokenId token, int rawRank) {
    const Candidates::Fate fate = candidates.fateOf(token);
    return {
        .token = token,
        .rawRank = rawRank,
        .rawLogit = candidates.rawLogit(token),
        .rawProbability = candidates.rawProbability(token),
        .logit = fate.logit,
        .probability = fate.probability,
        .cutBy = fate.cutBy,
    };
}

} // namespace

TokenOutcome ChainResult::outcomeOf(TokenId token) const {
    const Candidates& candidates = m_state->candidates;
    assert(indexOf(token) < candidates.vocabularySize());
    return outcome(candidates, token, candidates.rawRank(token));
}

double ChainResult::probabilityOf(TokenId token) const { return m_state->candidates.fateOf(token).probability; }

std::vector<TokenOutcome> ChainResult::topKept(int count, int first) const {
    assert(count >= 0 && first >= 0);
    const Candidates& candidates = m_state->candidates;
    const std::vector<std::uint32_t> indices =
        firstCandidates(candidates.field(), static_cast<std::size_t>(count) + static_cast<std::size_t>(first));
    const bool ranksKnown = candidates.keepsRawOrder();
    std::vector<TokenOutcome> outcomes;
    for (std::size_t i = static_cast<std::size_t>(first); i < indices.size(); ++i) {
        const TokenId token = candidates.tokenAt(indices[i]);
        outcomes.push_back(
            outcome(candidates, token, ranksKnown ? static_cast<int>(i) + 1 : candidates.rawRank(token)));
    }
    return outcomes;
}

std::vector<TokenOutcome> ChainResult::topRaw(int count) const {
    assert(count >= 0);
    std::vector<TokenOutcome> outcomes;
    for (const std::uint32_t index : firstCandidates(m_state->candidates.rawField(), static_cast<std::size_t>(count))) {
        const auto rank = static_cast<int>(outcomes.size()) + 1;
        outcomes.push_back(outcome(m_state->candidates, TokenId{static_cast<std::int32_t>(index)}, rank));
    }
    return outcomes;
}

std::vector<double> ChainResult::probabilities() const {
    const Candidates& candidates = m_state->candidates;
    const CandidateField field = candidates.field();
    std::vector<double> all(candidates.vocabularySize(), 0.0);
    for (std::size_t i = 0; i < candidates.count(); ++i) {
        all[indexOf(candidates.tokenAt(i))] = field.weights[i] / candidates.settledTotal();
    }
    return all;
}

Draw ChainResult::draw(double u) const {
    assert(u >= 0.0 && u < 1.0);
    const Candidates& candidates = m_state->candidates;
    const double total = candidates.settledTotal();
    const Landing landing = candidateAtShare(candidates.field(), total, u, true, 1);
    return {
        .token = candidates.tokenAt(landing.index),
        .uniform = u,
        .start = landing.massBefore / total,
        .end = landing.massAfter / total,
        .probability = landing.weight / total,
    };
}

} // namespace logitscope
