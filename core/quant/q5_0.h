// Q5_0: blocks of 32 values as one half-precision scale and 32 codes of 5 bits; value = scale * (code - 16).
//
// Layout: ggml-common.h of github.com/ggml-org/ggml, struct block_q5_0.
#pragma once

#include "core/quant/unpacked_block.h"

namespace logitscope {

struct BlockQ5_0 {
    static constexpr DType type = DType::Q5_0;
    static constexpr std::size_t size = 32; // values
    static constexpr std::size_t groupSize = size;
    static constexpr int level(std::uint8_t code) { return code - 16; }

    Half scale;
    std::array<std::uint8_t, size / 8> fifthBits; // of code i: bit i % 8 of byte i / 8
    std::array<std::uint8_t, size / 2> nibbles;   // code i in the low half of byte i, code i + 16 in the high half
};
static_assert(sizeof(BlockQ5_0) == 22 && alignof(BlockQ5_0) == 2);

void unpack(const BlockQ5_0& block, UnpackedBlock& out);

// The reference encoder: scale = max |x| / 15.
void encode(std::span<const float, BlockQ5_0::size> values, BlockQ5_0& block);

} // namespace logitscope
