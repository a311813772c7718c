// AVX2 with FMA and F16C: a vector of 16 lanes is two registers.
//
// Each source that includes this has a type of its own, made for the flags of that source (panel_product.h).
#pragma once

#include "core/kernels/unroll.h"

#include <cstddef>
#include <cstdint>
#include <immintrin.h>

namespace logitscope {

namespace {

struct Avx2Lanes {
    struct Vector {
        __m256 low, high;
    };
    static constexpr int sumVectors = 4; // of 8 pairs of registers
    static constexpr std::size_t widestBlock = 4;

    static LOGITSCOPE_INLINE Vector zero() { return {_mm256_setzero_ps(), _mm256_setzero_ps()}; }
    static LOGITSCOPE_INLINE Vector set(float value) { return {_mm256_set1_ps(value), _mm256_set1_ps(value)}; }
    static LOGITSCOPE_INLINE Vector load(const float* from) {
        return {_mm256_loadu_ps(from), _mm256_loadu_ps(from + 8)};
    }
    static LOGITSCOPE_INLINE void store(float* to, Vector a) {
        _mm256_storeu_ps(to, a.low);
        _mm256_storeu_ps(to + 8, a.high);
    }
    static LOGITSCOPE_INLINE void storeFirst(float* to, Vector a, std::size_t count) {
        float all[16];
        store(all, a);
        for (std::size_t i = 0; i < count; ++i) {
            to[i] = all[i];
        }
    }

    static LOGITSCOPE_INLINE Vector add(Vector a, Vector b) {
        return {_mm256_add_ps(a.low, b.low), _mm256_add_ps(a.high, b.high)};
    }
    static LOGITSCOPE_INLINE Vector sub(Vector a, Vector b) {
        return {_mm256_sub_ps(a.low, b.low), _mm256_sub_ps(a.high, b.high)};
    }
    static LOGITSCOPE_INLINE Vector mul(Vector a, Vector b) {
        return {_mm256_mul_ps(a.low, b.low), _mm256_mul_ps(a.high, b.high)};
    }
    static LOGITSCOPE_INLINE Vector div(Vector a, Vector b) {
        return {_mm256_div_ps(a.low, b.low), _mm256_div_ps(a.high, b.high)};
    }
    static LOGITSCOPE_INLINE Vector min(Vector a, Vector b) {
        return {_mm256_min_ps(a.low, b.low), _mm256_min_ps(a.high, b.high)};
    }
    static LOGITSCOPE_INLINE Vector max(Vector a, Vector b) {
        return {_mm256_max_ps(a.low, b.low), _mm256_max_ps(a.high, b.high)};
    }
    static LOGITSCOPE_INLINE Vector fma(Vector a, Vector b, Vector c) {
        return {_mm256_fmadd_ps(a.low, b.low, c.low), _mm256_fmadd_ps(a.high, b.high, c.high)};
    }

    static LOGITSCOPE_INLINE Vector loadHalf(const void* from) {
        const auto* halves = static_cast<const __m128i*>(from);
        return {_mm256_cvtph_ps(_mm_loadu_si128(halves)), _mm256_cvtph_ps(_mm_loadu_si128(halves + 1))};
    }
    static LOGITSCOPE_INLINE void loadBFloat16Pair(const void* from, Vector& even, Vector& odd) {
        const auto* pairs = static_cast<const __m256i*>(from);
        const __m256i low = _mm256_loadu_si256(pairs);
        const __m256i high = _mm256_loadu_si256(pairs + 1);
        const __m256i upper = _mm256_set1_epi32(static_cast<int>(0xFFFF0000U));
        even = {_mm256_castsi256_ps(_mm256_slli_epi32(low, 16)), _mm256_castsi256_ps(_mm256_slli_epi32(high, 16))};
        odd = {_mm256_castsi256_ps(_mm256_and_si256(low, upper)), _mm256_castsi256_ps(_mm256_and_si256(high, upper))};
    }
    struct Integers {
        __m256i low, high;
    };
    static LOGITSCOPE_INLINE Integers loadIntegers(const void* from) {
        const auto* halves = static_cast<const __m256i*>(from);
        return {_mm256_loadu_si256(halves), _mm256_loadu_si256(halves + 1)};
    }
    static LOGITSCOPE_INLINE Integers setIntegers(std::int32_t value) {
        return {_mm256_set1_epi32(value), _mm256_set1_epi32(value)};
    }
    static LOGITSCOPE_INLINE Integers setBytes(int value) {
        const __m256i bytes = _mm256_set1_epi8(static_cast<char>(value));
        return {bytes, bytes};
    }
    template<int count>
    static LOGITSCOPE_INLINE Integers shiftLeft(Integers a) {
        return {_mm256_slli_epi32(a.low, count), _mm256_slli_epi32(a.high, count)};
    }
    template<int count>
    static LOGITSCOPE_INLINE Integers shiftRight(Integers a) {
        return {_mm256_srli_epi32(a.low, count), _mm256_srli_epi32(a.high, count)};
    }
    static LOGITSCOPE_INLINE Integers bitAnd(Integers a, Integers b) {
        return {_mm256_and_si256(a.low, b.low), _mm256_and_si256(a.high, b.high)};
    }
    // a | (b & mask).
    static LOGITSCOPE_INLINE Integers orMasked(Integers a, Integers b, Integers mask) {
        const Integers masked = bitAnd(b, mask);
        return {_mm256_or_si256(a.low, masked.low), _mm256_or_si256(a.high, masked.high)};
    }
    // table[i] for bytes i from 0 to 15.
    static LOGITSCOPE_INLINE Integers lookUp(Integers indices, const unsigned char* table) {
        const __m256i both = _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(table)));
        return {_mm256_shuffle_epi8(both, indices.low), _mm256_shuffle_epi8(both, indices.high)};
    }
    // 16 bytes, one to each lane.
    static LOGITSCOPE_INLINE Integers widenSigned(const void* from) {
        const __m128i bytes = _mm_loadu_si128(static_cast<const __m128i*>(from));
        return {_mm256_cvtepi8_epi32(bytes), _mm256_cvtepi8_epi32(_mm_srli_si128(bytes, 8))};
    }
    static LOGITSCOPE_INLINE Integers widenUnsigned(const void* from) {
        const __m128i bytes = _mm_loadu_si128(static_cast<const __m128i*>(from));
        return {_mm256_cvtepu8_epi32(bytes), _mm256_cvtepu8_epi32(_mm_srli_si128(bytes, 8))};
    }
    static LOGITSCOPE_INLINE Vector toFloat(Integers a) {
        return {_mm256_cvtepi32_ps(a.low), _mm256_cvtepi32_ps(a.high)};
    }
    // The four bytes of each lane less `middle`. A byte in the low bits of 2^23 is the float 2^23 + byte, one place
    // higher it is 2^23 + 256 * byte: what is subtracted then, exactly, leaves the number.
    static LOGITSCOPE_INLINE void bytesToFloats(Integers bytes, int middle, Vector (&out)[4]) {
        const Integers upper = shiftRight<16>(bytes);
        const auto number = static_cast<float>(middle);
        out[0] = {first(bytes.low, number), first(bytes.high, number)};
        out[1] = {second(bytes.low, number), second(bytes.high, number)};
        out[2] = {first(upper.low, number), first(upper.high, number)};
        out[3] = {second(upper.low, number), second(upper.high, number)};
    }
    // The low bytes of the lanes to 16 bytes.
    static LOGITSCOPE_INLINE void storeLowBytes(void* to, Vector a) {
        const __m256i ofEachLane = _mm256_setr_epi8(0, 4, 8, 12, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0, 4,
                                                    8, 12, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1);
        const __m256i places = _mm256_setr_epi32(0, 4, 0, 4, 0, 4, 0, 4);
        const auto eight = [&](__m256 lanes) {
            const __m256i fours = _mm256_shuffle_epi8(_mm256_castps_si256(lanes), ofEachLane);
            return _mm256_castsi256_si128(_mm256_permutevar8x32_epi32(fours, places));
        };
        _mm_storeu_si128(static_cast<__m128i*>(to), _mm_unpacklo_epi64(eight(a.low), eight(a.high)));
    }

    // sums + codes * x over the four bytes of each lane. Codes up to 127: pairs of products stay within 16 bits.
    static LOGITSCOPE_INLINE Integers dotCodes(Integers sums, Integers codes, Integers x) {
        return {_mm256_add_epi32(sums.low, pairwise(_mm256_maddubs_epi16(codes.low, x.low))),
                _mm256_add_epi32(sums.high, pairwise(_mm256_maddubs_epi16(codes.high, x.high)))};
    }
    // The same for codes up to 255, which here count from 128: as magnitudes times x with their sign they fit, too.
    static constexpr int middleOfBytes = 128;
    static LOGITSCOPE_INLINE Integers dotBytes(Integers sums, Integers codes, Integers x) {
        return {_mm256_add_epi32(sums.low, fromMiddle(codes.low, x.low)),
                _mm256_add_epi32(sums.high, fromMiddle(codes.high, x.high))};
    }

    static LOGITSCOPE_INLINE Vector swapPairs(Vector a) {
        return {_mm256_permute_ps(a.low, 0xB1), _mm256_permute_ps(a.high, 0xB1)};
    }
    // a * 2^n, n being the low bits of `shifted`.
    static LOGITSCOPE_INLINE Vector scaleByPowerOfTwo(Vector a, Vector shifted) {
        const auto scale = [](__m256 value, __m256 power) {
            const __m256i exponent = _mm256_slli_epi32(_mm256_castps_si256(power), 23);
            return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(value), exponent));
        };
        return {scale(a.low, shifted.low), scale(a.high, shifted.high)};
    }
    // 0 where x < limit, else a.
    static LOGITSCOPE_INLINE Vector zeroBelow(Vector x, Vector limit, Vector a) {
        return {_mm256_andnot_ps(_mm256_cmp_ps(x.low, limit.low, _CMP_LT_OQ), a.low),
                _mm256_andnot_ps(_mm256_cmp_ps(x.high, limit.high, _CMP_LT_OQ), a.high)};
    }

    // Adds lane i + 8 to i, then 4, 2, 1.
    static LOGITSCOPE_INLINE float sum(Vector a) {
        const __m256 eight = _mm256_add_ps(a.low, a.high);
        const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
        const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
        return _mm_cvtss_f32(_mm_add_ss(two, _mm_shuffle_ps(two, two, 1)));
    }
    static LOGITSCOPE_INLINE float largest(Vector a) {
        const __m256 eight = _mm256_max_ps(a.low, a.high);
        const __m128 four = _mm_max_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
        const __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
        return _mm_cvtss_f32(_mm_max_ss(two, _mm_shuffle_ps(two, two, 1)));
    }

private:
    static LOGITSCOPE_INLINE __m256 inMantissa(__m256i bytes, int mask) {
        const __m256i masked = _mm256_and_si256(bytes, _mm256_set1_epi32(mask));
        return _mm256_castsi256_ps(_mm256_or_si256(masked, _mm256_set1_epi32(0x4B000000)));
    }
    static LOGITSCOPE_INLINE __m256 first(__m256i bytes, float middle) {
        return _mm256_sub_ps(inMantissa(bytes, 0xFF), _mm256_set1_ps(0x1p23F + middle));
    }
    static LOGITSCOPE_INLINE __m256 second(__m256i bytes, float middle) {
        return _mm256_fmsub_ps(inMantissa(bytes, 0xFF00), _mm256_set1_ps(0x1p-8F), _mm256_set1_ps(0x1p15F + middle));
    }
    static LOGITSCOPE_INLINE __m256i pairwise(__m256i products) {
        return _mm256_madd_epi16(products, _mm256_set1_epi16(1));
    }
    static LOGITSCOPE_INLINE __m256i fromMiddle(__m256i codes, __m256i x) {
        const __m256i levels = _mm256_xor_si256(codes, _mm256_set1_epi8(static_cast<char>(0x80)));
        return pairwise(_mm256_maddubs_epi16(_mm256_abs_epi8(levels), _mm256_sign_epi8(x, levels)));
    }
};

} // namespace

} // namespace logitscope
