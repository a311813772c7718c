// The gated feed-forward block: down(silu(gate(x)) * up(x)). Shazeer, "GLU Variants Improve Transformer" (2020).
#pragma once

#include "core/model/operations.h"

namespace logitscope {

struct GatedFeedForward {
    PackedMatrix gate; // {feedForwardLength, embeddingLength}
    PackedMatrix up;   // {feedForwardLength, embeddingLength}
    PackedMatrix down; // {embeddingLength, feedForwardLength}
};

// x and out are {tokens, embeddingLength} and may be the same.
void feedForward(Operations& operations, const GatedFeedForward& weights, const Activations& x, const Activations& out);

} // namespace logitscope
