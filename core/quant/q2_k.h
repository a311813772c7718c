// Q2_K: blocks of 256 values in 16 groups, codes of 2 bits; value = scale * groupScale * code - minimum * groupMinimum.
//
// Layout: ggml-common.h of github.com/ggml-org/ggml, struct block_q2_K.
#pragma once

#include "core/quant/unpacked_block.h"

namespace logitscope {

struct BlockQ2_K {
    static constexpr DType type = DType::Q2_K;
    static constexpr std::size_t size = 256; // values
    static constexpr std::size_t groupSize = 16;
    static constexpr int level(std::uint8_t code) { return code; }

    std::array<std::uint8_t, size / groupSize> groups; // scale of the group in the low half, minimum in the high half
    std::array<std::uint8_t, size / 4> codes;          // of value 128 a + 32 b + c: bits 2 b of byte 32 a + c
    Half scale;
    Half minimum;
};
static_assert(sizeof(BlockQ2_K) == 84 && alignof(BlockQ2_K) == 2);

void unpack(const BlockQ2_K& block, UnpackedBlock& out);

// The reference encoder: see fitAffine().
void encode(std::span<const float, BlockQ2_K::size> values, BlockQ2_K& block);

} // namespace logitscope
