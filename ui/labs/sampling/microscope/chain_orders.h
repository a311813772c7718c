// The same settings in the order of another program, and how far what they leave of a row differs. Pure; any thread.
#pragma once

#include "core/sampling/chain.h"

#include <vector>

namespace logitscope {

// `chain` with the stages that `order` knows put in its order; each keeps its settings. A stage that the order does not
// know stays in its place; a dynamic temperature stands where the order has its temperature.
ChainSpec reordered(const ChainSpec& chain, const ChainSpec& order);

// The kinds of the enabled stages that the order does not know, each once.
std::vector<SamplerKind> foreignKinds(const ChainSpec& chain, const ChainSpec& order);

// What two chains leave of a row.
struct OrderDiff {
    ChainSpec left, right;
    int keptLeft = 0, keptRight = 0;
    int onlyLeft = 0, onlyRight = 0; // tokens that can be drawn under one of them only
    double jsBits = 0.0;             // Jensen-Shannon divergence of the final distributions
    std::vector<TokenId> tokens;     // the most probable of either, the larger of its two probabilities first
    std::vector<double> leftProbabilities, rightProbabilities; // of these; 0 for a token that is not kept
};

// Lists at most `listed` tokens. Preconditions: those of SamplerChain::apply(); the chains are valid.
OrderDiff orderDiff(std::span<const float> row, const StepContext& context, const TokenTexts& texts,
                    const ChainSpec& left, const ChainSpec& right, int listed);

} // namespace logitscope
