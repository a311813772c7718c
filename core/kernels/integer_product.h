// Products of quantised weights and 8-bit activations, written once over the vectors of an instruction set.
//
// Every instruction set computes the same integers; what is left to floats is one multiply-add for each group of
// columns (Kernels::integerProduct).
#pragma once

#include "core/kernels/panel_product.h"

namespace logitscope {

// Words of a block of 32 columns in quantised activations, each for all tokens one after the other: the scale as a
// float, then integers: the negated sums of columns 0 to 15, of 16 to 31 and of all, then eight quads of bytes.
struct ActivationWords {
    static constexpr std::size_t scale = 0, sums = 1, quads = 4;
    static_assert(quads + 8 == wordsPerQuantisedBlock);
};

template<typename Lanes>
void quantise(const float* x, std::size_t width, std::size_t columns, std::int32_t* out) {
    constexpr std::size_t blockColumns = PanelLayout::codeColumns;
    constexpr float rounding = 0x1.8p23F; // adding it rounds to an integer and leaves that in the low bits
    for (std::size_t token = 0; token < width; ++token) {
        for (std::size_t block = 0; block < columns / blockColumns; ++block) {
            const float* from = x + token * columns + block * blockColumns;
            std::int32_t* to = out + block * wordsPerQuantisedBlock * width + token;
            const auto first = Lanes::load(from);
            const auto second = Lanes::load(from + lanesPerPanel);
            const auto largest = Lanes::max(Lanes::max(first, Lanes::sub(Lanes::zero(), first)),
                                            Lanes::max(second, Lanes::sub(Lanes::zero(), second)));
            const float most = Lanes::largest(largest);
            const float inverse = most < smallestActivation ? 0.0F : 127.0F / most;
            const auto shifter = Lanes::set(rounding);
            const auto firstShifted = Lanes::add(Lanes::mul(first, Lanes::set(inverse)), shifter);
            const auto secondShifted = Lanes::add(Lanes::mul(second, Lanes::set(inverse)), shifter);
            const float firstSum = Lanes::sum(Lanes::sub(firstShifted, shifter));
            const float secondSum = Lanes::sum(Lanes::sub(secondShifted, shifter));
            const float total = firstSum + secondSum;
            const bool finite = total - total == 0.0F;
            // Not a number in, not a number out.
            const float scale = finite ? (inverse == 0.0F ? 0.0F : most / 127.0F) : __builtin_nanf("");
            __builtin_memcpy(to + ActivationWords::scale * width, &scale, sizeof scale);
            to[(ActivationWords::sums + 0) * width] = finite ? static_cast<std::int32_t>(-firstSum) : 0;
            to[(ActivationWords::sums + 1) * width] = finite ? static_cast<std::int32_t>(-secondSum) : 0;
            to[(ActivationWords::sums + 2) * width] = finite ? static_cast<std::int32_t>(-total) : 0;
            std::int32_t quads[8];
            Lanes::storeLowBytes(quads, firstShifted);
            Lanes::storeLowBytes(quads + 4, secondShifted);
            for (std::size_t quad = 0; quad < 8; ++quad) {
                to[(ActivationWords::quads + quad) * width] = quads[quad];
            }
        }
    }
}

// Integer sums of a group of columns.
template<typename Lanes, int Panels, int Width>
struct GroupSums {
    typename Lanes::Integers at[Panels][Width];
};

template<typename Lanes, PanelLayout layout, int quad, int Panels, int Width>
LOGITSCOPE_INLINE void dotQuad(const std::byte* codes, std::size_t panelBytes, const std::int32_t* words,
                               std::size_t stride, GroupSums<Lanes, Panels, Width>& sums) {
    typename Lanes::Integers weights[Panels];
    LOGITSCOPE_UNROLL
    for (int p = 0; p < Panels; ++p) {
        weights[p] = codesOfQuad<Lanes, layout, quad>(codes + p * panelBytes);
    }
    LOGITSCOPE_UNROLL
    for (int t = 0; t < Width; ++t) {
        const auto x = Lanes::setIntegers(words[(ActivationWords::quads + quad) * stride + t]);
        LOGITSCOPE_UNROLL
        for (int p = 0; p < Panels; ++p) {
            if constexpr (layout.bytes || layout.levelTable) {
                sums.at[p][t] = Lanes::dotBytes(sums.at[p][t], weights[p], x);
            } else {
                sums.at[p][t] = Lanes::dotCodes(sums.at[p][t], weights[p], x);
            }
        }
    }
}

consteval int exponentOf(int powerOfTwo) {
    int exponent = 0;
    while (powerOfTwo >> exponent > 1) {
        ++exponent;
    }
    return exponent;
}

// Starts the sums of a group at what its codes have too much: -middle * sum of x.
template<typename Lanes, PanelLayout layout, int Panels, int Width>
LOGITSCOPE_INLINE void startGroup(const std::int32_t* sums, GroupSums<Lanes, Panels, Width>& groupSums) {
    constexpr int counted = layout.bytes || layout.levelTable ? Lanes::middleOfBytes : 0;
    LOGITSCOPE_UNROLL
    for (int t = 0; t < Width; ++t) {
        auto start = Lanes::setIntegers(0);
        if constexpr (layout.middle != counted) {
            start = shifted<Lanes, exponentOf(layout.middle)>(Lanes::setIntegers(sums[t]));
        }
        LOGITSCOPE_UNROLL
        for (int p = 0; p < Panels; ++p) {
            groupSums.at[p][t] = start;
        }
    }
}

template<typename Lanes, PanelLayout layout, int Panels, int Width>
LOGITSCOPE_INLINE void finishGroup(const std::byte* scales, std::size_t panelBytes, std::size_t group,
                                   const std::int32_t* words, const std::int32_t* sums,
                                   const GroupSums<Lanes, Panels, Width>& groupSums,
                                   Sums<Lanes, Panels, Width>& result) {
    GroupOfRows<Lanes> groups[Panels];
    LOGITSCOPE_UNROLL
    for (int p = 0; p < Panels; ++p) {
        groups[p] = groupOfRows<Lanes, layout>(scales + p * panelBytes, group);
    }
    LOGITSCOPE_UNROLL
    for (int t = 0; t < Width; ++t) {
        float scale;
        __builtin_memcpy(&scale, words + t, sizeof scale);
        const auto scaleOfToken = Lanes::set(scale);
        LOGITSCOPE_UNROLL
        for (int p = 0; p < Panels; ++p) {
            auto value = Lanes::mul(groups[p].step, Lanes::toFloat(groupSums.at[p][t]));
            if constexpr (layout.minimums) {
                value = Lanes::fma(groups[p].low, Lanes::toFloat(Lanes::setIntegers(sums[t])), value);
            }
            result.at[p][t] = Lanes::fma(scaleOfToken, value, result.at[p][t]);
        }
    }
}

// Panels [first, first + Panels) times tokens [token, token + Width) of the block.
template<typename Lanes, PanelLayout layout, int Panels, int Width>
LOGITSCOPE_INLINE void integerTile(const ProductArguments& arguments, std::size_t first, std::size_t token) {
    const std::byte* codes = arguments.panels + first * arguments.panelBytes;
    const std::byte* scales = codes + layout.codesOfPanel(arguments.columns);
    const std::size_t panelBytes = arguments.panelBytes;
    const std::size_t stride = arguments.width;
    const std::int32_t* words = arguments.integers + token;
    Sums<Lanes, Panels, Width> result;
    result.clear();
    for (std::size_t column = 0; column < arguments.columns; column += PanelLayout::codeColumns) {
        const std::byte* blockScales = scales + column / layout.blockColumns * layout.scaleBytes();
        const std::size_t group = column % layout.blockColumns / layout.groupColumns;
        const std::int32_t* sums = words + ActivationWords::sums * stride;
        const std::int32_t* own = layout.groupColumns == 16 ? sums : sums + 2 * stride;
        GroupSums<Lanes, Panels, Width> groupSums;
        startGroup<Lanes, layout>(own, groupSums);
        dotQuad<Lanes, layout, 0>(codes, panelBytes, words, stride, groupSums);
        dotQuad<Lanes, layout, 1>(codes, panelBytes, words, stride, groupSums);
        dotQuad<Lanes, layout, 2>(codes, panelBytes, words, stride, groupSums);
        dotQuad<Lanes, layout, 3>(codes, panelBytes, words, stride, groupSums);
        if constexpr (layout.groupColumns == 16) {
            finishGroup<Lanes, layout>(blockScales, panelBytes, group, words, own, groupSums, result);
            own = sums + stride;
            startGroup<Lanes, layout>(own, groupSums);
        }
        dotQuad<Lanes, layout, 4>(codes, panelBytes, words, stride, groupSums);
        dotQuad<Lanes, layout, 5>(codes, panelBytes, words, stride, groupSums);
        dotQuad<Lanes, layout, 6>(codes, panelBytes, words, stride, groupSums);
        dotQuad<Lanes, layout, 7>(codes, panelBytes, words, stride, groupSums);
        finishGroup<Lanes, layout>(blockScales, panelBytes, group + 32 / layout.groupColumns - 1, words, own, groupSums,
                                   result);
        codes += layout.codeBytes();
        words += wordsPerQuantisedBlock * stride;
    }
    storeSums(arguments, first, token, result);
}

// Tiles of Width tokens, as many panels at once as registers hold, then panel by panel.
template<typename Lanes, PanelLayout layout, int Width>
void integerTiles(const ProductArguments& arguments, std::size_t token) {
    constexpr int panels = panelsAtOnce<Lanes, 2 * Width>(); // each sum has its integers beside it
    std::size_t first = 0;
    for (; first + panels <= arguments.panelCount; first += panels) {
        integerTile<Lanes, layout, panels, Width>(arguments, first, token);
    }
    if constexpr (panels > 1) {
        for (; first < arguments.panelCount; ++first) {
            integerTile<Lanes, layout, 1, Width>(arguments, first, token);
        }
    }
}

template<typename Lanes, PanelLayout layout>
void integerProduct(const ProductArguments& arguments) {
    std::size_t token = 0;
    if constexpr (Lanes::sumVectors >= 16) {
        for (; token + 8 <= arguments.width; token += 8) {
            integerTiles<Lanes, layout, 8>(arguments, token);
        }
    }
    if constexpr (Lanes::sumVectors >= 4) {
        for (; token + 4 <= arguments.width; token += 4) {
            integerTiles<Lanes, layout, 4>(arguments, token);
        }
    }
    for (; token + 2 <= arguments.width; token += 2) {
        integerTiles<Lanes, layout, 2>(arguments, token);
    }
    for (; token < arguments.width; ++token) {
        integerTiles<Lanes, layout, 1>(arguments, token);
    }
}

template<typename Lanes>
constexpr ProductTable integerProducts() {
    ProductTable table{};
    const auto set = [&](DType type, void (*product)(const ProductArguments&)) {
        table[static_cast<std::size_t>(type)] = product;
    };
    set(DType::Q8_0, integerProduct<Lanes, layoutOf(DType::Q8_0)>);
    set(DType::Q4_0, integerProduct<Lanes, layoutOf(DType::Q4_0)>);
    set(DType::Q4_1, integerProduct<Lanes, layoutOf(DType::Q4_1)>);
    set(DType::Q5_0, integerProduct<Lanes, layoutOf(DType::Q5_0)>);
    set(DType::Q5_1, integerProduct<Lanes, layoutOf(DType::Q5_1)>);
    set(DType::Q2_K, integerProduct<Lanes, layoutOf(DType::Q2_K)>);
    set(DType::Q3_K, integerProduct<Lanes, layoutOf(DType::Q3_K)>);
    set(DType::Q4_K, integerProduct<Lanes, layoutOf(DType::Q4_K)>);
    set(DType::Q5_K, integerProduct<Lanes, layoutOf(DType::Q5_K)>);
    set(DType::Q6_K, integerProduct<Lanes, layoutOf(DType::Q6_K)>);
    set(DType::IQ4_NL, integerProduct<Lanes, layoutOf(DType::IQ4_NL)>);
    return table;
}

} // namespace logitscope
