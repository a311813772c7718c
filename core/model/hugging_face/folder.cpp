#include "core/model/hugging_face/folder.h"

#include "core/base/utf8.h"
#include "core/files/json_document.h"
#include "core/files/safetensors_set.h"
#include "core/model/hugging_face/folder_tokenizer.h"
#include "core/model/hugging_face/metadata.h"
#include "core/model/weight_plan.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace logitscope {

namespace {

Status checkUsable(const ModelFile& file, const SafetensorsTensor& tensor) {
    const std::string shown = inQuotes(tensor.name);
    if (!tensor.type) {
        return modelError(file, "its tensor " + shown + " has type " + inQuotes(tensor.typeName) +
                                    ", which is not supported yet; use F32, F16 or BF16 weights");
    }
    const auto isZero = [](std::size_t size) { return size == 0; };
    if (tensor.shape.empty() || tensor.shape.size() > 4 ||
        std::any_of(tensor.shape.begin(), tensor.shape.end(), isZero)) {
        return modelError(file, "its tensor " + shown + " has a shape that no weight has");
    }
    return {};
}

Status addTensors(const SafetensorsSet& set, const FolderConfig& config, ModelFile& file) {
    bool hasOutput = false;
    for (const SafetensorsTensor& tensor : set.tensors) {
        const auto target = renamed(*config.family, tensor.name);
        if (!target) {
            return modelError(file, "it has a tensor " + inQuotes(tensor.name) +
                                        " that its architecture does not have, so it is not what it says it is");
        }
        hasOutput = hasOutput || target->rewrite == Rewrite::Output;
        if (target->rewrite == Rewrite::Skip || (target->rewrite == Rewrite::Output && config.tied)) {
            continue;
        }
        if (Status usable = checkUsable(file, tensor); !usable) {
            return usable;
        }
        if (!addRewritten(file, tensor, target->name, target->rewrite, config.shape)) {
            return modelError(file, "two of its tensors are " + inQuotes(target->name));
        }
    }
    if (!config.tied && !hasOutput) {
        return modelError(file, "it has no output matrix, though its config.json says that it has one of its own "
                                "('tie_word_embeddings')");
    }
    return {};
}

} // namespace

Result<ModelFile> openHuggingFaceFolder(const std::filesystem::path& folder, const std::filesystem::path& chosen) {
    const auto document = readJsonObject(folder / configName);
    if (!document) {
        return document.error();
    }
    // "models/tiny/" and "." have no last part that could be a name.
    std::error_code ignored;
    std::filesystem::path whole = std::filesystem::absolute(folder, ignored).lexically_normal();
    if (!whole.has_filename()) {
        whole = whole.parent_path();
    }
    ModelFile file(folder, "safetensors");
    file.setFolder(folder);
    file.addMetadata("general.name", replaceInvalidUtf8(whole.filename().native()));
    const auto config = addMetadata(*document, file);
    if (!config) {
        return config.error();
    }
    auto set = openSafetensorsSet(folder, chosen);
    if (!set) {
        return set.error();
    }
    if (set->mappings.size() > 1) {
        file.setFormat("safetensors in " + std::to_string(set->mappings.size()) + " files");
    }
    if (Status added = addTensors(*set, *config, file); !added) {
        return added.error();
    }
    for (MappedFile& mapping : set->mappings) {
        file.keep(std::move(mapping));
    }
    if (std::string chatTemplate = folderChatTemplate(folder); !chatTemplate.empty()) {
        file.addMetadata("tokenizer.chat_template", std::move(chatTemplate));
    }
    return file;
}

} // namespace logitscope
