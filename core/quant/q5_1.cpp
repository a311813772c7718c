#include "core/quant/q5_1.h"

#include "core/quant/fit.h"

#include <algorithm>

namespace logitscope {

void unpack(const BlockQ5_1& block, UnpackedBlock& out) {
    out.scale = block.scale;
    out.minimum = static_cast<Half>(static_cast<std::uint16_t>(block.offset) ^ 0x8000U); // added, not taken away
    for (std::size_t i = 0; i < block.size; ++i) {
        const unsigned nibble = block.nibbles[i % 16] >> (i / 16 * 4) & 0xFU;
        out.codes[i] = static_cast<std::uint8_t>(nibble | (block.fifthBits[i / 8] >> (i % 8) & 1U) << 4);
    }
}

void encode(std::span<const float, BlockQ5_1::size> values, BlockQ5_1& block) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    block.offset = toHalf(*low);
    const float offset = toFloat(block.offset);
    block.scale = halfAtLeast(std::max(0.0F, *high - offset) / 31.0F);
    const float step = toFloat(block.scale);
    block.nibbles = {};
    block.fifthBits = {};
    for (std::size_t i = 0; i < block.size; ++i) {
        const unsigned code = codeOf(values[i], step, -offset, 31);
        block.nibbles[i % 16] |= static_cast<std::uint8_t>((code & 0xFU) << (i / 16 * 4));
        block.fifthBits[i / 8] |= static_cast<std::uint8_t>((code >> 4) << (i % 8));
    }
}

} // namespace logitscope
