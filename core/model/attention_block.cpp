#include "core/model/attention_block.h"

#include "core/model/attention.h"
#include "core/model/rope.h"
#include "core/model/weight_plan.h"

namespace logitscope {

void planAttention(WeightPlan& plan, const std::string& prefix, const ModelConfig& config,
                   AttentionProjections& target) {
    const std::size_t d = config.embeddingLength;
    const std::size_t queryLength = config.headCount * config.headLength;
    const std::size_t keyValueLength = config.keyValueHeadCount * config.headLength;
    plan.matrix(prefix + "attn_q.weight", queryLength, d, target.query);
    plan.matrix(prefix + "attn_k.weight", keyValueLength, d, target.key);
    plan.matrix(prefix + "attn_v.weight", keyValueLength, d, target.value);
    plan.matrix(prefix + "attn_output.weight", d, queryLength, target.output);
}

void planFusedAttention(WeightPlan& plan, const std::string& prefix, const ModelConfig& config,
                        AttentionProjections& target) {
    const std::size_t d = config.embeddingLength;
    const std::size_t queryLength = config.headCount * config.headLength;
    const std::size_t keyValueLength = config.keyValueHeadCount * config.headLength;
    const std::string name = prefix + "attn_qkv.weight";
    const std::vector<std::size_t> shape{queryLength + 2 * keyValueLength, d};
    plan.slice(name, shape, 0, queryLength, target.query);
    plan.slice(name, shape, queryLength, keyValueLength, target.key);
    plan.slice(name, shape, queryLength + keyValueLength, keyValueLength, target.value);
    plan.matrix(prefix + "attn_output.weight", d, queryLength, target.output);
}

void planFusedBias(WeightPlan& plan, const std::string& prefix, const ModelConfig& config, ProjectionBias& target) {
    const std::size_t length = (config.headCount + 2 * config.keyValueHeadCount) * config.headLength;
    plan.vector(prefix + "attn_qkv.bias", length, target.all);
}

Heads project(const LayerPass& pass, const AttentionProjections& weights, const Activations& x) {
    Operations& operations = pass.operations;
    const Heads heads{operations.take(Buffer::Query, x.rows, weights.query.rows()),
                      operations.take(Buffer::Key, x.rows, weights.key.rows()),
                      operations.take(Buffer::Value, x.rows, weights.value.rows())};
    operations.multiply({{weights.query, heads.query}, {weights.key, heads.key}, {weights.value, heads.value}}, x);
    return heads;
}

void addBias(Operations& operations, const ProjectionBias& bias, const Heads& heads) {
    std::span<const float> rest = bias.all;
    for (const Activations& part : {heads.query, heads.key, heads.value}) {
        operations.addBias(part, rest.first(part.width));
        rest = rest.subspan(part.width);
    }
}

void normalizeHeads(const LayerPass& pass, const RmsNorm& queryNorm, const RmsNorm& keyNorm, const Heads& heads) {
    const Activations queries = heads.query.inPieces(pass.config.headLength);
    const Activations keys = heads.key.inPieces(pass.config.headLength);
    queryNorm.apply(pass.operations, queries, queries);
    keyNorm.apply(pass.operations, keys, keys);
}

void rotate(const LayerPass& pass, const Rotation& rotation, const Heads& heads) {
    rotate(pass.operations, *rotation.rope, rotation.angles, pass.config.headLength, heads.query);
    rotate(pass.operations, *rotation.rope, rotation.angles, pass.config.headLength, heads.key);
}

Activations attend(const LayerPass& pass, const Heads& heads) {
    const ModelConfig& config = pass.config;
    const AttentionShape shape{config.headCount, config.keyValueHeadCount, config.headLength};
    AttentionOptions options;
    options.scale = static_cast<float>(config.attentionScale);
    options.softCap = static_cast<float>(config.scoreSoftCap);
    if (config.isWindowed(indexOf(pass.layer))) {
        options.window = config.slidingWindow;
    }
    if (pass.observer != nullptr && pass.observer->wantsHeads(pass.layer)) {
        forEachToken(pass.chunk, [&](const BatchSpan& span, std::size_t token) {
            const std::size_t row = span.row + token;
            pass.observer->onHeads(pass.layer, span.input, span.positionOf(token), heads.query.rowSpan(row),
                                   heads.key.rowSpan(row), heads.value.rowSpan(row));
        });
    }
    remember(pass.operations, pass.layer, shape, pass.chunk, heads.key, heads.value);
    const Activations attended = pass.operations.take(Buffer::Attended, heads.query.rows, heads.query.width);
    attend(pass.operations, pass.layer, shape, options, pass.chunk, heads.query, attended, pass.observer);
    return attended;
}

} // namespace logitscope
