// Looks into a forward pass. Null in normal runs; attaching one never changes a bit of the logits.
//
// The model asks first, so that what nobody wants costs nothing. Calls come on the thread that called forward(), layer
// by layer; spans are valid during the call only.
#pragma once

#include "core/base/ids.h"

#include <cstddef>
#include <span>

namespace logitscope {

class ForwardObserver {
public:
    virtual ~ForwardObserver() = default;

    virtual bool wantsEmbedding() const { return false; }
    // The residual stream before the first layer (embeddingLength numbers).
    virtual void onEmbedding(std::size_t inputIndex, Position, std::span<const float> residual) {
        (void)inputIndex;
        (void)residual;
    }

    virtual bool wantsHeads(LayerIndex) const { return false; }
    // Queries {headCount, headLength}, keys and values {keyValueHeadCount, headLength} of one token, as attention sees
    // them: rotated, where the model rotates.
    virtual void onHeads(LayerIndex, std::size_t inputIndex, Position, std::span<const float> queries,
                         std::span<const float> keys, std::span<const float> values) {
        (void)inputIndex;
        (void)queries;
        (void)keys;
        (void)values;
    }

    virtual bool wantsAttention(LayerIndex) const { return false; }
    // Softmax weights of one query over positions 0..position: position + 1 numbers that sum to 1, 0 before
    // the window of a windowed layer.
    virtual void onAttention(LayerIndex, HeadIndex, std::size_t inputIndex, Position, std::span<const float> weights) {
        (void)inputIndex;
        (void)weights;
    }

    virtual bool wantsRouting(LayerIndex) const { return false; }
    // The experts that work for a token and their weights, which sum to 1, largest first.
    virtual void onRouting(LayerIndex, std::size_t inputIndex, Position, std::span<const ExpertIndex> experts,
                           std::span<const float> weights) {
        (void)inputIndex;
        (void)experts;
        (void)weights;
    }

    virtual bool wantsResidual(LayerIndex) const { return false; }
    // The residual stream after the layer (embeddingLength numbers).
    virtual void onResidual(LayerIndex, std::size_t inputIndex, Position, std::span<const float> residual) {
        (void)inputIndex;
        (void)residual;
    }
};

} // namespace logitscope
