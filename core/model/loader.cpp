#include "core/model/loader.h"

#include "core/base/utf8.h"
#include "core/model/architectures/architectures.h"
#include "core/model/available_memory.h"
#include "core/model/open_model_file.h"
#include "core/model/transformer.h"
#include "core/model/vocabulary_reader.h"
#include "core/model/weight_plan.h"

#include <map>
#include <new>

namespace logitscope {

namespace {

ModelInfo describe(const ModelFile& file, const LanguageModel& model) {
    ModelInfo info;
    info.config = model.config();
    // Some converters write the architecture where the name belongs.
    const bool named = !info.config.name.empty() && info.config.name != info.config.architecture;
    info.displayName = named ? info.config.name : replaceInvalidUtf8(file.path().filename().string());
    info.path = file.path().string();
    info.fileFormat = file.format();
    std::map<DType, std::size_t> parametersOfType;
    for (const TensorView& tensor : file.tensors()) {
        const std::size_t count = tensor.rows() * tensor.columns();
        info.parameterCount += count;
        info.weightBytes += tensor.byteCount();
        ++info.tensorsOfType[tensor.type];
        parametersOfType[tensor.type] += count;
    }
    for (const auto& [type, count] : parametersOfType) {
        if (count > parametersOfType[info.weightType]) {
            info.weightType = type;
        }
    }
    info.keyValueBytesPerToken = model.stateBytesPerToken();
    if (const std::string* chatTemplate = file.string("tokenizer.chat_template")) {
        info.chatTemplate = *chatTemplate;
        if (const auto chat = recogniseChatTemplate(info.chatTemplate)) {
            info.chat = *chat;
        }
    }
    return info;
}

// A vocabulary that names fewer or more tokens than the model predicts would put wrong words to its numbers.
Status checkVocabulary(const ModelFile& file, const Tokenizer* tokenizer, const ModelConfig& config) {
    if (tokenizer != nullptr && tokenizer->vocabularySize() != config.vocabularySize) {
        return modelError(file, "its vocabulary has " + std::to_string(tokenizer->vocabularySize()) +
                                    " tokens, but its embedding has " + std::to_string(config.vocabularySize) +
                                    " rows");
    }
    const auto stated = file.integer(config.architecture + ".vocab_size");
    if (stated && (*stated < 0 || static_cast<std::size_t>(*stated) != config.vocabularySize)) {
        return modelError(file, "it says that its vocabulary has " + std::to_string(*stated) +
                                    " tokens, but its embedding has " + std::to_string(config.vocabularySize) +
                                    " rows");
    }
    return {};
}

// A sentence that ends with what there is instead.
Error unknownArchitecture(const ModelFile& file, const std::string& name) {
    std::string known;
    for (const Architecture& architecture : allArchitectures()) {
        known += (known.empty() ? "" : ", ") + std::string(architecture.name);
    }
    return modelError(file, "the architecture " + inQuotes(name) + " is not supported yet (these are: " + known + ")");
}

Result<LoadedModel> load(const ModelFile& file, ThreadPool& pool, const LoadProgress& progress,
                         const std::stop_token& stop) {
    const std::string* name = file.string("general.architecture");
    if (name == nullptr) {
        return modelError(file, "it does not say which architecture it has ('general.architecture')");
    }
    const Architecture* architecture = findArchitecture(*name);
    if (architecture == nullptr) {
        return unknownArchitecture(file, *name);
    }
    const Result<ModelConfig> config = architecture->readConfig(file);
    if (!config) {
        return config.error();
    }
    Result<std::unique_ptr<Tokenizer>> tokenizer = readTokenizer(file);
    if (!tokenizer) {
        return tokenizer.error();
    }
    if (const Status fits = checkVocabulary(file, tokenizer->get(), *config); !fits) {
        return fits.error();
    }
    WeightPlan plan(file);
    const std::shared_ptr<TransformerModel> model = architecture->make(*config, plan);
    Result<AlignedBuffer> weights = plan.load(pool, availableMemory(), progress, stop);
    if (!weights) {
        return weights.error();
    }
    model->own(std::move(*weights));
    LoadedModel loaded;
    loaded.info = describe(file, *model);
    loaded.model = model;
    loaded.tokenizer = std::move(*tokenizer);
    return loaded;
}

} // namespace

Result<LoadedModel> loadModel(const std::filesystem::path& path, ThreadPool& pool, const LoadProgress& progress,
                              std::stop_token stop) { // NOLINT(performance-unnecessary-value-param): the contract
    try {
        const Result<ModelFile> file = openModelFile(path);
        if (!file) {
            return file.error();
        }
        return load(*file, pool, progress, stop);
    } catch (const std::bad_alloc&) {
        return Error{"There is not enough memory to open " + inQuotes(path.native(), 4096) +
                     "; close other programs or choose a smaller model."};
    }
}

} // namespace logitscope
