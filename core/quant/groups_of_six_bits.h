// The scales and minimums of the eight groups in a Q4_K or Q5_K block, 6 bits each in 12 bytes.
//
// Groups 0 to 3 have theirs in the low six bits of bytes g and g + 4. Of groups 4 to 7 the lower four bits share byte
// g + 4 (scale in its low half), the upper two are the top bits of bytes g - 4 and g. (ggml-quants.c of
// github.com/ggml-org/ggml, get_scale_min_k4.)
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace logitscope {

struct GroupsOfSixBits {
    static constexpr std::size_t count = 8;

    std::array<std::uint8_t, 12> bytes;

    std::uint8_t scale(std::size_t group) const {
        return group < 4 ? bytes[group] & 0x3FU
                         : static_cast<std::uint8_t>((bytes[group + 4] & 0xFU) | bytes[group - 4] >> 6 << 4);
    }
    std::uint8_t minimum(std::size_t group) const {
        return group < 4 ? bytes[group + 4] & 0x3FU
                         : static_cast<std::uint8_t>(bytes[group + 4] >> 4 | bytes[group] >> 6 << 4);
    }
    // Into bytes that were zero for this group.
    void set(std::size_t group, unsigned newScale, unsigned newMinimum) {
        if (group < 4) {
            bytes[group] |= static_cast<std::uint8_t>(newScale);
            bytes[group + 4] |= static_cast<std::uint8_t>(newMinimum);
            return;
        }
        bytes[group + 4] = static_cast<std::uint8_t>((newScale & 0xFU) | (newMinimum & 0xFU) << 4);
        bytes[group - 4] |= static_cast<std::uint8_t>(newScale >> 4 << 6);
        bytes[group] |= static_cast<std::uint8_t>(newMinimum >> 4 << 6);
    }
};

} // namespace logitscope
