// The Phi-3 architecture: Llama's, with queries, keys and values in one matrix, gate and up in another, rotary pairs in
// halves, and a sliding window in every layer.
//
// Abdin et al., "Phi-3 Technical Report" (2024). The variants for long contexts have LongRoPE (Ding et al., 2024): one
// set of frequency factors up to the context that the model was first trained on, another beyond it. Which one holds
// would depend on tokens that follow, so here the context ends with the first and its factors are used.
#include "core/model/architectures/architectures.h"
#include "core/model/attention_block.h"
#include "core/model/config_parts.h"
#include "core/model/feed_forward.h"
#include "core/model/transformer.h"
#include "core/model/weight_plan.h"

namespace logitscope {

namespace {

constexpr const char* shortFactors = "rope_factors_short.weight";
constexpr const char* longFactors = "rope_factors_long.weight";

void readLongRope(ConfigReader& reader, ModelConfig& config) {
    config.rope.frequencyFactors = readFrequencyFactors(reader, shortFactors, config.rope.dimensions / 2);
    config.rope.attentionFactor = reader.number("rope.scaling.attn_factor", 0.0, 1e6);
    config.contextLength =
        std::min(config.contextLength, reader.size("rope.scaling.original_context_length", 1, largestContext));
}

Result<ModelConfig> readConfig(const ModelFile& file) {
    ConfigReader reader(file, "phi3");
    ModelConfig config = readShape(reader, "phi3");
    config.normEpsilon = reader.number("attention.layer_norm_rms_epsilon", 0.0, 1.0);
    config.rope = readRotation(reader, config, RopeConfig::Pairing::Halves);
    if (file.tensor(shortFactors) != nullptr) {
        readLongRope(reader, config);
    } else {
        readScaling(reader, config, config.rope);
    }
    config.slidingWindow = reader.size("attention.sliding_window", 0, largestContext, 0);
    return finished(reader, std::move(config));
}

class Phi3 final : public TransformerModel {
public:
    Phi3(const ModelConfig& config, WeightPlan& plan)
        : TransformerModel(config, plan, RmsNorm(plan, "output_norm", config.embeddingLength, config.normEpsilon)),
          m_layers(config.layerCount) {
        const std::size_t d = config.embeddingLength;
        const double epsilon = config.normEpsilon;
        const std::size_t length = config.feedForwardLength;
        if (plan.has(shortFactors)) {
            plan.alreadyRead(shortFactors);
            plan.alreadyRead(longFactors);
        }
        for (std::size_t i = 0; i < m_layers.size(); ++i) {
            Layer& layer = m_layers[i];
            const std::string prefix = "blk." + std::to_string(i) + ".";
            layer.attentionNorm = RmsNorm(plan, prefix + "attn_norm", d, epsilon);
            planFusedAttention(plan, prefix, config, layer.attention);
            layer.feedForwardNorm = RmsNorm(plan, prefix + "ffn_norm", d, epsilon);
            plan.slice(prefix + "ffn_up.weight", {2 * length, d}, 0, length, layer.feedForward.gate);
            plan.slice(prefix + "ffn_up.weight", {2 * length, d}, length, length, layer.feedForward.up);
            plan.matrix(prefix + "ffn_down.weight", d, length, layer.feedForward.down);
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
    return std::make_shared<Phi3>(config, plan);
}

} // namespace

constinit const Architecture phi3Architecture{"phi3", readConfig, make};

} // namespace logitscope
