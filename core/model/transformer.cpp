#include "core/model/transformer.h"

#include "core/model/attention.h"
#include "core/model/output_head.h"
#include "core/model/weight_plan.h"

namespace logitscope {

namespace {

// Rows of a chunk: enough to make the most of each weight read, few enough that scratch memory stays in the megabytes.
constexpr std::size_t chunkRows = 256;

Rotation rotationOf(Operations& operations, const Rope& rope, std::span<const BatchSpan> chunk, Buffer buffer) {
    return rope.dimensions() == 0 ? Rotation{} : Rotation{&rope, rotaryAngles(operations, rope, chunk, buffer)};
}

} // namespace

TransformerModel::TransformerModel(ModelConfig config, WeightPlan& plan, OutputNorm outputNorm)
    : m_config(std::move(config)), m_layout{m_config.layerCount, m_config.keyValueHeadCount, m_config.headLength},
      m_rope(m_config.rope), m_localRope(m_config.localRope), m_outputNorm(std::move(outputNorm)) {
    plan.matrix("token_embd.weight", m_config.vocabularySize, m_config.embeddingLength, m_embedding);
    if (!m_config.tiedOutput) {
        plan.matrix("output.weight", m_config.vocabularySize, m_config.embeddingLength, m_output);
    }
}

std::unique_ptr<SequenceState> TransformerModel::newState() const { return std::make_unique<KvCache>(m_layout); }

std::size_t TransformerModel::stateBytesPerToken() const { return m_layout.floatsPerToken() * sizeof(float); }

ForwardStatus TransformerModel::forward(std::span<const SequenceInput> batch, Scratch& scratch, LogitSink& sink,
                                        ForwardObserver* observer, std::stop_token stop) const {
    return forwardInChunks(batch, m_config, chunkRows, [&](std::span<const BatchSpan> chunk) {
        return runChunk(chunk, scratch, sink, observer, stop);
    });
}

void TransformerModel::finishEmbedding(const LayerPass&) const {}

ForwardStatus TransformerModel::runChunk(std::span<const BatchSpan> chunk, Scratch& scratch, LogitSink& sink,
                                         ForwardObserver* observer, const std::stop_token& stop) const {
    Operations operations(scratch);
    LayerPass pass{operations,
                   m_config,
                   LayerIndex{0},
                   chunk,
                   operations.take(Buffer::Residual, rowCount(chunk), m_config.embeddingLength),
                   rotationOf(operations, m_rope, chunk, Buffer::Angles),
                   rotationOf(operations, m_localRope, chunk, Buffer::LocalAngles),
                   observer};
    embed(m_embedding, chunk, pass.x);
    finishEmbedding(pass);
    if (observer != nullptr && observer->wantsEmbedding()) {
        forEachToken(chunk, [&](const BatchSpan& span, std::size_t token) {
            observer->onEmbedding(span.input, span.positionOf(token), pass.x.rowSpan(span.row + token));
        });
    }
    for (std::size_t i = 0; i < m_config.layerCount; ++i) {
        if (stop.stop_requested()) {
            return ForwardStatus::Cancelled;
        }
        pass.layer = static_cast<LayerIndex>(i);
        runLayer(pass);
        if (observer != nullptr && observer->wantsResidual(pass.layer)) {
            forEachToken(chunk, [&](const BatchSpan& span, std::size_t token) {
                observer->onResidual(pass.layer, span.input, span.positionOf(token), pass.x.rowSpan(span.row + token));
            });
        }
    }
    const OutputHead head{m_outputNorm, m_config.tiedOutput ? m_embedding : m_output, m_config.logitSoftCap};
    return computeLogits(operations, head, chunk, pass.x, sink, stop);
}

} // namespace logitscope
