// The feed-forward blocks: gated and plain.
#pragma once

#include "core/model/operations.h"

#include <cstdint>
#include <string>
#include <vector>

namespace logitscope {

struct ModelConfig;
class WeightPlan;

// down(activation(gate(x)) * up(x)). Shazeer, "GLU Variants Improve Transformer" (2020): SwiGLU and GeGLU.
struct GatedFeedForward {
    PackedMatrix gate; // {feedForwardLength, embeddingLength}
    PackedMatrix up;   // {feedForwardLength, embeddingLength}
    PackedMatrix down; // {embeddingLength, feedForwardLength}
};

enum class GateActivation : std::uint8_t { Silu, Gelu };

// down(gelu(up(x) + bias)) + bias, as in the first Transformers.
struct PlainFeedForward {
    PackedMatrix up;             // {feedForwardLength, embeddingLength}
    std::vector<float> upBias;   // {feedForwardLength}
    PackedMatrix down;           // {embeddingLength, feedForwardLength}
    std::vector<float> downBias; // {embeddingLength}
};

// Tensors "<prefix>ffn_gate.weight" and so on.
void planFeedForward(WeightPlan& plan, const std::string& prefix, const ModelConfig& config, GatedFeedForward& target);
void planFeedForward(WeightPlan& plan, const std::string& prefix, const ModelConfig& config, PlainFeedForward& target);

// x and out are {tokens, embeddingLength} and may be the same.
void feedForward(Operations& operations, const GatedFeedForward& weights, GateActivation activation,
                 const Activations& x, const Activations& out);
void feedForward(Operations& operations, const PlainFeedForward& weights, const Activations& x, const Activations& out);

} // namespace logitscope
