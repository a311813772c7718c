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

// Activations regrouped for Kernels::product: blocks of tokens, {columns, width} each, as wide as the kernels take
// them.
class ActivationBlocks {
public:
    // `x` is {tokens, columns}, `workspace` as many floats; both outlive the object. One token is used where it lies.
    ActivationBlocks(const Kernels& kernels, const float* x, std::size_t tokens, std::size_t columns, float* workspace);

    std::size_t tokens() const { return m_tokens; }
    std::size_t columns() const { return m_columns; }

    // Calls body(firstToken, width, block) for the blocks of tokens [begin, end), which blocks must not straddle:
    // both are multiples of the widest block, or the end.
    template<typename Body>
    void forEachBlock(std::size_t begin, std::size_t end, const Body& body) const {
        for (const std::size_t width : m_kernels->blockWidths) {
            for (; end - begin >= width; begin += width) {
                body(begin, width, m_blocks + begin * m_columns);
            }
        }
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

// All targets in one go, so that threads meet once. `workspace` as for ActivationBlocks; `x` is {tokens, columns}.
void multiply(const Kernels& kernels, ThreadPool& pool, std::span<const ProductTarget> targets, const float* x,
              std::size_t tokens, float* workspace);

} // namespace logitscope
