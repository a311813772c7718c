// The Llama architecture: RMSNorm before each block, rotary positions, grouped-query attention, SwiGLU.
//
// Touvron et al., "LLaMA: Open and Efficient Foundation Language Models" (2023) and "Llama 2" (2023). Files that call
// themselves "llama" also hold Mistral (Jiang et al., 2023: every layer attends through a sliding window), TinyLlama,
// SmolLM and others of the same shape; with experts they are Mixtral (mixtral.cpp).
#include "core/model/architectures/architectures.h"
#include "core/model/attention_block.h"
#include "core/model/config_parts.h"
#include "core/model/feed_forward.h"
#include "core/model/transformer.h"
#include "core/model/weight_plan.h"

namespace logitscope {

namespace {

Result<ModelConfig> readConfig(const ModelFile& file) {
    ConfigReader reader(file, "llama");
    ModelConfig config = readShape(reader, "llama");
    config.normEpsilon = reader.number("attention.layer_norm_rms_epsilon", 0.0, 1.0);
    config.rope = readRope(reader, config, RopeConfig::Pairing::Interleaved);
    config.slidingWindow = reader.size("attention.sliding_window", 0, largestContext, 0);
    config.expertCount = reader.size("expert_count", 0, 1024, 0);
    if (config.expertCount > 0) {
        config.expertsPerToken = reader.size("expert_used_count", 1, config.expertCount);
    }
    return finished(reader, std::move(config));
}

class Llama final : public TransformerModel {
public:
    Llama(const ModelConfig& config, WeightPlan& plan)
        : TransformerModel(config, plan, RmsNorm(plan, "output_norm", config.embeddingLength, config.normEpsilon)),
          m_layers(config.layerCount) {
        for (std::size_t i = 0; i < m_layers.size(); ++i) {
            Layer& layer = m_layers[i];
            const std::string prefix = "blk." + std::to_string(i) + ".";
            layer.attentionNorm = RmsNorm(plan, prefix + "attn_norm", config.embeddingLength, config.normEpsilon);
            planAttention(plan, prefix, config, layer.attention);
            layer.feedForwardNorm = RmsNorm(plan, prefix + "ffn_norm", config.embeddingLength, config.normEpsilon);
            planFeedForward(plan, prefix, config, layer.feedForward);
        }
    }

private:
    struct Layer {
        RmsNorm attentionNorm;
        AttentionProjections attention;
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
    return config.expertCount > 0 ? makeMixtral(config, plan) : std::make_shared<Llama>(config, plan);
}

} // namespace

constinit const Architecture llamaArchitecture{"llama", readConfig, make};

} // namespace logitscope
