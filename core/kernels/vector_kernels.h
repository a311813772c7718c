// The other kernels of a forward pass, written once over the vectors of an instruction set (see panel_product.h).
#pragma once

#include "core/kernels/integer_product.h"
#include "core/kernels/panel_product.h"

namespace logitscope {

// The argument of exp in two parts: x = n ln 2 + r (Cody and Waite, 1980: ln 2 in two parts), and exp(r) - 1 = r + r^2
// q(r) with q the minimax polynomial of degree 4 (Remez exchange for the relative error of exp, 3e-9).
template<typename Lanes>
struct ReducedExponent {
    typename Lanes::Vector lessOne; // exp(r) - 1
    typename Lanes::Vector shifted; // n in the low bits

    explicit LOGITSCOPE_INLINE ReducedExponent(typename Lanes::Vector x) {
        using L = Lanes;
        // Adding 1.5 * 2^23 rounds to an integer and leaves it in the low bits.
        shifted = L::fma(x, L::set(1.44269504F), L::set(12582912.0F));
        const auto n = L::sub(shifted, L::set(12582912.0F));
        auto r = L::fma(n, L::set(-0.693359375F), x);
        r = L::fma(n, L::set(2.12194440e-4F), r);
        auto q = L::fma(L::set(0.00138145402F), r, L::set(0.00836874511F));
        q = L::fma(q, r, L::set(0.0416683908F));
        q = L::fma(q, r, L::set(0.166665204F));
        q = L::fma(q, r, L::set(0.499999934F));
        lessOne = L::fma(L::mul(r, r), q, r);
    }
};

// exp(x) for |x| up to 88, in every lane.
template<typename Lanes>
LOGITSCOPE_INLINE typename Lanes::Vector exponentialOf(typename Lanes::Vector x) {
    using L = Lanes;
    const ReducedExponent<Lanes> reduced(L::min(L::set(88.3F), x)); // in this order NaN stays NaN
    const auto power = L::add(reduced.lessOne, L::set(1.0F));
    return L::zeroBelow(x, L::set(-87.3F), L::scaleByPowerOfTwo(power, reduced.shifted));
}

// tanh(x) = (exp(2x) - 1) / (exp(2x) + 1), with exp(2x) - 1 = 2^n (exp(r) - 1) + (2^n - 1) so that nothing cancels near
// 0. From |x| = 10 on a float knows it as 1.
template<typename Lanes>
LOGITSCOPE_INLINE typename Lanes::Vector hyperbolicTangentOf(typename Lanes::Vector x) {
    using L = Lanes;
    const auto doubled = L::add(x, x);
    const auto bounded = L::min(L::set(20.0F), L::max(L::set(-20.0F), doubled)); // in this order NaN stays NaN
    const ReducedExponent<Lanes> reduced(bounded);
    const auto power = L::scaleByPowerOfTwo(L::set(1.0F), reduced.shifted);
    const auto lessOne = L::fma(power, reduced.lessOne, L::sub(power, L::set(1.0F)));
    return L::div(lessOne, L::add(lessOne, L::set(2.0F)));
}

// Calls body(i, count) for i = 0, 16, 32 ...; count is 16 but for the last.
template<typename Body>
LOGITSCOPE_INLINE void forEachVector(std::size_t count, const Body& body) {
    std::size_t i = 0;
    for (; i + lanesPerPanel <= count; i += lanesPerPanel) {
        body(i, lanesPerPanel);
    }
    if (i < count) {
        body(i, count - i);
    }
}

// The lanes from `count` on are `rest`.
template<typename Lanes>
LOGITSCOPE_INLINE typename Lanes::Vector loadFirst(const float* from, std::size_t count, float rest = 0.0F) {
    if (count == lanesPerPanel) {
        return Lanes::load(from);
    }
    float padded[lanesPerPanel];
    for (std::size_t i = 0; i < lanesPerPanel; ++i) {
        padded[i] = i < count ? from[i] : rest;
    }
    return Lanes::load(padded);
}

template<typename Lanes>
LOGITSCOPE_INLINE void storeUpTo(float* to, typename Lanes::Vector value, std::size_t count) {
    if (count == lanesPerPanel) {
        Lanes::store(to, value);
    } else {
        Lanes::storeFirst(to, value, count);
    }
}

template<typename Lanes>
void rmsNorm(const float* x, const float* weight, float epsilon, std::size_t count, float* out) {
    auto squares = Lanes::zero();
    forEachVector(count, [&](std::size_t i, std::size_t n) {
        const auto value = loadFirst<Lanes>(x + i, n);
        squares = Lanes::fma(value, value, squares);
    });
    const float mean = Lanes::sum(squares) / static_cast<float>(count);
    const auto scale = Lanes::set(1.0F / __builtin_sqrtf(mean + epsilon));
    forEachVector(count, [&](std::size_t i, std::size_t n) {
        const auto normed = Lanes::mul(loadFirst<Lanes>(x + i, n), scale);
        storeUpTo<Lanes>(out + i, Lanes::mul(normed, loadFirst<Lanes>(weight + i, n)), n);
    });
}

template<typename Lanes>
void layerNorm(const float* x, const float* weight, const float* bias, float epsilon, std::size_t count, float* out) {
    auto total = Lanes::zero();
    forEachVector(count, [&](std::size_t i, std::size_t n) { total = Lanes::add(total, loadFirst<Lanes>(x + i, n)); });
    const float mean = Lanes::sum(total) / static_cast<float>(count);
    auto squares = Lanes::zero();
    forEachVector(count, [&](std::size_t i, std::size_t n) {
        const auto centred = Lanes::sub(loadFirst<Lanes>(x + i, n, mean), Lanes::set(mean)); // 0 behind the row
        squares = Lanes::fma(centred, centred, squares);
    });
    const float variance = Lanes::sum(squares) / static_cast<float>(count);
    const auto scale = Lanes::set(1.0F / __builtin_sqrtf(variance + epsilon));
    forEachVector(count, [&](std::size_t i, std::size_t n) {
        const auto normed = Lanes::mul(Lanes::sub(loadFirst<Lanes>(x + i, n), Lanes::set(mean)), scale);
        storeUpTo<Lanes>(out + i, Lanes::fma(normed, loadFirst<Lanes>(weight + i, n), loadFirst<Lanes>(bias + i, n)),
                         n);
    });
}

template<typename Lanes>
void softmax(float* row, std::size_t count, float scale) {
    const std::size_t padded = (count + lanesPerPanel - 1) / lanesPerPanel * lanesPerPanel;
    for (std::size_t i = count; i < padded; ++i) {
        row[i] = -__builtin_inff();
    }
    auto largest = Lanes::load(row);
    for (std::size_t i = lanesPerPanel; i < padded; i += lanesPerPanel) {
        largest = Lanes::max(largest, Lanes::load(row + i));
    }
    const auto top = Lanes::set(Lanes::largest(largest));
    auto total = Lanes::zero();
    for (std::size_t i = 0; i < padded; i += lanesPerPanel) {
        const auto below = Lanes::mul(Lanes::sub(Lanes::load(row + i), top), Lanes::set(scale));
        const auto power = exponentialOf<Lanes>(below);
        Lanes::store(row + i, power);
        total = Lanes::add(total, power);
    }
    const auto inverse = Lanes::set(1.0F / Lanes::sum(total));
    for (std::size_t i = 0; i < padded; i += lanesPerPanel) {
        Lanes::store(row + i, Lanes::mul(Lanes::load(row + i), inverse));
    }
}

template<typename Lanes>
void siluProduct(const float* gate, const float* up, std::size_t count, float* out) {
    forEachVector(count, [&](std::size_t i, std::size_t n) {
        const auto value = loadFirst<Lanes>(gate + i, n);
        const auto power = exponentialOf<Lanes>(Lanes::sub(Lanes::zero(), value));
        const auto silu = Lanes::div(value, Lanes::add(Lanes::set(1.0F), power));
        storeUpTo<Lanes>(out + i, Lanes::mul(silu, loadFirst<Lanes>(up + i, n)), n);
    });
}

// As kernels.h writes it; the constants are -2 sqrt(2 / pi) and 0.044715 times that.
template<typename Lanes>
LOGITSCOPE_INLINE typename Lanes::Vector geluOf(typename Lanes::Vector x) {
    using L = Lanes;
    const auto slope = L::fma(L::mul(x, x), L::set(-0.0713548163F), L::set(-1.59576912F));
    return L::div(x, L::add(L::set(1.0F), exponentialOf<Lanes>(L::mul(x, slope))));
}

template<typename Lanes>
void geluProduct(const float* gate, const float* up, std::size_t count, float* out) {
    forEachVector(count, [&](std::size_t i, std::size_t n) {
        const auto gelu = geluOf<Lanes>(loadFirst<Lanes>(gate + i, n));
        storeUpTo<Lanes>(out + i, Lanes::mul(gelu, loadFirst<Lanes>(up + i, n)), n);
    });
}

template<typename Lanes>
void gelu(float* x, std::size_t count) {
    forEachVector(count, [&](std::size_t i, std::size_t n) {
        storeUpTo<Lanes>(x + i, geluOf<Lanes>(loadFirst<Lanes>(x + i, n)), n);
    });
}

template<typename Lanes>
void softCap(float* x, std::size_t count, float scale, float cap) {
    const auto inner = Lanes::set(scale / cap);
    forEachVector(count, [&](std::size_t i, std::size_t n) {
        const auto tangent = hyperbolicTangentOf<Lanes>(Lanes::mul(loadFirst<Lanes>(x + i, n), inner));
        storeUpTo<Lanes>(x + i, Lanes::mul(tangent, Lanes::set(cap)), n);
    });
}

template<typename Lanes>
void add(float* x, const float* y, std::size_t count) {
    forEachVector(count, [&](std::size_t i, std::size_t n) {
        storeUpTo<Lanes>(x + i, Lanes::add(loadFirst<Lanes>(x + i, n), loadFirst<Lanes>(y + i, n)), n);
    });
}

template<typename Lanes>
LOGITSCOPE_INLINE typename Lanes::Vector rotated(typename Lanes::Vector own, typename Lanes::Vector partner,
                                                 const float* cosines, const float* sines, std::size_t count) {
    return Lanes::fma(partner, loadFirst<Lanes>(sines, count), Lanes::mul(own, loadFirst<Lanes>(cosines, count)));
}

template<typename Lanes>
void rotateInterleaved(float* x, const float* cosines, const float* sines, std::size_t count) {
    forEachVector(count, [&](std::size_t i, std::size_t n) {
        const auto own = loadFirst<Lanes>(x + i, n);
        storeUpTo<Lanes>(x + i, rotated<Lanes>(own, Lanes::swapPairs(own), cosines + i, sines + i, n), n);
    });
}

template<typename Lanes>
void rotateHalves(float* x, const float* cosines, const float* sines, std::size_t count) {
    const std::size_t half = count / 2;
    forEachVector(half, [&](std::size_t i, std::size_t n) {
        const auto first = loadFirst<Lanes>(x + i, n);
        const auto second = loadFirst<Lanes>(x + half + i, n);
        storeUpTo<Lanes>(x + i, rotated<Lanes>(first, second, cosines + i, sines + i, n), n);
        storeUpTo<Lanes>(x + half + i, rotated<Lanes>(second, first, cosines + half + i, sines + half + i, n), n);
    });
}

// `Columns` vectors of the values for `Queries` rows of weights; positions in order, whatever page they are on.
template<typename Lanes, int Columns, int Queries>
void weightedSumTile(const WeightedSumArguments& arguments, std::size_t column, std::size_t query) {
    Sums<Lanes, Columns, Queries> sums;
    sums.clear();
    const float* weights = arguments.weights + query * arguments.weightStride;
    for (std::size_t page = 0, start = 0; start < arguments.positions; ++page, start += arguments.pageLength) {
        const std::size_t left = arguments.positions - start;
        const std::size_t count = left < arguments.pageLength ? left : arguments.pageLength;
        const float* values = arguments.pages[page] + arguments.pageOffset + column;
        for (std::size_t i = 0; i < count; ++i, values += arguments.stride) {
            typename Lanes::Vector value[Columns];
            LOGITSCOPE_UNROLL
            for (int c = 0; c < Columns; ++c) {
                value[c] = Lanes::load(values + c * lanesPerPanel);
            }
            float weight[Queries];
            LOGITSCOPE_UNROLL
            for (int q = 0; q < Queries; ++q) {
                weight[q] = weights[static_cast<std::size_t>(q) * arguments.weightStride + start + i];
            }
            sums.addColumn(value, weight);
        }
    }
    for (int q = 0; q < Queries; ++q) {
        for (int c = 0; c < Columns; ++c) {
            Lanes::store(arguments.out + (query + static_cast<std::size_t>(q)) * arguments.outStride + column +
                             static_cast<std::size_t>(c) * lanesPerPanel,
                         sums.at[c][q]);
        }
    }
}

template<typename Lanes, int Queries>
void weightedSumOfQueries(const WeightedSumArguments& arguments, std::size_t query) {
    constexpr int columns = panelsAtOnce<Lanes, Queries>();
    std::size_t done = 0;
    for (; done + columns * lanesPerPanel <= arguments.stride; done += columns * lanesPerPanel) {
        weightedSumTile<Lanes, columns, Queries>(arguments, done, query);
    }
    if constexpr (columns > 2) {
        for (; done + 2 * lanesPerPanel <= arguments.stride; done += 2 * lanesPerPanel) {
            weightedSumTile<Lanes, 2, Queries>(arguments, done, query);
        }
    }
    for (; done < arguments.stride; done += lanesPerPanel) {
        weightedSumTile<Lanes, 1, Queries>(arguments, done, query);
    }
}

template<typename Lanes>
void weightedSum(const WeightedSumArguments& arguments) {
    std::size_t query = 0;
    for (; query + 4 <= arguments.queries; query += 4) {
        weightedSumOfQueries<Lanes, 4>(arguments, query);
    }
    for (; query + 2 <= arguments.queries; query += 2) {
        weightedSumOfQueries<Lanes, 2>(arguments, query);
    }
    for (; query < arguments.queries; ++query) {
        weightedSumOfQueries<Lanes, 1>(arguments, query);
    }
}

template<typename Lanes>
void exponential(const float* x, std::size_t count, float* out) {
    forEachVector(count, [&](std::size_t i, std::size_t n) {
        storeUpTo<Lanes>(out + i, exponentialOf<Lanes>(loadFirst<Lanes>(x + i, n)), n);
    });
}

// The block widths up to Lanes::widestBlock.
constexpr std::size_t allBlockWidths[] = {16, 8, 4, 2, 1};

// Integer products are the caller's to add.
template<typename Lanes>
constexpr Kernels kernelTable(const char* name) {
    std::size_t skipped = 0;
    while (allBlockWidths[skipped] > Lanes::widestBlock) {
        ++skipped;
    }
    Kernels table{};
    table.name = name;
    table.blockWidths = {allBlockWidths + skipped, 5 - skipped};
    table.product = floatProducts<Lanes>();
    table.quantise = quantise<Lanes>;
    table.rmsNorm = rmsNorm<Lanes>;
    table.layerNorm = layerNorm<Lanes>;
    table.softmax = softmax<Lanes>;
    table.siluProduct = siluProduct<Lanes>;
    table.geluProduct = geluProduct<Lanes>;
    table.gelu = gelu<Lanes>;
    table.softCap = softCap<Lanes>;
    table.add = add<Lanes>;
    table.rotateInterleaved = rotateInterleaved<Lanes>;
    table.rotateHalves = rotateHalves<Lanes>;
    table.weightedSum = weightedSum<Lanes>;
    table.exponential = exponential<Lanes>;
    return table;
}

} // namespace logitscope
