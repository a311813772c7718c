// The arithmetic of a forward pass on raw memory: one table of functions per instruction set, chosen once at start.
//
// Contract of every function: each output is computed in one fixed order that depends on nothing but the length of its
// sum, so results are bit-identical for any batch, any split between threads, and for AVX2 and AVX-512 alike (both fuse
// multiply and add, 16 lanes wide). The baseline rounds twice where the others round once; it agrees with itself.
// Pure and thread-safe; no function allocates. Pointers need no alignment unless said.
#pragma once

#include "core/tensor/dtype.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace logitscope {

// Panels of one matrix (packed_matrix.h) times one block of activations.
struct ProductArguments {
    const std::byte* panels = nullptr; // the first of `panelCount`, 64-byte aligned
    std::size_t panelCount = 0;
    std::size_t panelBytes = 0;
    std::size_t rows = 0;                   // outputs wanted of these panels: the last panel may have fewer than 16
    std::size_t columns = 0;                // length of the sums
    const float* x = nullptr;               // {columns, width}: the activations of a token are a column of the block
    const std::int32_t* integers = nullptr; // what quantise() made of them: integer products read these instead of x
    std::size_t width = 0;                  // tokens: one of blockWidths
    float* y = nullptr;                     // {width, rows}: row t at y + t * yStride
    std::size_t yStride = 0;
};

// Sum over positions of weight times value vector: what attention reads out of a cache.
struct WeightedSumArguments {
    const float* const* pages = nullptr; // the values, {pageLength, stride}, lie at pageOffset in each page
    std::size_t pageOffset = 0;          // floats
    std::size_t pageLength = 0;          // positions in a page
    std::size_t stride = 0;              // floats from one position to the next; a multiple of 16
    std::size_t positions = 0;           // length of the sum, over all pages
    const float* weights = nullptr;      // {queries, positions}: query q at weights + q * weightStride
    std::size_t weightStride = 0;
    std::size_t queries = 0;
    float* out = nullptr; // {queries, stride}: query q at out + q * outStride
    std::size_t outStride = 0;
};

// How quantised weights are multiplied: by activations of 8 bits (several times faster; the error is that of rounding
// each activation to a 254th of the range of its 32), or by the activations as they are.
enum class Precision : unsigned char { Fast, Precise };

// By DType.
using ProductTable = std::array<void (*)(const ProductArguments&), dtypeCount>;

// Quantised activations: words for every 32 columns of a token.
constexpr std::size_t wordsPerQuantisedBlock = 12;
// A block of 32 activations that are all smaller becomes 0.
constexpr float smallestActivation = 1e-30F;

struct Kernels {
    const char* name; // "AVX-512"

    // Block widths that product() takes, largest first; the last is 1.
    std::span<const std::size_t> blockWidths;

    // y = W x: acc = fma(w, x, acc) in order of columns, with w the exact number that core/quant decodes.
    ProductTable product;

    // y = W x for the quantised types (null for the others), with x as quantise() left it. For each group of columns
    // that share a scale (32, or 16 in Q2_K, Q3_K and Q6_K; panel_layout.h), in order:
    // value = step * (sum of (code - middle) * integer), with minimums value = fma(low, -(sum of integers), value);
    // acc = fma(scale of the 32 activations, value, acc). The sums are exact.
    ProductTable integerProduct;

    // Activations, `width` rows of `columns` floats (a multiple of 32), as bytes: of every 32 the largest magnitude
    // becomes 127, integer = x * (127 / largest) rounded to nearest, ties to even, scale = largest / 127. Where one of
    // them is no finite number the scale is NaN. `out` holds width * columns / 32 * wordsPerQuantisedBlock words.
    void (*quantise)(const float* x, std::size_t width, std::size_t columns, std::int32_t* out);

    // out = x / sqrt(mean(x^2) + epsilon) * weight. Zhang and Sennrich, "Root Mean Square Layer Normalization" (2019).
    // The sum of squares has 16 partial sums (index modulo 16), added pairwise.
    void (*rmsNorm)(const float* x, const float* weight, float epsilon, std::size_t count, float* out);

    // out = (x - mean(x)) / sqrt(mean((x - mean(x))^2) + epsilon) * weight + bias. Ba, Kiros and Hinton, "Layer
    // Normalization" (2016). Both sums as in rmsNorm.
    void (*layerNorm)(const float* x, const float* weight, const float* bias, float epsilon, std::size_t count,
                      float* out);

    // row = softmax(row * scale) in place. `row` has room for `count` rounded up to 16; the rest becomes 0.
    void (*softmax)(float* row, std::size_t count, float scale);

    // out = silu(gate) * up, silu(v) = v / (1 + exp(-v)). Shazeer, "GLU Variants Improve Transformer" (2020).
    void (*siluProduct)(const float* gate, const float* up, std::size_t count, float* out);

    // The same with gelu(v) = v / (1 + exp(-2 sqrt(2 / pi) (v + 0.044715 v^3))), which is 0.5 v (1 + tanh(...)) without
    // its cancellation. Hendrycks and Gimpel, "Gaussian Error Linear Units" (2016), the approximation by tanh.
    void (*geluProduct)(const float* gate, const float* up, std::size_t count, float* out);
    // x = gelu(x).
    void (*gelu)(float* x, std::size_t count);

    // x = cap * tanh(x * scale / cap). Gemma Team, "Gemma 2" (2024), section 2.
    void (*softCap)(float* x, std::size_t count, float scale, float cap);

    // x += y.
    void (*add)(float* x, const float* y, std::size_t count);

    // x[i] = x[i] * cosines[i] + x[partner] * sines[i] for i < count, where i and partner are a pair: (2j, 2j + 1), or
    // (j, j + count / 2). With cos, cos and -sin, +sin of an angle at a pair's places this turns the pair by the angle.
    // Su et al., "RoFormer" (2021). `count` is even.
    void (*rotateInterleaved)(float* x, const float* cosines, const float* sines, std::size_t count);
    void (*rotateHalves)(float* x, const float* cosines, const float* sines, std::size_t count);

    void (*weightedSum)(const WeightedSumArguments&);

    // out = exp(x); for tests of the approximation. Below -87.3 it is 0, from 88.3 on it stays at exp(88.3).
    void (*exponential)(const float* x, std::size_t count, float* out);
};

// The VNNI sets differ from those without in their integer products only.
enum class InstructionSet : unsigned char { Baseline, Avx2, AvxVnni, Avx512, Avx512Vnni };

// Null when this machine (or this build) does not have the set.
const Kernels* kernelsFor(InstructionSet set);

// The fastest that this machine has.
const Kernels& bestKernels();

} // namespace logitscope
