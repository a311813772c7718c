#include "app/cli/opened_model.h"

#include "core/base/utf8.h"
#include "core/model/model_catalog.h"

#include <chrono>

namespace logitscope {

Result<OpenedModel> openModel(const CommonOptions& options, std::stop_token stop) {
    const auto start = std::chrono::steady_clock::now();
    std::filesystem::path file = options.model;
    std::string title;
    if (file.empty()) {
        const auto catalog = readModelCatalog();
        if (!catalog) {
            return catalog.error();
        }
        file = catalog->front().file;
        title = catalog->front().title;
    }
    OpenedModel opened;
    opened.pool = std::make_unique<ThreadPool>(options.threads == 0 ? usableCores() : options.threads);
    auto loaded = loadModel(file, *opened.pool, {}, std::move(stop));
    if (!loaded) {
        return loaded.error();
    }
    if (!title.empty()) {
        loaded->info.displayName = title;
    }
    opened.session = std::make_unique<Session>(std::move(*loaded), *opened.pool,
                                               options.precise ? Precision::Precise : Precision::Fast);
    opened.loadMilliseconds =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    return opened;
}

Result<OpenedModel> openModelWithVocabulary(const CommonOptions& options, std::stop_token stop) {
    auto opened = openModel(options, std::move(stop));
    if (opened && !opened->session->tokenizer()) {
        return Error{"The model " + inQuotes(opened->loaded().info.displayName) +
                     " has no vocabulary, so it knows token ids only; use the command logits or another model."};
    }
    return opened;
}

} // namespace logitscope
