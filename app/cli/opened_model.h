// A model ready to run: the file of --model or the first one in the box, with its threads.
#pragma once

#include "app/cli/common_options.h"
#include "core/base/thread_pool.h"
#include "core/decoding/session.h"

#include <memory>
#include <stop_token>

namespace logitscope {

struct OpenedModel {
    std::unique_ptr<ThreadPool> pool; // outlives the session
    std::unique_ptr<Session> session;
    double loadMilliseconds = 0.0;

    const LoadedModel& loaded() const { return session->loaded(); }
    const ModelConfig& config() const { return loaded().model->config(); }
};

// Fails with the loader's sentence.
Result<OpenedModel> openModel(const CommonOptions& options, std::stop_token stop);

// The same for a command that needs a vocabulary.
Result<OpenedModel> openModelWithVocabulary(const CommonOptions& options, std::stop_token stop);

} // namespace logitscope
