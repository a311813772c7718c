#include "core/quant/iq4_nl.h"

#include "core/quant/fit.h"

#include <algorithm>
#include <cmath>

namespace logitscope {

namespace {

std::uint8_t nearestCode(float level) {
    const auto distance = [&](std::int8_t candidate) { return std::fabs(level - static_cast<float>(candidate)); };
    const auto& levels = BlockIQ4_NL::levels;
    const auto nearest = std::min_element(levels.begin(), levels.end(), [&](std::int8_t left, std::int8_t right) {
        return distance(left) < distance(right);
    });
    return static_cast<std::uint8_t>(nearest - levels.begin());
}

} // namespace

void unpack(const BlockIQ4_NL& block, UnpackedBlock& out) {
    out.scale = block.scale;
    for (std::size_t i = 0; i < block.nibbles.size(); ++i) {
        out.codes[i] = block.nibbles[i] & 0xFU;
        out.codes[i + 16] = block.nibbles[i] >> 4;
    }
}

void encode(std::span<const float, BlockIQ4_NL::size> values, BlockIQ4_NL& block) {
    block.scale = halfAtLeast(largestMagnitude(values) / 113.0F);
    const float step = toFloat(block.scale);
    block.nibbles = {};
    for (std::size_t i = 0; i < block.size; ++i) {
        const unsigned code = nearestCode(step > 0.0F ? values[i] / step : 0.0F);
        block.nibbles[i % 16] |= static_cast<std::uint8_t>((code & 0xFU) << (i / 16 * 4));
    }
}

} // namespace logitscope
