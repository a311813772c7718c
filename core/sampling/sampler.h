// One stage of a chain at work. One file per sampler in samplers/; made from its options by makeSampler().
//
// Immutable: what a stage does depends on its options, the candidates and the input alone. Any thread.
#pragma once

#include "core/base/ids.h"
#include "core/sampling/candidates.h"
#include "core/sampling/sampler_spec.h"
#include "core/sampling/step_context.h"

#include <memory>
#include <optional>

namespace logitscope {

struct StageInput {
    const StepContext& context;
    double memory = 0.0; // what the stage remembers; 0 for those that remember nothing
    const TokenTexts& texts;
};

// What a stage says of itself for its trace.
struct StageNote {
    double threshold = 0.0;
    std::optional<double> uniform = std::nullopt; // its own dice
    bool blocked = false;                         // it would have taken every token out of play, so it took none
};

class Sampler {
public:
    virtual ~Sampler() = default;
    // Changes logits or takes tokens out of play; at least one stays.
    virtual StageNote apply(Candidates& candidates, const StageInput& input) const = 0;

    // Samplers with memory: what they remember before the first step, and after a step that took a token of these
    // probabilities (before and after the stage). Only asked for tokens that the stage left in play.
    virtual std::optional<double> startMemory() const { return std::nullopt; }
    virtual double remember(double memory, double /*before*/, double /*after*/) const { return memory; }
};

// Options must have passed validate().
std::unique_ptr<Sampler> makeSampler(const SamplerOptions& options);

} // namespace logitscope
