// The config.json of a Hugging Face folder as the metadata that a GGUF file of the same model has.
//
// Pure function of the document; everything that the document does not say has the default that Hugging Face publishes.
// What would change the arithmetic and has no GGUF key is refused, never passed over.
#pragma once

#include "core/base/result.h"
#include "core/files/model_file.h"
#include "core/model/hugging_face/family.h"
#include "core/model/hugging_face/rewrites.h"

#include <nlohmann/json.hpp>

namespace logitscope {

// What the tensors' names and forms depend on.
struct FolderConfig {
    const Family* family = nullptr;
    HeadShape shape;
    bool tied = false; // the output matrix is the token embedding, whatever the files hold
};

// Adds the keys, and the tensors of frequency factors that GGUF files have for some ways to stretch the context. Errors
// name the file's path: an architecture that is not known, a number of another kind, a setting that is not supported.
Result<FolderConfig> addMetadata(const nlohmann::json& config, ModelFile& file);

} // namespace logitscope
