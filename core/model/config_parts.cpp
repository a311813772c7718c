#include "core/model/config_parts.h"

#include "core/base/utf8.h"
#include "core/quant/rows.h"

#include <algorithm>
#include <cmath>

namespace logitscope {

namespace {

// Far above every published model, far below where products of two overflow.
constexpr std::size_t largestLength = std::size_t{1} << 20;
constexpr std::size_t largestCount = std::size_t{1} << 14;

// Peng et al., "YaRN" (2023), section 3.4: scores are sharpened as the context grows.
double yarnAttentionFactor(double factor) { return 1.0 + 0.1 * std::log(std::max(1.0, factor)); }

YarnScaling readYarn(ConfigReader& reader, const ModelConfig& config) {
    YarnScaling yarn;
    yarn.factor = reader.number("rope.scaling.factor", 0.0, 1e6);
    yarn.originalContext = static_cast<double>(
        reader.size("rope.scaling.original_context_length", 1, largestContext, config.contextLength));
    yarn.betaFast = reader.number("rope.scaling.yarn_beta_fast", 0.0, 1e6, yarn.betaFast);
    yarn.betaSlow = reader.number("rope.scaling.yarn_beta_slow", 0.0, 1e6, yarn.betaSlow);
    for (const char* name : {"rope.scaling.yarn_ext_factor", "rope.scaling.yarn_attn_factor"}) {
        reader.require(reader.number(name, 0.0, 1e6, 1.0) == 1.0,
                       "its rotary positions are scaled by a variant of 'yarn', which is not supported yet");
    }
    reader.require(!reader.has("rope.scaling.yarn_log_multiplier"),
                   "its rotary positions are scaled by a variant of 'yarn', which is not supported yet");
    return yarn;
}

} // namespace

ModelConfig readShape(ConfigReader& reader, const std::string& architecture) {
    ModelConfig config;
    config.architecture = architecture;
    if (const std::string* name = reader.file().string("general.name")) {
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
    config.attentionScale = 1.0 / std::sqrt(static_cast<double>(config.headLength));

    const TensorView* embedding = reader.file().tensor("token_embd.weight");
    config.vocabularySize = embedding != nullptr ? embedding->rows() : 1;
    reader.require(embedding != nullptr, "its tensor 'token_embd.weight' is missing");
    config.tiedOutput = reader.file().tensor("output.weight") == nullptr;
    return config;
}

RopeConfig readRotation(ConfigReader& reader, const ModelConfig& config, RopeConfig::Pairing pairing) {
    RopeConfig rope;
    rope.pairing = pairing;
    rope.dimensions = reader.size("rope.dimension_count", 2, config.headLength, config.headLength);
    reader.require(rope.dimensions % 2 == 0, "the number of rotated dimensions is odd");
    rope.base = reader.number("rope.freq_base", 1.0, 1e12, 10000.0);
    rope.attentionFactor = reader.number("rope.scaling.attn_factor", 0.0, 1e6, 1.0);
    return rope;
}

std::vector<float> readFrequencyFactors(ConfigReader& reader, const std::string& tensorName, std::size_t pairs) {
    const TensorView* tensor = reader.file().tensor(tensorName);
    if (tensor == nullptr) {
        return {};
    }
    if (tensor->shape != std::vector<std::size_t>{pairs}) {
        reader.reject("its tensor '" + tensorName + "' has not one number for each of the " + std::to_string(pairs) +
                      " rotated pairs of a head");
        return {};
    }
    std::vector<float> factors(pairs);
    if (!rowBytes(tensor->type, pairs)) {
        reader.reject("its tensor '" + tensorName + "' has an impossible type");
        return {};
    }
    decodeRow(tensor->type, reader.file().bytesOf(*tensor).view(), factors);
    reader.require(std::all_of(factors.begin(), factors.end(), [](float f) { return f > 0.0F && std::isfinite(f); }),
                   "its tensor '" + tensorName + "' has a number that is not positive");
    return factors;
}

void readScaling(ConfigReader& reader, const ModelConfig& config, RopeConfig& rope) {
    const std::string* method = reader.text("rope.scaling.type");
    if (method != nullptr && *method == "yarn") {
        rope.yarn = readYarn(reader, config);
        rope.attentionFactor *= yarnAttentionFactor(rope.yarn->factor);
    } else if (method != nullptr && *method == "linear") {
        rope.linearScale = reader.number("rope.scaling.factor", 0.0, 1e6);
    } else if (method != nullptr && *method != "none") {
        reader.reject("its rotary positions are scaled by the method " + inQuotes(*method) +
                      ", which is not supported yet");
    } else if (method == nullptr) {
        // Older files do not name the method, which is then the linear one.
        const double older = reader.number("rope.scale_linear", 0.0, 1e6, 1.0);
        rope.linearScale = reader.number("rope.scaling.factor", 0.0, 1e6, older);
    }
    rope.frequencyFactors = readFrequencyFactors(reader, "rope_freqs.weight", rope.dimensions / 2);
}

RopeConfig readRope(ConfigReader& reader, const ModelConfig& config, RopeConfig::Pairing pairing) {
    RopeConfig rope = readRotation(reader, config, pairing);
    readScaling(reader, config, rope);
    return rope;
}

Result<ModelConfig> finished(ConfigReader& reader, ModelConfig config) {
    reader.rejectUnread();
    if (const Status status = reader.status(); !status) {
        return status.error();
    }
    return config;
}

} // namespace logitscope
