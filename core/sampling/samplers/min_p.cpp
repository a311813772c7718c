// Min-p: the tokens at least p times as probable as the most probable one. Nguyen et al., "Turning Up the Heat: Min-p
// Sampling for Creative and Coherent LLM Outputs" (2024). Decided on logits: logit_i >= logit_max + ln p.
// Threshold of the trace: the smallest probability allowed.
#include "core/sampling/samplers/samplers.h"

#include <array>
#include <cmath>

namespace logitscope {

namespace {

class MinP final : public SamplerWith<MinPOptions> {
public:
    using SamplerWith::SamplerWith;

    StageNote apply(Candidates& candidates, const StageInput&) const override {
        if (m_options.p <= 0.0) {
            return {0.0};
        }
        const double threshold = m_options.p * candidates.largestProbability();
        candidates.keepWithin(std::log(m_options.p), static_cast<std::size_t>(m_options.minKeep));
        return {threshold};
    }

    RemovalReason reasonFor(Candidates& before, TokenId token, const StageInput&) const override {
        const double share = std::exp(*before.logitOf(token) - before.maximumLogit()); // of the largest
        return {RemovalUnit::Probability,
                m_options.p * before.largestProbability(),
                share * before.largestProbability(),
                {{0, share, Direction::Down}}};
    }
};

constexpr std::array minPMarks = {0.02, 0.05, 0.1};

constexpr std::array minPParameters = {
    ParameterInfo{
        .name = "p",
        .label = QT_TRANSLATE_NOOP("Sampler", "p"),
        .minimum = 0.0,
        .maximum = 1.0,
        .sliderMaximum = 1.0,
        .neutral = 0.0,
        .step = 0.01,
        .decimals = 3,
        .scale = ParameterScale::Linear,
        .marks = minPMarks,
        .get = ParameterAccess<&MinPOptions::p>::get,
        .set = ParameterAccess<&MinPOptions::p>::set,
    },
    minKeepParameter<&MinPOptions::minKeep>,
};

} // namespace

std::unique_ptr<Sampler> makeSampler(const MinPOptions& options) { return std::make_unique<MinP>(options); }

SamplerInfo minPInfo() {
    return {
        .kind = SamplerKind::MinP,
        .group = SamplerGroup::Cut,
        .name = "min_p",
        .title = QT_TRANSLATE_NOOP("Sampler", "Min-p"),
        .summary = QT_TRANSLATE_NOOP(
            "Sampler", "Keeps the tokens that are at least p times as probable as the most probable one."),
        .formula = QT_TRANSLATE_NOOP("Sampler", "keep i if p_i ≥ p · max_j p_j"),
        .paper = QT_TRANSLATE_NOOP(
            "Sampler",
            "Nguyen et al., Turning Up the Heat: Min-p Sampling for Creative and Coherent LLM Outputs (2024)"),
        .paperUrl = "https://arxiv.org/abs/2407.01082",
        .parameters = minPParameters,
        .neutralOptions = MinPOptions{},
        .usualOptions = MinPOptions{.p = 0.05},
        .isNeutral = [](const SamplerOptions& options) { return std::get<MinPOptions>(options).p <= 0.0; },
    };
}

} // namespace logitscope
