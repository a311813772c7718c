// AVX2 with FMA and F16C: a vector of 16 lanes is two registers.
#if defined(__AVX2__)

#include "core/kernels/variants.h"
#include "core/kernels/vector_kernels.h"

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
    // Four bytes of each lane less 128. A byte in the low bits of 2^23 is the float 2^23 + byte, one place higher it is
    // 2^23 + 256 * byte: what is subtracted then, exactly, leaves the number.
    static LOGITSCOPE_INLINE void loadFourBytes(const void* from, Vector& a, Vector& b, Vector& c, Vector& d) {
        const __m256i low = _mm256_loadu_si256(static_cast<const __m256i*>(from));
        const __m256i high = _mm256_loadu_si256(static_cast<const __m256i*>(from) + 1);
        const __m256i upperLow = _mm256_srli_epi32(low, 16);
        const __m256i upperHigh = _mm256_srli_epi32(high, 16);
        a = {first(low), first(high)};
        b = {second(low), second(high)};
        c = {first(upperLow), first(upperHigh)};
        d = {second(upperLow), second(upperHigh)};
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
    static LOGITSCOPE_INLINE __m256 first(__m256i bytes) {
        return _mm256_sub_ps(inMantissa(bytes, 0xFF), _mm256_set1_ps(0x1p23F + 128.0F));
    }
    static LOGITSCOPE_INLINE __m256 second(__m256i bytes) {
        return _mm256_fmsub_ps(inMantissa(bytes, 0xFF00), _mm256_set1_ps(0x1p-8F), _mm256_set1_ps(0x1p15F + 128.0F));
    }
};

} // namespace

constinit const Kernels avx2Kernels = kernelTable<Avx2Lanes>("AVX2");

} // namespace logitscope

#endif
