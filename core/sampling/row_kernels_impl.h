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
    typedef double Doubles __attribute__((vector_size(16)));
    typedef std::int64_t Integers __attribute__((vector_size(16)));
    typedef float Floats __attribute__((vector_size(8)));
};
template<>
struct Native<4> {
    typedef double Doubles __attribute__((vector_size(32)));
    typedef std::int64_t Integers __attribute__((vector_size(32)));
    typedef float Floats __attribute__((vector_size(16)));
};
template<>
struct Native<8> {
    typedef double Doubles __attribute__((vector_size(64)));
    typedef std::int64_t Integers __attribute__((vector_size(64)));
    typedef float Floats __attribute__((vector_size(32)));
};

#if defined(__AVX512F__)
constexpr int nativeLanes = 8;
#elif defined(__AVX__)
constexpr int nativeLanes = 4;
#else
constexpr int nativeLanes = 2;
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
// value * 2^k, where `shifted` is k + 1.5 * 2^52: the low bits of its pattern are k.
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
constexpr int lanesOf(const Pair<H>&) {
    return static_cast<int>(sizeof(Pair<H>) / sizeof(double));
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

constexpr double rounder = 6755399441055744.0; // 1.5 * 2^52: adding it rounds to the nearest integer
constexpr double lowestExponent = -708.0;      // exp(-708) is the last normal power of e; below it weights are 0
constexpr double infinity = __builtin_huge_val();

// exp(y) for -708 <= y <= 0, to about one unit in the last place. y = k ln 2 + r with |r| <= ln 2 / 2 (the two-part ln
// 2 of Cody and Waite, 1980) and exp(r) by the Chebyshev series of exp on that interval (coefficients: modified Bessel
// functions, Abramowitz and Stegun 9.6.34), cut after degree 11 and written in powers of r: relative error 1.6e-17.
LOGITSCOPE_INLINE Eight exponential(Eight y) {
    const Eight shifted = y * all(0x1.71547652b82fep+0) + all(rounder);
    const Eight k = shifted - all(rounder);
    const Eight r = (y - k * all(0x1.62e42fee00000p-1)) - k * all(0x1.a39ef35793c76p-33);
    Eight p = all(0x1.af785e0dfd450p-26);
    p = p * r + all(0x1.28b4063caeaedp-22);
    p = p * r + all(0x1.71dde76a2d404p-19);
    p = p * r + all(0x1.a01991aba4014p-16);
    p = p * r + all(0x1.a01a01b80266fp-13);
    p = p * r + all(0x1.6c16c187fc3f8p-10);
    p = p * r + all(0x1.111111110db75p-7);
    p = p * r + all(0x1.555555554f0ccp-5);
    p = p * r + all(0x1.5555555555562p-3);
    p = p * r + all(0x1.0000000000011p-1);
    p = p * r + all(1.0);
    p = p * r + all(1.0);
    return scaleByPower(p, shifted);
}

RowExtremes widen(const float* row, std::size_t size, double* logits) {
    Eight maximum = all(-infinity);
    Eight minimum = all(infinity);
    Eight finite = all(0.0);
    const Eight lowest = all(-infinity);
    const auto take = [&](Eight x) __attribute__((always_inline)) {
        maximum = larger(maximum, x);
        minimum = smaller(minimum, whereAbove(x, lowest, x, all(infinity)));
        finite = finite + whereAbove(x, lowest, all(1.0), all(0.0));
    };
    std::size_t i = 0;
    for (; i + 8 <= size; i += 8) {
        Eight x;
        widenTo(x, row + i);
        store(logits + i, x);
        take(x);
    }
    const std::size_t tail = i;
    for (; i < size; ++i) {
        logits[i] = static_cast<double>(row[i]);
    }
    for (; i < paddedRow(size); ++i) {
        logits[i] = -infinity;
    }
    for (std::size_t t = tail; t < paddedRow(size); t += 8) {
        take(loaded(logits + t));
    }
    const Lanes high = lanes(maximum);
    const Lanes low = lanes(minimum);
    RowExtremes out{high.value[0], low.value[0], static_cast<std::size_t>(joined(finite))};
    for (int lane = 1; lane < 8; ++lane) {
        out.maximum = high.value[lane] > out.maximum ? high.value[lane] : out.maximum;
        out.minimumFinite = low.value[lane] < out.minimumFinite ? low.value[lane] : out.minimumFinite;
    }
    return out;
}

RowSums softmax(const double* logits, std::size_t padded, double maximum, double inverse, double* weights) {
    Eight total = all(0.0);
    Eight weighted = all(0.0);
    const Eight lowest = all(lowestExponent);
    for (std::size_t i = 0; i < padded; i += 8) {
        const Eight exact = (loaded(logits + i) - all(maximum)) * all(inverse);
        const Eight y = larger(exact, lowest);
        const Eight w = whereAbove(exact, lowest, exponential(y), all(0.0));
        store(weights + i, w);
        total = total + w;
        weighted = weighted + w * y;
    }
    return {joined(total), joined(weighted)};
}

RowSums sums(const double* logits, const double* weights, std::size_t padded, double maximum, double inverse) {
    Eight total = all(0.0);
    Eight weighted = all(0.0);
    const Eight lowest = all(lowestExponent);
    for (std::size_t i = 0; i < padded; i += 8) {
        const Eight y = larger((loaded(logits + i) - all(maximum)) * all(inverse), lowest);
        const Eight w = loaded(weights + i);
        total = total + w;
        weighted = weighted + w * y;
    }
    return {joined(total), joined(weighted)};
}

std::size_t countAbove(const double* logits, std::size_t padded, double limit) {
    Eight count = all(0.0);
    for (std::size_t i = 0; i < padded; i += 8) {
        count = count + whereAbove(loaded(logits + i), all(limit), all(1.0), all(0.0));
    }
    return static_cast<std::size_t>(joined(count));
}

void blockMaxima(const double* logits, std::size_t padded, double* maxima) {
    for (std::size_t i = 0; i < padded; i += rowBlock) {
        Eight high = loaded(logits + i);
        for (std::size_t j = 8; j < rowBlock; j += 8) {
            high = larger(high, loaded(logits + i + j));
        }
        const Lanes l = lanes(high);
        double maximum = l.value[0];
        for (int lane = 1; lane < 8; ++lane) {
            maximum = l.value[lane] > maximum ? l.value[lane] : maximum;
        }
        maxima[i / rowBlock] = maximum;
    }
}

void fillBuckets(const double* logits, const double* weights, std::size_t padded, double top, double scale,
                 RowBucket* buckets, std::size_t bucketCount) {
    typedef double MassAndCount __attribute__((vector_size(16)));
    static_assert(sizeof(RowBucket) == sizeof(MassAndCount));
    const Eight last = all(static_cast<double>(bucketCount - 1));
    for (std::size_t i = 0; i < padded; i += 8) {
        const Eight place = smaller((all(top) - loaded(logits + i)) * all(scale), last) + all(rounder);
        const Lanes bits = lanes(place);
        for (std::size_t lane = 0; lane < 8; ++lane) {
            const double w = weights[i + lane];
            const bool possible = logits[i + lane] > -infinity;
            std::uint64_t pattern;
            __builtin_memcpy(&pattern, &bits.value[lane], sizeof pattern);
            RowBucket& cell = buckets[pattern & 0xffffffffU];
            MassAndCount sum;
            __builtin_memcpy(&sum, &cell, sizeof sum);
            sum += MassAndCount{w, possible ? 1.0 : 0.0};
            __builtin_memcpy(&cell, &sum, sizeof sum);
        }
    }
}

constexpr RowKernels kernelsNamed(const char* name) {
    return {name, widen, softmax, sums, countAbove, blockMaxima, fillBuckets};
}

} // namespace
} // namespace logitscope
