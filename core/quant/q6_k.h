// Q6_K: blocks of 256 values in 16 groups, codes of 6 bits; value = scale * groupScale * (code - 32).
//
// Layout: ggml-common.h of github.com/ggml-org/ggml, struct block_q6_K.
#pragma once

#include "core/quant/unpacked_block.h"

namespace logitscope {

struct BlockQ6_K {
    static constexpr DType type = DType::Q6_K;
    static constexpr std::size_t size = 256; // values
    static constexpr std::size_t groupSize = 16;
    static constexpr int level(std::uint8_t code) { return code - 32; }

    std::array<std::uint8_t, size / 2> nibbles;  // of value 128 a + 64 b + c: half b (0: low) of byte 64 a + c
    std::array<std::uint8_t, size / 4> highBits; // of value 128 a + 32 b + c: bits 2 b of byte 32 a + c
    std::array<std::int8_t, size / groupSize> groupScales;
    Half scale;
};
static_assert(sizeof(BlockQ6_K) == 210 && alignof(BlockQ6_K) == 2);

void unpack(const BlockQ6_K& block, UnpackedBlock& out);

// The reference encoder: see fitSymmetric(); group scales are positive.
void encode(std::span<const float, BlockQ6_K::size> values, BlockQ6_K& block);

} // namespace logitscope
