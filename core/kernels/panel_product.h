// The product of weight panels and activations, written once over the vectors of an instruction set.
//
// `Lanes` is the 16-lane vector of one kernels_*.cpp, a type local to that file: so is everything instantiated here,
// and no code made for one instruction set can be linked in place of another's.
#pragma once

#include "core/kernels/kernels.h"

#include <cstdint>

#if defined(__clang__)
#define LOGITSCOPE_UNROLL _Pragma("clang loop unroll(full)")
#define LOGITSCOPE_UNROLL_BY_4 _Pragma("clang loop unroll_count(4)")
#else
#define LOGITSCOPE_UNROLL _Pragma("GCC unroll 32")
#define LOGITSCOPE_UNROLL_BY_4 _Pragma("GCC unroll 4")
#endif
#define LOGITSCOPE_INLINE inline __attribute__((always_inline))

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
            weights[p] = Format::load(panels + p * panelBytes + k * Format::bytesPerColumn);
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
            Lanes::loadBFloat16Pair(panels + p * panelBytes + k / 2 * Format::bytesPerPair, even[p], odd[p]);
        }
        sums.addColumn(even, x + k * Width);
        if (k + 1 < columns) {
            sums.addColumn(odd, x + (k + 1) * Width);
        }
    }
}

template<typename Lanes>
struct Q8_0Format {
    static constexpr std::size_t blockColumns = 32;
    static constexpr std::size_t scaleBytes = 32;
    static constexpr std::size_t bytesPerFour = 64;
    static constexpr std::size_t blockBytes = scaleBytes + blockColumns / 4 * bytesPerFour;
};

template<typename Lanes, int Panels, int Width>
LOGITSCOPE_INLINE void sumColumns(const std::byte* panels, std::size_t panelBytes, std::size_t columns, const float* x,
                                  Sums<Lanes, Panels, Width>& sums, Q8_0Format<Lanes>) {
    using Format = Q8_0Format<Lanes>;
    for (std::size_t block = 0; block < columns / Format::blockColumns; ++block) {
        const std::byte* start = panels + block * Format::blockBytes;
        Sums<Lanes, Panels, Width> blockSums;
        blockSums.clear();
        for (std::size_t four = 0; four < Format::blockColumns / 4; ++four) {
            typename Lanes::Vector weights[4][Panels];
            LOGITSCOPE_UNROLL
            for (int p = 0; p < Panels; ++p) {
                const std::byte* from = start + p * panelBytes + Format::scaleBytes + four * Format::bytesPerFour;
                Lanes::loadFourBytes(from, weights[0][p], weights[1][p], weights[2][p], weights[3][p]);
            }
            const float* rows = x + (block * Format::blockColumns + 4 * four) * Width;
            LOGITSCOPE_UNROLL
            for (int i = 0; i < 4; ++i) {
                blockSums.addColumn(weights[i], rows + i * Width);
            }
        }
        LOGITSCOPE_UNROLL
        for (int p = 0; p < Panels; ++p) {
            const auto scale = Lanes::loadHalf(start + p * panelBytes);
            LOGITSCOPE_UNROLL
            for (int t = 0; t < Width; ++t) {
                sums.at[p][t] = Lanes::fma(scale, blockSums.at[p][t], sums.at[p][t]);
            }
        }
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

// Panels [first, first + Panels), then the same for as long as there are as many; returns the first not done.
template<typename Lanes, typename Format, int Panels, int Width>
std::size_t productTiles(const ProductArguments& arguments, std::size_t first) {
    for (; first + Panels <= arguments.panelCount; first += Panels) {
        Sums<Lanes, Panels, Width> sums;
        sums.clear();
        sumColumns(arguments.panels + first * arguments.panelBytes, arguments.panelBytes, arguments.columns,
                   arguments.x, sums, Format{});
        LOGITSCOPE_UNROLL
        for (int p = 0; p < Panels; ++p) {
            const std::size_t row = (first + static_cast<std::size_t>(p)) * lanesPerPanel;
            if (row + lanesPerPanel <= arguments.rows) {
                LOGITSCOPE_UNROLL
                for (int t = 0; t < Width; ++t) {
                    Lanes::store(arguments.y + static_cast<std::size_t>(t) * arguments.yStride + row, sums.at[p][t]);
                }
                continue;
            }
            for (int t = 0; t < Width; ++t) {
                Lanes::storeFirst(arguments.y + static_cast<std::size_t>(t) * arguments.yStride + row, sums.at[p][t],
                                  arguments.rows - row);
            }
        }
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

template<typename Lanes, template<typename> typename Format>
void product(const ProductArguments& arguments) {
    switch (arguments.width) {
    case 1:
        return productOfWidth<Lanes, Format<Lanes>, 1>(arguments);
    case 2:
        return productOfWidth<Lanes, Format<Lanes>, 2>(arguments);
    case 4:
        return productOfWidth<Lanes, Format<Lanes>, 4>(arguments);
    case 8:
        if constexpr (Lanes::widestBlock >= 8) {
            return productOfWidth<Lanes, Format<Lanes>, 8>(arguments);
        }
        break;
    case 16:
        if constexpr (Lanes::widestBlock >= 16) {
            return productOfWidth<Lanes, Format<Lanes>, 16>(arguments);
        }
        break;
    default:
        break;
    }
    __builtin_trap(); // a width that is not in blockWidths
}

} // namespace logitscope
