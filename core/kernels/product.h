// y = W x over the threads of a pool: every product of a forward pass, for one token and for many.
//
// Threads share out panels of rows, never a sum, so the bits do not depend on their number (kernels.h).
#pragma once

#include "core/kernels/kernels.h"
#include "core/kernels/packed_matrix.h"

#include <cstddef>
#include <span>

namespace logitscope {

class ThreadPool;

// Calls body(firstToken, width) for blocks of tokens [begin, end), which blocks must not straddle: both are multiples
// of the widest block, or the end of all tokens.
template<typename Body>
void forEachTokenBlock(const Kernels& kernels, std::size_t begin, std::size_t end, const Body& body) {
    for (const std::size_t width : kernels.blockWidths) {
        for (; end - begin >= width; begin += width) {
            body(begin, width);
        }
    }
}

// Activations regrouped for Kernels::product: blocks of tokens, {columns, width} each, as wide as the kernels take
// them.
class ActivationBlocks {
public:
    // `x` is {tokens, columns}, `workspace` as many floats; both outlive the object. One token is used where it lies.
    ActivationBlocks(const Kernels& kernels, const float* x, std::size_t tokens, std::size_t columns, float* workspace);

    std::size_t tokens() const { return m_tokens; }
    std::size_t columns() const { return m_columns; }

    // Calls body(firstToken, width, block) for the blocks of tokens [begin, end): see forEachTokenBlock().
    template<typename Body>
    void forEachBlock(std::size_t begin, std::size_t end, const Body& body) const {
        forEachTokenBlock(*m_kernels, begin, end, [&](std::size_t token, std::size_t width) {
            body(token, width, m_blocks + token * m_columns);
        });
    }

private:
    const Kernels* m_kernels;
    const float* m_blocks;
    std::size_t m_tokens;
    std::size_t m_columns;
};

// One of several matrices that read the same activations: y is {tokens, weights->rows()}.
struct ProductTarget {
    const PackedMatrix* weights = nullptr;
    float* y = nullptr;
};

// Floats of workspace that multiply() needs: the activations regrouped, and quantised beside that.
constexpr std::size_t workspaceFloats(std::size_t tokens, std::size_t columns) {
    return tokens * (columns + columns / 32 * wordsPerQuantisedBlock);
}

// All targets in one go, so that threads meet once. `x` is {tokens, columns}, `workspace` workspaceFloats(tokens,
// columns) long.
void multiply(const Kernels& kernels, ThreadPool& pool, std::span<const ProductTarget> targets, const float* x,
              std::size_t tokens, float* workspace, Precision precision);

} // namespace logitscope
