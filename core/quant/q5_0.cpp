#include "core/quant/q5_0.h"

#include "core/quant/fit.h"

namespace logitscope {

void unpack(const BlockQ5_0& block, UnpackedBlock& out) {
    out.scale = block.scale;
    for (std::size_t i = 0; i < block.size; ++i) {
        const unsigned nibble = block.nibbles[i % 16] >> (i / 16 * 4) & 0xFU;
        out.codes[i] = static_cast<std::uint8_t>(nibble | (block.fifthBits[i / 8] >> (i % 8) & 1U) << 4);
    }
}

void encode(std::span<const float, BlockQ5_0::size> values, BlockQ5_0& block) {
    block.scale = halfAtLeast(largestMagnitude(values) / 15.0F);
    const float step = toFloat(block.scale);
    block.nibbles = {};
    block.fifthBits = {};
    for (std::size_t i = 0; i < block.size; ++i) {
        const unsigned code = codeOf(values[i], step, 16.0F * step, 31);
        block.nibbles[i % 16] |= static_cast<std::uint8_t>((code & 0xFU) << (i / 16 * 4));
        block.fifthBits[i / 8] |= static_cast<std::uint8_t>((code >> 4) << (i % 8));
    }
}

} // namespace logitscope
