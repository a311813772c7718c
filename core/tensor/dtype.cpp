#include "core/tensor/dtype.h"

#include <array>
#include <limits>

namespace logitscope {

const DTypeTraits& traitsOf(DType type) {
    static constexpr std::array<DTypeTraits, 4> table{{{"F32", 1, 4}, {"F16", 1, 2}, {"BF16", 1, 2}, {"Q8_0", 32, 34}}};
    return table[static_cast<std::size_t>(type)];
}

std::optional<std::size_t> rowBytes(DType type, std::size_t columns) {
    const DTypeTraits& traits = traitsOf(type);
    if (columns % traits.blockSize != 0) {
        return std::nullopt;
    }
    const std::size_t blocks = columns / traits.blockSize;
    if (blocks > std::numeric_limits<std::size_t>::max() / traits.blockBytes) {
        return std::nullopt;
    }
    return blocks * traits.blockBytes;
}

} // namespace logitscope
