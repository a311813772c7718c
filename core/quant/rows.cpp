#include "core/quant/rows.h"

#include "core/quant/block_types.h"
#include "core/quant/half.h"

#include <cassert>
#include <cstring>

namespace logitscope {

namespace {

template<typename Stored>
void decode(std::span<const std::byte> row, std::span<float> out) {
    for (std::size_t i = 0; i < out.size(); ++i) {
        Stored value;
        std::memcpy(&value, row.data() + i * sizeof value, sizeof value);
        out[i] = toFloat(value);
    }
}

template<typename Stored, typename Convert>
void encode(std::span<const float> values, std::span<std::byte> row, const Convert& convert) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        const Stored value = convert(values[i]);
        std::memcpy(row.data() + i * sizeof value, &value, sizeof value);
    }
}

} // namespace

void decodeRow(DType type, std::span<const std::byte> row, std::span<float> out) {
    assert(rowBytes(type, out.size()) == row.size());
    switch (type) {
    case DType::F32:
        std::memcpy(out.data(), row.data(), row.size());
        return;
    case DType::F16:
        return decode<Half>(row, out);
    case DType::BF16:
        return decode<BFloat16>(row, out);
    default:
        withBlockOf(type, [&]<typename Block>(std::type_identity<Block>) { decodeBlocks<Block>(row, out); });
    }
}

void encodeRow(DType type, std::span<const float> values, std::span<std::byte> row) {
    assert(rowBytes(type, values.size()) == row.size());
    switch (type) {
    case DType::F32:
        std::memcpy(row.data(), values.data(), row.size());
        return;
    case DType::F16:
        return encode<Half>(values, row, toHalf);
    case DType::BF16:
        return encode<BFloat16>(values, row, toBFloat16);
    default:
        withBlockOf(type, [&]<typename Block>(std::type_identity<Block>) { encodeBlocks<Block>(values, row); });
    }
}

} // namespace logitscope
