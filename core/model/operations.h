// The vocabulary in which forward passes are written: whole activation matrices in, whole matrices out.
//
// Thin: each call runs one kernel over the rows or panels of its arguments on the threads of the scratch memory's pool.
// Lives for one forward() call; used by the thread that calls it.
#pragma once

#include "core/kernels/product.h"
#include "core/model/scratch.h"

#include <cstddef>
#include <initializer_list>
#include <span>

namespace logitscope {

// A matrix {rows, width} of floats in scratch memory; a row is what belongs to one token of the batch.
struct Activations {
    float* data = nullptr;
    std::size_t rows = 0;
    std::size_t width = 0;

    float* row(std::size_t index) const { return data + index * width; }
    std::span<float> rowSpan(std::size_t index) const { return {row(index), width}; }
    // The same numbers as rows of `length`, which divides the width: heads.
    Activations inPieces(std::size_t length) const { return {data, rows * (width / length), length}; }
};

// The buffers of a forward pass; each is one slot of the scratch memory.
enum class Buffer : std::size_t {
    Residual,
    Normed,
    Query,
    Key,
    Value,
    Attended,
    Gate,
    Up,
    Update,
    Angles,
    Scores,
    Blocks,
    Logits,
    LocalAngles,
    Router,
    ExpertInput,
    ExpertOutput,
    Parallel
};

class Operations {
public:
    explicit Operations(Scratch& scratch) : m_scratch(&scratch) {}

    ThreadPool& pool() const { return m_scratch->pool(); }
    const Kernels& kernels() const { return m_scratch->kernels(); }

    // The content is undefined; what the buffer held before is gone.
    Activations take(Buffer buffer, std::size_t rows, std::size_t width);

    // out = x / rms(x) * weight, row by row.
    void rmsNorm(const Activations& x, std::span<const float> weight, double epsilon, const Activations& out);

    // out = layerNorm(x) * weight + bias, row by row.
    void layerNorm(const Activations& x, std::span<const float> weight, std::span<const float> bias, double epsilon,
                   const Activations& out);

    // target.y = x W^T for every target.
    struct Product {
        const PackedMatrix& weights; // {out.width, x.width}
        const Activations& out;
    };
    void multiply(std::initializer_list<Product> products, const Activations& x);

    // gate = silu(gate) * up.
    void siluProduct(const Activations& gate, const Activations& up);

    // gate = gelu(gate) * up, and x = gelu(x), in the approximation by tanh.
    void geluProduct(const Activations& gate, const Activations& up);
    void gelu(const Activations& x);

    // x += y.
    void add(const Activations& x, const Activations& y);
    // Every row of x += bias.
    void addBias(const Activations& x, std::span<const float> bias);

    // x *= factor.
    void scale(const Activations& x, float factor);

    // x = cap * tanh(x / cap).
    void softCap(const Activations& x, double cap);

private:
    Scratch* m_scratch;
};

} // namespace logitscope
