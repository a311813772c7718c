// Every machine: plain loops over four lanes that the compiler turns into whatever vectors the target has (SSE2, NEON).
#include "core/kernels/variants.h"
#include "core/kernels/vector_kernels.h"

namespace logitscope {

namespace {

using Quad = float __attribute__((vector_size(16)));
using QuadBits = std::uint32_t __attribute__((vector_size(16)));

struct BaselineLanes {
    struct Vector {
        Quad at[4];
    };
    static constexpr int sumVectors = 2;
    static constexpr std::size_t widestBlock = 2;

    template<typename Operation>
    static LOGITSCOPE_INLINE Vector each(const Operation& operation) {
        return {{operation(0), operation(1), operation(2), operation(3)}};
    }

    static LOGITSCOPE_INLINE Vector zero() { return {}; }
    static LOGITSCOPE_INLINE Vector set(float value) {
        const Quad quad = {value, value, value, value};
        return {{quad, quad, quad, quad}};
    }
    static LOGITSCOPE_INLINE Vector load(const float* from) {
        Vector a;
        __builtin_memcpy(&a, from, sizeof a);
        return a;
    }
    static LOGITSCOPE_INLINE void store(float* to, Vector a) { __builtin_memcpy(to, &a, sizeof a); }
    static LOGITSCOPE_INLINE void storeFirst(float* to, Vector a, std::size_t count) {
        __builtin_memcpy(to, &a, count * sizeof(float));
    }

    static LOGITSCOPE_INLINE Vector add(Vector a, Vector b) {
        return each([&](int i) { return a.at[i] + b.at[i]; });
    }
    static LOGITSCOPE_INLINE Vector sub(Vector a, Vector b) {
        return each([&](int i) { return a.at[i] - b.at[i]; });
    }
    static LOGITSCOPE_INLINE Vector mul(Vector a, Vector b) {
        return each([&](int i) { return a.at[i] * b.at[i]; });
    }
    static LOGITSCOPE_INLINE Vector div(Vector a, Vector b) {
        return each([&](int i) { return a.at[i] / b.at[i]; });
    }
    static LOGITSCOPE_INLINE Vector min(Vector a, Vector b) {
        return each([&](int i) { return select(a.at[i] < b.at[i], a.at[i], b.at[i]); });
    }
    static LOGITSCOPE_INLINE Vector max(Vector a, Vector b) {
        return each([&](int i) { return select(a.at[i] > b.at[i], a.at[i], b.at[i]); });
    }
    // Two roundings: the targets of this file have no fused form, or not everywhere.
    static LOGITSCOPE_INLINE Vector fma(Vector a, Vector b, Vector c) {
        return each([&](int i) { return a.at[i] * b.at[i] + c.at[i]; });
    }

    // As toFloat(Half), four at a time.
    static LOGITSCOPE_INLINE Vector loadHalf(const void* from) {
        std::uint16_t halves[16];
        __builtin_memcpy(halves, from, sizeof halves);
        return each([&](int i) {
            const std::uint16_t* h = halves + 4 * i;
            const QuadBits bits = {h[0], h[1], h[2], h[3]};
            const QuadBits magnitude = bits & 0x7FFFU;
            const Quad scaled = (Quad)(magnitude << 13) * 0x1.0p112F;
            const QuadBits special = (QuadBits)(magnitude >= 0x7C00U) & 0x7F800000U;
            return (Quad)((QuadBits)scaled | special | ((bits & 0x8000U) << 16));
        });
    }
    static LOGITSCOPE_INLINE void loadBFloat16Pair(const void* from, Vector& even, Vector& odd) {
        QuadBits pairs[4];
        __builtin_memcpy(pairs, from, sizeof pairs);
        even = each([&](int i) { return (Quad)(pairs[i] << 16); });
        odd = each([&](int i) { return (Quad)(pairs[i] & 0xFFFF0000U); });
    }
    // Four bytes of each lane less 128.
    static LOGITSCOPE_INLINE void loadFourBytes(const void* from, Vector& a, Vector& b, Vector& c, Vector& d) {
        QuadBits bytes[4];
        __builtin_memcpy(bytes, from, sizeof bytes);
        // A byte in the low bits of 2^23 is the float 2^23 + byte.
        const auto number = [&](int shift) {
            return each(
                [&](int i) { return (Quad)(((bytes[i] >> shift) & 0xFFU) | 0x4B000000U) - (0x1p23F + 128.0F); });
        };
        a = number(0);
        b = number(8);
        c = number(16);
        d = number(24);
    }

    static LOGITSCOPE_INLINE Vector swapPairs(Vector a) {
        return each([&](int i) { return Quad{a.at[i][1], a.at[i][0], a.at[i][3], a.at[i][2]}; });
    }
    // a * 2^n, n being the low bits of `shifted`.
    static LOGITSCOPE_INLINE Vector scaleByPowerOfTwo(Vector a, Vector shifted) {
        return each([&](int i) { return (Quad)((QuadBits)a.at[i] + ((QuadBits)shifted.at[i] << 23)); });
    }
    // 0 where x < limit, else a.
    static LOGITSCOPE_INLINE Vector zeroBelow(Vector x, Vector limit, Vector a) {
        return each([&](int i) { return (Quad)((QuadBits)a.at[i] & ~(QuadBits)(x.at[i] < limit.at[i])); });
    }

    // Adds lane i + 8 to i, then 4, 2, 1.
    static LOGITSCOPE_INLINE float sum(Vector a) {
        const Quad four = (a.at[0] + a.at[2]) + (a.at[1] + a.at[3]);
        return (four[0] + four[2]) + (four[1] + four[3]);
    }
    static LOGITSCOPE_INLINE float largest(Vector a) {
        float result = a.at[0][0];
        for (int i = 0; i < 16; ++i) {
            const float value = a.at[i / 4][i % 4];
            result = value > result ? value : result;
        }
        return result;
    }

private:
    template<typename Mask>
    static LOGITSCOPE_INLINE Quad select(Mask mask, Quad yes, Quad no) {
        return (Quad)(((QuadBits)yes & (QuadBits)mask) | ((QuadBits)no & ~(QuadBits)mask));
    }
};

} // namespace

constinit const Kernels baselineKernels = kernelTable<BaselineLanes>("baseline");

} // namespace logitscope
