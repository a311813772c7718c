// One chunk of tokens on its way through one layer: what a layer's code works on.
#pragma once

#include "core/model/batch.h"
#include "core/model/forward_observer.h"
#include "core/model/model_config.h"
#include "core/model/operations.h"

#include <span>

namespace logitscope {

class Rope;

// The turns of a chunk's tokens. `rope` is null for a model without rotary positions.
struct Rotation {
    const Rope* rope = nullptr;
    Activations angles; // {tokens, 2 * dimensions}
};

struct LayerPass {
    Operations& operations;
    const ModelConfig& config;
    LayerIndex layer;
    std::span<const BatchSpan> chunk;
    Activations x; // the residual stream, {tokens, d}
    Rotation rotation;
    Rotation localRotation; // of windowed layers, where they have their own
    ForwardObserver* observer;

    // The two matrices {tokens, d} between the residual stream and the blocks.
    Activations normed() const { return operations.take(Buffer::Normed, x.rows, x.width); }
    Activations update() const { return operations.take(Buffer::Update, x.rows, x.width); }
};

} // namespace logitscope
