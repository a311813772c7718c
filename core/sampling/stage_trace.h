// What one stage of the chain did. A value.
#pragma once

#include "core/sampling/sampler_spec.h"

namespace logitscope {

struct StageTrace {
    SamplerKind kind = SamplerKind::Temperature;
    int stageIndex = 0;         // in ChainSpec::stages
    int survivors = 0;          // tokens kept after the stage
    double removedMass = 0.0;   // share of the probability before the stage that its cut took away
    double entropyBefore = 0.0; // bits, over the survivors before
    double entropyBits = 0.0;   // bits, over the survivors after, renormalised
    double threshold = 0.0; // what decided: the temperature, the smallest kept logit (top-k, argmax), the cumulative
                            // probability reached (top-p), the smallest probability allowed (min-p); of the
                            // distribution that came in
};

} // namespace logitscope
