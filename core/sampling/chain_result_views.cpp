// What charts ask of a result.
#include "core/sampling/chain_state.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace logitscope {

StageView ChainResult::stageView(int stageIndex, int count) const {
    const std::vector<StageTrace>& traces = m_state->stages;
    const auto trace = std::ranges::find(traces, stageIndex, &StageTrace::stageIndex);
    assert(trace != traces.end() && count >= 0);
    const auto ran = static_cast<std::size_t>(trace - traces.begin());
    const ChainResult incoming = before(stageIndex);
    StageView view;
    view.trace = *trace;
    view.countBefore = incoming.survivors();
    view.countAfter = trace->survivors;
    for (const TokenOutcome& outcome : incoming.topKept(count)) {
        const std::vector<Candidates::Moment> moments = m_state->candidates.momentsOf(outcome.token);
        const Candidates::Moment& earlier = moments[ran];
        const Candidates::Moment& later = moments[ran + 1];
        view.tokens.push_back(
            {outcome.token, earlier.logit, earlier.probability, later.logit, later.probability, later.inPlay});
    }
    if (m_state->candidates.cutAfterFirst(ran)) {
        view.cutLine = view.countAfter;
    }
    return view;
}

std::vector<LogitBin> ChainResult::histogram(int bins) const {
    assert(bins > 0);
    const Candidates& candidates = m_state->candidates;
    const RowExtremes extremes = candidates.rawExtremes();
    const double width = (extremes.maximum - extremes.minimumFinite) / bins;
    std::vector<LogitBin> histogram(static_cast<std::size_t>(bins));
    for (int bin = 0; bin < bins; ++bin) {
        histogram[static_cast<std::size_t>(bin)].from = extremes.minimumFinite + bin * width;
        histogram[static_cast<std::size_t>(bin)].to =
            bin + 1 == bins ? extremes.maximum : extremes.minimumFinite + (bin + 1) * width;
    }
    const auto binOf = [&](double logit) -> LogitBin& {
        const double place = width > 0.0 ? (logit - extremes.minimumFinite) / width : 0.0;
        return histogram[std::min(static_cast<std::size_t>(place), histogram.size() - 1)];
    };
    for (std::int32_t id = 0; id < vocabularySize(); ++id) {
        const double logit = candidates.rawLogit(TokenId{id});
        if (std::isfinite(logit)) {
            LogitBin& bin = binOf(logit);
            ++bin.count;
            bin.mass += candidates.rawProbability(TokenId{id});
        }
    }
    for (std::size_t i = 0; i < candidates.count(); ++i) {
        ++binOf(candidates.rawLogit(candidates.tokenAt(i))).kept;
    }
    return histogram;
}

std::vector<SweepPoint> ChainResult::temperatureSweep(std::span<const TokenId> tokens,
                                                      std::span<const double> temperatures) const {
    const Candidates& candidates = m_state->candidates;
    std::vector<SweepPoint> points;
    points.reserve(temperatures.size());
    for (const double temperature : temperatures) {
        assert(temperature >= 0.0);
        const Candidates::Tempered tempered = candidates.temperedBy(temperature);
        SweepPoint& point = points.emplace_back();
        point.temperature = temperature;
        point.entropyBits = tempered.entropyBits;
        for (const TokenId token : tokens) {
            point.probabilities.push_back(candidates.probabilityIn(tempered, token));
        }
    }
    return points;
}

std::vector<int> ChainResult::diceOutcomes(std::uint64_t seed) const {
    StepContext context = m_state->context.view();
    context.seed = seed;
    std::vector<int> outcomes;
    for (const auto& stage : m_state->chain->stages) {
        outcomes.push_back(stage.sampler->diceOutcome(context));
    }
    return outcomes;
}

ChainResult ChainResult::underSeed(std::uint64_t seed) const {
    KeptContext context = m_state->context;
    context.seed = seed;
    return rerun(m_state->stages.size(), std::move(context));
}

ChainResult ChainResult::before(int stageIndex) const {
    const auto& all = m_state->chain->stages;
    const auto end = std::ranges::find_if(all, [stageIndex](const auto& stage) { return stage.index >= stageIndex; });
    return rerun(static_cast<std::size_t>(end - all.begin()), m_state->context);
}

ChainResult ChainResult::rerun(std::size_t stages, KeptContext context) const {
    Candidates candidates = m_state->candidates.restarted();
    std::vector<StageTrace> traces = m_state->chain->run(candidates, context.view(), stages);
    ChainResult result;
    result.m_state =
        std::make_unique<State>(std::move(candidates), std::move(traces), m_state->chain, std::move(context));
    return result;
}

} // namespace logitscope
