// The product of weight panels and activations, written once over the vectors of an instruction set.
//
// `Lanes` is the 16-lane vector of one kernels_*.cpp, a type local to that file: so is everything instantiated here,
// and no code made for one instruction set can be linked in place of another's.
#pragma once

#include "core/kernels/kernels.h"
#include "core/kernels/panel_codes.h"

#include <cstdint>

namespace logitscope {

// Sums of `Panels` panels times `Width` tokens, one vector each.
template<typename Lanes, int Panels, int Width>
struct Sums {
    typename Lanes::Vector at[Panels][Width];

    LOGITSCOPE_INLINE void clear() {
        LOGITSCOPE_UNROLL
        for (int p = 0; p < Panels; ++p) {
            LOGITSCOPE_UNROLL
            for (int t = 0; t < Width; ++t) {
                at[p][t] = Lanes::zero();
            }
        }
    }

    // One column of the panels times one row of the block.
    LOGITSCOPE_INLINE void addColumn(const typename Lanes::Vector (&weights)[Panels], const float* x) {
        LOGITSCOPE_UNROLL
        for (int t = 0; t < Width; ++t) {
            const auto activation = Lanes::set(x[t]);
            LOGITSCOPE_UNROLL
            for (int p = 0; p < Panels; ++p) {
                at[p][t] = Lanes::fma(weights[p], activation, at[p][t]);
            }
        }
    }
};

// Asks for what a tile of as many panels reads next, while this one is computed: with few tokens the time goes to
// waiting for memory, and the processor's own prefetchers stop at pages, of which each panel begins new ones. (Measured
// on SmolLM2's shape in F16, one thread: 81 -> 95 tokens/s. Quantised panels are short and gained nothing.)
template<int Panels>
LOGITSCOPE_INLINE void prefetchNextTile(const std::byte* at, std::size_t panelBytes) {
    __builtin_prefetch(at + Panels * panelBytes, 0, 2);
}
constexpr int mostTokensWithPrefetch = 4;

// A format: how the panels of one DType are read. sum() adds all columns of `Panels` panels into `sums`.

template<typename Lanes>
struct Float32Format {
    static constexpr std::size_t bytesPerColumn = 64;
    static LOGITSCOPE_INLINE auto load(const std::byte* at) { return Lanes::load(reinterpret_cast<const float*>(at)); }
};

template<typename Lanes>
struct HalfFormat {
    static constexpr std::size_t bytesPerColumn = 32;
    static LOGITSCOPE_INLINE auto load(const std::byte* at) { return Lanes::loadHalf(at); }
};

template<typename Lanes, typename Format, int Panels, int Width>
LOGITSCOPE_INLINE void sumColumns(const std::byte* panels, std::size_t panelBytes, std::size_t columns, const float* x,
                                  Sums<Lanes, Panels, Width>& sums, Format) {
    LOGITSCOPE_UNROLL_BY_4
    for (std::size_t k = 0; k < columns; ++k) {
        typename Lanes::Vector weights[Panels];
        LOGITSCOPE_UNROLL
        for (int p = 0; p < Panels; ++p) {
            const std::byte* from = panels + p * panelBytes + k * Format::bytesPerColumn;
            weights[p] = Format::load(from);
            if constexpr (Width <= mostTokensWithPrefetch) {
                prefetchNextTile<Panels>(from, panelBytes);
            }
        }
        sums.addColumn(weights, x + k * Width);
    }
}

template<typename Lanes>
struct BFloat16Format {
    static constexpr std::size_t bytesPerPair = 64;
};

template<typename Lanes, int Panels, int Width>
LOGITSCOPE_INLINE void sumColumns(const std::byte* panels, std::size_t panelBytes, std::size_t columns, const float* x,
                                  Sums<Lanes, Panels, Width>& sums, BFloat16Format<Lanes>) {
    using Format = BFloat16Format<Lanes>;
    LOGITSCOPE_UNROLL_BY_4
    for (std::size_t k = 0; k < columns; k += 2) {
        typename Lanes::Vector even[Panels];
        typename Lanes::Vector odd[Panels];
        LOGITSCOPE_UNROLL
        for (int p = 0; p < Panels; ++p) {
            const std::byte* from = panels + p * panelBytes + k / 2 * Format::bytesPerPair;
            Lanes::loadBFloat16Pair(from, even[p], odd[p]);
            if constexpr (Width <= mostTokensWithPrefetch) {
                prefetchNextTile<Panels>(from, panelBytes);
            }
        }
        sums.addColumn(even, x + k * Width);
        if (k + 1 < columns) {
            sums.addColumn(odd, x + (k + 1) * Width);
        }
    }
}

// The quantised types: weights become floats, a quad of columns at a time.
template<typename Lanes, PanelLayout panelLayout>
struct CodesFormat {
    static constexpr PanelLayout layout = panelLayout;
};

template<typename Lanes, PanelLayout layout, int quad, int Panels, int Width>
LOGITSCOPE_INLINE void sumQuad(const std::byte* codes, std::size_t panelBytes,
                               const GroupOfRows<Lanes> (&groups)[Panels], const float* x,
                               Sums<Lanes, Panels, Width>& sums) {
    typename Lanes::Vector weights[4][Panels];
    LOGITSCOPE_UNROLL
    for (int p = 0; p < Panels; ++p) {
        const auto quadCodes = codesOfQuad<Lanes, layout, quad>(codes + p * panelBytes);
        typename Lanes::Vector values[4];
        Lanes::bytesToFloats(quadCodes, layout.middle, values);
        LOGITSCOPE_UNROLL
        for (int i = 0; i < 4; ++i) {
            weights[i][p] = Lanes::mul(groups[p].step, values[i]);
            if constexpr (layout.minimums) {
                weights[i][p] = Lanes::sub(weights[i][p], groups[p].low);
            }
        }
    }
    LOGITSCOPE_UNROLL
    for (int i = 0; i < 4; ++i) {
        sums.addColumn(weights[i], x + (4 * quad + i) * Width);
    }
}

template<typename Lanes, PanelLayout layout, int Panels, int Width>
LOGITSCOPE_INLINE void sumColumns(const std::byte* panels, std::size_t panelBytes, std::size_t columns, const float* x,
                                  Sums<Lanes, Panels, Width>& sums, CodesFormat<Lanes, layout>) {
    const std::byte* scales = panels + layout.codesOfPanel(columns);
    for (std::size_t column = 0; column < columns; column += PanelLayout::codeColumns) {
        const std::byte* codes = panels + column / PanelLayout::codeColumns * layout.codeBytes();
        const std::byte* blockScales = scales + column / layout.blockColumns * layout.scaleBytes();
        const std::size_t group = column % layout.blockColumns / layout.groupColumns;
        const float* rows = x + column * Width;
        GroupOfRows<Lanes> groups[Panels];
        const auto readGroup = [&](std::size_t index) LOGITSCOPE_LAMBDA_INLINE {
            LOGITSCOPE_UNROLL
            for (int p = 0; p < Panels; ++p) {
                groups[p] = groupOfRows<Lanes, layout>(blockScales + p * panelBytes, index);
            }
        };
        readGroup(group);
        sumQuad<Lanes, layout, 0>(codes, panelBytes, groups, rows, sums);
        sumQuad<Lanes, layout, 1>(codes, panelBytes, groups, rows, sums);
        sumQuad<Lanes, layout, 2>(codes, panelBytes, groups, rows, sums);
        sumQuad<Lanes, layout, 3>(codes, panelBytes, groups, rows, sums);
        if constexpr (layout.groupColumns == 16) {
            readGroup(group + 1);
        }
        sumQuad<Lanes, layout, 4>(codes, panelBytes, groups, rows, sums);
        sumQuad<Lanes, layout, 5>(codes, panelBytes, groups, rows, sums);
        sumQuad<Lanes, layout, 6>(codes, panelBytes, groups, rows, sums);
        sumQuad<Lanes, layout, 7>(codes, panelBytes, groups, rows, sums);
    }
}

// As many panels at once as the registers hold, so that enough independent sums are under way to hide the latency of
// fused multiply-add.
template<typename Lanes, int Width>
constexpr int panelsAtOnce() {
    int panels = 4;
    while (panels > 1 && panels * Width > Lanes::sumVectors) {
        panels /= 2;
    }
    return panels;
}

constexpr std::size_t lanesPerPanel = 16;

// Sums of panels [first, first + Panels) and tokens [token, token + Width) to their places in y.
template<typename Lanes, int Panels, int Width>
LOGITSCOPE_INLINE void storeSums(const ProductArguments& arguments, std::size_t first, std::size_t token,
                                 const Sums<Lanes, Panels, Width>& sums) {
    LOGITSCOPE_UNROLL
    for (int p = 0; p < Panels; ++p) {
        const std::size_t row = (first + static_cast<std::size_t>(p)) * lanesPerPanel;
        float* y = arguments.y + token * arguments.yStride + row;
        if (row + lanesPerPanel <= arguments.rows) {
            LOGITSCOPE_UNROLL
            for (int t = 0; t < Width; ++t) {
                Lanes::store(y + static_cast<std::size_t>(t) * arguments.yStride, sums.at[p][t]);
            }
            continue;
        }
        for (int t = 0; t < Width; ++t) {
            Lanes::storeFirst(y + static_cast<std::size_t>(t) * arguments.yStride, sums.at[p][t], arguments.rows - row);
        }
    }
}

// Panels [first, first + Panels), then the same for as long as there are as many; returns the first not done.
template<typename Lanes, typename Format, int Panels, int Width>
std::size_t productTiles(const ProductArguments& arguments, std::size_t first) {
    for (; first + Panels <= arguments.panelCount; first += Panels) {
        Sums<Lanes, Panels, Width> sums;
        sums.clear();
        sumColumns(arguments.panels + first * arguments.panelBytes, arguments.panelBytes, arguments.columns,
                   arguments.x, sums, Format{});
        storeSums(arguments, first, 0, sums);
    }
    return first;
}

template<typename Lanes, typename Format, int Width>
void productOfWidth(const ProductArguments& arguments) {
    constexpr int panels = panelsAtOnce<Lanes, Width>();
    std::size_t done = productTiles<Lanes, Format, panels, Width>(arguments, 0);
    if constexpr (panels > 2) {
        done = productTiles<Lanes, Format, 2, Width>(arguments, done);
    }
    if constexpr (panels > 1) {
        productTiles<Lanes, Format, 1, Width>(arguments, done);
    }
}

template<typename Lanes, typename Format>
void product(const ProductArguments& arguments) {
    switch (arguments.width) {
    case 1:
        return productOfWidth<Lanes, Format, 1>(arguments);
    case 2:
        return productOfWidth<Lanes, Format, 2>(arguments);
    case 4:
        return productOfWidth<Lanes, Format, 4>(arguments);
    case 8:
        if constexpr (Lanes::widestBlock >= 8) {
            return productOfWidth<Lanes, Format, 8>(arguments);
        }
        break;
    case 16:
        if constexpr (Lanes::widestBlock >= 16) {
            return productOfWidth<Lanes, Format, 16>(arguments);
        }
        break;
    default:
        break;
    }
    __builtin_trap(); // a width that is not in blockWidths
}

template<typename Lanes>
constexpr ProductTable floatProducts() {
    ProductTable table{};
    const auto set = [&](DType type, void (*function)(const ProductArguments&)) {
        table[static_cast<std::size_t>(type)] = function;
    };
    set(DType::F32, product<Lanes, Float32Format<Lanes>>);
    set(DType::F16, product<Lanes, HalfFormat<Lanes>>);
    set(DType::BF16, product<Lanes, BFloat16Format<Lanes>>);
    set(DType::Q8_0, product<Lanes, CodesFormat<Lanes, layoutOf(DType::Q8_0)>>);
    set(DType::Q4_0, product<Lanes, CodesFormat<Lanes, layoutOf(DType::Q4_0)>>);
    set(DType::Q4_1, product<Lanes, CodesFormat<Lanes, layoutOf(DType::Q4_1)>>);
    set(DType::Q5_0, product<Lanes, CodesFormat<Lanes, layoutOf(DType::Q5_0)>>);
    set(DType::Q5_1, product<Lanes, CodesFormat<Lanes, layoutOf(DType::Q5_1)>>);
    set(DType::Q2_K, product<Lanes, CodesFormat<Lanes, layoutOf(DType::Q2_K)>>);
    set(DType::Q3_K, product<Lanes, CodesFormat<Lanes, layoutOf(DType::Q3_K)>>);
    set(DType::Q4_K, product<Lanes, CodesFormat<Lanes, layoutOf(DType::Q4_K)>>);
    set(DType::Q5_K, product<Lanes, CodesFormat<Lanes, layoutOf(DType::Q5_K)>>);
    set(DType::Q6_K, product<Lanes, CodesFormat<Lanes, layoutOf(DType::Q6_K)>>);
    set(DType::IQ4_NL, product<Lanes, CodesFormat<Lanes, layoutOf(DType::IQ4_NL)>>);
    return table;
}

} // namespace logitscope
