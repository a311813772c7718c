// The configuration keys of "llama" files: github.com/ggml-org/ggml/blob/master/docs/gguf.md.
#include "core/base/utf8.h"
#include "core/model/config_reader.h"
#include "core/model/llama.h"
#include "core/quant/rows.h"

#include <algorithm>
#include <cmath>

namespace logitscope {

namespace {

// Far above every published model, far below where products of two overflow.
constexpr std::size_t largestLength = std::size_t{1} << 20;
constexpr std::size_t largestCount = std::size_t{1} << 14;
constexpr std::size_t largestContext = std::size_t{1} << 30;

// Llama 3.1 files carry a divisor for every frequency.
std::vector<float> readFrequencyFactors(ConfigReader& reader, std::size_t pairs) {
    const TensorView* tensor = reader.file().tensor("rope_freqs.weight");
    if (tensor == nullptr) {
        return {};
    }
    if (tensor->shape != std::vector<std::size_t>{pairs}) {
        reader.reject("its tensor 'rope_freqs.weight' has not one number for each of the " + std::to_string(pairs) +
                      " rotated pairs of a head");
        return {};
    }
    std::vector<float> factors(pairs);
    if (!rowBytes(tensor->type, pairs)) {
        reader.reject("its tensor 'rope_freqs.weight' has an impossible type");
        return {};
    }
    decodeRow(tensor->type, tensor->data, factors);
    reader.require(std::all_of(factors.begin(), factors.end(), [](float f) { return f > 0.0F && std::isfinite(f); }),
                   "its tensor 'rope_freqs.weight' has a number that is not positive");
    return factors;
}

RopeConfig readRope(ConfigReader& reader, std::size_t headLength) {
    RopeConfig rope;
    rope.dimensions = reader.size("rope.dimension_count", 2, headLength, headLength);
    reader.require(rope.dimensions % 2 == 0, "the number of rotated dimensions is odd");
    rope.base = reader.number("rope.freq_base", 1.0, 1e12, 10000.0);
    const std::string* scaling = reader.text("rope.scaling.type");
    if (scaling != nullptr && *scaling == "linear") {
        rope.linearScale = reader.number("rope.scaling.factor", 0.0, 1e6);
    } else if (scaling != nullptr && *scaling != "none") {
        reader.reject("its rotary positions are scaled by the method " + inQuotes(*scaling) +
                      ", which is not supported yet");
    } else if (reader.has("rope.scale_linear")) { // how older files say it
        rope.linearScale = reader.number("rope.scale_linear", 0.0, 1e6);
    }
    rope.frequencyFactors = readFrequencyFactors(reader, rope.dimensions / 2);
    return rope;
}

} // namespace

Result<ModelConfig> LlamaModel::readConfig(const ModelFile& file) {
    ConfigReader reader(file, "llama");
    ModelConfig config;
    config.architecture = "llama";
    if (const std::string* name = file.string("general.name")) {
        config.name = replaceInvalidUtf8(*name);
    }
    config.contextLength = reader.size("context_length", 1, largestContext);
    config.embeddingLength = reader.size("embedding_length", 1, largestLength);
    config.layerCount = reader.size("block_count", 1, largestCount);
    config.feedForwardLength = reader.size("feed_forward_length", 1, largestLength);
    config.headCount = reader.size("attention.head_count", 1, largestCount);
    config.keyValueHeadCount = reader.size("attention.head_count_kv", 1, config.headCount, config.headCount);
    reader.require(config.headCount % config.keyValueHeadCount == 0,
                   "its " + std::to_string(config.headCount) + " heads cannot share " +
                       std::to_string(config.keyValueHeadCount) + " key/value heads evenly");
    if (!reader.has("attention.key_length")) {
        reader.require(config.embeddingLength % config.headCount == 0,
                       "its embedding length " + std::to_string(config.embeddingLength) + " is no multiple of its " +
                           std::to_string(config.headCount) + " heads");
    }
    config.headLength = reader.size("attention.key_length", 1, largestLength,
                                    std::max<std::size_t>(1, config.embeddingLength / config.headCount));
    reader.require(reader.size("attention.value_length", 1, largestLength, config.headLength) == config.headLength,
                   "its keys and values differ in length, which is not supported yet");
    config.normEpsilon = reader.number("attention.layer_norm_rms_epsilon", 0.0, 1.0);
    config.rope = readRope(reader, config.headLength);
    // What changes the arithmetic and is not built yet must not be passed over.
    reader.require(reader.size("expert_count", 0, largestCount, 0) == 0,
                   "it is a mixture of experts, which is not supported yet");
    reader.require(reader.size("attention.sliding_window", 0, largestContext, 0) == 0,
                   "it attends through a sliding window, which is not supported yet");

    const TensorView* embedding = file.tensor("token_embd.weight");
    config.vocabularySize = embedding != nullptr ? embedding->rows() : 1;
    reader.require(embedding != nullptr, "its tensor 'token_embd.weight' is missing");
    config.tiedOutput = file.tensor("output.weight") == nullptr;
    if (const Status status = reader.status(); !status) {
        return status.error();
    }
    return config;
}

} // namespace logitscope
