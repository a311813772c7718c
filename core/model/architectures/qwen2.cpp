// The Qwen2 architecture: Llama's, with a bias on queries, keys and values and rotary pairs in halves.
//
// Qwen Team, "Qwen2 Technical Report" (2024); Qwen1.5 and Qwen2.5 files call themselves "qwen2" too.
#include "core/model/architectures/architectures.h"
#include "core/model/attention_block.h"
#include "core/model/config_parts.h"
#include "core/model/feed_forward.h"
#include "core/model/transformer.h"
#include "core/model/weight_plan.h"

namespace logitscope {

namespace {

Result<ModelConfig> readConfig(const ModelFile& file) {
    ConfigReader reader(file, "qwen2");
    ModelConfig config = readShape(reader, "qwen2");
    config.normEpsilon = reader.number("attention.layer_norm_rms_epsilon", 0.0, 1.0);
    config.rope = readRope(reader, config, RopeConfig::Pairing::Halves);
    return finished(reader, std::move(config));
}

class Qwen2 final : public TransformerModel {
public:
    Qwen2(const ModelConfig& config, WeightPlan& plan)
        : TransformerModel(config, plan, RmsNorm(plan, "output_norm", config.embeddingLength, config.normEpsilon)),
          m_layers(config.layerCount) {
        const std::size_t d = config.embeddingLength;
        const double epsilon = config.normEpsilon;
        for (std::size_t i = 0; i < m_layers.size(); ++i) {
            Layer& layer = m_layers[i];
            const std::string prefix = "blk." + std::to_string(i) + ".";
            layer.attentionNorm = RmsNorm(plan, prefix + "attn_norm", d, epsilon);
            planAttention(plan, prefix, config, layer.attention);
            plan.vector(prefix + "attn_q.bias", config.headCount * config.headLength, layer.queryBias);
            plan.vector(prefix + "attn_k.bias", config.keyValueHeadCount * config.headLength, layer.keyBias);
            plan.vector(prefix + "attn_v.bias", config.keyValueHeadCount * config.headLength, layer.valueBias);
            layer.feedForwardNorm = RmsNorm(plan, prefix + "ffn_norm", d, epsilon);
            planFeedForward(plan, prefix, config, layer.feedForward);
        }
    }

private:
    struct Layer {
        RmsNorm attentionNorm;
        AttentionProjections attention;
        std::vector<float> queryBias; // {headCount * headLength}
        std::vector<float> keyBias;   // {keyValueHeadCount * headLength}
        std::vector<float> valueBias; // {keyValueHeadCount * headLength}
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
        operations.addBias(heads.query, layer.queryBias);
        operations.addBias(heads.key, layer.keyBias);
        operations.addBias(heads.value, layer.valueBias);
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
    return std::make_shared<Qwen2>(config, plan);
}

} // namespace

constinit const Architecture qwen2Architecture{"qwen2", readConfig, make};

} // namespace logitscope
