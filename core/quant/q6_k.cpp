#include "core/quant/q6_k.h"

#include "core/quant/fit.h"

namespace logitscope {

void unpack(const BlockQ6_K& block, UnpackedBlock& out) {
    out.scale = block.scale;
    out.groupScales = block.groupScales;
    for (std::size_t i = 0; i < block.size; ++i) {
        const unsigned low = block.nibbles[i / 128 * 64 + i % 64] >> (i % 128 / 64 * 4) & 0xFU;
        const unsigned high = block.highBits[i / 128 * 32 + i % 32] >> (i % 128 / 32 * 2) & 3U;
        out.codes[i] = static_cast<std::uint8_t>(low | high << 4);
    }
}

void encode(std::span<const float, BlockQ6_K::size> values, BlockQ6_K& block) {
    const SymmetricFit fit = fitSymmetric(values, block.groupSize, 31, 127);
    block.scale = fit.scale;
    block.groupScales = fit.groupScales;
    block.nibbles = {};
    block.highBits = {};
    for (std::size_t i = 0; i < block.size; ++i) {
        const float step = fit.step(i / block.groupSize);
        const unsigned code = codeOf(values[i], step, 32.0F * step, 63);
        block.nibbles[i / 128 * 64 + i % 64] |= static_cast<std::uint8_t>((code & 0xFU) << (i % 128 / 64 * 4));
        block.highBits[i / 128 * 32 + i % 32] |= static_cast<std::uint8_t>((code >> 4) << (i % 128 / 32 * 2));
    }
}

} // namespace logitscope
