// Q5_1: blocks of 32 values as a half-precision scale and offset and 32 codes of 5 bits; value = scale * code + offset.
//
// Layout: ggml-common.h of github.com/ggml-org/ggml, struct block_q5_1.
#pragma once

#include "core/quant/unpacked_block.h"

namespace logitscope {

struct BlockQ5_1 {
    static constexpr DType type = DType::Q5_1;
    static constexpr std::size_t size = 32; // values
    static constexpr std::size_t groupSize = size;
    static constexpr int level(std::uint8_t code) { return code; }

    Half scale;
    Half offset;                                  // the smallest value, so mostly negative
    std::array<std::uint8_t, size / 8> fifthBits; // of code i: bit i % 8 of byte i / 8
    std::array<std::uint8_t, size / 2> nibbles;   // code i in the low half of byte i, code i + 16 in the high half
};
static_assert(sizeof(BlockQ5_1) == 24 && alignof(BlockQ5_1) == 2);

void unpack(const BlockQ5_1& block, UnpackedBlock& out);

// The reference encoder: offset = min x, scale = (max x - min x) / 31.
void encode(std::span<const float, BlockQ5_1::size> values, BlockQ5_1& block);

} // namespace logitscope
