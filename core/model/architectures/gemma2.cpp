// The Gemma 2 architecture: Gemma's, with a norm after each block too, capped scores and logits, and a sliding window
// in every other layer, the first one included.
//
// Gemma Team, "Gemma 2: Improving Open Language Models at a Practical Size" (2024), section 2.
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
    ConfigReader reader(file, "gemma2");
    ModelConfig config = readShape(reader, "gemma2");
    config.normEpsilon = reader.number("attention.layer_norm_rms_epsilon", 0.0, 1.0);
    config.rope = readRope(reader, config, RopeConfig::Pairing::Halves);
    config.slidingWindow = reader.size("attention.sliding_window", 1, largestContext, 4096);
    config.fullAttentionPeriod = 2;
    config.scoreSoftCap = reader.number("attn_logit_softcapping", 0.0, 1e6, 50.0);
    config.logitSoftCap = reader.number("final_logit_softcapping", 0.0, 1e6, 30.0);
    // The model of 27 billion, the one of 46 layers, scales as if its heads were d / headCount long. GGUF
    // files do not say so; who converts from another format may.
    const std::size_t head = config.layerCount == 46 ? config.embeddingLength / config.headCount : config.headLength;
    config.attentionScale = reader.number("attention.scale", 0.0, 1e6,
                                          1.0 / std::sqrt(static_cast<double>(std::max<std::size_t>(1, head))));
    return finished(reader, std::move(config));
}

class Gemma2 final : public TransformerModel {
public:
    Gemma2(const ModelConfig& config, WeightPlan& plan)
        : TransformerModel(config, plan, RmsNorm(plan, "output_norm", config.embeddingLength, config.normEpsilon)),
          m_layers(config.layerCount) {
        const std::size_t d = config.embeddingLength;
        const double epsilon = config.normEpsilon;
        for (std::size_t i = 0; i < m_layers.size(); ++i) {
            Layer& layer = m_layers[i];
            const std::string prefix = "blk." + std::to_string(i) + ".";
            layer.attentionNorm = RmsNorm(plan, prefix + "attn_norm", d, epsilon);
            planAttention(plan, prefix, config, layer.attention);
            layer.attentionPostNorm = RmsNorm(plan, prefix + "post_attention_norm", d, epsilon);
            layer.feedForwardNorm = RmsNorm(plan, prefix + "ffn_norm", d, epsilon);
            planFeedForward(plan, prefix, config, layer.feedForward);
            layer.feedForwardPostNorm = RmsNorm(plan, prefix + "post_ffw_norm", d, epsilon);
        }
    }

private:
    struct Layer {
        RmsNorm attentionNorm;
        AttentionProjections attention;
        RmsNorm attentionPostNorm;
        RmsNorm feedForwardNorm;
        GatedFeedForward feedForward;
        RmsNorm feedForwardPostNorm;
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
        layer.attentionPostNorm.apply(operations, update, update);
        operations.add(pass.x, update);

        layer.feedForwardNorm.apply(operations, pass.x, normed);
        feedForward(operations, layer.feedForward, GateActivation::Gelu, normed, update);
        layer.feedForwardPostNorm.apply(operations, update, update);
        operations.add(pass.x, update);
    }

    std::vector<Layer> m_layers;
};

std::shared_ptr<TransformerModel> make(const ModelConfig& config, WeightPlan& plan) {
    return std::make_shared<Gemma2>(config, plan);
}

} // namespace

constinit const Architecture gemma2Architecture{"gemma2", readConfig, make};

} // namespace logitscope
