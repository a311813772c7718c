// What a SamplerChain is made of, shared by its copies and its results. For those only. Immutable.
#pragma once

#include "core/sampling/candidates.h"
#include "core/sampling/chain.h"
#include "core/sampling/sampler.h"

#include <memory>
#include <utility>
#include <vector>

namespace logitscope {

struct SamplerChain::State {
    struct Stage {
        int index; // in ChainSpec::stages
        SamplerKind kind;
        std::unique_ptr<Sampler> sampler;
    };
    ChainSpec spec;
    TokenTexts texts;
    std::vector<Stage> stages; // the enabled ones

    // What the sampler, in the place of a stage, has to go by.
    StageInput inputOf(std::size_t stage, const Sampler& sampler, const StepContext& context) const;
    // Lets the first `count` stages act and tells what they did.
    std::vector<StageTrace> run(Candidates& candidates, const StepContext& context, std::size_t count) const;
};

struct ChainResult::State {
    State(Candidates settled, std::vector<StageTrace> traces, std::shared_ptr<const SamplerChain::State> made,
          KeptContext step)
        : candidates(std::move(settled)), stages(std::move(traces)), chain(std::move(made)), context(std::move(step)) {}

    Candidates candidates;
    std::vector<StageTrace> stages; // of the stages that ran: the first of chain->stages
    std::shared_ptr<const SamplerChain::State> chain;
    KeptContext context;
};

} // namespace logitscope
