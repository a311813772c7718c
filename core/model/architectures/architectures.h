// The architectures that models may have, by the name that their files give.
#pragma once

#include "core/base/result.h"
#include "core/model/model_config.h"

#include <memory>
#include <span>
#include <string_view>

namespace logitscope {

class ModelFile;
class TransformerModel;
class WeightPlan;

struct Architecture {
    std::string_view name;
    // The configuration of a file of this architecture, every number checked.
    Result<ModelConfig> (*readConfig)(const ModelFile& file);
    // Tells the plan which tensors fill the model.
    std::shared_ptr<TransformerModel> (*make)(const ModelConfig& config, WeightPlan& plan);
};

// In the order of names.
std::span<const Architecture> allArchitectures();

// Null for a name that is none of them.
const Architecture* findArchitecture(std::string_view name);

// One file each.
extern const Architecture gemmaArchitecture;
extern const Architecture gemma2Architecture;
extern const Architecture gemma3Architecture;
extern const Architecture gpt2Architecture;
extern const Architecture gptNeoxArchitecture;
extern const Architecture llamaArchitecture; // Mixtral too
extern const Architecture phi3Architecture;
extern const Architecture qwen2Architecture;
extern const Architecture qwen3Architecture;

// Files that name themselves "llama" and have experts.
std::shared_ptr<TransformerModel> makeMixtral(const ModelConfig& config, WeightPlan& plan);

} // namespace logitscope
