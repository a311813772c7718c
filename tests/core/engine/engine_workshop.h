// A loader of scripted models and the requests that tests of the engine make.
#pragma once

#include "core/base/thread_pool.h"
#include "core/engine/engine.h"
#include "tests/support/job_spy.h"
#include "tests/support/scripted_model.h"

namespace logitscope::test {

using namespace std::chrono_literals;

// Loads scripted models by name: "good", "other", "slow" (a microsecond-timed one), "missing", "huge" (out of memory),
// "throwing", "stuck" (loads until it is cancelled), "anyway" (ignores that it is cancelled).
struct Workshop {
    Result<LoadedModel> load(const std::filesystem::path& path, const LoadProgress& progress, std::stop_token stop) {
        const std::string name = path.string();
        if (progress) {
            progress(0, 10);
        }
        if (name == "missing") {
            return Error{"The file 'missing' does not exist."};
        }
        if (name == "huge") {
            throw std::bad_alloc();
        }
        if (name == "throwing") {
            throw std::runtime_error("library trouble");
        }
        while (name == "stuck" && !stop.stop_requested()) {
            progress(1, 10);
            std::this_thread::sleep_for(100us);
        }
        if (name == "stuck") {
            return Error{"Loading 'stuck' was cancelled."};
        }
        while (name == "anyway" && !stop.stop_requested()) {
            std::this_thread::sleep_for(100us);
        }
        auto tokenizer = std::make_shared<ScriptedTokenizer>();
        auto model = std::make_shared<ScriptedModel>(tokenizer->vocabularySize(), 256, hashedRows());
        model->layerTime = name == "slow" ? 50us : 0us;
        model->onToken = onToken;
        lastModel = model;
        LoadedModel result = loaded(model, tokenizer);
        result.info.displayName = name;
        return result;
    }

    EngineOptions options() {
        return {1, [this](const std::filesystem::path& path, ThreadPool&, const LoadProgress& progress,
                          std::stop_token stop) { return load(path, progress, std::move(stop)); }};
    }

    std::size_t tokensRun() const {
        const auto model = lastModel.lock();
        return model ? model->tokensRun.load() : 0;
    }

    std::function<void(std::size_t)> onToken;
    std::weak_ptr<ScriptedModel> lastModel;
};

inline std::shared_ptr<JobSpy> spy() { return std::make_shared<JobSpy>(); }

inline GenerateRequest writing(int tokens, const std::string& prompt = "Once upon a time") {
    GenerateRequest request;
    request.prompt = prompt;
    request.stop.maxTokens = tokens;
    request.stop.atEndToken = false;
    return request;
}

inline ChainSpec greedy() { return {{SamplerSpec{ArgmaxOptions{}}}}; }

// What load() said, for tests that only need a model.
inline bool loads(Engine& engine, const std::string& name) {
    const auto listener = spy();
    engine.submit(LoadRequest{name, ""}, listener);
    return listener->awaitFinished() && listener->ends.at(0).end == JobEnd::Completed;
}

} // namespace logitscope::test
