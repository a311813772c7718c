#include "core/quant/q8_0.h"

#include "core/quant/fit.h"

#include <cmath>

namespace logitscope {

void unpack(const BlockQ8_0& block, UnpackedBlock& out) {
    out.scale = block.scale;
    for (std::size_t i = 0; i < block.size; ++i) {
        out.codes[i] = static_cast<std::uint8_t>(block.values[i] + 128);
    }
}

void encode(std::span<const float, BlockQ8_0::size> values, BlockQ8_0& block) {
    const float scale = largestMagnitude(values) / 127.0F;
    block.scale = toHalf(scale);
    for (std::size_t i = 0; i < block.size; ++i) {
        block.values[i] = static_cast<std::int8_t>(scale > 0.0F ? std::round(values[i] / scale) : 0.0F);
    }
}

} // namespace logitscope
