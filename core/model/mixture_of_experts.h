// A feed-forward block of several experts, of which a router picks a few for each token.
//
// Jiang et al., "Mixtral of Experts" (2024), section 2.1: out = sum over the k experts with the largest router scores
// of softmax(their scores) * expert(x). The tokens of a batch go through an expert together; a token's sum runs over
// its experts in the order of their numbers, so it does not depend on the rest of the batch.
#pragma once

#include "core/model/feed_forward.h"
#include "core/model/layer_pass.h"

#include <string>
#include <vector>

namespace logitscope {

class WeightPlan;

struct ExpertFeedForward {
    PackedMatrix router; // {expertCount, d}
    std::vector<GatedFeedForward> experts;
};

// "<prefix>ffn_gate_inp.weight"; the experts as stacks "<prefix>ffn_gate_exps.weight", {expertCount, rows, columns},
// or, in older files, one by one as "<prefix>ffn_gate.0.weight".
void planExperts(WeightPlan& plan, const std::string& prefix, const ModelConfig& config, ExpertFeedForward& target);

// x and out are {tokens, d} and differ.
void feedForward(const LayerPass& pass, const ExpertFeedForward& weights, const Activations& x, const Activations& out);

} // namespace logitscope
