// Opens whatever a person may name as a model: a GGUF file or one of its parts, a Hugging Face folder or any file in
// it, a llama2.c file.
#pragma once

#include "core/base/result.h"
#include "core/files/model_file.h"

#include <filesystem>

namespace logitscope {

// What a file is says its content, never its name alone. The error names the file and the cause, with what can be
// opened where nothing fits.
Result<ModelFile> openModelFile(const std::filesystem::path& path);

} // namespace logitscope
