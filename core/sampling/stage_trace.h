// What one stage of the chain did. A value.
#pragma once

#include "core/sampling/sampler_spec.h"

#include <optional>

namespace logitscope {

struct StageTrace {
    SamplerKind kind = SamplerKind::Temperature;
    int stageIndex = 0;            // in ChainSpec::stages
    int survivors = 0;             // tokens kept after the stage
    double removedMass = 0.0;      // share of the probability before the stage that its cut took away
    double entropyBefore = 0.0;    // bits, over the survivors before
    double entropyBits = 0.0;      // bits, over the survivors after, renormalised
    double threshold = 0.0;        // what decided, of the distribution that came in; what it is, and its unit,
                                   // stands in the file of each sampler
    std::optional<double> uniform; // of samplers with dice of their own (XTC)
    bool blocked = false;          // the stage would have taken every token out of play, so it took none
};

} // namespace logitscope
