#include "core/sampling/chain.h"

#include "core/sampling/candidates.h"
#include "core/sampling/chain_result_state.h"
#include "core/sampling/sampler.h"
#include "core/sampling/sampler_catalog.h"

#include <utility>

namespace logitscope {

struct SamplerChain::State {
    struct Stage {
        int index; // in ChainSpec::stages
        SamplerKind kind;
        std::unique_ptr<Sampler> sampler;
    };
    ChainSpec spec;
    std::vector<Stage> stages; // the enabled ones
};

Result<SamplerChain> SamplerChain::create(const ChainSpec& spec) {
    if (const Status status = validate(spec); !status) {
        return status.error();
    }
    SamplerChain chain;
    chain.m_state->spec = spec;
    for (std::size_t i = 0; i < spec.stages.size(); ++i) {
        if (spec.stages[i].enabled) {
            chain.m_state->stages.push_back(
                {static_cast<int>(i), spec.stages[i].kind(), makeSampler(spec.stages[i].options)});
        }
    }
    return chain;
}

SamplerChain::SamplerChain() : m_state(std::make_unique<State>()) {}
SamplerChain::SamplerChain(SamplerChain&&) noexcept = default;
SamplerChain& SamplerChain::operator=(SamplerChain&&) noexcept = default;
SamplerChain::~SamplerChain() = default;

SamplerChain SamplerChain::clone() const {
    SamplerChain copy;
    copy.m_state->spec = m_state->spec;
    for (const State::Stage& stage : m_state->stages) {
        copy.m_state->stages.push_back({stage.index, stage.kind, stage.sampler->clone()});
    }
    return copy;
}

const ChainSpec& SamplerChain::spec() const { return m_state->spec; }

ChainResult SamplerChain::apply(std::span<const float> logits) const {
    Candidates candidates(logits);
    std::vector<StageTrace> traces;
    traces.reserve(m_state->stages.size());
    for (const State::Stage& stage : m_state->stages) {
        StageTrace& trace = traces.emplace_back();
        trace.kind = stage.kind;
        trace.stageIndex = stage.index;
        trace.entropyBefore = candidates.entropyBits();
        candidates.beginStage(stage.index);
        trace.threshold = stage.sampler->apply(candidates);
        trace.survivors = static_cast<int>(candidates.count());
        trace.removedMass = candidates.removedMass();
        trace.entropyBits = candidates.entropyBits();
    }
    candidates.settle();
    ChainResult result;
    result.m_state = std::make_unique<ChainResult::State>(std::move(candidates), std::move(traces));
    return result;
}

void SamplerChain::accept(TokenId token) {
    for (State::Stage& stage : m_state->stages) {
        stage.sampler->accept(token);
    }
}

} // namespace logitscope
