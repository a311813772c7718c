// GGUF v2 and v3: metadata and named tensors of a memory-mapped file.
//
// Format: github.com/ggml-org/ggml/blob/master/docs/gguf.md. The parser trusts nothing: every count, length, offset and
// product is checked against the file before use.
#pragma once

#include "core/base/result.h"
#include "core/files/model_file.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace logitscope {

// Maps and checks the file, and with it the other parts of a model that was split ("-00001-of-00003.gguf", the keys
// split.*): any part opens them all. The error names the file and what is wrong with it: not GGUF, cut short, damaged,
// a version, byte order or tensor type that is not read here, a part that is missing.
Result<ModelFile> openGguf(const std::filesystem::path& path);

// The same for bytes in memory (tests, fuzzing); `name` is what errors call it. The bytes must outlive the result.
Result<ModelFile> parseGguf(std::span<const std::byte> bytes, std::string_view name);

} // namespace logitscope
