// Safetensors files: a JSON header that names the tensors, then their bytes.
//
// Format: github.com/huggingface/safetensors, README.md, "Format". The parser trusts nothing: the header's length,
// every shape, product and offset is checked against the file before use. Tensors keep the names of the file; whoever
// knows the architecture gives them those of GGUF.
#pragma once

#include "core/base/result.h"
#include "core/tensor/dtype.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope {

struct SafetensorsTensor {
    std::string name;
    std::string typeName;            // "BF16", as the file has it
    std::optional<DType> type;       // empty for a type that is not read here
    std::vector<std::size_t> shape;  // slowest dimension first; empty for one number
    std::span<const std::byte> data; // in the file's bytes
};

// Whether bytes begin as such a file does.
bool looksLikeSafetensors(std::span<const std::byte> bytes);

// In the order of the data. `name` is what errors call the file; the bytes must outlive the result. Tensors of types
// that are not read here are no error: files carry masks and counters that nobody needs.
Result<std::vector<SafetensorsTensor>> parseSafetensors(std::span<const std::byte> bytes, std::string_view name);

} // namespace logitscope
