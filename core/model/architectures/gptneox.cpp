// The GPT-NeoX architecture (Pythia too): LayerNorm, biases, rotary positions for a part of each head, attention and
// feed-forward side by side on the same residual, GELU in the approximation by tanh that it was trained with.
//
// Black et al., "GPT-NeoX-20B: An Open-Source Autoregressive Language Model" (2022). In the fused matrix of GGUF files
// all queries stand before all keys before all values.
#include "core/model/architectures/architectures.h"
#include "core/model/attention_block.h"
#include "core/model/config_parts.h"
#include "core/model/feed_forward.h"
#include "core/model/transformer.h"
#include "core/model/weight_plan.h"

namespace logitscope {

namespace {

Result<ModelConfig> readConfig(const ModelFile& file) {
    ConfigReader reader(file, "gptneox");
    ModelConfig config = readShape(reader, "gptneox");
    config.normEpsilon = reader.number("attention.layer_norm_epsilon", 0.0, 1.0);
    config.rope = readRope(reader, config, RopeConfig::Pairing::Halves);
    config.parallelResidual = reader.flag("use_parallel_residual", true);
    return finished(reader, std::move(config));
}

class GptNeox final : public TransformerModel {
public:
    GptNeox(const ModelConfig& config, WeightPlan& plan)
        : TransformerModel(config, plan, LayerNorm(plan, "output_norm", config.embeddingLength, config.normEpsilon)),
          m_layers(config.layerCount) {
        const std::size_t d = config.embeddingLength;
        const double epsilon = config.normEpsilon;
        for (std::size_t i = 0; i < m_layers.size(); ++i) {
            Layer& layer = m_layers[i];
            const std::string prefix = "blk." + std::to_string(i) + ".";
            layer.attentionNorm = LayerNorm(plan, prefix + "attn_norm", d, epsilon);
            planFusedAttention(plan, prefix, config, layer.attention);
            planFusedBias(plan, prefix, config, layer.attentionBias);
            plan.vector(prefix + "attn_output.bias", d, layer.attentionOutputBias);
            layer.feedForwardNorm = LayerNorm(plan, prefix + "ffn_norm", d, epsilon);
            planFeedForward(plan, prefix, config, layer.feedForward);
        }
    }

private:
    struct Layer {
        LayerNorm attentionNorm;
        AttentionProjections attention;
        ProjectionBias attentionBias;
        std::vector<float> attentionOutputBias; // {d}
        LayerNorm feedForwardNorm;
        PlainFeedForward feedForward;
    };

    void runLayer(const LayerPass& pass) const override {
        const Layer& layer = m_layers[indexOf(pass.layer)];
        Operations& operations = pass.operations;
        const Activations normed = pass.normed();
        const Activations update = pass.update();

        // Side by side, the feed-forward block reads the residual as it was before attention: it goes first.
        const bool isParallel = pass.config.parallelResidual;
        const Activations parallel = operations.take(Buffer::Parallel, pass.x.rows, pass.x.width);
        if (isParallel) {
            layer.feedForwardNorm.apply(operations, pass.x, normed);
            feedForward(operations, layer.feedForward, normed, parallel);
        }
        layer.attentionNorm.apply(operations, pass.x, normed);
        const Heads heads = project(pass, layer.attention, normed);
        addBias(operations, layer.attentionBias, heads);
        rotate(pass, pass.rotation, heads);
        operations.multiply({{layer.attention.output, update}}, attend(pass, heads));
        operations.addBias(update, layer.attentionOutputBias);
        operations.add(pass.x, update);
        if (!isParallel) {
            layer.feedForwardNorm.apply(operations, pass.x, normed);
            feedForward(operations, layer.feedForward, normed, parallel);
        }
        operations.add(pass.x, parallel);
    }

    std::vector<Layer> m_layers;
};

std::shared_ptr<TransformerModel> make(const ModelConfig& config, WeightPlan& plan) {
    return std::make_shared<GptNeox>(config, plan);
}

} // namespace

constinit const Architecture gptNeoxArchitecture{"gptneox", readConfig, make};

} // namespace logitscope
