#include "core/sampling/logit_row.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace logitscope {

namespace {

constexpr float largestHalf = 65504.0F;

// IEEE 754 binary16, round to nearest, ties to even. |value| <= largestHalf or infinite.
std::uint16_t halfOf(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t sign = (bits >> 16) & 0x8000U;
    const std::uint32_t magnitude = bits & 0x7fffffffU;
    if (magnitude >= 0x7f800000U) {
        return static_cast<std::uint16_t>(sign | 0x7c00U);
    }
    if (magnitude < 0x38800000U) {
        // Below the smallest normal half, 2^-14: a multiple of 2^-24, which adding 0.5 rounds to in float32.
        const float shifted = std::bit_cast<float>(magnitude) + 0.5F;
        return static_cast<std::uint16_t>(sign | (std::bit_cast<std::uint32_t>(shifted) - 0x3f000000U));
    }
    const std::uint32_t odd = (magnitude >> 13) & 1U;
    const std::uint32_t rounded = magnitude + 0xfffU + odd;
    return static_cast<std::uint16_t>(sign | ((rounded - 0x38000000U) >> 13));
}

float floatOf(std::uint16_t half) {
    const std::uint32_t sign = (half & 0x8000U) << 16;
    const std::uint32_t magnitude = half & 0x7fffU;
    if (magnitude >= 0x7c00U) {
        return std::bit_cast<float>(sign | 0x7f800000U);
    }
    // A half's fields in float32's places; the product moves the exponent, and normalises what was subnormal.
    const float value = std::bit_cast<float>(magnitude << 13) * 0x1.0p112F;
    return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(value));
}

} // namespace

LogitsPtr LogitRow::copyOf(std::span<const float> logits) {
    const auto row = std::make_shared<LogitRow>();
    row->m_full.assign(logits.begin(), logits.end());
    return row;
}

LogitsPtr LogitRow::halved() const {
    const auto row = std::make_shared<LogitRow>();
    bool fits = true;
    for (const float logit : m_full) {
        fits &= std::fabs(logit) <= largestHalf || std::isinf(logit);
    }
    if (isHalf() || !fits) {
        *row = *this;
        return row;
    }
    row->m_half.resize(m_full.size());
    std::ranges::transform(m_full, row->m_half.begin(), halfOf);
    return row;
}

std::span<const float> LogitRow::view(std::vector<float>& buffer) const {
    if (!isHalf()) {
        return m_full;
    }
    buffer.resize(m_half.size());
    std::ranges::transform(m_half, buffer.begin(), floatOf);
    return buffer;
}

} // namespace logitscope
