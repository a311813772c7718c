#include "core/tensor/dtype.h"

#include <array>
#include <limits>

namespace logitscope {

const DTypeTraits& traitsOf(DType type) {
    static constexpr std::array<DTypeTraits, dtypeCount> table{{{"F32", 1, 4},
                                                                {"F16", 1, 2},
                                                                {"BF16", 1, 2},
                                                                {"Q8_0", 32, 34},
                                                                {"Q4_0", 32, 18},
                                                                {"Q4_1", 32, 20},
                                                                {"Q5_0", 32, 22},
                                                                {"Q5_1", 32, 24},
                                                                {"Q2_K", 256, 84},
                                                                {"Q3_K", 256, 110},
                                                                {"Q4_K", 256, 144},
                                                                {"Q5_K", 256, 176},
                                                                {"Q6_K", 256, 210},
                                                                {"IQ4_NL", 32, 18}}};
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
