#include "core/quant/q4_k.h"

#include "core/quant/fit.h"

namespace logitscope {

void unpack(const BlockQ4_K& block, UnpackedBlock& out) {
    out.scale = block.scale;
    out.minimum = block.minimum;
    for (std::size_t group = 0; group < GroupsOfSixBits::count; ++group) {
        out.groupScales[group] = static_cast<std::int8_t>(block.groups.scale(group));
        out.groupMinimums[group] = block.groups.minimum(group);
    }
    for (std::size_t i = 0; i < block.size; ++i) {
        const unsigned nibble = block.nibbles[i / 64 * 32 + i % 32] >> (i % 64 / 32 * 4) & 0xFU;
        out.codes[i] = static_cast<std::uint8_t>(nibble);
    }
}

void encode(std::span<const float, BlockQ4_K::size> values, BlockQ4_K& block) {
    const AffineFit fit = fitAffine(values, block.groupSize, 15, 63);
    block.scale = fit.scale;
    block.minimum = fit.minimum;
    block.groups = {};
    block.nibbles = {};
    for (std::size_t group = 0; group < GroupsOfSixBits::count; ++group) {
        block.groups.set(group, fit.groupScales[group], fit.groupMinimums[group]);
    }
    for (std::size_t i = 0; i < block.size; ++i) {
        const std::size_t group = i / block.groupSize;
        const unsigned code = codeOf(values[i], fit.step(group), fit.low(group), 15);
        block.nibbles[i / 64 * 32 + i % 32] |= static_cast<std::uint8_t>((code & 0xFU) << (i % 64 / 32 * 4));
    }
}

} // namespace logitscope
