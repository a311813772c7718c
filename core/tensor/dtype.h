// The number formats that weights are stored in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace logitscope {

enum class DType : std::uint8_t { F32, F16, BF16, Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, IQ4_NL };
constexpr std::size_t dtypeCount = 14;

// What a type is called, and how its rows are laid out: blocks of `blockSize` values in `blockBytes` bytes.
struct DTypeTraits {
    std::string_view name;
    std::size_t blockSize;
    std::size_t blockBytes;
};

const DTypeTraits& traitsOf(DType type);

// Bytes of a row of `columns` values; empty when the columns are no whole number of blocks or the size overflows.
std::optional<std::size_t> rowBytes(DType type, std::size_t columns);

} // namespace logitscope
