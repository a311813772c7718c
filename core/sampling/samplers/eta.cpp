// Eta: the tokens with a probability of at least η = min(ε, √ε · exp(−H)), H the entropy in nats: the flatter the
// distribution, the less probable a token may be. Hewitt, Manning and Liang, "Truncation Sampling as Language Model
// Desmoothing" (2022), with their α = √ε; Hugging Face transformers' EtaLogitsWarper computes the same.
// Threshold of the trace: η.
#include "core/sampling/samplers/probability_cut.h"
#include "core/sampling/samplers/samplers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace logitscope {

namespace {

class Eta final : public SamplerWith<EtaOptions> {
public:
    using SamplerWith::SamplerWith;

    StageNote apply(Candidates& candidates, const StageInput&) const override {
        const double threshold = thresholdFor(candidates);
        if (threshold > 0.0) {
            keepProbable(candidates, threshold, m_options.minKeep);
        }
        return {threshold};
    }

    RemovalReason reasonFor(Candidates& before, TokenId token, const StageInput&) const override {
        // η <= p as soon as one of the two is: ε <= p, or ε <= (p · exp(H))².
        const double own = probabilityIn(before, token);
        const double spread = own * std::exp(before.entropyBits() * std::numbers::ln2);
        return {RemovalUnit::Probability,
                thresholdFor(before),
                own,
                {{0, std::max(own, spread * spread), Direction::Down}}};
    }

private:
    double thresholdFor(Candidates& candidates) const {
        const double certainty = std::exp(-candidates.entropyBits() * std::numbers::ln2);
        return std::min(m_options.epsilon, std::sqrt(m_options.epsilon) * certainty);
    }
};

constexpr std::array etaMarks = {0.0003, 0.002, 0.01};

constexpr std::array etaParameters = {
    ParameterInfo{
        .name = "epsilon",
        .label = QT_TRANSLATE_NOOP("Sampler", "ε"),
        .minimum = 0.0,
        .maximum = 1.0,
        .sliderMaximum = 0.05,
        .neutral = 0.0,
        .step = 0.0001,
        .decimals = 4,
        .scale = ParameterScale::Linear,
        .marks = etaMarks,
        .get = ParameterAccess<&EtaOptions::epsilon>::get,
        .set = ParameterAccess<&EtaOptions::epsilon>::set,
    },
    minKeepParameter<&EtaOptions::minKeep>,
};

} // namespace

std::unique_ptr<Sampler> makeSampler(const EtaOptions& options) { return std::make_unique<Eta>(options); }

SamplerInfo etaInfo() {
    return {
        .kind = SamplerKind::Eta,
        .group = SamplerGroup::Cut,
        .name = "eta",
        .title = QT_TRANSLATE_NOOP("Sampler", "Eta"),
        .summary = QT_TRANSLATE_NOOP(
            "Sampler",
            "Keeps the tokens above a probability that falls as the model becomes less sure, and never lies above ε."),
        .formula = QT_TRANSLATE_NOOP("Sampler", "keep i if p_i ≥ min(ε, √ε · exp(−H))"),
        .paper = QT_TRANSLATE_NOOP(
            "Sampler", "Hewitt, Manning and Liang, Truncation Sampling as Language Model Desmoothing (2022)"),
        .paperUrl = "https://arxiv.org/abs/2210.15191",
        .parameters = etaParameters,
        .neutralOptions = EtaOptions{},
        .usualOptions = EtaOptions{.epsilon = 0.002},
        .isNeutral = [](const SamplerOptions& options) { return std::get<EtaOptions>(options).epsilon <= 0.0; },
    };
}

} // namespace logitscope
