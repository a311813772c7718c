// The loops behind row_kernels.h, compiled once per instruction set: each of those files includes this one and nothing
// of the standard library, so that no shared inline function is ever compiled for a machine that may not be there.
//
// A group of eight doubles is one 512-bit vector, two 256-bit ones or four 128-bit ones; each operation below works on
// such a group lane by lane, so the grouping changes no bit.
#pragma once

#include "core/sampling/row_kernels.h"

#pragma GCC diagnostic ignored "-Wpsabi" // vectors are passed between inlined functions only

#define LOGITSCOPE_INLINE inline __attribute__((always_inline))

namespace logitscope {
namespace {

template<typename Half>
struct Pair {
    Half low, high;
};

template<int Lanes>
struct Native;

template<>
struct Native<2> {
    using Doubles [[gnu::vector_size(16)]] = double;
    using Integers [[gnu::vector_size(16)]] = std::uint64_t;
    using Floats [[gnu::vector_size(8)]] = float;
};
template<>
struct Native<4> {
    using Doubles [[gnu::vector_size(32)]] = double;
    using Integers [[gnu::vector_size(32)]] = std::uint64_t;
    using Floats [[gnu::vector_size(16)]] = float;
};
template<>
struct Native<8> {
    using Doubles [[gnu::vector_size(64)]] = double;
    using Integers [[gnu::vector_size(64)]] = std::uint64_t;
    using Floats [[gnu::vector_size(32)]] = float;
};

#if defined(__AVX512F__)
inline constexpr int nativeLanes = 8;
#elif defined(__AVX__)
inline constexpr int nativeLanes = 4;
#else
inline constexpr int nativeLanes = 2;
#endif
using D = Native<nativeLanes>::Doubles;
using I = Native<nativeLanes>::Integers;
using F = Native<nativeLanes>::Floats;

// The operations on one native vector, then on a pair of what they work on.
LOGITSCOPE_INLINE void fill(D& out, double value) { out = value - D{}; }
LOGITSCOPE_INLINE void load(D& out, const double* from) { __builtin_memcpy(&out, from, sizeof out); }
LOGITSCOPE_INLINE void widenTo(D& out, const float* from) {
    F narrow;
    __builtin_memcpy(&narrow, from, sizeof narrow);
    out = __builtin_convertvector(narrow, D);
}
LOGITSCOPE_INLINE void store(double* to, D value) { __builtin_memcpy(to, &value, sizeof value); }
LOGITSCOPE_INLINE D larger(D a, D b) { return a > b ? a : b; }
LOGITSCOPE_INLINE D smaller(D a, D b) { return a < b ? a : b; }
// a where x > limit, else b.
LOGITSCOPE_INLINE D whereAbove(D x, D limit, D a, D b) { return x > limit ? a : b; }
LOGITSCOPE_INLINE D whereAtLeast(D x, D limit, D a, D b) { return x >= limit ? a : b; }
LOGITSCOPE_INLINE D whereEqual(D x, D y, D a, D b) { return x == y ? a : b; }
// value * 2^k, where `shifted` is k + 1.5 * 2^52: the low bits of its pattern are k. Unsigned, for what lies outside
// wraps.
LOGITSCOPE_INLINE D scaleByPower(D value, D shifted) { return (D)((I)value + ((I)shifted << 52)); }

template<typename H>
LOGITSCOPE_INLINE Pair<H> operator+(Pair<H> a, Pair<H> b) {
    return {a.low + b.low, a.high + b.high};
}
template<typename H>
LOGITSCOPE_INLINE Pair<H> operator-(Pair<H> a, Pair<H> b) {
    return {a.low - b.low, a.high - b.high};
}
template<typename H>
LOGITSCOPE_INLINE Pair<H> operator*(Pair<H> a, Pair<H> b) {
    return {a.low * b.low, a.high * b.high};
}
template<typename H>
LOGITSCOPE_INLINE void fill(Pair<H>& out, double value) {
    fill(out.low, value);
    fill(out.high, value);
}
template<typename H>
LOGITSCOPE_INLINE void load(Pair<H>& out, const double* from) {
    load(out.low, from);
    load(out.high, from + sizeof(H) / sizeof(double));
}
template<typename H>
LOGITSCOPE_INLINE void widenTo(Pair<H>& out, const float* from) {
    widenTo(out.low, from);
    widenTo(out.high, from + sizeof(H) / sizeof(double));
}
template<typename H>
LOGITSCOPE_INLINE void store(double* to, Pair<H> value) {
    store(to, value.low);
    store(to + sizeof(H) / sizeof(double), value.high);
}
template<typename H>
LOGITSCOPE_INLINE Pair<H> larger(Pair<H> a, Pair<H> b) {
    return {larger(a.low, b.low), larger(a.high, b.high)};
}
template<typename H>
LOGITSCOPE_INLINE Pair<H> smaller(Pair<H> a, Pair<H> b) {
    return {smaller(a.low, b.low), smaller(a.high, b.high)};
}
template<typename H>
LOGITSCOPE_INLINE Pair<H> whereAbove(Pair<H> x, Pair<H> limit, Pair<H> a, Pair<H> b) {
    return {whereAbove(x.low, limit.low, a.low, b.low), whereAbove(x.high, limit.high, a.high, b.high)};
}
template<typename H>
LOGITSCOPE_INLINE Pair<H> whereAtLeast(Pair<H> x, Pair<H> limit, Pair<H> a, Pair<H> b) {
    return {whereAtLeast(x.low, limit.low, a.low, b.low), whereAtLeast(x.high, limit.high, a.high, b.high)};
}
template<typename H>
LOGITSCOPE_INLINE Pair<H> whereEqual(Pair<H> x, Pair<H> y, Pair<H> a, Pair<H> b) {
    return {whereEqual(x.low, y.low, a.low, b.low), whereEqual(x.high, y.high, a.high, b.high)};
}
template<typename H>
LOGITSCOPE_INLINE Pair<H> scaleByPower(Pair<H> value, Pair<H> shifted) {
    return {scaleByPower(value.low, shifted.low), scaleByPower(value.high, shifted.high)};
}

template<int Lanes, typename Vector>
struct Widened {
    using Type = typename Widened<Lanes / 2, Pair<Vector>>::Type;
};
template<typename Vector>
struct Widened<1, Vector> {
    using Type = Vector;
};
// Eight doubles.
using Eight = Widened<8 / nativeLanes, D>::Type;
static_assert(sizeof(Eight) == 64);

LOGITSCOPE_INLINE Eight all(double value) {
    Eight out;
    fill(out, value);
    return out;
}
LOGITSCOPE_INLINE Eight loaded(const double* from) {
    Eight out;
    load(out, from);
    return out;
}

struct Lanes {
    alignas(64) double value[8];
};
LOGITSCOPE_INLINE Lanes lanes(Eight eight) {
    Lanes out;
    store(out.value, eight);
    return out;
}
// The eight lanes joined in one order.
LOGITSCOPE_INLINE double joined(Eight eight) {
    const Lanes l = lanes(eight);
    return ((l.value[0] + l.value[1]) + (l.value[2] + l.value[3])) +
           ((l.value[4] + l.value[5]) + (l.value[6] + l.value[7]));
}

inline double largestOf(Eight eight) {
    const Lanes l = lanes(eight);
    double largest = l.value[0];
    for (int lane = 1; lane < 8; ++lane) {
        largest = l.value[lane] > largest ? l.value[lane] : largest;
    }
    return largest;
}

inline constexpr double rounder = 6755399441055744.0; // 1.5 * 2^52: adding it rounds to the nearest integer
inline constexpr double lowestPower = -1021.0;        // 2^z is a normal number above it
inline constexpr double infinity = __builtin_huge_val();

// 2^z for -1021 < z <= 0, to about one unit in the last place; garbage elsewhere. z = k + f with |f| <= 1/2, and 2^f by
// the Chebyshev series of exp(f ln 2) on that interval (coefficients: modified Bessel functions, Abramowitz and Stegun
// 9.6.34), cut after degree 11 and written in powers of f: relative error 1.9e-17. Estrin's scheme keeps the chains of
// dependent operations short.
LOGITSCOPE_INLINE Eight powerOfTwo(Eight z) {
    const Eight shifted = z + all(rounder);
    const Eight f = z - (shifted - all(rounder));
    const Eight f2 = f * f;
    const Eight f4 = f2 * f2;
    const Eight p01 = all(1.0) + all(0x1.62e42fefa39efp-1) * f;
    const Eight p23 = all(0x1.ebfbdff82c5aep-3) + all(0x1.c6b08d704a0d1p-5) * f;
    const Eight p45 = all(0x1.3b2ab6fb9f1a3p-7) + all(0x1.5d87fe78a2292p-10) * f;
    const Eight p67 = all(0x1.430913112cb65p-13) + all(0x1.ffcbfc75f303fp-17) * f;
    const Eight p89 = all(0x1.62bfc2c7abbfdp-20) + all(0x1.b524db38fa8d6p-24) * f;
    const Eight pAB = all(0x1.e6228c03761d5p-28) + all(0x1.ea044325d9228p-32) * f;
    const Eight high = (p45 + p67 * f2) + (p89 + pAB * f2) * f4;
    return scaleByPower((p01 + p23 * f2) + high * f4, shifted);
}

// Extremes as they are gathered, lane by lane.
struct Extremes {
    Eight maximum = all(-infinity);
    Eight minimum = all(infinity);
    Eight finite = all(0.0);

    LOGITSCOPE_INLINE void take(Eight x) {
        const Eight lowest = all(-infinity);
        maximum = larger(maximum, x);
        minimum = smaller(minimum, whereAbove(x, lowest, x, all(infinity)));
        finite = finite + whereAbove(x, lowest, all(1.0), all(0.0));
    }
    LOGITSCOPE_INLINE RowExtremes result() const {
        const Lanes low = lanes(minimum);
        RowExtremes out{largestOf(maximum), low.value[0], static_cast<std::size_t>(joined(finite))};
        for (int lane = 1; lane < 8; ++lane) {
            out.minimumFinite = low.value[lane] < out.minimumFinite ? low.value[lane] : out.minimumFinite;
        }
        return out;
    }
};

inline RowSoundness inspect(const float* row, std::size_t size) {
    Eight sound = all(0.0);
    Eight finite = all(0.0);
    std::size_t i = 0;
    for (; i + 8 <= size; i += 8) {
        Eight x;
        widenTo(x, row + i);
        const Eight one = whereAbove(all(infinity), x, all(1.0), all(0.0));
        sound = sound + one;
        finite = finite + whereAbove(x, all(-infinity), one, all(0.0));
    }
    RowSoundness out{static_cast<std::size_t>(joined(sound)), static_cast<std::size_t>(joined(finite))};
    for (; i < size; ++i) {
        const bool one = static_cast<double>(row[i]) < infinity;
        out.sound += one ? 1 : 0;
        out.finite += one && static_cast<double>(row[i]) > -infinity ? 1 : 0;
    }
    return out;
}

inline RowExtremes widen(const float* row, std::size_t size, double* logits) {
    Extremes extremes;
    std::size_t i = 0;
    for (; i + 8 <= size; i += 8) {
        Eight x;
        widenTo(x, row + i);
        store(logits + i, x);
        extremes.take(x);
    }
    const std::size_t tail = i;
    for (; i < size; ++i) {
        logits[i] = static_cast<double>(row[i]);
    }
    for (; i < paddedRow(size); ++i) {
        logits[i] = -infinity;
    }
    for (std::size_t t = tail; t < paddedRow(size); t += 8) {
        extremes.take(loaded(logits + t));
    }
    return extremes.result();
}

inline RowExtremes extremes(const double* logits, std::size_t padded) {
    Extremes found;
    for (std::size_t i = 0; i < padded; i += 8) {
        found.take(loaded(logits + i));
    }
    return found.result();
}

// Adds up weights and their products with z; those below the lowest power are 0.
struct Sums {
    Eight total = all(0.0);
    Eight weighted = all(0.0);

    LOGITSCOPE_INLINE void take(Eight w, Eight z) {
        total = total + w;
        weighted = weighted + whereAbove(z, all(lowestPower), w * z, all(0.0)); // 0 * -inf is no number
    }
    LOGITSCOPE_INLINE RowSums result() const { return {joined(total), joined(weighted)}; }
};

inline RowSums softmax(const double* logits, std::size_t padded, double maximum, double scale, double* weights) {
    Sums sums;
    for (std::size_t i = 0; i < padded; i += 8) {
        const Eight z = (loaded(logits + i) - all(maximum)) * all(scale);
        const Eight w = whereAbove(z, all(lowestPower), powerOfTwo(z), all(0.0));
        store(weights + i, w);
        sums.take(w, z);
    }
    return sums.result();
}

inline RowSums sums(const double* logits, const double* weights, std::size_t padded, double maximum, double scale) {
    Sums found;
    for (std::size_t i = 0; i < padded; i += 8) {
        found.take(loaded(weights + i), (loaded(logits + i) - all(maximum)) * all(scale));
    }
    return found.result();
}

inline std::size_t countAbove(const double* logits, std::size_t groups, double limit) {
    Eight count = all(0.0);
    for (std::size_t i = 0; i < groups; i += 8) {
        count = count + whereAbove(loaded(logits + i), all(limit), all(1.0), all(0.0));
    }
    return static_cast<std::size_t>(joined(count));
}

inline void blockMaxima(const double* logits, std::size_t padded, double* maxima) {
    for (std::size_t i = 0; i < padded; i += rowBlock) {
        Eight high = loaded(logits + i);
        for (std::size_t j = 8; j < rowBlock; j += 8) {
            high = larger(high, loaded(logits + i + j));
        }
        maxima[i / rowBlock] = largestOf(high);
    }
}

// The buckets of eight logits, as integers above the rounder.
LOGITSCOPE_INLINE Eight placesIn(RowDivision division, Eight logits) {
    const Eight last = all(static_cast<double>(division.bucketCount - 1));
    return smaller((all(division.top) - logits) * all(division.scale), last) + all(rounder);
}

inline void fillBuckets(const double* logits, const double* weights, std::size_t padded, RowDivision division,
                        RowBucket* buckets) {
    using MassAndCount [[gnu::vector_size(16)]] = double;
    static_assert(sizeof(RowBucket) == sizeof(MassAndCount));
    for (std::size_t i = 0; i < padded; i += 8) {
        const Lanes places = lanes(placesIn(division, loaded(logits + i)));
        for (std::size_t lane = 0; lane < 8; ++lane) {
            std::uint64_t pattern; // its low half is the bucket
            __builtin_memcpy(&pattern, &places.value[lane], sizeof pattern);
            RowBucket* const bucket = buckets + (pattern & 0xffffffffU);
            MassAndCount sum;
            __builtin_memcpy(&sum, bucket, sizeof sum);
            sum += MassAndCount{weights[i + lane], 1.0};
            __builtin_memcpy(bucket, &sum, sizeof sum);
        }
    }
}

inline std::size_t membersOf(const double* logits, std::size_t padded, RowDivision division, std::size_t bucket,
                             std::uint32_t* members) {
    const double wanted = rounder + static_cast<double>(bucket);
    std::size_t count = 0;
    for (std::size_t i = 0; i < padded; i += rowBlock) {
        Eight hits = all(0.0);
        for (std::size_t j = 0; j < rowBlock; j += 8) {
            hits = hits + whereEqual(placesIn(division, loaded(logits + i + j)), all(wanted), all(1.0), all(0.0));
        }
        if (joined(hits) == 0.0) {
            continue;
        }
        for (std::size_t j = 0; j < rowBlock; j += 8) {
            const Lanes places = lanes(placesIn(division, loaded(logits + i + j)));
            for (std::size_t lane = 0; lane < 8; ++lane) {
                members[count] = static_cast<std::uint32_t>(i + j + lane);
                count += places.value[lane] == wanted ? 1 : 0;
            }
        }
    }
    return count;
}

inline std::size_t cutAfter(RowColumns from, std::size_t padded, double logit, std::int32_t token, std::int32_t* tokens,
                            double* logits, double* weights) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < padded; i += rowBlock) {
        Eight hits = all(0.0);
        for (std::size_t j = 0; j < rowBlock; j += 8) {
            hits = hits + whereAtLeast(loaded(from.logits + i + j), all(logit), all(1.0), all(0.0));
        }
        if (joined(hits) == 0.0) {
            continue;
        }
        for (std::size_t j = i; j < i + rowBlock; ++j) {
            const double x = from.logits[j];
            const std::int32_t id = from.tokens != nullptr ? from.tokens[j] : static_cast<std::int32_t>(j);
            const double w = from.weights[j];
            tokens[kept] = id;
            logits[kept] = x;
            weights[kept] = w;
            kept += static_cast<std::size_t>(x > logit) |
                    (static_cast<std::size_t>(x == logit) & static_cast<std::size_t>(id <= token));
        }
    }
    return kept;
}

constexpr RowKernels kernelsNamed(const char* name) {
    return {name, inspect, widen, extremes, softmax, sums, countAbove, blockMaxima, fillBuckets, membersOf, cutAfter};
}

} // namespace
} // namespace logitscope
