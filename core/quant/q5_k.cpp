#include "core/quant/q5_k.h"

#include "core/quant/fit.h"

namespace logitscope {

void unpack(const BlockQ5_K& block, UnpackedBlock& out) {
    out.scale = block.scale;
    out.minimum = block.minimum;
    for (std::size_t group = 0; group < GroupsOfSixBits::count; ++group) {
        out.groupScales[group] = static_cast<std::int8_t>(block.groups.scale(group));
        out.groupMinimums[group] = block.groups.minimum(group);
    }
    for (std::size_t i = 0; i < block.size; ++i) {
        const unsigned nibble = block.nibbles[i / 64 * 32 + i % 32] >> (i % 64 / 32 * 4) & 0xFU;
        out.codes[i] = static_cast<std::uint8_t>(nibble | (block.fifthBits[i % 32] >> (i / 32) & 1U) << 4);
    }
}

void encode(std::span<const float, BlockQ5_K::size> values, BlockQ5_K& block) {
    const AffineFit fit = fitAffine(values, block.groupSize, 31, 63);
    block.scale = fit.scale;
    block.minimum = fit.minimum;
    block.fifthBits = {};
    block.groups = {};
    block.nibbles = {};
    for (std::size_t group = 0; group < GroupsOfSixBits::count; ++group) {
        block.groups.set(group, fit.groupScales[group], fit.groupMinimums[group]);
    }
    for (std::size_t i = 0; i < block.size; ++i) {
        const std::size_t group = i / block.groupSize;
        const unsigned code = codeOf(values[i], fit.step(group), fit.low(group), 31);
        block.nibbles[i / 64 * 32 + i % 32] |= static_cast<std::uint8_t>((code & 0xFU) << (i % 64 / 32 * 4));
        block.fifthBits[i % 32] |= static_cast<std::uint8_t>((code >> 4) << (i / 32));
    }
}

} // namespace logitscope
