// Where the numbers of a quantised matrix lie in a panel (packed_matrix.h): the same for who packs and who multiplies.
//
// A panel of 16 rows is its codes, 32 columns after 32 columns, then its scales, block after block. Codes are split
// into planes of vectors of 64 bytes: byte 4 r + i of a vector belongs to row r, and to column 4 q + i of the 32 when
// the vector (or the part of each byte that counts) is that of the quad q, 0 to 7:
//   bytes     8 vectors: vector q is quad q
//   nibbles   4 vectors: vector v holds quad 2 v in the low halves of its bytes, quad 2 v + 1 in the high halves
//   pairs     2 vectors: vector v holds quads 4 v to 4 v + 3, two bits each, from the lowest bits up
//   bits      1 vector: bit q of each byte belongs to quad q
// A code of several planes has its lowest bits in the plane that stands first here.
// The scales of a block: 16 halves; where there are minimums 16 halves more; then, where there are groups, for each of
// them the scales of the rows as 16 bytes and their minimums as 16 bytes (or both as the halves of 16 bytes).
#pragma once

#include "core/kernels/unroll.h"
#include "core/tensor/dtype.h"

#include <cstddef>

namespace logitscope {

// Functions are always inlined: no copy made for one instruction set may be linked in place of another's.

enum class GroupScales : unsigned char { None, Signed, Unsigned, Halves };

struct PanelLayout {
    bool bytes = false, nibbles = false, pairs = false, bits = false;
    bool minimums = false;
    bool levelTable = false; // codes are numbers of levels; else what they count from is:
    int middle = 0;          // 0 or a power of two
    GroupScales groups = GroupScales::None;
    std::size_t blockColumns = 32;
    std::size_t groupColumns = 32; // that share a scale: 32, or 16

    static constexpr std::size_t vectorBytes = 64;
    static constexpr std::size_t halvesBytes = 32; // 16 halves
    static constexpr std::size_t codeColumns = 32; // columns that share planes
    static constexpr std::size_t groupBytes = 16;

    constexpr LOGITSCOPE_INLINE std::size_t nibbleBytes() const { return nibbles ? 4 * vectorBytes : 0; }
    constexpr LOGITSCOPE_INLINE std::size_t pairBytes() const { return pairs ? 2 * vectorBytes : 0; }
    constexpr LOGITSCOPE_INLINE std::size_t bitBytes() const { return bits ? vectorBytes : 0; }
    // Codes of 32 columns.
    constexpr LOGITSCOPE_INLINE std::size_t codeBytes() const {
        return bytes ? 8 * vectorBytes : nibbleBytes() + pairBytes() + bitBytes();
    }
    // Where in a code a plane's bits begin.
    constexpr LOGITSCOPE_INLINE int pairShift() const { return nibbles ? 4 : 0; }
    constexpr LOGITSCOPE_INLINE int bitShift() const { return nibbles ? 4 : 2; }

    constexpr LOGITSCOPE_INLINE std::size_t groupStride() const {
        return groups == GroupScales::None                 ? 0
               : minimums && groups != GroupScales::Halves ? 2 * groupBytes
                                                           : groupBytes;
    }
    constexpr LOGITSCOPE_INLINE std::size_t groupsOffset() const { return (minimums ? 2 : 1) * halvesBytes; }
    // Scales of a block.
    constexpr LOGITSCOPE_INLINE std::size_t scaleBytes() const {
        return groupsOffset() + blockColumns / groupColumns * groupStride();
    }

    constexpr LOGITSCOPE_INLINE std::size_t codesOfPanel(std::size_t columns) const {
        return columns / codeColumns * codeBytes();
    }
    constexpr LOGITSCOPE_INLINE std::size_t panelBytes(std::size_t columns) const {
        return codesOfPanel(columns) + columns / blockColumns * scaleBytes();
    }
};

// Of the quantised types.
constexpr LOGITSCOPE_INLINE PanelLayout layoutOf(DType type) {
    switch (type) {
    case DType::Q8_0:
        return {.bytes = true, .middle = 128};
    case DType::Q4_0:
        return {.nibbles = true, .middle = 8};
    case DType::Q4_1:
        return {.nibbles = true, .minimums = true};
    case DType::Q5_0:
        return {.nibbles = true, .bits = true, .middle = 16};
    case DType::Q5_1:
        return {.nibbles = true, .bits = true, .minimums = true};
    case DType::IQ4_NL:
        return {.nibbles = true, .levelTable = true, .middle = 128}; // of the levels, which are kept + 128
    case DType::Q2_K:
        return {
            .pairs = true, .minimums = true, .groups = GroupScales::Halves, .blockColumns = 256, .groupColumns = 16};
    case DType::Q3_K:
        return {.pairs = true,
                .bits = true,
                .middle = 4,
                .groups = GroupScales::Signed,
                .blockColumns = 256,
                .groupColumns = 16};
    case DType::Q4_K:
        return {.nibbles = true, .minimums = true, .groups = GroupScales::Unsigned, .blockColumns = 256};
    case DType::Q5_K:
        return {.nibbles = true, .bits = true, .minimums = true, .groups = GroupScales::Unsigned, .blockColumns = 256};
    case DType::Q6_K:
        return {.nibbles = true,
                .pairs = true,
                .middle = 32,
                .groups = GroupScales::Signed,
                .blockColumns = 256,
                .groupColumns = 16};
    case DType::F32:
    case DType::F16:
    case DType::BF16:
        break;
    }
    return {};
}

} // namespace logitscope
