// What every Transformer here shares: embedding, the walk through the layers, output head, states.
//
// An architecture is one file in architectures/: its configuration keys, its weights, and runLayer(), which reads like
// its paper in the words of attention_block.h, feed_forward.h, norm.h and operations.h.
#pragma once

#include "core/model/layer_pass.h"
#include "core/model/norm.h"
#include "core/model/rope.h"
#include "core/tensor/aligned_buffer.h"

#include <memory>
#include <variant>
#include <vector>

namespace logitscope {

class WeightPlan;

using OutputNorm = std::variant<RmsNorm, LayerNorm>;

class TransformerModel : public LanguageModel {
public:
    // Takes the memory that the plan filled.
    void own(AlignedBuffer weights) { m_memory = std::move(weights); }

    const ModelConfig& config() const override { return m_config; }
    std::unique_ptr<SequenceState> newState() const override;
    std::size_t stateBytesPerToken() const override;
    ForwardStatus forward(std::span<const SequenceInput> batch, Scratch& scratch, LogitSink& sink,
                          ForwardObserver* observer, std::stop_token stop) const override;

protected:
    // Tells the plan of the embedding and the output matrix; the object must stay where it is until the plan has been
    // loaded.
    TransformerModel(ModelConfig config, WeightPlan& plan, OutputNorm outputNorm);

    // pass.x goes from the embedding of the tokens to what the first layer reads; does nothing unless overridden.
    virtual void finishEmbedding(const LayerPass& pass) const;
    // Adds one layer's updates to pass.x.
    virtual void runLayer(const LayerPass& pass) const = 0;

private:
    ForwardStatus runChunk(std::span<const BatchSpan> chunk, Scratch& scratch, LogitSink& sink,
                           ForwardObserver* observer, const std::stop_token& stop) const;

    ModelConfig m_config;
    KvLayout m_layout;
    Rope m_rope;
    Rope m_localRope;
    PackedMatrix m_embedding; // {vocabulary, d}
    OutputNorm m_outputNorm;  // {d}
    PackedMatrix m_output;    // {vocabulary, d}; the embedding itself when tied
    AlignedBuffer m_memory;
};

} // namespace logitscope
