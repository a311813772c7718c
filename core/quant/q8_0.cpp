#include "core/quant/q8_0.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

namespace logitscope {

void decodeQ8_0(std::span<const std::byte> row, std::span<float> out) {
    assert(out.size() % BlockQ8_0::size == 0 && row.size() == out.size() / BlockQ8_0::size * sizeof(BlockQ8_0));
    for (std::size_t block = 0; block < out.size() / BlockQ8_0::size; ++block) {
        BlockQ8_0 source; // copied: bytes of a file need not be aligned
        std::memcpy(&source, row.data() + block * sizeof(BlockQ8_0), sizeof source);
        const float scale = toFloat(source.scale);
        for (std::size_t i = 0; i < BlockQ8_0::size; ++i) {
            out[block * BlockQ8_0::size + i] = scale * static_cast<float>(source.values[i]);
        }
    }
}

void encodeQ8_0(std::span<const float> values, std::span<std::byte> row) {
    assert(values.size() % BlockQ8_0::size == 0 && row.size() == values.size() / BlockQ8_0::size * sizeof(BlockQ8_0));
    for (std::size_t block = 0; block < values.size() / BlockQ8_0::size; ++block) {
        const auto source = values.subspan(block * BlockQ8_0::size, BlockQ8_0::size);
        float largest = 0.0F;
        for (const float value : source) {
            largest = std::max(largest, std::fabs(value));
        }
        const float scale = largest / 127.0F;
        BlockQ8_0 target;
        target.scale = toHalf(scale);
        for (std::size_t i = 0; i < BlockQ8_0::size; ++i) {
            target.values[i] = static_cast<std::int8_t>(scale > 0.0F ? std::round(source[i] / scale) : 0.0F);
        }
        std::memcpy(row.data() + block * sizeof(BlockQ8_0), &target, sizeof target);
    }
}

} // namespace logitscope
