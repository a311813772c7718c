// uniform(seed, sequence, position): the only source of randomness.
//
// A pure function, so the draw of a position does not depend on the order of execution, the batch or the
// thread. Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011),
// with key = seed and counter = (position, sequence, stream, 0).
#pragma once

#include "core/base/ids.h"

#include <array>
#include <cstdint>

namespace logitscope {

// The ten-round Philox4x32 block function.
std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

// Independent uses of one seed never share numbers.
enum class RandomStream : std::uint32_t { Draw = 0, Xtc = 1 };

// A number in [0, 1) with 53 random bits.
double uniform(std::uint64_t seed, std::uint32_t sequence, Position position, RandomStream stream = RandomStream::Draw);

} // namespace logitscope
