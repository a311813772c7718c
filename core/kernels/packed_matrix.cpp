#include "core/kernels/packed_matrix.h"

#include "core/kernels/panel_layout.h"
#include "core/kernels/panel_packing.h"
#include "core/quant/half.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <limits>

namespace logitscope {

namespace {

std::optional<std::size_t> bytesOfPanel(DType type, std::size_t columns) {
    constexpr std::size_t largest = std::numeric_limits<std::size_t>::max() / (panelRows * sizeof(float)) - 1;
    if (columns == 0 || columns > largest || columns % traitsOf(type).blockSize != 0) {
        return std::nullopt;
    }
    switch (type) {
    case DType::F32:
        return columns * panelRows * sizeof(float);
    case DType::F16:
        return columns * panelRows * sizeof(Half);
    case DType::BF16:
        return (columns + 1) / 2 * 2 * panelRows * sizeof(BFloat16);
    default:
        return layoutOf(type).panelBytes(columns);
    }
}

// Value (row, column) of the original goes to place(row, column) of the panel, in units of `Stored`.
template<typename Stored, typename Place>
void interleave(const std::byte* original, std::size_t rows, std::size_t columns, std::byte* panel,
                const Place& place) {
    for (std::size_t row = 0; row < rows; ++row) {
        const std::byte* source = original + row * columns * sizeof(Stored);
        for (std::size_t column = 0; column < columns; ++column) {
            std::memcpy(panel + place(row, column) * sizeof(Stored), source + column * sizeof(Stored), sizeof(Stored));
        }
    }
}

std::size_t columnPlace(std::size_t row, std::size_t column) { return column * panelRows + row; }

std::size_t pairPlace(std::size_t row, std::size_t column) { return (column / 2 * panelRows + row) * 2 + column % 2; }

template<typename Stored>
Stored valueAt(const std::byte* panel, std::size_t place) {
    return reinterpret_cast<const Stored*>(panel)[place];
}

} // namespace

std::optional<std::size_t> PackedMatrix::bytesFor(DType type, std::size_t rows, std::size_t columns) {
    const auto panel = bytesOfPanel(type, columns);
    if (!panel || rows == 0 || rows > std::numeric_limits<std::size_t>::max() - panelRows) {
        return std::nullopt;
    }
    const std::size_t panels = (rows + panelRows - 1) / panelRows;
    if (panels > std::numeric_limits<std::size_t>::max() / *panel) {
        return std::nullopt;
    }
    return panels * *panel;
}

PackedMatrix::PackedMatrix(DType type, std::size_t rows, std::size_t columns, std::byte* memory)
    : m_type(type), m_rows(rows), m_columns(columns), m_panelBytes(bytesOfPanel(type, columns).value()),
      m_memory(memory) {
    assert(reinterpret_cast<std::uintptr_t>(memory) % 64 == 0);
}

void PackedMatrix::pack(std::span<const std::byte> original, std::size_t begin, std::size_t end) {
    const std::size_t bytesPerRow = rowBytes(m_type, m_columns).value();
    assert(original.size() == m_rows * bytesPerRow && end <= panelCount());
    for (std::size_t index = begin; index < end; ++index) {
        std::byte* target = m_memory + index * m_panelBytes;
        const std::byte* source = original.data() + index * panelRows * bytesPerRow;
        const std::size_t rows = std::min(panelRows, m_rows - index * panelRows);
        if (rows < panelRows || (m_type == DType::BF16 && m_columns % 2 != 0)) {
            std::memset(target, 0, m_panelBytes);
        }
        switch (m_type) {
        case DType::F32:
            interleave<float>(source, rows, m_columns, target, columnPlace);
            break;
        case DType::F16:
            interleave<Half>(source, rows, m_columns, target, columnPlace);
            break;
        case DType::BF16:
            interleave<BFloat16>(source, rows, m_columns, target, pairPlace);
            break;
        default:
            packRows(m_type, source, rows, m_columns, target);
            break;
        }
    }
}

void PackedMatrix::decodeRow(std::size_t row, std::span<float> out) const {
    assert(row < m_rows && out.size() == m_columns);
    const std::byte* source = panel(row / panelRows);
    const std::size_t lane = row % panelRows;
    const auto read = [&](const auto& valueOf) {
        for (std::size_t column = 0; column < m_columns; ++column) {
            out[column] = valueOf(column);
        }
    };
    switch (m_type) {
    case DType::F32:
        return read([&](std::size_t column) { return valueAt<float>(source, columnPlace(lane, column)); });
    case DType::F16:
        return read([&](std::size_t column) { return toFloat(valueAt<Half>(source, columnPlace(lane, column))); });
    case DType::BF16:
        return read([&](std::size_t column) { return toFloat(valueAt<BFloat16>(source, pairPlace(lane, column))); });
    default:
        return unpackRow(m_type, source, lane, out);
    }
}

} // namespace logitscope
