// The Gemma architecture: RMSNorm before each block, rotary positions in halves, GeGLU, an embedding scaled by sqrt(d).
//
// Gemma Team, "Gemma: Open Models Based on Gemini Research and Technology" (2024). Its norms multiply by 1 + weight;
// GGUF files hold that sum.
#include "core/model/architectures/architectures.h"
#include "core/model/attention_block.h"
#include "core/model/config_parts.h"
#include "core/model/feed_forward.h"
#include "core/model/transformer.h"
#include "core/model/weight_plan.h"

#include <cmath>

namespace logitscope {

namespace {

Result<ModelConfig> readConfig(const ModelFile& file) {
    ConfigReader reader(file, "gemma");
    ModelConfig config = readShape(reader, "gemma");
    config.normEpsilon = reader.number("attention.layer_norm_rms_epsilon", 0.0, 1.0);
    config.rope = readRope(reader, config, RopeConfig::Pairing::Halves);
    return finished(reader, std::move(config));
}

class Gemma final : public TransformerModel {
public:
    Gemma(const ModelConfig& config, WeightPlan& plan)
        : TransformerModel(config, plan, RmsNorm(plan, "output_norm", config.embeddingLength, config.normEpsilon)),
          m_layers(config.layerCount) {
        const std::size_t d = config.embeddingLength;
        const double epsilon = config.normEpsilon;
        for (std::size_t i = 0; i < m_layers.size(); ++i) {
            Layer& layer = m_layers[i];
            const std::string prefix = "blk." + std::to_string(i) + ".";
            layer.attentionNorm = RmsNorm(plan, prefix + "attn_norm", d, epsilon);
            planAttention(plan, prefix, config, layer.attention);
            layer.feedForwardNorm = RmsNorm(plan, prefix + "ffn_norm", d, epsilon);
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

    void finishEmbedding(const LayerPass& pass) const override {
        pass.operations.scale(pass.x, std::sqrt(static_cast<float>(pass.config.embeddingLength)));
    }

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
        feedForward(operations, layer.feedForward, GateActivation::Gelu, normed, update);
        operations.add(pass.x, update);
    }

    std::vector<Layer> m_layers;
};

std::shared_ptr<TransformerModel> make(const ModelConfig& config, WeightPlan& plan) {
    return std::make_shared<Gemma>(config, plan);
}

} // namespace

constinit const Architecture gemmaArchitecture{"gemma", readConfig, make};

} // namespace logitscope
