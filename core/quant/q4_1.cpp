#include "core/quant/q4_1.h"

#include "core/quant/fit.h"

#include <algorithm>

namespace logitscope {

void unpack(const BlockQ4_1& block, UnpackedBlock& out) {
    out.scale = block.scale;
    out.minimum = static_cast<Half>(static_cast<std::uint16_t>(block.offset) ^ 0x8000U); // added, not taken away
    for (std::size_t i = 0; i < block.nibbles.size(); ++i) {
        out.codes[i] = block.nibbles[i] & 0xFU;
        out.codes[i + 16] = block.nibbles[i] >> 4;
    }
}

void encode(std::span<const float, BlockQ4_1::size> values, BlockQ4_1& block) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    block.offset = toHalf(*low);
    const float offset = toFloat(block.offset);
    block.scale = halfAtLeast(std::max(0.0F, *high - offset) / 15.0F);
    const float step = toFloat(block.scale);
    block.nibbles = {};
    for (std::size_t i = 0; i < block.size; ++i) {
        const unsigned code = codeOf(values[i], step, -offset, 15);
        block.nibbles[i % 16] |= static_cast<std::uint8_t>((code & 0xFU) << (i / 16 * 4));
    }
}

} // namespace logitscope
