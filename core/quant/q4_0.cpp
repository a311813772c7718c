#include "core/quant/q4_0.h"

#include "core/quant/fit.h"

namespace logitscope {

void unpack(const BlockQ4_0& block, UnpackedBlock& out) {
    out.scale = block.scale;
    for (std::size_t i = 0; i < block.nibbles.size(); ++i) {
        out.codes[i] = block.nibbles[i] & 0xFU;
        out.codes[i + 16] = block.nibbles[i] >> 4;
    }
}

void encode(std::span<const float, BlockQ4_0::size> values, BlockQ4_0& block) {
    block.scale = halfAtLeast(largestMagnitude(values) / 7.0F);
    const float step = toFloat(block.scale);
    block.nibbles = {};
    for (std::size_t i = 0; i < block.size; ++i) {
        const unsigned code = codeOf(values[i], step, 8.0F * step, 15);
        block.nibbles[i % 16] |= static_cast<std::uint8_t>((code & 0xFU) << (i / 16 * 4));
    }
}

} // namespace logitscope
