#include "core/base/uniform.h"

namespace logitscope {

std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
    constexpr std::uint64_t multiplier0 = 0xD2511F53U;
    constexpr std::uint64_t multiplier1 = 0xCD9E8D57U;
    constexpr std::uint32_t weyl0 = 0x9E3779B9U; // golden ratio
    constexpr std::uint32_t weyl1 = 0xBB67AE85U; // sqrt(3) - 1
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t product0 = multiplier0 * counter[0];
        const std::uint64_t product1 = multiplier1 * counter[2];
        counter = {
            static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(product1),
            static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(product0)};
        key[0] += weyl0;
        key[1] += weyl1;
    }
    return counter;
}

double uniform(std::uint64_t seed, std::uint32_t sequence, Position position, RandomStream stream) {
    const auto block =
        philox4x32({static_cast<std::uint32_t>(numberOf(position)), sequence, static_cast<std::uint32_t>(stream), 0},
                   {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)});
    const std::uint64_t bits = (static_cast<std::uint64_t>(block[1]) << 32) | block[0];
    return static_cast<double>(bits >> 11) * 0x1.0p-53;
}

} // namespace logitscope
