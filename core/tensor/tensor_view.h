// A named block of numbers in somebody else's memory.
//
// Does not own the bytes: they live as long as the file or buffer they came from. Rows are contiguous; a matrix is
// `rows` x `columns` with `columns` the fastest (GGUF's first dimension), so a weight maps columns inputs to rows
// outputs.
#pragma once

#include "core/tensor/dtype.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace logitscope {

struct TensorView {
    std::string name;
    DType type = DType::F32;
    std::vector<std::size_t> shape;  // slowest dimension first: {rows, columns} or {size}
    std::span<const std::byte> data; // exactly byteCount() long; empty where ModelFile makes the bytes on request

    std::size_t columns() const { return shape.empty() ? 0 : shape.back(); }
    std::size_t rows() const {
        std::size_t count = 1;
        for (std::size_t i = 0; i + 1 < shape.size(); ++i) {
            count *= shape[i];
        }
        return count;
    }
    // Precondition: the columns are a whole number of blocks.
    std::size_t byteCount() const { return rows() * rowBytes(type, columns()).value_or(0); }
};

} // namespace logitscope
