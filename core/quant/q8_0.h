// Q8_0: blocks of 32 values as one half-precision scale and 32 signed bytes; value = scale * byte.
//
// Layout: ggml-common.h of github.com/ggml-org/ggml, struct block_q8_0.
#pragma once

#include "core/quant/unpacked_block.h"

namespace logitscope {

struct BlockQ8_0 {
    static constexpr DType type = DType::Q8_0;
    static constexpr std::size_t size = 32; // values
    static constexpr std::size_t groupSize = size;
    static constexpr int level(std::uint8_t code) { return code - 128; } // codes are the bytes + 128

    Half scale;
    std::array<std::int8_t, size> values;
};
static_assert(sizeof(BlockQ8_0) == 34 && alignof(BlockQ8_0) == 2);

void unpack(const BlockQ8_0& block, UnpackedBlock& out);

// The reference encoder: scale = max |x| / 127, values rounded half away from zero.
void encode(std::span<const float, BlockQ8_0::size> values, BlockQ8_0& block);

} // namespace logitscope
