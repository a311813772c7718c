// Quantised rows into panels and back (panel_layout.h): plain code, the same on every machine.
#pragma once

#include "core/tensor/dtype.h"

#include <cstddef>
#include <span>

namespace logitscope {

// Fills rows [0, rows) of a panel from as many rows of a quantised type, one after the other (unaligned is fine).
void packRows(DType type, const std::byte* original, std::size_t rows, std::size_t columns, std::byte* panel);

// One row of a panel as core/quant decodes it.
void unpackRow(DType type, const std::byte* panel, std::size_t row, std::span<float> out);

} // namespace logitscope
