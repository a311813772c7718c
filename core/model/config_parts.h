// What configurations of all architectures have in common: sizes, heads, rotary positions and their scaling.
//
// Key names: github.com/ggml-org/ggml/blob/master/docs/gguf.md. An architecture reads these, then its own keys, and
// ends with finished().
#pragma once

#include "core/base/result.h"
#include "core/model/config_reader.h"
#include "core/model/model_config.h"

#include <cstddef>
#include <string>
#include <vector>

namespace logitscope {

// Far above every published model.
constexpr std::size_t largestContext = std::size_t{1} << 30;

// Names, sizes, heads, vocabulary; attentionScale is 1 / sqrt(headLength). Not: norms, positions, windows.
ModelConfig readShape(ConfigReader& reader, const std::string& architecture);

// Dimensions, pairing, base, attention factor.
RopeConfig readRotation(ConfigReader& reader, const ModelConfig& config, RopeConfig::Pairing pairing);

// One positive divisor for each of the rotated pairs.
std::vector<float> readFrequencyFactors(ConfigReader& reader, const std::string& tensorName, std::size_t pairs);

// How the context was stretched: linearly, by YaRN, by a tensor of frequency factors, or not at all.
void readScaling(ConfigReader& reader, const ModelConfig& config, RopeConfig& rope);

// The three of them, for architectures that have nothing of their own here.
RopeConfig readRope(ConfigReader& reader, const ModelConfig& config, RopeConfig::Pairing pairing);

// The configuration, when every key was good and none is left that would change the arithmetic.
Result<ModelConfig> finished(ConfigReader& reader, ModelConfig config);

} // namespace logitscope
