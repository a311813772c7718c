#include "ui/labs/sampling/microscope/chain_orders.h"

#include "core/analysis/divergence.h"

#include <algorithm>
#include <numeric>
#include <optional>

namespace logitscope {

namespace {

std::optional<std::size_t> placeIn(const ChainSpec& order, SamplerKind kind) {
    const auto find = [&order](SamplerKind wanted) -> std::optional<std::size_t> {
        const auto found = std::ranges::find(order.stages, wanted, &SamplerSpec::kind);
        return found == order.stages.end() ? std::nullopt
                                           : std::optional(static_cast<std::size_t>(found - order.stages.begin()));
    };
    const auto own = find(kind);
    return own || kind != SamplerKind::DynamicTemperature ? own : find(SamplerKind::Temperature);
}

} // namespace

ChainSpec reordered(const ChainSpec& chain, const ChainSpec& order) {
    std::vector<std::size_t> known; // places of the stages that the order knows
    for (std::size_t i = 0; i < chain.stages.size(); ++i) {
        if (placeIn(order, chain.stages[i].kind())) {
            known.push_back(i);
        }
    }
    std::vector<std::size_t> sorted = known;
    std::ranges::stable_sort(sorted, {}, [&](std::size_t i) { return *placeIn(order, chain.stages[i].kind()); });
    ChainSpec result = chain;
    for (std::size_t i = 0; i < known.size(); ++i) {
        result.stages[known[i]] = chain.stages[sorted[i]];
    }
    return result;
}

std::vector<SamplerKind> foreignKinds(const ChainSpec& chain, const ChainSpec& order) {
    std::vector<SamplerKind> kinds;
    for (const SamplerSpec& stage : chain.stages) {
        if (stage.enabled && !placeIn(order, stage.kind()) && std::ranges::find(kinds, stage.kind()) == kinds.end()) {
            kinds.push_back(stage.kind());
        }
    }
    return kinds;
}

OrderDiff orderDiff(std::span<const float> row, const StepContext& context, const TokenTexts& texts,
                    const ChainSpec& left, const ChainSpec& right, int listed) {
    const ChainResult leftResult = SamplerChain::create(left, texts)->apply(row, context);
    const ChainResult rightResult = SamplerChain::create(right, texts)->apply(row, context);
    const std::vector<double> leftAll = leftResult.probabilities();
    const std::vector<double> rightAll = rightResult.probabilities();
    OrderDiff diff;
    diff.left = left;
    diff.right = right;
    diff.keptLeft = leftResult.survivors();
    diff.keptRight = rightResult.survivors();
    diff.jsBits = jsDivergenceBits(leftAll, rightAll);
    for (std::size_t i = 0; i < leftAll.size(); ++i) {
        diff.onlyLeft += leftAll[i] > 0.0 && rightAll[i] == 0.0 ? 1 : 0;
        diff.onlyRight += rightAll[i] > 0.0 && leftAll[i] == 0.0 ? 1 : 0;
    }
    for (const ChainResult* result : {&leftResult, &rightResult}) {
        for (const TokenOutcome& outcome : result->topKept(listed)) {
            if (std::ranges::find(diff.tokens, outcome.token) == diff.tokens.end()) {
                diff.tokens.push_back(outcome.token);
            }
        }
    }
    const auto larger = [&](TokenId token) { return std::max(leftAll[indexOf(token)], rightAll[indexOf(token)]); };
    std::ranges::sort(diff.tokens,
                      [&](TokenId a, TokenId b) { return larger(a) != larger(b) ? larger(a) > larger(b) : a < b; });
    diff.tokens.resize(std::min(diff.tokens.size(), static_cast<std::size_t>(listed)));
    for (const TokenId token : diff.tokens) {
        diff.leftProbabilities.push_back(leftAll[indexOf(token)]);
        diff.rightProbabilities.push_back(rightAll[indexOf(token)]);
    }
    return diff;
}

} // namespace logitscope
