// The Llama architecture: RMSNorm before each block, rotary positions, grouped-query attention, SwiGLU.
//
// Touvron et al., "LLaMA: Open and Efficient Foundation Language Models" (2023) and "Llama 2" (2023). Files that call
// themselves "llama" also hold TinyLlama, SmolLM and others of the same shape.
#pragma once

#include "core/base/result.h"
#include "core/model/attention.h"
#include "core/model/feed_forward.h"
#include "core/model/language_model.h"
#include "core/model/rope.h"
#include "core/tensor/aligned_buffer.h"

#include <memory>
#include <vector>

namespace logitscope {

class ModelFile;
class WeightPlan;

class LlamaModel final : public LanguageModel {
public:
    // The configuration of a file whose architecture is "llama", every number checked.
    static Result<ModelConfig> readConfig(const ModelFile& file);

    // Tells the plan which tensors fill this model; the object must stay where it is until the plan has been loaded.
    LlamaModel(ModelConfig config, WeightPlan& plan);
    // Takes the memory that the plan filled.
    void own(AlignedBuffer weights) { m_memory = std::move(weights); }

    const ModelConfig& config() const override { return m_config; }
    std::unique_ptr<SequenceState> newState() const override;
    std::size_t stateBytesPerToken() const override;
    ForwardStatus forward(std::span<const SequenceInput> batch, Scratch& scratch, LogitSink& sink,
                          ForwardObserver* observer, std::stop_token stop) const override;

private:
    struct Layer {
        std::vector<float> attentionNorm;   // {d}
        PackedMatrix query;                 // {heads * headLength, d}
        PackedMatrix key;                   // {keyValueHeads * headLength, d}
        PackedMatrix value;                 // {keyValueHeads * headLength, d}
        PackedMatrix attentionOutput;       // {d, heads * headLength}
        std::vector<float> feedForwardNorm; // {d}
        GatedFeedForward feedForward;
    };

    ForwardStatus runChunk(std::span<const BatchSpan> chunk, Scratch& scratch, LogitSink& sink,
                           ForwardObserver* observer, const std::stop_token& stop) const;
    void runLayer(LayerIndex index, std::span<const BatchSpan> chunk, Operations& operations, const Activations& angles,
                  const Activations& x, ForwardObserver* observer) const;

    ModelConfig m_config;
    KvLayout m_layout;
    AttentionShape m_shape;
    Rope m_rope;
    PackedMatrix m_embedding; // {vocabulary, d}
    std::vector<Layer> m_layers;
    std::vector<float> m_outputNorm; // {d}
    PackedMatrix m_output;           // {vocabulary, d}; the embedding itself when tied
    AlignedBuffer m_memory;
};

} // namespace logitscope
