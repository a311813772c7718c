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

    virtual bool wantsAttention(LayerIndex) const { return false; }
    // Softmax weights of one query over positions 0..position: position + 1 numbers that sum to 1.
    virtual void onAttention(LayerIndex, HeadIndex, std::size_t inputIndex, Position, std::span<const float> weights) {
        (void)inputIndex;
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
