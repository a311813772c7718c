// Every machine: plain loops over four lanes that the compiler turns into whatever vectors the target has (SSE2, NEON).
#include "core/kernels/integer_product.h"
#include "core/kernels/variants.h"
#include "core/kernels/vector_kernels.h"

namespace logitscope {

namespace {

using Quad = float __attribute__((vector_size(16)));
using QuadBits = std::uint32_t __attribute__((vector_size(16)));
using QuadIntegers = std::int32_t __attribute__((vector_size(16)));
using Shorts = std::int16_t __attribute__((vector_size(16)));

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
    struct Integers {
        QuadBits at[4];
    };
    template<typename Operation>
    static LOGITSCOPE_INLINE Integers eachBits(const Operation& operation) {
        return {{operation(0), operation(1), operation(2), operation(3)}};
    }
    static LOGITSCOPE_INLINE Integers loadIntegers(const void* from) {
        Integers a;
        __builtin_memcpy(&a, from, sizeof a);
        return a;
    }
    static LOGITSCOPE_INLINE Integers setIntegers(std::int32_t value) {
        const auto bits = static_cast<std::uint32_t>(value);
        return eachBits([&](int) { return QuadBits{bits, bits, bits, bits}; });
    }
    static LOGITSCOPE_INLINE Integers setBytes(int value) {
        return setIntegers(static_cast<std::int32_t>(static_cast<unsigned>(value) * 0x01010101U));
    }
    template<int count>
    static LOGITSCOPE_INLINE Integers shiftLeft(Integers a) {
        return eachBits([&](int i) { return a.at[i] << count; });
    }
    template<int count>
    static LOGITSCOPE_INLINE Integers shiftRight(Integers a) {
        return eachBits([&](int i) { return a.at[i] >> count; });
    }
    static LOGITSCOPE_INLINE Integers bitAnd(Integers a, Integers b) {
        return eachBits([&](int i) { return a.at[i] & b.at[i]; });
    }
    // a | (b & mask).
    static LOGITSCOPE_INLINE Integers orMasked(Integers a, Integers b, Integers mask) {
        return eachBits([&](int i) { return a.at[i] | (b.at[i] & mask.at[i]); });
    }
    // table[i] for bytes i from 0 to 15.
    static LOGITSCOPE_INLINE Integers lookUp(Integers indices, const unsigned char* table) {
        unsigned char bytes[64];
        __builtin_memcpy(bytes, &indices, sizeof bytes);
        for (unsigned char& byte : bytes) {
            byte = table[byte];
        }
        return loadIntegers(bytes);
    }
    // 16 bytes, one to each lane.
    static LOGITSCOPE_INLINE Integers widenUnsigned(const void* from) {
        const auto* bytes = static_cast<const unsigned char*>(from);
        std::int32_t lanes[16];
        for (int i = 0; i < 16; ++i) {
            lanes[i] = bytes[i];
        }
        return loadIntegers(lanes);
    }
    static LOGITSCOPE_INLINE Integers widenSigned(const void* from) {
        const Integers bytes = widenUnsigned(from);
        return eachBits([&](int i) { return (bytes.at[i] ^ 0x80U) - 0x80U; }); // the sign bit up to the top
    }
    static LOGITSCOPE_INLINE Vector toFloat(Integers a) {
        return each([&](int i) { return __builtin_convertvector((QuadIntegers)a.at[i], Quad); });
    }
    // The four bytes of each lane less `middle`. A byte in the low bits of 2^23 is the float 2^23 + byte.
    static LOGITSCOPE_INLINE void bytesToFloats(Integers bytes, int middle, Vector (&out)[4]) {
        const float zero = 0x1p23F + static_cast<float>(middle);
        LOGITSCOPE_UNROLL
        for (int byte = 0; byte < 4; ++byte) {
            out[byte] = each([&](int i) { return (Quad)(((bytes.at[i] >> (8 * byte)) & 0xFFU) | 0x4B000000U) - zero; });
        }
    }
    // The low bytes of the lanes to 16 bytes.
    static LOGITSCOPE_INLINE void storeLowBytes(void* to, Vector a) {
        std::uint32_t lanes[16];
        __builtin_memcpy(lanes, &a, sizeof lanes);
        unsigned char bytes[16];
        for (int i = 0; i < 16; ++i) {
            bytes[i] = static_cast<unsigned char>(lanes[i]);
        }
        __builtin_memcpy(to, bytes, sizeof bytes);
    }

    // sums + codes * x over the four bytes of each lane. The product of a code and a signed byte fits 16 bits.
    static LOGITSCOPE_INLINE Integers dotCodes(Integers sums, Integers codes, Integers x) {
        return eachBits([&](int i) {
            const Shorts even = (Shorts)(codes.at[i] & 0x00FF00FFU) * ((Shorts)(x.at[i] << 8) >> 8);
            const Shorts odd = (Shorts)(codes.at[i] >> 8 & 0x00FF00FFU) * ((Shorts)x.at[i] >> 8);
            const auto pairs = [](Shorts products) {
                const auto whole = (QuadIntegers)products;
                return (QuadBits)((whole << 16 >> 16) + (whole >> 16));
            };
            return sums.at[i] + pairs(even) + pairs(odd);
        });
    }
    // The same for codes up to 255, which here count from 0.
    static constexpr int middleOfBytes = 0;
    static LOGITSCOPE_INLINE Integers dotBytes(Integers sums, Integers codes, Integers x) {
        return dotCodes(sums, codes, x);
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

constinit const Kernels baselineKernels =
    withIntegerProducts(kernelTable<BaselineLanes>("baseline"), integerProducts<BaselineLanes>());

} // namespace logitscope
