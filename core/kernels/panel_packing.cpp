#include "core/kernels/panel_packing.h"

#include "core/kernels/packed_matrix.h"
#include "core/kernels/panel_layout.h"
#include "core/quant/block_types.h"

#include <cassert>
#include <cstring>

namespace logitscope {

namespace {

constexpr std::size_t codeColumns = PanelLayout::codeColumns;
constexpr std::size_t vectorBytes = PanelLayout::vectorBytes;

// The 32 codes of a row; `to` is the row's place in the first vector of these columns.
template<PanelLayout layout>
void storeCodes(const std::uint8_t* codes, std::byte* to) {
    if constexpr (layout.bytes) {
        for (std::size_t quad = 0; quad < 8; ++quad) {
            std::memcpy(to + quad * vectorBytes, codes + 4 * quad, 4);
        }
    }
    if constexpr (layout.nibbles) {
        for (std::size_t v = 0; v < 4; ++v) {
            for (std::size_t i = 0; i < 4; ++i) {
                const std::uint8_t* low = codes + 8 * v + i;
                to[v * vectorBytes + i] = static_cast<std::byte>((low[0] & 0xFU) | (low[4] & 0xFU) << 4);
            }
        }
    }
    if constexpr (layout.pairs) {
        for (std::size_t v = 0; v < 2; ++v) {
            for (std::size_t i = 0; i < 4; ++i) {
                unsigned all = 0;
                for (std::size_t q = 0; q < 4; ++q) {
                    all |= (codes[16 * v + 4 * q + i] >> layout.pairShift() & 3U) << (2 * q);
                }
                to[layout.nibbleBytes() + v * vectorBytes + i] = static_cast<std::byte>(all);
            }
        }
    }
    if constexpr (layout.bits) {
        for (std::size_t i = 0; i < 4; ++i) {
            unsigned all = 0;
            for (std::size_t q = 0; q < 8; ++q) {
                all |= (codes[4 * q + i] >> layout.bitShift() & 1U) << q;
            }
            to[layout.nibbleBytes() + layout.pairBytes() + i] = static_cast<std::byte>(all);
        }
    }
}

template<PanelLayout layout>
void loadCodes(const std::byte* from, std::uint8_t* codes) {
    const auto at = [&](std::size_t place) { return std::to_integer<unsigned>(from[place]); };
    for (std::size_t column = 0; column < codeColumns; ++column) {
        const std::size_t quad = column / 4;
        const std::size_t i = column % 4;
        unsigned code = layout.bytes ? at(quad * vectorBytes + i) : 0;
        if constexpr (layout.nibbles) {
            code |= at(quad / 2 * vectorBytes + i) >> (quad % 2 * 4) & 0xFU;
        }
        if constexpr (layout.pairs) {
            const unsigned plane = at(layout.nibbleBytes() + quad / 4 * vectorBytes + i);
            code |= (plane >> (quad % 4 * 2) & 3U) << layout.pairShift();
        }
        if constexpr (layout.bits) {
            code |= (at(layout.nibbleBytes() + layout.pairBytes() + i) >> quad & 1U) << layout.bitShift();
        }
        codes[column] = static_cast<std::uint8_t>(code);
    }
}

// Where a panel keeps the scales of a row in a block.
template<PanelLayout layout>
struct ScalePlace {
    std::byte* block;
    std::size_t row;

    std::byte* scale() const { return block + row * sizeof(Half); }
    std::byte* minimum() const { return scale() + PanelLayout::halvesBytes; }
    std::byte* groupScale(std::size_t group) const {
        return block + layout.groupsOffset() + group * layout.groupStride() + row;
    }
    std::byte* groupMinimum(std::size_t group) const { return groupScale(group) + PanelLayout::groupBytes; }
};

template<PanelLayout layout>
void storeScales(const UnpackedBlock& block, ScalePlace<layout> to) {
    std::memcpy(to.scale(), &block.scale, sizeof block.scale);
    if constexpr (layout.minimums) {
        std::memcpy(to.minimum(), &block.minimum, sizeof block.minimum);
    }
    if constexpr (layout.groups != GroupScales::None) {
        for (std::size_t group = 0; group < layout.blockColumns / layout.groupColumns; ++group) {
            const auto scale = static_cast<std::uint8_t>(block.groupScales[group]);
            const std::uint8_t minimum = block.groupMinimums[group];
            if constexpr (layout.groups == GroupScales::Halves) {
                *to.groupScale(group) = static_cast<std::byte>(scale | minimum << 4);
                continue;
            }
            *to.groupScale(group) = static_cast<std::byte>(scale);
            if constexpr (layout.minimums) {
                *to.groupMinimum(group) = static_cast<std::byte>(minimum);
            }
        }
    }
}

template<PanelLayout layout>
void loadScales(ScalePlace<layout> from, UnpackedBlock& block) {
    std::memcpy(&block.scale, from.scale(), sizeof block.scale);
    if constexpr (layout.minimums) {
        std::memcpy(&block.minimum, from.minimum(), sizeof block.minimum);
    }
    if constexpr (layout.groups != GroupScales::None) {
        for (std::size_t group = 0; group < layout.blockColumns / layout.groupColumns; ++group) {
            const auto scale = std::to_integer<std::uint8_t>(*from.groupScale(group));
            if constexpr (layout.groups == GroupScales::Halves) {
                block.groupScales[group] = static_cast<std::int8_t>(scale & 0xFU);
                block.groupMinimums[group] = scale >> 4;
                continue;
            }
            block.groupScales[group] = static_cast<std::int8_t>(scale);
            if constexpr (layout.minimums) {
                block.groupMinimums[group] = std::to_integer<std::uint8_t>(*from.groupMinimum(group));
            }
        }
    }
}

// Calls visit(block index, place of the row's codes of these columns, place of its scales) for the blocks of a row.
template<typename Block, PanelLayout layout, typename Visit>
void forEachBlockPlace(std::byte* panel, std::size_t row, std::size_t columns, const Visit& visit) {
    static_assert(layout.blockColumns == Block::size && layout.groupColumns == Block::groupSize);
    for (std::size_t index = 0; index < columns / Block::size; ++index) {
        std::byte* codes = panel + index * (Block::size / codeColumns) * layout.codeBytes() + row * 4;
        visit(index, codes,
              ScalePlace<layout>{panel + layout.codesOfPanel(columns) + index * layout.scaleBytes(), row});
    }
}

} // namespace

void packRows(DType type, const std::byte* original, std::size_t rows, std::size_t columns, std::byte* panel) {
    [[maybe_unused]] const bool known = withBlockOf(type, [&]<typename Block>(std::type_identity<Block>) {
        constexpr PanelLayout layout = layoutOf(Block::type);
        const std::size_t bytesPerRow = columns / Block::size * sizeof(Block);
        for (std::size_t row = 0; row < rows; ++row) {
            forEachBlockPlace<Block, layout>(
                panel, row, columns, [&](std::size_t index, std::byte* codes, auto scales) {
                    Block source;
                    std::memcpy(&source, original + row * bytesPerRow + index * sizeof source, sizeof source);
                    UnpackedBlock block;
                    unpack(source, block);
                    storeScales<layout>(block, scales);
                    for (std::size_t column = 0; column < Block::size; column += codeColumns) {
                        storeCodes<layout>(block.codes.data() + column, codes);
                        codes += layout.codeBytes();
                    }
                });
        }
    });
    assert(known);
}

void unpackRow(DType type, const std::byte* panel, std::size_t row, std::span<float> out) {
    [[maybe_unused]] const bool known = withBlockOf(type, [&]<typename Block>(std::type_identity<Block>) {
        constexpr PanelLayout layout = layoutOf(Block::type);
        const auto read = [&](std::size_t index, const std::byte* codes, ScalePlace<layout> scales) {
            UnpackedBlock block;
            loadScales<layout>(scales, block);
            for (std::size_t column = 0; column < Block::size; column += codeColumns) {
                loadCodes<layout>(codes, block.codes.data() + column);
                codes += layout.codeBytes();
            }
            decodeBlock<Block>(block, out.subspan(index * Block::size).template first<Block::size>());
        };
        forEachBlockPlace<Block, layout>(const_cast<std::byte*>(panel), row, out.size(), read); // which only reads
    });
    assert(known);
}

} // namespace logitscope
