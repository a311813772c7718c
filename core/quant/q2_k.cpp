#include "core/quant/q2_k.h"

#include "core/quant/fit.h"

namespace logitscope {

void unpack(const BlockQ2_K& block, UnpackedBlock& out) {
    out.scale = block.scale;
    out.minimum = block.minimum;
    for (std::size_t group = 0; group < block.groups.size(); ++group) {
        out.groupScales[group] = static_cast<std::int8_t>(block.groups[group] & 0xFU);
        out.groupMinimums[group] = block.groups[group] >> 4;
    }
    for (std::size_t i = 0; i < block.size; ++i) {
        out.codes[i] = block.codes[i / 128 * 32 + i % 32] >> (i % 128 / 32 * 2) & 3U;
    }
}

void encode(std::span<const float, BlockQ2_K::size> values, BlockQ2_K& block) {
    const AffineFit fit = fitAffine(values, block.groupSize, 3, 15);
    block.scale = fit.scale;
    block.minimum = fit.minimum;
    for (std::size_t group = 0; group < block.groups.size(); ++group) {
        block.groups[group] = static_cast<std::uint8_t>(fit.groupScales[group] | fit.groupMinimums[group] << 4);
    }
    block.codes = {};
    for (std::size_t i = 0; i < block.size; ++i) {
        const std::size_t group = i / block.groupSize;
        const unsigned code = codeOf(values[i], fit.step(group), fit.low(group), 3);
        block.codes[i / 128 * 32 + i % 32] |= static_cast<std::uint8_t>(code << (i % 128 / 32 * 2));
    }
}

} // namespace logitscope
