// Q8_0: blocks of 32 values as one half-precision scale and 32 signed bytes; value = scale * byte.
//
// Layout: ggml-common.h of github.com/ggml-org/ggml, struct block_q8_0.
#pragma once

#include "core/quant/half.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace logitscope {

struct BlockQ8_0 {
    static constexpr std::size_t size = 32; // values

    Half scale;
    std::array<std::int8_t, size> values;
};
static_assert(sizeof(BlockQ8_0) == 34 && alignof(BlockQ8_0) == 2);

// `row` holds whole blocks; `out` gets all their values. The products are exact (11 by 8 bits).
void decodeQ8_0(std::span<const std::byte> row, std::span<float> out);

// The reference encoder: scale = max |x| / 127, values rounded half away from zero. `values` is a multiple of 32 long.
void encodeQ8_0(std::span<const float> values, std::span<std::byte> row);

} // namespace logitscope
