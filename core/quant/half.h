// The two 16-bit float formats and their conversions, in portable integer arithmetic.
//
// Half is IEEE 754 binary16; bfloat16 is the upper half of a binary32. To 16 bits rounds to nearest, ties to even; from
// 16 bits is exact. NaN stays NaN (quiet, sign kept), infinities and subnormals are handled.
#pragma once

#include <bit>
#include <cstdint>

namespace logitscope {

enum class Half : std::uint16_t {};
enum class BFloat16 : std::uint16_t {};

inline float toFloat(Half value) {
    const std::uint32_t bits = static_cast<std::uint16_t>(value);
    const std::uint32_t sign = (bits & 0x8000U) << 16;
    const std::uint32_t magnitude = bits & 0x7FFFU;
    if (magnitude >= 0x7C00U) { // infinity or NaN
        const std::uint32_t quiet = magnitude > 0x7C00U ? 0x00400000U : 0U;
        return std::bit_cast<float>(sign | 0x7F800000U | quiet | (magnitude << 13));
    }
    // The exponent bias differs by 112; the product is exact, for subnormals too.
    const float scaled = std::bit_cast<float>(magnitude << 13) * 0x1.0p112F;
    return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(scaled));
}

inline Half toHalf(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t sign = (bits >> 16) & 0x8000U;
    const std::uint32_t magnitude = bits & 0x7FFFFFFFU;
    if (magnitude > 0x7F800000U) {
        return static_cast<Half>(sign | 0x7E00U | ((magnitude >> 13) & 0x01FFU));
    }
    if (magnitude >= 0x477FF000U) { // 65520 and more round to infinity
        return static_cast<Half>(sign | 0x7C00U);
    }
    if (magnitude < 0x38800000U) { // below 2^-14: subnormal, the unit in the last place is 2^-24
        // Adding 0.5 lets the float adder round to that unit.
        const float rounded = std::bit_cast<float>(magnitude) + 0.5F;
        return static_cast<Half>(sign | (std::bit_cast<std::uint32_t>(rounded) - 0x3F000000U));
    }
    const std::uint32_t odd = (magnitude >> 13) & 1U;
    return static_cast<Half>(sign | ((magnitude - 0x38000000U + 0x0FFFU + odd) >> 13));
}

inline float toFloat(BFloat16 value) {
    return std::bit_cast<float>(std::uint32_t{static_cast<std::uint16_t>(value)} << 16);
}

inline BFloat16 toBFloat16(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    if ((bits & 0x7FFFFFFFU) > 0x7F800000U) {
        return static_cast<BFloat16>((bits >> 16) | 0x0040U);
    }
    return static_cast<BFloat16>((bits + 0x7FFFU + ((bits >> 16) & 1U)) >> 16);
}

} // namespace logitscope
