// The Qwen3 architecture: Llama's, with every head's queries and keys normalised and rotary pairs in halves.
//
// Qwen Team, "Qwen3 Technical Report" (2025), section 2; Dehghani et al., "Scaling Vision Transformers to 22 Billion
// Parameters" (2023) for the normalised queries and keys.
#include "core/model/architectures/architectures.h"
#include "core/model/attention_block.h"
#include "core/model/config_parts.h"
#include "core/model/feed_forward.h"
#include "core/model/transformer.h"
#include "core/model/weight_plan.h"

namespace logitscope {

namespace {

Result<ModelConfig> readConfig(const ModelFile& file) {
    ConfigReader reader(file, "qwen3");
    ModelConfig config = readShape(reader, "qwen3");
    config.normEpsilon = reader.number("attention.layer_norm_rms_epsilon", 0.0, 1.0);
    config.rope = readRope(reader, config, RopeConfig::Pairing::Halves);
    return finished(reader, std::move(config));
}

class Qwen3 final : public TransformerModel {
public:
    Qwen3(const ModelConfig& config, WeightPlan& plan)
        : TransformerModel(config, plan, RmsNorm(plan, "output_norm", config.embeddingLength, config.normEpsilon)),
          m_layers(config.layerCount) {
        const std::size_t d = config.embeddingLength;
        const double epsilon = config.normEpsilon;
        for (std::size_t i = 0; i < m_layers.size(); ++i) {
            Layer& layer = m_layers[i];
            const std::string prefix = "blk." + std::to_string(i) + ".";
            layer.attentionNorm = RmsNorm(plan, prefix + "attn_norm", d, epsilon);
            planAttention(plan, prefix, config, layer.attention);
            layer.queryNorm = RmsNorm(plan, prefix + "attn_q_norm", config.headLength, epsilon);
            layer.keyNorm = RmsNorm(plan, prefix + "attn_k_norm", config.headLength, epsilon);
            layer.feedForwardNorm = RmsNorm(plan, prefix + "ffn_norm", d, epsilon);
            planFeedForward(plan, prefix, config, layer.feedForward);
        }
    }

private:
    struct Layer {
        RmsNorm attentionNorm;
        AttentionProjections attention;
        RmsNorm queryNorm; // {headLength}
        RmsNorm keyNorm;   // {headLength}
        RmsNorm feedForwardNorm;
        GatedFeedForward feedForward;
    };

    void runLayer(const LayerPass& pass) const override {
        const Layer& layer = m_layers[indexOf(pass.layer)];
        Operations& operations = pass.operations;
        const Activations normed = pass.normed();
        const Activations update = pass.update();

        layer.attentionNorm.apply(operations, pass.x, normed);
        const Heads heads = project(pass, layer.attention, normed);
        normalizeHeads(pass, layer.queryNorm, layer.keyNorm, heads);
        rotate(pass, pass.rotation, heads);
        operations.multiply({{layer.attention.output, update}}, attend(pass, heads));
        operations.add(pass.x, update);

        layer.feedForwardNorm.apply(operations, pass.x, normed);
        feedForward(operations, layer.feedForward, GateActivation::Silu, normed, update);
        operations.add(pass.x, update);
    }

    std::vector<Layer> m_layers;
};

std::shared_ptr<TransformerModel> make(const ModelConfig& config, WeightPlan& plan) {
    return std::make_shared<Qwen3>(config, plan);
}

} // namespace

constinit const Architecture qwen3Architecture{"qwen3", readConfig, make};

} // namespace logitscope
