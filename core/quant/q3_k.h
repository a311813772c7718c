// Q3_K: blocks of 256 values in 16 groups, codes of 3 bits; value = scale * groupScale * (code - 4).
//
// Layout: ggml-common.h of github.com/ggml-org/ggml, struct block_q3_K.
#pragma once

#include "core/quant/unpacked_block.h"

namespace logitscope {

struct BlockQ3_K {
    static constexpr DType type = DType::Q3_K;
    static constexpr std::size_t size = 256; // values
    static constexpr std::size_t groupSize = 16;
    static constexpr int level(std::uint8_t code) { return code - 4; }

    std::array<std::uint8_t, size / 8> thirdBits; // of value 32 a + b: bit a of byte b
    std::array<std::uint8_t, size / 4> lowBits;   // of value 128 a + 32 b + c: bits 2 b of byte 32 a + c
    // Scales of the groups + 32 in 6 bits. The lower four: group g in the low half of byte g, group g + 8 in the high
    // half. The upper two of group 4 a + b: bits 2 a of byte 8 + b.
    std::array<std::uint8_t, 12> groupScales;
    Half scale;
};
static_assert(sizeof(BlockQ3_K) == 110 && alignof(BlockQ3_K) == 2);

void unpack(const BlockQ3_K& block, UnpackedBlock& out);

// The reference encoder: see fitSymmetric(); group scales are positive.
void encode(std::span<const float, BlockQ3_K::size> values, BlockQ3_K& block);

} // namespace logitscope
