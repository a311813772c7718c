#include "core/model/llama.h"

#include "core/model/output_head.h"
#include "core/model/weight_plan.h"

#include <cassert>
#include <string>

namespace logitscope {

namespace {

// Rows of a chunk: enough to make the most of each weight read, few enough that scratch memory stays in the megabytes.
constexpr std::size_t chunkRows = 256;

} // namespace

LlamaModel::LlamaModel(ModelConfig config, WeightPlan& plan)
    : m_config(std::move(config)), m_layout{m_config.layerCount, m_config.keyValueHeadCount, m_config.headLength},
      m_shape{m_config.headCount, m_config.keyValueHeadCount, m_config.headLength}, m_rope(m_config.rope),
      m_layers(m_config.layerCount) {
    const std::size_t d = m_config.embeddingLength;
    const std::size_t queryLength = m_config.headCount * m_config.headLength;
    const std::size_t keyValueLength = m_config.keyValueHeadCount * m_config.headLength;
    plan.matrix("token_embd.weight", m_config.vocabularySize, d, m_embedding);
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        Layer& layer = m_layers[i];
        const std::string prefix = "blk." + std::to_string(i) + ".";
        plan.vector(prefix + "attn_norm.weight", d, layer.attentionNorm);
        plan.matrix(prefix + "attn_q.weight", queryLength, d, layer.query);
        plan.matrix(prefix + "attn_k.weight", keyValueLength, d, layer.key);
        plan.matrix(prefix + "attn_v.weight", keyValueLength, d, layer.value);
        plan.matrix(prefix + "attn_output.weight", d, queryLength, layer.attentionOutput);
        plan.vector(prefix + "ffn_norm.weight", d, layer.feedForwardNorm);
        plan.matrix(prefix + "ffn_gate.weight", m_config.feedForwardLength, d, layer.feedForward.gate);
        plan.matrix(prefix + "ffn_up.weight", m_config.feedForwardLength, d, layer.feedForward.up);
        plan.matrix(prefix + "ffn_down.weight", d, m_config.feedForwardLength, layer.feedForward.down);
    }
    plan.vector("output_norm.weight", d, m_outputNorm);
    if (!m_config.tiedOutput) {
        plan.matrix("output.weight", m_config.vocabularySize, d, m_output);
    }
}

std::unique_ptr<SequenceState> LlamaModel::newState() const { return std::make_unique<KvCache>(m_layout); }

std::size_t LlamaModel::stateBytesPerToken() const { return m_layout.floatsPerToken() * sizeof(float); }

ForwardStatus LlamaModel::forward(std::span<const SequenceInput> batch, Scratch& scratch, LogitSink& sink,
                                  ForwardObserver* observer, std::stop_token stop) const {
    return forwardInChunks(batch, m_config, chunkRows, [&](std::span<const BatchSpan> chunk) {
        return runChunk(chunk, scratch, sink, observer, stop);
    });
}

ForwardStatus LlamaModel::runChunk(std::span<const BatchSpan> chunk, Scratch& scratch, LogitSink& sink,
                                   ForwardObserver* observer, const std::stop_token& stop) const {
    Operations operations(scratch);
    const Activations angles = rotaryAngles(operations, m_rope, chunk);
    const Activations x = operations.take(Buffer::Residual, rowCount(chunk), m_config.embeddingLength); // {tokens, d}
    embed(m_embedding, chunk, x);
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        if (stop.stop_requested()) {
            return ForwardStatus::Cancelled;
        }
        const auto layer = static_cast<LayerIndex>(i);
        runLayer(layer, chunk, operations, angles, x, observer);
        if (observer != nullptr && observer->wantsResidual(layer)) {
            showResidual(*observer, layer, chunk, x);
        }
    }
    return computeLogits(operations, {m_outputNorm, m_config.normEpsilon, m_config.tiedOutput ? m_embedding : m_output},
                         chunk, x, sink, stop);
}

void LlamaModel::runLayer(LayerIndex index, std::span<const BatchSpan> chunk, Operations& operations,
                          const Activations& angles, const Activations& x, ForwardObserver* observer) const {
    const Layer& layer = m_layers[indexOf(index)];
    const std::size_t tokens = x.rows;
    const Activations normed = operations.take(Buffer::Normed, tokens, m_config.embeddingLength); // {tokens, d}
    const Activations update = operations.take(Buffer::Update, tokens, m_config.embeddingLength); // {tokens, d}
    const Activations query = operations.take(Buffer::Query, tokens, layer.query.rows()); // {tokens, heads * length}
    const Activations key = operations.take(Buffer::Key, tokens, layer.key.rows());       // {tokens, kvHeads * length}
    const Activations value = operations.take(Buffer::Value, tokens, layer.value.rows()); // {tokens, kvHeads * length}
    const Activations attended =
        operations.take(Buffer::Attended, tokens, layer.query.rows()); // {tokens, heads * length}

    operations.rmsNorm(x, layer.attentionNorm, m_config.normEpsilon, normed);
    operations.multiply({{layer.query, query}, {layer.key, key}, {layer.value, value}}, normed);
    rotate(operations, m_rope, angles, m_shape.headLength, query);
    rotate(operations, m_rope, angles, m_shape.headLength, key);
    remember(operations, index, m_shape, chunk, key, value);
    attend(operations, index, m_shape, chunk, query, attended, observer);
    operations.multiply({{layer.attentionOutput, update}}, attended);
    operations.add(x, update);

    operations.rmsNorm(x, layer.feedForwardNorm, m_config.normEpsilon, normed);
    feedForward(operations, layer.feedForward, normed, update);
    operations.add(x, update);
}

} // namespace logitscope
