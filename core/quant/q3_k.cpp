#include "core/quant/q3_k.h"

#include "core/quant/fit.h"

namespace logitscope {

void unpack(const BlockQ3_K& block, UnpackedBlock& out) {
    out.scale = block.scale;
    for (std::size_t group = 0; group < 16; ++group) {
        const unsigned low = block.groupScales[group % 8] >> (group / 8 * 4) & 0xFU;
        const unsigned high = block.groupScales[8 + group % 4] >> (group / 4 * 2) & 3U;
        out.groupScales[group] = static_cast<std::int8_t>(static_cast<int>(low | high << 4) - 32);
    }
    for (std::size_t i = 0; i < block.size; ++i) {
        const unsigned low = block.lowBits[i / 128 * 32 + i % 32] >> (i % 128 / 32 * 2) & 3U;
        const unsigned high = block.thirdBits[i % 32] >> (i / 32) & 1U;
        out.codes[i] = static_cast<std::uint8_t>(low | high << 2);
    }
}

void encode(std::span<const float, BlockQ3_K::size> values, BlockQ3_K& block) {
    const SymmetricFit fit = fitSymmetric(values, block.groupSize, 3, 31);
    block.scale = fit.scale;
    block.groupScales = {};
    for (std::size_t group = 0; group < 16; ++group) {
        const auto scale = static_cast<unsigned>(fit.groupScales[group] + 32);
        block.groupScales[group % 8] |= static_cast<std::uint8_t>((scale & 0xFU) << (group / 8 * 4));
        block.groupScales[8 + group % 4] |= static_cast<std::uint8_t>((scale >> 4) << (group / 4 * 2));
    }
    block.lowBits = {};
    block.thirdBits = {};
    for (std::size_t i = 0; i < block.size; ++i) {
        const float step = fit.step(i / block.groupSize);
        const unsigned code = codeOf(values[i], step, 4.0F * step, 7);
        block.lowBits[i / 128 * 32 + i % 32] |= static_cast<std::uint8_t>((code & 3U) << (i % 128 / 32 * 2));
        block.thirdBits[i % 32] |= static_cast<std::uint8_t>((code >> 2) << (i / 32));
    }
}

} // namespace logitscope
