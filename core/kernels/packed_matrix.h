// A weight matrix as the kernels read it: panels of 16 rows side by side, so that one vector holds one column of a
// panel.
//
// A panel is contiguous; the last one is filled up with zero rows. Numbers keep the type of the file, so the packed
// matrix is as large as the original but for that filling (and for Q3_K, Q4_K and Q5_K, whose group scales take bytes
// instead of six bits: 2 to 4 % more). Layout of a panel, columns slowest:
//   F32, F16  per column: 16 values
//   BF16      per pair of columns: 16 times (even column, odd column), an odd last column paired with zero
//   the quantised types: panel_layout.h
#pragma once

#include "core/tensor/dtype.h"

#include <cstddef>
#include <optional>
#include <span>

namespace logitscope {

constexpr std::size_t panelRows = 16;

// Does not own its memory. Immutable once packed; any thread may read.
class PackedMatrix {
public:
    PackedMatrix() = default;
    // `memory` is bytesFor(type, rows, columns) long and aligned to 64 bytes.
    PackedMatrix(DType type, std::size_t rows, std::size_t columns, std::byte* memory);

    // Empty when the columns are no whole number of blocks or the size overflows.
    static std::optional<std::size_t> bytesFor(DType type, std::size_t rows, std::size_t columns);

    DType type() const { return m_type; }
    std::size_t rows() const { return m_rows; }
    std::size_t columns() const { return m_columns; }
    std::size_t panelCount() const { return (m_rows + panelRows - 1) / panelRows; }
    std::size_t panelBytes() const { return m_panelBytes; }
    const std::byte* panel(std::size_t index) const { return m_memory + index * m_panelBytes; }

    // Fills panels [begin, end) from the rows of the original, which lie one after the other (unaligned is fine).
    // Disjoint ranges may be packed by different threads.
    void pack(std::span<const std::byte> original, std::size_t begin, std::size_t end);

    // One row as floats: the embedding of a token.
    void decodeRow(std::size_t row, std::span<float> out) const;

private:
    DType m_type = DType::F32;
    std::size_t m_rows = 0;
    std::size_t m_columns = 0;
    std::size_t m_panelBytes = 0;
    std::byte* m_memory = nullptr;
};

} // namespace logitscope
