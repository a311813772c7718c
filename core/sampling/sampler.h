// One stage of a chain at work. One file per sampler in samplers/; made from its options by makeSampler().
//
// Immutable: what a stage does depends on its options, the candidates and the input alone. Any thread.
#pragma once

#include "core/base/ids.h"
#include "core/sampling/candidates.h"
#include "core/sampling/sampler_spec.h"
#include "core/sampling/step_context.h"
#include "core/sampling/token_history.h"

#include <memory>
#include <optional>
#include <vector>

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

// Why a stage took a token out, and which of its parameters might save it: from about `estimate` on upwards or
// downwards.
enum class Direction : unsigned char { Up, Down };
struct RemedyHint {
    std::size_t parameter = 0; // into SamplerInfo::parameters
    double estimate = 0.0;
    Direction direction = Direction::Up;
};
struct RemovalReason {
    RemovalUnit unit = RemovalUnit::None;
    double threshold = 0.0;
    double value = 0.0;
    std::vector<RemedyHint> hints = {};
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

    // Samplers with dice: which of the few things that their dice can say they say in this context.
    virtual int diceOutcome(const StepContext&) const { return 0; }

    // Of a token that apply() takes out of these candidates.
    virtual RemovalReason reasonFor(Candidates& /*before*/, TokenId, const StageInput&) const { return {}; }
};

// Options must have passed validate().
std::unique_ptr<Sampler> makeSampler(const SamplerOptions& options);

} // namespace logitscope
