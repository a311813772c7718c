// Q5_K: blocks of 256 values in 8 groups, codes of 5 bits; value = scale * groupScale * code - minimum * groupMinimum.
//
// Layout: ggml-common.h of github.com/ggml-org/ggml, struct block_q5_K.
#pragma once

#include "core/quant/groups_of_six_bits.h"
#include "core/quant/unpacked_block.h"

namespace logitscope {

struct BlockQ5_K {
    static constexpr DType type = DType::Q5_K;
    static constexpr std::size_t size = 256; // values
    static constexpr std::size_t groupSize = 32;
    static constexpr int level(std::uint8_t code) { return code; }

    Half scale;
    Half minimum;
    GroupsOfSixBits groups;
    std::array<std::uint8_t, size / 8> fifthBits; // of value 32 a + b: bit a of byte b
    std::array<std::uint8_t, size / 2> nibbles;   // of value 64 a + 32 b + c: half b (0: low) of byte 32 a + c
};
static_assert(sizeof(BlockQ5_K) == 176 && alignof(BlockQ5_K) == 2);

void unpack(const BlockQ5_K& block, UnpackedBlock& out);

// The reference encoder: see fitAffine().
void encode(std::span<const float, BlockQ5_K::size> values, BlockQ5_K& block);

} // namespace logitscope
