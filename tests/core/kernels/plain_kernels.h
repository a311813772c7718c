// The kernels as their definitions read, in plain loops: what every instruction set is compared with.
#pragma once

#include "core/kernels/kernels.h"
#include "core/kernels/packed_matrix.h"
#include "core/quant/block_types.h"
#include "core/quant/rows.h"
#include "core/tensor/aligned_buffer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <random>
#include <string>
#include <vector>

namespace logitscope::test {

// The variants that this machine runs; the first is the baseline.
inline std::vector<const Kernels*> variantsHere() {
    std::vector<const Kernels*> variants;
    for (const InstructionSet set : {InstructionSet::Baseline, InstructionSet::Avx2, InstructionSet::AvxVnni,
                                     InstructionSet::Avx512, InstructionSet::Avx512Vnni}) {
        if (const Kernels* found = kernelsFor(set)) {
            variants.push_back(found);
        }
    }
    return variants;
}

// The baseline rounds products before it adds them: it is compared with a tolerance, the others bit by bit.
inline bool isFused(const Kernels& kernels) { return std::string(kernels.name) != "baseline"; }

inline std::vector<float> randomNumbers(std::size_t count, unsigned seed, float range = 1.0F) {
    std::mt19937 random(seed);
    std::vector<float> values(count);
    for (float& value : values) {
        value = (static_cast<float>(random() >> 8) * 0x1p-23F - 1.0F) * range;
    }
    return values;
}

// 32 activations as Kernels::quantise() defines them.
struct QuantisedBlock {
    float scale = 0.0F;
    std::array<std::int8_t, 32> integers{};

    int sum(std::size_t begin, std::size_t end) const {
        int total = 0;
        for (std::size_t i = begin; i < end; ++i) {
            total += integers[i];
        }
        return total;
    }
};

inline QuantisedBlock plainQuantised(const float* x) {
    float most = 0.0F;
    for (std::size_t i = 0; i < 32; ++i) {
        most = std::max(most, std::fabs(x[i]));
    }
    QuantisedBlock block;
    if (most >= smallestActivation) {
        block.scale = most / 127.0F;
        for (std::size_t i = 0; i < 32; ++i) {
            block.integers[i] = static_cast<std::int8_t>(std::nearbyint(x[i] * (127.0F / most)));
        }
    }
    return block;
}

// A matrix of a type with its packed form.
struct TestMatrix {
    DType type;
    std::size_t rows, columns;
    std::vector<std::byte> original;
    AlignedBuffer memory;
    PackedMatrix packed;

    TestMatrix(DType matrixType, std::size_t rowCount, std::size_t columnCount, unsigned seed)
        : type(matrixType), rows(rowCount), columns(columnCount), original(rows * bytesPerRow()),
          memory(AlignedBuffer::tryAllocate(PackedMatrix::bytesFor(type, rows, columns).value())),
          packed(type, rows, columns, memory.bytes().data()) {
        for (std::size_t row = 0; row < rows; ++row) {
            const auto values = randomNumbers(columns, seed + static_cast<unsigned>(row));
            encodeRow(type, values, std::span(original).subspan(row * bytesPerRow(), bytesPerRow()));
        }
        std::memset(memory.bytes().data(), 0xFF, memory.size()); // NaN wherever packing forgets to write
        packed.pack(original, 0, packed.panelCount());
    }

    std::size_t bytesPerRow() const { return rowBytes(type, columns).value(); }
    std::span<const std::byte> row(std::size_t index) const {
        return std::span(original).subspan(index * bytesPerRow(), bytesPerRow());
    }

    // The product of a row with x as Kernels::integerProduct defines it.
    float plainIntegerProduct(std::size_t index, const float* x) const {
        float sum = 0.0F;
        withBlockOf(type, [&]<typename Block>(std::type_identity<Block>) {
            forEachBlock<Block>(row(index), [&](std::size_t at, const Block& source) {
                UnpackedBlock block;
                unpack(source, block);
                for (std::size_t start = 0; start < Block::size; start += Block::groupSize) {
                    const std::size_t group = start / Block::groupSize;
                    const QuantisedBlock activations = plainQuantised(x + at * Block::size + start / 32 * 32);
                    int integers = 0;
                    for (std::size_t i = start; i < start + Block::groupSize; ++i) {
                        integers += Block::level(block.codes[i]) * activations.integers[i % 32];
                    }
                    const float step = toFloat(block.scale) * static_cast<float>(block.groupScales[group]);
                    float value = step * static_cast<float>(integers);
                    if (toFloat(block.minimum) != 0.0F) {
                        const float low = toFloat(block.minimum) * static_cast<float>(block.groupMinimums[group]);
                        const int total = activations.sum(start % 32, start % 32 + Block::groupSize);
                        value = std::fma(low, static_cast<float>(-total), value);
                    }
                    sum = std::fma(activations.scale, value, sum);
                }
            });
        });
        return sum;
    }

    // As Kernels::product does, or Kernels::integerProduct.
    float plainProduct(std::size_t index, const float* x, Precision precision) const {
        if (precision == Precision::Fast && traitsOf(type).blockSize > 1) {
            return plainIntegerProduct(index, x);
        }
        std::vector<float> weights(columns);
        decodeRow(type, row(index), weights);
        float sum = 0.0F;
        for (std::size_t k = 0; k < columns; ++k) {
            sum = std::fma(weights[k], x[k], sum);
        }
        return sum;
    }
};

// 16 lanes added pairwise: i and i + 8, then 4, 2, 1.
inline float sumOfLanes(std::array<float, 16> lanes) {
    for (std::size_t step = 8; step > 0; step /= 2) {
        for (std::size_t i = 0; i < step; ++i) {
            lanes[i] += lanes[i + step];
        }
    }
    return lanes[0];
}

inline std::vector<float> plainRmsNorm(const std::vector<float>& x, const std::vector<float>& weight, float epsilon) {
    std::array<float, 16> squares{};
    for (std::size_t i = 0; i < x.size(); ++i) {
        squares[i % 16] = std::fma(x[i], x[i], squares[i % 16]);
    }
    const float scale = 1.0F / std::sqrt(sumOfLanes(squares) / static_cast<float>(x.size()) + epsilon);
    std::vector<float> out;
    for (std::size_t i = 0; i < x.size(); ++i) {
        out.push_back(x[i] * scale * weight[i]);
    }
    return out;
}

inline std::vector<float> plainLayerNorm(const std::vector<float>& x, const std::vector<float>& weight,
                                         const std::vector<float>& bias, float epsilon) {
    const auto count = static_cast<float>(x.size());
    std::array<float, 16> lanes{};
    for (std::size_t i = 0; i < x.size(); ++i) {
        lanes[i % 16] += x[i];
    }
    const float mean = sumOfLanes(lanes) / count;
    lanes = {};
    for (std::size_t i = 0; i < x.size(); ++i) {
        lanes[i % 16] = std::fma(x[i] - mean, x[i] - mean, lanes[i % 16]);
    }
    const float scale = 1.0F / std::sqrt(sumOfLanes(lanes) / count + epsilon);
    std::vector<float> out;
    for (std::size_t i = 0; i < x.size(); ++i) {
        out.push_back(std::fma((x[i] - mean) * scale, weight[i], bias[i]));
    }
    return out;
}

} // namespace logitscope::test
