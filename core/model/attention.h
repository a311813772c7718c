// Causal attention with grouped key/value heads over paged caches.
//
// Vaswani et al., "Attention Is All You Need" (2017); Ainslie et al., "GQA" (2023): query heads h share key/value head
// h / (headCount / keyValueHeadCount). The sums of a query run over positions in order, page by page.
#pragma once

#include "core/model/batch.h"
#include "core/model/forward_observer.h"
#include "core/model/operations.h"
#include "core/model/rope.h"

#include <limits>
#include <span>

namespace logitscope {

// How scores become weights: softmax(cap(scale * q k^T)) over the window.
struct AttentionOptions {
    float scale = 1.0F;
    float softCap = 0.0F; // cap * tanh(score / cap) (Gemma Team, "Gemma 2", 2024); 0 is none
    // Positions that a query sees, its own the last (Beltagy et al., "Longformer", 2020).
    std::size_t window = std::numeric_limits<std::size_t>::max();

    std::size_t firstVisible(std::size_t position) const { return position < window ? 0 : position - window + 1; }
};

struct AttentionShape {
    std::size_t headCount = 0;
    std::size_t keyValueHeadCount = 0; // divides headCount
    std::size_t headLength = 0;
};

// What the tokens of a chunk have in common for all layers: the rotary tables, {tokens, 2, dimensions}.
Activations rotaryAngles(Operations& operations, const Rope& rope, std::span<const BatchSpan> chunk, Buffer buffer);

// Turns the heads of every row, {tokens, heads * headLength}, by the angles of its position.
void rotate(Operations& operations, const Rope& rope, const Activations& angles, std::size_t headLength,
            const Activations& heads);

// Puts keys and values, {tokens, keyValueHeadCount * headLength} each, into the caches at their positions.
void remember(Operations& operations, LayerIndex layer, const AttentionShape& shape, std::span<const BatchSpan> chunk,
              const Activations& keys, const Activations& values);

// out = weights v over the visible positions up to the own, {tokens, headCount * headLength}.
void attend(Operations& operations, LayerIndex layer, const AttentionShape& shape, const AttentionOptions& options,
            std::span<const BatchSpan> chunk, const Activations& queries, const Activations& out,
            ForwardObserver* observer);

} // namespace logitscope
