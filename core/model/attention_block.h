// The attention half of a layer in the words of its architecture: project, rotate, attend.
#pragma once

#include "core/kernels/packed_matrix.h"
#include "core/model/layer_pass.h"
#include "core/model/norm.h"

#include <string>
#include <vector>

namespace logitscope {

class WeightPlan;

struct AttentionProjections {
    PackedMatrix query;  // {headCount * headLength, d}
    PackedMatrix key;    // {keyValueHeadCount * headLength, d}
    PackedMatrix value;  // {keyValueHeadCount * headLength, d}
    PackedMatrix output; // {d, headCount * headLength}
};

// Tensors "<prefix>attn_q.weight" and so on.
void planAttention(WeightPlan& plan, const std::string& prefix, const ModelConfig& config,
                   AttentionProjections& target);
// The same from "<prefix>attn_qkv.weight": all queries, then all keys, then all values.
void planFusedAttention(WeightPlan& plan, const std::string& prefix, const ModelConfig& config,
                        AttentionProjections& target);

// "<prefix>attn_qkv.bias", in the same order.
struct ProjectionBias {
    std::vector<float> all; // {(headCount + 2 * keyValueHeadCount) * headLength}
};
void planFusedBias(WeightPlan& plan, const std::string& prefix, const ModelConfig& config, ProjectionBias& target);

struct Heads {
    Activations query; // {tokens, headCount * headLength}
    Activations key;   // {tokens, keyValueHeadCount * headLength}
    Activations value; // {tokens, keyValueHeadCount * headLength}
};

// `x` is {tokens, d}.
Heads project(const LayerPass& pass, const AttentionProjections& weights, const Activations& x);

void addBias(Operations& operations, const ProjectionBias& bias, const Heads& heads);

// Every head's query and key by itself; the norms are {headLength}.
void normalizeHeads(const LayerPass& pass, const RmsNorm& queryNorm, const RmsNorm& keyNorm, const Heads& heads);

// Queries and keys turn.
void rotate(const LayerPass& pass, const Rotation& rotation, const Heads& heads);

// Remembers keys and values and returns what the queries read of all that is remembered, {tokens, headCount *
// headLength}. Scale, cap and window are the configuration's.
Activations attend(const LayerPass& pass, const Heads& heads);

} // namespace logitscope
