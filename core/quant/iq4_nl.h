// IQ4_NL: blocks of 32 values as one half-precision scale and 32 codes of 4 bits; value = scale * levels[code].
//
// Layout: ggml-common.h of github.com/ggml-org/ggml, struct block_iq4_nl.
#pragma once

#include "core/quant/unpacked_block.h"

namespace logitscope {

struct BlockIQ4_NL {
    static constexpr DType type = DType::IQ4_NL;
    static constexpr std::size_t size = 32; // values
    static constexpr std::size_t groupSize = size;
    // Levels that lie closer together around zero, where most weights are (ggml's table kvalues_iq4nl).
    static constexpr std::array<std::int8_t, 16> levels{-127, -104, -83, -65, -49, -35, -22, -10,
                                                        1,    13,   25,  38,  53,  69,  89,  113};
    static constexpr int level(std::uint8_t code) { return levels[code]; }

    Half scale;
    std::array<std::uint8_t, size / 2> nibbles; // code i in the low half of byte i, code i + 16 in the high half
};
static_assert(sizeof(BlockIQ4_NL) == 18 && alignof(BlockIQ4_NL) == 2);

void unpack(const BlockIQ4_NL& block, UnpackedBlock& out);

// The reference encoder: scale = max |x| / 113, the nearest level.
void encode(std::span<const float, BlockIQ4_NL::size> values, BlockIQ4_NL& block);

} // namespace logitscope
