// The sampler chain as one would write it on a blackboard: sort everything, add from the top (in long double). The
// reference that the real one is held against.
#pragma once

#include "core/sampling/sampler_spec.h"
#include "core/sampling/stage_trace.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <numeric>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace logitscope::test {

struct PlainCandidate {
    int token;
    double logit;
    double probability;
};

struct PlainFate {
    double logit;
    double probability;
    std::optional<int> cutBy;
};

class PlainChain {
public:
    explicit PlainChain(std::span<const float> row, std::vector<TokenId> history = {})
        : m_history(std::move(history)), m_fates(row.size()) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            m_fates[i] = {static_cast<double>(row[i]), 0.0, std::nullopt};
            if (std::isfinite(row[i])) {
                m_candidates.push_back({static_cast<int>(i), static_cast<double>(row[i]), 0.0});
            }
        }
        std::ranges::stable_sort(m_candidates, std::greater<>(), &PlainCandidate::logit);
        softmax();
        m_rawEntropyBits = entropyBits();
    }

    void apply(const ChainSpec& chain) {
        for (std::size_t i = 0; i < chain.stages.size(); ++i) {
            if (chain.stages[i].enabled) {
                applyStage(chain.stages[i], static_cast<int>(i));
            }
        }
        for (const PlainCandidate& candidate : m_candidates) {
            m_fates[static_cast<std::size_t>(candidate.token)] = {candidate.logit, candidate.probability, std::nullopt};
        }
    }

    const std::vector<PlainCandidate>& candidates() const { return m_candidates; } // most probable first
    const std::vector<PlainFate>& fates() const { return m_fates; }
    const std::vector<StageTrace>& traces() const { return m_traces; }
    double rawEntropyBits() const { return m_rawEntropyBits; }

    double entropyBits() const {
        long double bits = 0.0;
        for (const PlainCandidate& candidate : m_candidates) {
            if (candidate.probability > 0.0) {
                bits -= candidate.probability * std::log2(candidate.probability);
            }
        }
        return static_cast<double>(bits);
    }

private:
    void softmax() {
        long double total = 0.0;
        for (PlainCandidate& candidate : m_candidates) {
            candidate.probability = std::exp(candidate.logit - m_candidates.front().logit);
            total += candidate.probability;
        }
        for (PlainCandidate& candidate : m_candidates) {
            candidate.probability = static_cast<double>(candidate.probability / total);
        }
    }

    // As softmax() would, without dividing first: exact where the weights are.
    long double weightOf(const PlainCandidate& candidate) const {
        return std::exp(candidate.logit - m_candidates.front().logit);
    }
    long double total() const {
        long double sum = 0.0;
        for (const PlainCandidate& candidate : m_candidates) {
            sum += weightOf(candidate);
        }
        return sum;
    }
    // Of the candidates in this order: how many until their probability reaches p (strictly: exceeds it).
    std::size_t nucleus(const std::vector<std::size_t>& order, double p, bool strictly, int atLeast,
                        double& reached) const {
        const long double all = total();
        long double sum = 0.0;
        for (std::size_t i = 0; i < order.size(); ++i) {
            sum += weightOf(m_candidates[order[i]]);
            reached = static_cast<double>(sum / all);
            if ((strictly ? reached > p : reached >= p) && i + 1 >= static_cast<std::size_t>(atLeast)) {
                return i + 1;
            }
        }
        return order.size();
    }
    std::vector<std::size_t> order() const {
        std::vector<std::size_t> all(m_candidates.size());
        std::iota(all.begin(), all.end(), std::size_t{0});
        return all;
    }

    // Each of these says whom to keep (by place in the order) and returns the threshold.
    using Keep = std::vector<bool>;
    static void keepFirst(Keep& keep, std::size_t count) {
        for (std::size_t i = count; i < keep.size(); ++i) {
            keep[i] = false;
        }
    }
    void keepLogits(Keep& keep, double least, int atLeast) const {
        const auto below =
            std::ranges::find_if(m_candidates, [least](const PlainCandidate& one) { return one.logit < least; });
        const auto count = static_cast<std::size_t>(below - m_candidates.begin());
        keepFirst(keep, std::max({count, static_cast<std::size_t>(atLeast), std::size_t{1}}));
    }
    double decide(const TemperatureOptions& options, Keep& keep) { return temper(options.temperature, keep); }
    double temper(double temperature, Keep& keep) {
        if (temperature == 0.0) {
            keepFirst(keep, 1);
        } else {
            for (PlainCandidate& candidate : m_candidates) {
                candidate.logit /= temperature;
            }
        }
        return temperature;
    }
    double decide(const TopKOptions& options, Keep& keep) {
        const std::size_t count = m_candidates.size();
        const std::size_t kept = options.k == 0 ? count : std::min(count, static_cast<std::size_t>(options.k));
        keepFirst(keep, kept);
        return m_candidates[kept - 1].logit;
    }
    double decide(const TopPOptions& options, Keep& keep) {
        double reached = 1.0;
        if (options.p < 1.0) {
            keepFirst(keep, nucleus(order(), options.p, false, options.minKeep, reached));
        }
        return reached;
    }
    double decide(const MinPOptions& options, Keep& keep) {
        if (options.p <= 0.0) {
            return 0.0;
        }
        keepLogits(keep, m_candidates.front().logit + std::log(options.p), options.minKeep);
        return options.p * m_candidates.front().probability;
    }
    double decide(const ArgmaxOptions&, Keep& keep) {
        keepFirst(keep, 1);
        return m_candidates.front().logit;
    }
    double decide(const TopNSigmaOptions& options, Keep& keep) {
        if (options.n <= 0.0) {
            return 0.0;
        }
        const auto count = static_cast<long double>(m_candidates.size());
        long double mean = 0.0;
        long double squares = 0.0;
        for (const PlainCandidate& candidate : m_candidates) {
            mean += candidate.logit / count;
        }
        for (const PlainCandidate& candidate : m_candidates) {
            squares += (candidate.logit - mean) * (candidate.logit - mean) / count;
        }
        const double least = static_cast<double>(m_candidates.front().logit - options.n * std::sqrt(squares));
        keepLogits(keep, least, 1);
        return least;
    }
    double decide(const TypicalPOptions& options, Keep& keep) {
        if (options.p >= 1.0) {
            return 0.0;
        }
        const double offset = static_cast<double>(std::log(total())) - entropyBits() * std::numbers::ln2;
        const auto distance = [&](std::size_t i) {
            return std::fabs((m_candidates[i].logit - m_candidates.front().logit) - offset);
        };
        std::vector<std::size_t> nearest = order();
        std::ranges::sort(nearest, [&](std::size_t a, std::size_t b) {
            return distance(a) < distance(b) ||
                   (distance(a) == distance(b) && m_candidates[a].token < m_candidates[b].token);
        });
        double reached = 0.0;
        const std::size_t kept = nucleus(nearest, options.p, true, options.minKeep, reached);
        for (std::size_t i = kept; i < nearest.size(); ++i) {
            keep[nearest[i]] = false;
        }
        return distance(nearest[kept - 1]);
    }
    double keepProbable(double least, int atLeast, Keep& keep) {
        const double offset = least > 0.0 ? std::log(least) + static_cast<double>(std::log(total())) : -1.0;
        if (offset > 0.0) {
            keepFirst(keep, static_cast<std::size_t>(std::max(atLeast, 1)));
        } else if (least > 0.0) {
            keepLogits(keep, m_candidates.front().logit + offset, atLeast);
        }
        return least;
    }
    double decide(const EpsilonOptions& options, Keep& keep) {
        return keepProbable(options.epsilon, options.minKeep, keep);
    }
    double decide(const EtaOptions& options, Keep& keep) {
        const double certainty = std::exp(-entropyBits() * std::numbers::ln2);
        return keepProbable(std::min(options.epsilon, std::sqrt(options.epsilon) * certainty), options.minKeep, keep);
    }
    // With dice that always say yes where the probability is 1, as the tests have it.
    double decide(const XtcOptions& options, Keep& keep) {
        std::size_t likely = 0;
        while (likely < m_candidates.size() && m_candidates[likely].probability >= options.threshold) {
            ++likely;
        }
        const bool acts = options.probability == 1.0 && options.threshold <= 0.5 && likely >= 2 &&
                          m_candidates.size() - likely + 1 >= static_cast<std::size_t>(options.minKeep);
        for (std::size_t i = 0; acts && i + 1 < likely; ++i) {
            keep[i] = false;
        }
        return options.threshold;
    }
    double decide(const DynamicTemperatureOptions& options, Keep& keep) {
        double temperature = options.temperature;
        if (options.range > 0.0) {
            const auto count = static_cast<double>(m_candidates.size());
            const double share = count > 1.0 ? std::min(1.0, entropyBits() / std::log2(count)) : 0.0;
            const double low = std::max(0.0, options.temperature - options.range);
            const double high = options.temperature + options.range;
            temperature = count > 1.0 ? low + (high - low) * std::pow(share, options.exponent) : 1.0;
        }
        return temper(temperature, keep);
    }
    double decide(const LogitBiasOptions& options, Keep& keep) {
        double changed = 0.0;
        const auto isBanned = [&](const PlainCandidate& candidate) {
            return std::ranges::count(options.banned, TokenId{candidate.token}) > 0;
        };
        if (std::ranges::all_of(m_candidates, isBanned)) {
            return 0.0;
        }
        for (std::size_t i = 0; i < m_candidates.size(); ++i) {
            PlainCandidate& candidate = m_candidates[i];
            const auto bias = std::ranges::find(options.biases, TokenId{candidate.token}, &TokenBias::token);
            if (isBanned(candidate)) {
                keep[i] = false;
                changed += 1.0;
            } else if (bias != options.biases.end()) {
                candidate.logit += bias->bias;
                changed += 1.0;
            }
        }
        return changed;
    }
    double decide(const PenaltiesOptions& options, Keep&) {
        if (options.lastN == 0 || (options.repeat == 1.0 && options.frequency == 0.0 && options.presence == 0.0)) {
            return 0.0;
        }
        const std::size_t size = m_history.size();
        const std::size_t window = options.lastN < 0 ? size : std::min(size, static_cast<std::size_t>(options.lastN));
        double changed = 0.0;
        for (PlainCandidate& candidate : m_candidates) {
            const auto count = std::count(m_history.end() - static_cast<std::ptrdiff_t>(window), m_history.end(),
                                          TokenId{candidate.token});
            if (count > 0) {
                candidate.logit *= candidate.logit > 0.0 ? 1.0 / options.repeat : options.repeat;
                candidate.logit -= static_cast<double>(count) * options.frequency + options.presence;
                changed += 1.0;
            }
        }
        return changed;
    }
    template<typename Options>
    double decide(const Options&, Keep&) {
        return 0.0; // tested elsewhere
    }

    void applyStage(const SamplerSpec& stage, int index) {
        StageTrace trace;
        trace.kind = stage.kind();
        trace.stageIndex = index;
        trace.entropyBefore = entropyBits();
        Keep keep(m_candidates.size(), true);
        const std::vector<PlainCandidate> before = m_candidates;
        trace.threshold = std::visit([&](const auto& options) { return decide(options, keep); }, stage.options);
        std::vector<PlainCandidate> kept;
        long double removed = 0.0;
        for (std::size_t i = m_candidates.size(); i-- > 0;) {
            if (keep[i]) {
                kept.push_back(m_candidates[i]);
            } else {
                removed += m_candidates[i].probability;
                m_fates[static_cast<std::size_t>(m_candidates[i].token)] = {before[i].logit, 0.0, index};
            }
        }
        std::ranges::sort(kept, [](const PlainCandidate& a, const PlainCandidate& b) {
            return a.logit > b.logit || (a.logit == b.logit && a.token < b.token);
        });
        m_candidates = kept;
        softmax();
        trace.removedMass = static_cast<double>(removed);
        trace.survivors = static_cast<int>(m_candidates.size());
        trace.entropyBits = entropyBits();
        m_traces.push_back(trace);
    }

    std::vector<TokenId> m_history;
    std::vector<PlainCandidate> m_candidates;
    std::vector<PlainFate> m_fates; // by token
    std::vector<StageTrace> m_traces;
    double m_rawEntropyBits = 0.0;
};

} // namespace logitscope::test
