// A Hugging Face folder (config.json, weights as safetensors, a tokenizer) as the ModelFile that the same model's GGUF
// file gives: metadata and tensors have its names and forms, weights that need no change stay in their mappings.
//
// The tokenizer is read by folder_tokenizer.h, from the folder that the result names.
#pragma once

#include "core/base/result.h"
#include "core/files/model_file.h"

#include <filesystem>

namespace logitscope {

inline constexpr const char* configName = "config.json";

// `chosen` is the file of weights that a person named, or empty.
Result<ModelFile> openHuggingFaceFolder(const std::filesystem::path& folder, const std::filesystem::path& chosen = {});

} // namespace logitscope
