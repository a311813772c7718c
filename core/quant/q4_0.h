// Q4_0: blocks of 32 values as one half-precision scale and 32 codes of 4 bits; value = scale * (code - 8).
//
// Layout: ggml-common.h of github.com/ggml-org/ggml, struct block_q4_0.
#pragma once

#include "core/quant/unpacked_block.h"

namespace logitscope {

struct BlockQ4_0 {
    static constexpr DType type = DType::Q4_0;
    static constexpr std::size_t size = 32; // values
    static constexpr std::size_t groupSize = size;
    static constexpr int level(std::uint8_t code) { return code - 8; }

    Half scale;
    std::array<std::uint8_t, size / 2> nibbles; // code i in the low half of byte i, code i + 16 in the high half
};
static_assert(sizeof(BlockQ4_0) == 18 && alignof(BlockQ4_0) == 2);

void unpack(const BlockQ4_0& block, UnpackedBlock& out);

// The reference encoder: scale = max |x| / 7.
void encode(std::span<const float, BlockQ4_0::size> values, BlockQ4_0& block);

} // namespace logitscope
