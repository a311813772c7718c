// Rows of numbers of any type, as floats and back: the plain reference that packed weights and kernels are held to.
#pragma once

#include "core/tensor/dtype.h"

#include <cstddef>
#include <span>

namespace logitscope {

// `row` is exactly rowBytes(type, out.size()) long and may lie anywhere (no alignment needed).
void decodeRow(DType type, std::span<const std::byte> row, std::span<float> out);

// Rounds to nearest in the type, with scales as its reference encoder chooses them; values.size() is a whole number of
// blocks.
void encodeRow(DType type, std::span<const float> values, std::span<std::byte> row);

} // namespace logitscope
