// The weights of a folder: one safetensors file, or several that an index lists.
//
// Format of the index: huggingface.co/docs/transformers, "Sharded checkpoints": {"weight_map": {tensor: file}}. Owns
// the mappings that the tensors point into.
#pragma once

#include "core/base/mapped_file.h"
#include "core/base/result.h"
#include "core/files/safetensors.h"

#include <filesystem>
#include <vector>

namespace logitscope {

struct SafetensorsSet {
    std::vector<SafetensorsTensor> tensors;
    std::vector<MappedFile> mappings;
};

// `chosen` is the file of weights that a person named, or empty. One that no index lists is taken alone;
// otherwise it is what the index lists, then model.safetensors, then the only file of the kind. The error names what is
// missing: a part, the index, the weights.
Result<SafetensorsSet> openSafetensorsSet(const std::filesystem::path& folder,
                                          const std::filesystem::path& chosen = {});

} // namespace logitscope
