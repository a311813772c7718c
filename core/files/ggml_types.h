// The tensor types of GGUF files by their numbers (enum ggml_type of ggml.h).
#pragma once

#include "core/tensor/dtype.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace logitscope {

// The type this program reads such tensors as; empty when it does not.
std::optional<DType> dtypeOfGgmlType(std::uint32_t type);

// "Q4_K"; empty for a number that ggml has not given to any type.
std::string_view nameOfGgmlType(std::uint32_t type);

} // namespace logitscope
