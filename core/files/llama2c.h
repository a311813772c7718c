// The files of llama2.c: a Llama model as a header of seven numbers and its float32 weights, and its vocabulary beside
// it.
//
// Format: github.com/karpathy/llama2.c, run.c (read_checkpoint, memory_map_weights, build_tokenizer) and tokenizer.py:
// what its authors call version 0. Weights stay in the mapping; rotary pairs are interleaved there as in GGUF.
#pragma once

#include "core/base/result.h"
#include "core/files/model_file.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace logitscope {

// Whether bytes begin as such a file does. There is no magic number: the seven numbers must make a model.
bool looksLikeLlama2c(std::span<const std::byte> bytes);

// Maps and checks the model and the vocabulary of its size beside it: "tok<size>.bin", or else "tokenizer.bin".
Result<ModelFile> openLlama2c(const std::filesystem::path& path);

// The model alone, of bytes in memory; `name` is what errors call it. The bytes must outlive the result.
Result<ModelFile> parseLlama2c(std::span<const std::byte> bytes, std::string_view name);

// Adds the vocabulary as the keys tokenizer.ggml.*; it must have exactly `vocabularySize` pieces.
Status addLlama2cVocabulary(std::span<const std::byte> bytes, std::string_view name, std::size_t vocabularySize,
                            ModelFile& file);

} // namespace logitscope
