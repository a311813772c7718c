// The kernels as their definitions read, in plain loops: what every instruction set is compared with.
#pragma once

#include "core/kernels/kernels.h"
#include "core/kernels/packed_matrix.h"
#include "core/quant/q8_0.h"
#include "core/quant/rows.h"
#include "core/tensor/aligned_buffer.h"

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
    for (const InstructionSet set : {InstructionSet::Baseline, InstructionSet::Avx2, InstructionSet::Avx512}) {
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

    // The product of a row with x as Kernels::product defines it.
    float plainProduct(std::size_t index, const float* x) const {
        std::vector<float> weights(columns);
        decodeRow(type, row(index), weights);
        float sum = 0.0F;
        if (type != DType::Q8_0) {
            for (std::size_t k = 0; k < columns; ++k) {
                sum = std::fma(weights[k], x[k], sum);
            }
            return sum;
        }
        for (std::size_t start = 0; start < columns; start += BlockQ8_0::size) {
            BlockQ8_0 block;
            std::memcpy(&block, row(index).data() + start / BlockQ8_0::size * sizeof block, sizeof block);
            float blockSum = 0.0F;
            for (std::size_t i = 0; i < BlockQ8_0::size; ++i) {
                blockSum = std::fma(static_cast<float>(block.values[i]), x[start + i], blockSum);
            }
            sum = std::fma(toFloat(block.scale), blockSum, sum);
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
