// One stage of a chain at work. One file per sampler in samplers/; made from its options by makeSampler().
//
// apply() is pure but for the candidates: it may read what accept() has gathered, not change it. One thread at a time.
#pragma once

#include "core/base/ids.h"
#include "core/sampling/candidates.h"
#include "core/sampling/sampler_spec.h"

#include <memory>

namespace logitscope {

class Sampler {
public:
    virtual ~Sampler() = default;
    // Changes logits or takes tokens out of play, at least one stays. Returns the trace's threshold.
    virtual double apply(Candidates& candidates) const = 0;
    // A token of the sequence, in order: the prompt's and the drawn ones. For samplers with memory.
    virtual void accept(TokenId) {}
    virtual std::unique_ptr<Sampler> clone() const = 0;
};

// Options must have passed validate().
std::unique_ptr<Sampler> makeSampler(const SamplerOptions& options);

} // namespace logitscope
