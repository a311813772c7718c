// historyOf(): the journal read for one token, and the stage that took it out run again with other settings, so that
// what would have saved the token is not estimated but tried.
#include "core/sampling/chain_state.h"
#include "core/sampling/sampler_catalog.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace logitscope {

namespace {

// Numbers in their order as whole numbers: neighbours differ by 1.
std::int64_t placeOf(double value, bool whole) {
    if (whole) {
        return static_cast<std::int64_t>(value);
    }
    const auto bits = std::bit_cast<std::int64_t>(value == 0.0 ? 0.0 : value);
    return bits >= 0 ? bits : std::numeric_limits<std::int64_t>::min() - bits;
}

double valueAt(std::int64_t place, bool whole) {
    return whole        ? static_cast<double>(place)
           : place >= 0 ? std::bit_cast<double>(place)
                        : std::bit_cast<double>(std::numeric_limits<std::int64_t>::min() - place);
}

// The value nearest to `present`, which does not help, that does: helps(v) holds from there on to the end of the range.
// Looks around the estimate first.
template<typename Helps>
std::optional<double> nearestHelping(const ParameterInfo& parameter, double present, const RemedyHint& hint,
                                     const Helps& helps) {
    const bool whole = parameter.scale != ParameterScale::Linear;
    const double end = hint.direction == Direction::Up ? parameter.maximum : parameter.minimum;
    const std::int64_t origin = placeOf(present, whole);
    const bool up = hint.direction == Direction::Up;
    // Places are counted from the present value on.
    const auto stepsTo = [&](double value) {
        const std::int64_t place = placeOf(value, whole);
        return up ? place - origin : origin - place;
    };
    const auto helpsAt = [&](std::int64_t steps) {
        return helps(valueAt(up ? origin + steps : origin - steps, whole));
    };
    std::int64_t no = 0;
    std::int64_t yes = stepsTo(end);
    if (yes <= 0 || !helps(end)) {
        return std::nullopt;
    }
    const double guess = std::clamp(hint.estimate, parameter.minimum, parameter.maximum);
    const std::int64_t first = std::clamp(stepsTo(whole ? std::round(guess) : guess), std::int64_t{1}, yes);
    if (helpsAt(first)) {
        yes = first;
        for (std::int64_t step = 1; yes - no > step; step *= 2) {
            if (!helpsAt(yes - step)) {
                no = yes - step;
                break;
            }
            yes -= step;
        }
    } else {
        no = first;
        for (std::int64_t step = 1; yes - no > step; step *= 2) {
            if (helpsAt(no + step)) {
                yes = no + step;
                break;
            }
            no += step;
        }
    }
    while (yes - no > 1) {
        const std::int64_t middle = no + (yes - no) / 2;
        (helpsAt(middle) ? yes : no) = middle;
    }
    return valueAt(up ? origin + yes : origin - yes, whole);
}

} // namespace

TokenHistory ChainResult::historyOf(TokenId token) const {
    TokenHistory history;
    history.outcome = outcomeOf(token);
    const SamplerChain::State& chain = *m_state->chain;
    const std::vector<Candidates::Moment> moments = m_state->candidates.momentsOf(token);
    for (std::size_t i = 0; i < m_state->stages.size(); ++i) {
        const Candidates::Moment& moment = moments[i + 1];
        history.stages.push_back(
            {chain.stages[i].index, chain.stages[i].kind, moment.inPlay, moment.logit, moment.probability});
    }
    if (!history.outcome.cutBy) {
        return history;
    }
    const auto remover = std::ranges::find(chain.stages, *history.outcome.cutBy, &SamplerChain::State::Stage::index);
    const auto before = static_cast<std::size_t>(remover - chain.stages.begin());
    const StepContext context = m_state->context.view();
    const auto candidatesBefore = [&] {
        Candidates candidates = m_state->candidates.restarted();
        chain.run(candidates, context, before);
        candidates.beginStage(remover->index);
        return candidates;
    };
    const SamplerInfo& info = infoOf(remover->kind);
    const SamplerOptions& options = chain.spec.stages[static_cast<std::size_t>(remover->index)].options;
    Candidates incoming = candidatesBefore();
    const RemovalReason reason =
        remover->sampler->reasonFor(incoming, token, chain.inputOf(before, *remover->sampler, context));
    Removal& removal = history.removal.emplace();
    removal.stageIndex = remover->index;
    removal.kind = remover->kind;
    removal.unit = reason.unit;
    removal.threshold = reason.threshold;
    removal.value = reason.value;
    for (const RemedyHint& hint : reason.hints) {
        const ParameterInfo& parameter = info.parameters[hint.parameter];
        const auto helps = [&](double value) {
            SamplerOptions changed = options;
            parameter.set(changed, value);
            const std::unique_ptr<Sampler> sampler = makeSampler(changed);
            Candidates candidates = candidatesBefore();
            sampler->apply(candidates, chain.inputOf(before, *sampler, context));
            return candidates.logitOf(token).has_value();
        };
        if (const auto value = nearestHelping(parameter, parameter.get(options), hint, helps)) {
            removal.remedies.push_back({hint.parameter, *value});
        }
    }
    return history;
}

} // namespace logitscope
