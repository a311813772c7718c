#include "core/model/hugging_face/rewrites.h"

#include "core/quant/rows.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <utility>
#include <vector>

namespace logitscope {

namespace {

// The place in the source of each row of the result.
using RowOrder = std::function<std::size_t(std::size_t row)>;

MakeTensorBytes inOrder(std::span<const std::byte> source, std::size_t rows, RowOrder order) {
    return [source, rows, order = std::move(order)](std::span<std::byte> out) {
        const std::size_t rowBytes = source.size() / rows;
        for (std::size_t row = 0; row < rows; ++row) {
            std::memcpy(out.data() + row * rowBytes, source.data() + order(row) * rowBytes, rowBytes);
        }
    };
}

// Of each head, pairs (i, i + half) become neighbours.
RowOrder interleaved(std::size_t headLength) {
    return [headLength](std::size_t row) {
        const std::size_t head = row / headLength;
        const std::size_t within = row % headLength;
        return head * headLength + within % 2 * (headLength / 2) + within / 2;
    };
}

RowOrder splitHeads(std::size_t heads, std::size_t headLength) {
    return [heads, headLength](std::size_t row) {
        const std::size_t part = row / (heads * headLength); // queries, keys, values
        const std::size_t head = row / headLength % heads;
        return (head * 3 + part) * headLength + row % headLength;
    };
}

// Tiles small enough for the cache to hold the rows of both sides.
constexpr std::size_t tile = 64;

MakeTensorBytes transposed(std::span<const std::byte> source, std::size_t rows, std::size_t columns) {
    return [source, rows, columns](std::span<std::byte> out) {
        const std::size_t size = source.size() / rows / columns;
        for (std::size_t firstRow = 0; firstRow < rows; firstRow += tile) {
            for (std::size_t firstColumn = 0; firstColumn < columns; firstColumn += tile) {
                for (std::size_t row = firstRow; row < std::min(rows, firstRow + tile); ++row) {
                    for (std::size_t column = firstColumn; column < std::min(columns, firstColumn + tile); ++column) {
                        std::memcpy(out.data() + (column * rows + row) * size,
                                    source.data() + (row * columns + column) * size, size);
                    }
                }
            }
        }
    };
}

MakeTensorBytes plusOne(std::span<const std::byte> source, DType type, std::size_t size) {
    return [source, type, size](std::span<std::byte> out) {
        std::vector<float> values(size);
        decodeRow(type, source, values);
        for (float& value : values) {
            value += 1.0F;
        }
        std::memcpy(out.data(), values.data(), out.size());
    };
}

} // namespace

bool addRewritten(ModelFile& file, const SafetensorsTensor& source, const std::string& name, Rewrite rewrite,
                  const HeadShape& shape) {
    TensorView tensor{name, *source.type, source.shape, {}};
    // Of a vector the rows are its numbers: the bias of a projection goes the way of its rows.
    const std::size_t rows = source.shape.front();
    const auto isStackOf = [&](std::size_t count) { // of `count` heads
        return count > 0 && shape.headLength > 0 && rows % count == 0 && rows / count == shape.headLength;
    };
    switch (rewrite) {
    case Rewrite::InterleaveQuery:
    case Rewrite::InterleaveKey:
        if (isStackOf(rewrite == Rewrite::InterleaveQuery ? shape.heads : shape.keyValueHeads) &&
            shape.headLength % 2 == 0) {
            return file.addTensor(std::move(tensor), inOrder(source.data, rows, interleaved(shape.headLength)));
        }
        break;
    case Rewrite::SplitHeads:
        if (rows % 3 == 0 && shape.heads > 0 && rows / 3 % shape.heads == 0 &&
            rows / 3 / shape.heads == shape.headLength) {
            return file.addTensor(std::move(tensor),
                                  inOrder(source.data, rows, splitHeads(shape.heads, shape.headLength)));
        }
        break;
    case Rewrite::Transpose:
        if (source.shape.size() == 2) {
            tensor.shape = {source.shape[1], source.shape[0]};
            return file.addTensor(std::move(tensor), transposed(source.data, rows, source.shape[1]));
        }
        break;
    case Rewrite::AddOne:
        if (source.shape.size() == 1) {
            tensor.type = DType::F32;
            return file.addTensor(std::move(tensor), plusOne(source.data, *source.type, rows));
        }
        break;
    case Rewrite::None:
    case Rewrite::Skip:
    case Rewrite::Output:
        break;
    }
    tensor.data = source.data;
    return file.addTensor(std::move(tensor));
}

} // namespace logitscope
