// The sampler chain as one would write it on a blackboard: sort everything, add from the top (in long double). The
// reference that the real one is held against.
#pragma once

#include "core/sampling/sampler_spec.h"
#include "core/sampling/stage_trace.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
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
    explicit PlainChain(std::span<const float> row) : m_fates(row.size()) {
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
    std::size_t nucleus(double p, std::size_t atLeast, double& reached) const {
        long double total = 0.0;
        for (const PlainCandidate& candidate : m_candidates) {
            total += std::exp(candidate.logit - m_candidates.front().logit);
        }
        long double sum = 0.0;
        for (std::size_t i = 0; i < m_candidates.size(); ++i) {
            sum += std::exp(m_candidates[i].logit - m_candidates.front().logit);
            reached = static_cast<double>(sum / total);
            if (reached >= p && i + 1 >= atLeast) {
                return i + 1;
            }
        }
        return m_candidates.size();
    }

    void applyStage(const SamplerSpec& stage, int index) {
        StageTrace trace;
        trace.kind = stage.kind();
        trace.stageIndex = index;
        trace.entropyBefore = entropyBits();
        std::size_t keep = m_candidates.size();
        if (const auto* temperature = std::get_if<TemperatureOptions>(&stage.options)) {
            trace.threshold = temperature->temperature;
            if (temperature->temperature == 0.0) {
                keep = 1;
            } else {
                for (PlainCandidate& candidate : m_candidates) {
                    candidate.logit /= temperature->temperature;
                }
            }
        } else if (const auto* topK = std::get_if<TopKOptions>(&stage.options)) {
            keep = topK->k == 0 ? keep : std::min(keep, static_cast<std::size_t>(topK->k));
            trace.threshold = m_candidates[keep - 1].logit;
        } else if (const auto* topP = std::get_if<TopPOptions>(&stage.options)) {
            trace.threshold = 1.0;
            if (topP->p < 1.0) {
                keep = nucleus(topP->p, static_cast<std::size_t>(topP->minKeep), trace.threshold);
            }
        } else if (const auto* minP = std::get_if<MinPOptions>(&stage.options)) {
            if (minP->p > 0.0) {
                trace.threshold = minP->p * m_candidates.front().probability;
                const double limit = m_candidates.front().logit + std::log(minP->p);
                const auto below = std::ranges::find_if(
                    m_candidates, [limit](const PlainCandidate& candidate) { return candidate.logit < limit; });
                keep = static_cast<std::size_t>(below - m_candidates.begin());
                keep = std::min(m_candidates.size(), std::max(keep, static_cast<std::size_t>(minP->minKeep)));
            }
        } else {
            keep = 1;
            trace.threshold = m_candidates.front().logit;
        }
        if (keep == m_candidates.size()) {
            softmax();
        } else {
            long double removed = 0.0;
            for (std::size_t i = m_candidates.size(); i-- > keep;) {
                removed += m_candidates[i].probability;
                m_fates[static_cast<std::size_t>(m_candidates[i].token)] = {m_candidates[i].logit, 0.0, index};
            }
            trace.removedMass = static_cast<double>(removed);
            m_candidates.resize(keep);
            softmax();
        }
        trace.survivors = static_cast<int>(keep);
        trace.entropyBits = entropyBits();
        m_traces.push_back(trace);
    }

    std::vector<PlainCandidate> m_candidates;
    std::vector<PlainFate> m_fates; // by token
    std::vector<StageTrace> m_traces;
    double m_rawEntropyBits = 0.0;
};

} // namespace logitscope::test
