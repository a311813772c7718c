// A batch cut into chunks: which tokens go through the layers together.
//
// All tokens of a chunk, of whatever sequences, are rows of the same matrices. Large prompts are cut so that scratch
// memory stays bounded; by the determinism contract the cut changes no bit.
#pragma once

#include "core/model/kv_cache.h"
#include "core/model/language_model.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace logitscope {

// Consecutive tokens of one sequence.
struct BatchSpan {
    std::size_t input = 0; // index in the batch
    KvCache* cache = nullptr;
    std::span<const TokenId> tokens;
    std::size_t position = 0;    // of the first token
    std::size_t row = 0;         // of the first token, in the chunk's matrices
    std::size_t firstLogits = 0; // logits are wanted of tokens [firstLogits, tokens.size())

    Position positionOf(std::size_t token) const { return static_cast<Position>(position + token); }
};

using BatchChunk = std::vector<BatchSpan>;

inline std::size_t rowCount(std::span<const BatchSpan> chunk) {
    return chunk.empty() ? 0 : chunk.back().row + chunk.back().tokens.size();
}

// Calls body(span, token) for the rows [begin, end) of a chunk.
template<typename Body>
void forEachToken(std::span<const BatchSpan> chunk, std::size_t begin, std::size_t end, const Body& body) {
    for (const BatchSpan& span : chunk) {
        const std::size_t last = std::min(end, span.row + span.tokens.size());
        for (std::size_t row = std::max(begin, span.row); row < last; ++row) {
            body(span, row - span.row);
        }
    }
}

// The same for all rows.
template<typename Body>
void forEachToken(std::span<const BatchSpan> chunk, const Body& body) {
    forEachToken(chunk, 0, rowCount(chunk), body);
}

// In the order of the batch and of positions, at most `maxRows` rows in a chunk. The states must be KvCaches.
std::vector<BatchChunk> cutIntoChunks(std::span<const SequenceInput> batch, std::size_t maxRows);

} // namespace logitscope
