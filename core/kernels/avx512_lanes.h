// AVX-512 (F, BW, DQ, VL): one register is a vector of 16 lanes.
//
// Each source that includes this has a type of its own, made for the flags of that source (panel_product.h).
#pragma once

#if defined(__GNUC__) && !defined(__clang__)
// GCC 12 takes the deliberately undefined registers of its own intrinsics for a mistake (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif

#include "core/kernels/unroll.h"

#include <cstddef>
#include <cstdint>
#include <immintrin.h>

namespace logitscope {

namespace {

struct Avx512Lanes {
    using Vector = __m512;
    static constexpr int sumVectors = 16; // of 32 registers
    static constexpr std::size_t widestBlock = 16;

    static LOGITSCOPE_INLINE Vector zero() { return _mm512_setzero_ps(); }
    static LOGITSCOPE_INLINE Vector set(float value) { return _mm512_set1_ps(value); }
    static LOGITSCOPE_INLINE Vector load(const float* from) { return _mm512_loadu_ps(from); }
    static LOGITSCOPE_INLINE void store(float* to, Vector a) { _mm512_storeu_ps(to, a); }
    static LOGITSCOPE_INLINE void storeFirst(float* to, Vector a, std::size_t count) {
        _mm512_mask_storeu_ps(to, static_cast<__mmask16>((1U << count) - 1U), a);
    }

    static LOGITSCOPE_INLINE Vector add(Vector a, Vector b) { return _mm512_add_ps(a, b); }
    static LOGITSCOPE_INLINE Vector sub(Vector a, Vector b) { return _mm512_sub_ps(a, b); }
    static LOGITSCOPE_INLINE Vector mul(Vector a, Vector b) { return _mm512_mul_ps(a, b); }
    static LOGITSCOPE_INLINE Vector div(Vector a, Vector b) { return _mm512_div_ps(a, b); }
    static LOGITSCOPE_INLINE Vector min(Vector a, Vector b) { return _mm512_min_ps(a, b); }
    static LOGITSCOPE_INLINE Vector max(Vector a, Vector b) { return _mm512_max_ps(a, b); }
    static LOGITSCOPE_INLINE Vector fma(Vector a, Vector b, Vector c) { return _mm512_fmadd_ps(a, b, c); }

    static LOGITSCOPE_INLINE Vector loadHalf(const void* from) {
        return _mm512_cvtph_ps(_mm256_loadu_si256(static_cast<const __m256i*>(from)));
    }
    static LOGITSCOPE_INLINE void loadBFloat16Pair(const void* from, Vector& even, Vector& odd) {
        const __m512i pairs = _mm512_loadu_si512(from);
        even = _mm512_castsi512_ps(_mm512_slli_epi32(pairs, 16));
        odd = _mm512_castsi512_ps(_mm512_and_si512(pairs, _mm512_set1_epi32(static_cast<int>(0xFFFF0000U))));
    }
    using Integers = __m512i;
    static LOGITSCOPE_INLINE Integers loadIntegers(const void* from) { return _mm512_loadu_si512(from); }
    static LOGITSCOPE_INLINE Integers setIntegers(std::int32_t value) { return _mm512_set1_epi32(value); }
    static LOGITSCOPE_INLINE Integers setBytes(int value) { return _mm512_set1_epi8(static_cast<char>(value)); }
    template<int count>
    static LOGITSCOPE_INLINE Integers shiftLeft(Integers a) {
        return _mm512_slli_epi32(a, count);
    }
    template<int count>
    static LOGITSCOPE_INLINE Integers shiftRight(Integers a) {
        return _mm512_srli_epi32(a, count);
    }
    static LOGITSCOPE_INLINE Integers bitAnd(Integers a, Integers b) { return _mm512_and_si512(a, b); }
    // a | (b & mask).
    static LOGITSCOPE_INLINE Integers orMasked(Integers a, Integers b, Integers mask) {
        constexpr int orAnd = 0xF8; // first | (second & third)
        return _mm512_ternarylogic_epi32(a, b, mask, orAnd);
    }
    // table[i] for bytes i from 0 to 15.
    static LOGITSCOPE_INLINE Integers lookUp(Integers indices, const unsigned char* table) {
        const __m128i one = _mm_loadu_si128(reinterpret_cast<const __m128i*>(table));
        return _mm512_shuffle_epi8(_mm512_broadcast_i32x4(one), indices);
    }
    // 16 bytes, one to each lane.
    static LOGITSCOPE_INLINE Integers widenSigned(const void* from) {
        return _mm512_cvtepi8_epi32(_mm_loadu_si128(static_cast<const __m128i*>(from)));
    }
    static LOGITSCOPE_INLINE Integers widenUnsigned(const void* from) {
        return _mm512_cvtepu8_epi32(_mm_loadu_si128(static_cast<const __m128i*>(from)));
    }
    static LOGITSCOPE_INLINE Vector toFloat(Integers a) { return _mm512_cvtepi32_ps(a); }
    // The four bytes of each lane less `middle`. A byte in the low bits of 2^23 is the float 2^23 + byte, one place
    // higher it is 2^23 + 256 * byte: what is subtracted then, exactly, leaves the number.
    static LOGITSCOPE_INLINE void bytesToFloats(Integers bytes, int middle, Vector (&out)[4]) {
        const Integers upper = shiftRight<16>(bytes);
        const auto number = static_cast<float>(middle);
        out[0] = first(bytes, number);
        out[1] = second(bytes, number);
        out[2] = first(upper, number);
        out[3] = second(upper, number);
    }
    // The low bytes of the lanes to 16 bytes.
    static LOGITSCOPE_INLINE void storeLowBytes(void* to, Vector a) {
        _mm_storeu_si128(static_cast<__m128i*>(to), _mm512_cvtepi32_epi8(_mm512_castps_si512(a)));
    }

    static LOGITSCOPE_INLINE Vector swapPairs(Vector a) { return _mm512_permute_ps(a, 0xB1); }
    // a * 2^n, n being the low bits of `shifted`.
    static LOGITSCOPE_INLINE Vector scaleByPowerOfTwo(Vector a, Vector shifted) {
        const __m512i exponent = _mm512_slli_epi32(_mm512_castps_si512(shifted), 23);
        return _mm512_castsi512_ps(_mm512_add_epi32(_mm512_castps_si512(a), exponent));
    }
    // 0 where x < limit, else a.
    static LOGITSCOPE_INLINE Vector zeroBelow(Vector x, Vector limit, Vector a) {
        return _mm512_mask_mov_ps(a, _mm512_cmp_ps_mask(x, limit, _CMP_LT_OQ), _mm512_setzero_ps());
    }

    // Adds lane i + 8 to i, then 4, 2, 1.
    static LOGITSCOPE_INLINE float sum(Vector a) {
        const __m256 eight = _mm256_add_ps(_mm512_castps512_ps256(a), _mm512_extractf32x8_ps(a, 1));
        const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
        const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
        return _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps(two, two, 1)));
    }
    static LOGITSCOPE_INLINE float largest(Vector a) {
        const __m256 eight = _mm256_max_ps(_mm512_castps512_ps256(a), _mm512_extractf32x8_ps(a, 1));
        const __m128 four = _mm_max_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
        const __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
        return _mm_cvtss_f32(_mm_max_ss(two, _mm_shuffle_ps(two, two, 1)));
    }

private:
    static LOGITSCOPE_INLINE Vector inMantissa(__m512i bytes, int mask) {
        constexpr int maskedOr = 0xEA; // (first & second) | third
        return _mm512_castsi512_ps(
            _mm512_ternarylogic_epi32(bytes, _mm512_set1_epi32(mask), _mm512_set1_epi32(0x4B000000), maskedOr));
    }
    static LOGITSCOPE_INLINE Vector first(__m512i bytes, float middle) {
        return _mm512_sub_ps(inMantissa(bytes, 0xFF), _mm512_set1_ps(0x1p23F + middle));
    }
    static LOGITSCOPE_INLINE Vector second(__m512i bytes, float middle) {
        return _mm512_fmsub_ps(inMantissa(bytes, 0xFF00), _mm512_set1_ps(0x1p-8F), _mm512_set1_ps(0x1p15F + middle));
    }
};

} // namespace

} // namespace logitscope
