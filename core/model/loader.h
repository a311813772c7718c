// Opens a model file: container, configuration, weights, vocabulary, all checked before anything runs.
#pragma once

#include "core/base/result.h"
#include "core/model/language_model.h"
#include "core/text/tokenizer.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>

namespace logitscope {

class ThreadPool;

struct LoadedModel {
    std::shared_ptr<const LanguageModel> model;
    // Null for a file without a vocabulary (the reference models): such a model runs on ids only.
    std::shared_ptr<const Tokenizer> tokenizer;
    ModelInfo info;
};

// Done and total are bytes of weights made ready; called on the loading thread.
using LoadProgress = std::function<void(std::size_t done, std::size_t total)>;

// Errors name the file and the cause: unknown architecture or type, missing or misshapen tensor, vocabulary that does
// not match the embedding, more weights than memory. A requested stop ends in the error "… was cancelled.".
Result<LoadedModel> loadModel(const std::filesystem::path& path, ThreadPool& pool, const LoadProgress& progress = {},
                              std::stop_token stop = {});

} // namespace logitscope
