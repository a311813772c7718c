// Mixtral: the Llama architecture with a mixture of experts in place of each feed-forward block.
//
// Jiang et al., "Mixtral of Experts" (2024). Its files name themselves "llama": llama.cpp reads their configuration.
#include "core/model/architectures/architectures.h"
#include "core/model/attention_block.h"
#include "core/model/mixture_of_experts.h"
#include "core/model/transformer.h"
#include "core/model/weight_plan.h"

namespace logitscope {

namespace {

class Mixtral final : public TransformerModel {
public:
    Mixtral(const ModelConfig& config, WeightPlan& plan)
        : TransformerModel(config, plan, RmsNorm(plan, "output_norm", config.embeddingLength, config.normEpsilon)),
          m_layers(config.layerCount) {
        for (std::size_t i = 0; i < m_layers.size(); ++i) {
            Layer& layer = m_layers[i];
            const std::string prefix = "blk." + std::to_string(i) + ".";
            layer.attentionNorm = RmsNorm(plan, prefix + "attn_norm", config.embeddingLength, config.normEpsilon);
            planAttention(plan, prefix, config, layer.attention);
            layer.feedForwardNorm = RmsNorm(plan, prefix + "ffn_norm", config.embeddingLength, config.normEpsilon);
            planExperts(plan, prefix, config, layer.feedForward);
        }
    }

private:
    struct Layer {
        RmsNorm attentionNorm;
        AttentionProjections attention;
        RmsNorm feedForwardNorm;
        ExpertFeedForward feedForward;
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
        feedForward(pass, layer.feedForward, normed, update);
        operations.add(pass.x, update);
    }

    std::vector<Layer> m_layers;
};

} // namespace

std::shared_ptr<TransformerModel> makeMixtral(const ModelConfig& config, WeightPlan& plan) {
    return std::make_shared<Mixtral>(config, plan);
}

} // namespace logitscope
