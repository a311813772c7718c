#include "core/sampling/chain.h"

#include "core/sampling/chain_state.h"
#include "core/sampling/sampler_catalog.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace logitscope {

namespace {

// The number that the `place`-th remembering stage of a kind left.
std::optional<double> numberLeft(const ChainMemory* memory, SamplerKind kind, std::ptrdiff_t place) {
    if (memory == nullptr) {
        return std::nullopt;
    }
    for (const StageMemory& stage : memory->stages) {
        if (stage.kind == kind && place-- == 0) {
            return stage.number;
        }
    }
    return std::nullopt;
}

} // namespace

Result<SamplerChain> SamplerChain::create(const ChainSpec& spec, TokenTexts texts) {
    if (const Status status = validate(spec); !status) {
        return status.error();
    }
    auto state = std::make_shared<State>();
    state->spec = spec;
    state->texts = std::move(texts);
    for (std::size_t i = 0; i < spec.stages.size(); ++i) {
        if (spec.stages[i].enabled) {
            state->stages.push_back({static_cast<int>(i), spec.stages[i].kind(), makeSampler(spec.stages[i].options)});
        }
    }
    SamplerChain chain;
    chain.m_state = std::move(state);
    return chain;
}

const ChainSpec& SamplerChain::spec() const { return m_state->spec; }

StageInput SamplerChain::State::inputOf(std::size_t stage, const Sampler& sampler, const StepContext& context) const {
    const SamplerKind kind = stages[stage].kind;
    const auto end = stages.begin() + static_cast<std::ptrdiff_t>(stage);
    const auto place = std::count_if(stages.begin(), end, [kind](const Stage& earlier) {
        return earlier.kind == kind && earlier.sampler->startMemory();
    });
    const std::optional<double> start = sampler.startMemory();
    return {context, start ? numberLeft(context.memory, kind, place).value_or(*start) : 0.0, texts};
}

std::vector<StageTrace> SamplerChain::State::run(Candidates& candidates, const StepContext& context,
                                                 std::size_t count) const {
    std::vector<StageTrace> traces;
    traces.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const Stage& stage = stages[i];
        StageTrace& trace = traces.emplace_back();
        trace.kind = stage.kind;
        trace.stageIndex = stage.index;
        trace.entropyBefore = candidates.entropyBits();
        candidates.beginStage(stage.index);
        const StageNote note = stage.sampler->apply(candidates, inputOf(i, *stage.sampler, context));
        candidates.endStage();
        trace.threshold = note.threshold;
        trace.uniform = note.uniform;
        trace.blocked = note.blocked;
        trace.survivors = static_cast<int>(candidates.count());
        trace.removedMass = candidates.removedMass();
        trace.entropyBits = candidates.entropyBits();
    }
    candidates.settle();
    return traces;
}

ChainResult SamplerChain::apply(std::span<const float> logits, const StepContext& context) const {
    Candidates candidates(logits);
    std::vector<StageTrace> traces = m_state->run(candidates, context, m_state->stages.size());
    KeptContext kept{{context.tokens.begin(), context.tokens.end()},
                     context.seed,
                     context.sequence,
                     context.position,
                     context.memory ? *context.memory : ChainMemory{}};
    ChainResult result;
    result.m_state =
        std::make_unique<ChainResult::State>(std::move(candidates), std::move(traces), m_state, std::move(kept));
    return result;
}

bool SamplerChain::remembers() const {
    return std::ranges::any_of(m_state->stages,
                               [](const State::Stage& stage) { return stage.sampler->startMemory().has_value(); });
}

ChainMemory SamplerChain::remember(const ChainResult& result, TokenId taken, const StepContext& context) const {
    assert(result.m_state->stages.size() == m_state->stages.size());
    ChainMemory next;
    if (!remembers()) {
        return next;
    }
    const std::vector<Candidates::Moment> moments = result.m_state->candidates.momentsOf(taken);
    for (std::size_t i = 0; i < m_state->stages.size(); ++i) {
        const State::Stage& stage = m_state->stages[i];
        if (stage.sampler->startMemory()) {
            const double memory = m_state->inputOf(i, *stage.sampler, context).memory;
            const Candidates::Moment& after = moments[i + 1];
            next.stages.push_back(
                {stage.kind,
                 after.inPlay ? stage.sampler->remember(memory, moments[i].probability, after.probability) : memory});
        }
    }
    return next;
}

} // namespace logitscope
