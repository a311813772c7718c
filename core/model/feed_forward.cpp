#include "core/model/feed_forward.h"

#include "core/model/model_config.h"
#include "core/model/weight_plan.h"

namespace logitscope {

void planFeedForward(WeightPlan& plan, const std::string& prefix, const ModelConfig& config, GatedFeedForward& target) {
    plan.matrix(prefix + "ffn_gate.weight", config.feedForwardLength, config.embeddingLength, target.gate);
    plan.matrix(prefix + "ffn_up.weight", config.feedForwardLength, config.embeddingLength, target.up);
    plan.matrix(prefix + "ffn_down.weight", config.embeddingLength, config.feedForwardLength, target.down);
}

void planFeedForward(WeightPlan& plan, const std::string& prefix, const ModelConfig& config, PlainFeedForward& target) {
    plan.matrix(prefix + "ffn_up.weight", config.feedForwardLength, config.embeddingLength, target.up);
    plan.vector(prefix + "ffn_up.bias", config.feedForwardLength, target.upBias);
    plan.matrix(prefix + "ffn_down.weight", config.embeddingLength, config.feedForwardLength, target.down);
    plan.vector(prefix + "ffn_down.bias", config.embeddingLength, target.downBias);
}

void feedForward(Operations& operations, const GatedFeedForward& weights, GateActivation activation,
                 const Activations& x, const Activations& out) {
    const Activations gate = operations.take(Buffer::Gate, x.rows, weights.gate.rows());
    const Activations up = operations.take(Buffer::Up, x.rows, weights.up.rows());
    operations.multiply({{weights.gate, gate}, {weights.up, up}}, x);
    if (activation == GateActivation::Silu) {
        operations.siluProduct(gate, up);
    } else {
        operations.geluProduct(gate, up);
    }
    operations.multiply({{weights.down, out}}, gate);
}

void feedForward(Operations& operations, const PlainFeedForward& weights, const Activations& x,
                 const Activations& out) {
    const Activations up = operations.take(Buffer::Up, x.rows, weights.up.rows());
    operations.multiply({{weights.up, up}}, x);
    operations.addBias(up, weights.upBias);
    operations.gelu(up);
    operations.multiply({{weights.down, out}}, up);
    operations.addBias(out, weights.downBias);
}

} // namespace logitscope
