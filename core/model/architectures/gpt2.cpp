// The GPT-2 architecture: learned positions, LayerNorm before each block, biases everywhere, GELU.
//
// Radford et al., "Language Models are Unsupervised Multitask Learners" (2019).
#include "core/model/architectures/architectures.h"
#include "core/model/attention_block.h"
#include "core/model/config_parts.h"
#include "core/model/feed_forward.h"
#include "core/model/transformer.h"
#include "core/model/weight_plan.h"

namespace logitscope {

namespace {

Result<ModelConfig> readConfig(const ModelFile& file) {
    ConfigReader reader(file, "gpt2");
    ModelConfig config = readShape(reader, "gpt2");
    config.normEpsilon = reader.number("attention.layer_norm_epsilon", 0.0, 1.0);
    return finished(reader, std::move(config));
}

class Gpt2 final : public TransformerModel {
public:
    Gpt2(const ModelConfig& config, WeightPlan& plan)
        : TransformerModel(config, plan, LayerNorm(plan, "output_norm", config.embeddingLength, config.normEpsilon)),
          m_layers(config.layerCount) {
        const std::size_t d = config.embeddingLength;
        const double epsilon = config.normEpsilon;
        plan.matrix("position_embd.weight", config.contextLength, d, m_positions);
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

    void finishEmbedding(const LayerPass& pass) const override {
        const Activations positions = pass.update();
        forEachToken(pass.chunk, [&](const BatchSpan& span, std::size_t token) {
            m_positions.decodeRow(span.position + token, positions.rowSpan(span.row + token));
        });
        pass.operations.add(pass.x, positions);
    }

    void runLayer(const LayerPass& pass) const override {
        const Layer& layer = m_layers[indexOf(pass.layer)];
        Operations& operations = pass.operations;
        const Activations normed = pass.normed();
        const Activations update = pass.update();

        layer.attentionNorm.apply(operations, pass.x, normed);
        const Heads heads = project(pass, layer.attention, normed);
        addBias(operations, layer.attentionBias, heads);
        operations.multiply({{layer.attention.output, update}}, attend(pass, heads));
        operations.addBias(update, layer.attentionOutputBias);
        operations.add(pass.x, update);

        layer.feedForwardNorm.apply(operations, pass.x, normed);
        feedForward(operations, layer.feedForward, normed, update);
        operations.add(pass.x, update);
    }

    std::vector<Layer> m_layers;
    PackedMatrix m_positions; // {contextLength, d}
};

std::shared_ptr<TransformerModel> make(const ModelConfig& config, WeightPlan& plan) {
    return std::make_shared<Gpt2>(config, plan);
}

} // namespace

constinit const Architecture gpt2Architecture{"gpt2", readConfig, make};

} // namespace logitscope
