// A block of any quantised type as plain numbers: what decoders and packed panels are made from.
//
// Value i of the block = scale * groupScales[g] * level(codes[i]) - minimum * groupMinimums[g], g = i / groupSize; the
// type says which level a code stands for (Block::level) and how long its groups are (Block::groupSize). The product of
// scale, group scale and level is exact in binary32 for every type here, so a value is rounded once, by the
// subtraction.
#pragma once

#include "core/quant/half.h"
#include "core/tensor/dtype.h"

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace logitscope {

struct UnpackedBlock {
    static constexpr std::size_t mostValues = 256;
    static constexpr std::size_t mostGroups = 16;

    Half scale{};
    Half minimum{};                                        // stays 0 in types without minimums
    std::array<std::uint8_t, mostValues> codes;            // the first Block::size of them
    std::array<std::int8_t, mostGroups> groupScales{1};    // types without groups have one, of scale and minimum 1
    std::array<std::uint8_t, mostGroups> groupMinimums{1}; // at least 0: the minimum is what is taken away
};

// Calls visit(block index, block) for the blocks of a row, which may lie anywhere.
template<typename Block, typename Visit>
void forEachBlock(std::span<const std::byte> row, const Visit& visit) {
    assert(row.size() % sizeof(Block) == 0);
    for (std::size_t index = 0; index < row.size() / sizeof(Block); ++index) {
        Block block; // copied: bytes of a file need not be aligned
        std::memcpy(&block, row.data() + index * sizeof block, sizeof block);
        visit(index, block);
    }
}

template<typename Block>
void decodeBlock(const UnpackedBlock& block, std::span<float, Block::size> out) {
    for (std::size_t i = 0; i < Block::size; ++i) {
        const std::size_t group = i / Block::groupSize;
        const float step = toFloat(block.scale) * static_cast<float>(block.groupScales[group]);
        const float low = toFloat(block.minimum) * static_cast<float>(block.groupMinimums[group]);
        out[i] = step * static_cast<float>(Block::level(block.codes[i])) - low;
    }
}

// `row` holds whole blocks; `out` gets all their values.
template<typename Block>
void decodeBlocks(std::span<const std::byte> row, std::span<float> out) {
    assert(out.size() % Block::size == 0 && row.size() == out.size() / Block::size * sizeof(Block));
    forEachBlock<Block>(row, [&](std::size_t index, const Block& block) {
        UnpackedBlock plain;
        unpack(block, plain);
        decodeBlock<Block>(plain, out.subspan(index * Block::size).template first<Block::size>());
    });
}

// `values` is a multiple of Block::size long, `row` exactly long enough.
template<typename Block>
void encodeBlocks(std::span<const float> values, std::span<std::byte> row) {
    assert(values.size() % Block::size == 0 && row.size() == values.size() / Block::size * sizeof(Block));
    for (std::size_t index = 0; index < values.size() / Block::size; ++index) {
        Block block;
        encode(values.subspan(index * Block::size).template first<Block::size>(), block);
        std::memcpy(row.data() + index * sizeof block, &block, sizeof block);
    }
}

} // namespace logitscope
