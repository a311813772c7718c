// Epsilon: the tokens with a probability of at least ε, and the first `minKeep` in any case. Hewitt, Manning and Liang,
// "Truncation Sampling as Language Model Desmoothing" (2022); Hugging Face transformers' EpsilonLogitsWarper.
// Threshold of the trace: the smallest probability allowed.
#include "core/sampling/samplers/probability_cut.h"
#include "core/sampling/samplers/samplers.h"

#include <array>

namespace logitscope {

namespace {

class Epsilon final : public SamplerWith<EpsilonOptions> {
public:
    using SamplerWith::SamplerWith;

    StageNote apply(Candidates& candidates, const StageInput&) const override {
        if (m_options.epsilon > 0.0) {
            keepProbable(candidates, m_options.epsilon, m_options.minKeep);
        }
        return {m_options.epsilon};
    }

    RemovalReason reasonFor(Candidates& before, TokenId token, const StageInput&) const override {
        const double own = probabilityIn(before, token);
        return {RemovalUnit::Probability, m_options.epsilon, own, {{0, own, Direction::Down}}};
    }
};

constexpr std::array epsilonMarks = {0.0003, 0.002, 0.01};

constexpr std::array epsilonParameters = {
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
        .marks = epsilonMarks,
        .get = ParameterAccess<&EpsilonOptions::epsilon>::get,
        .set = ParameterAccess<&EpsilonOptions::epsilon>::set,
    },
    minKeepParameter<&EpsilonOptions::minKeep>,
};

} // namespace

std::unique_ptr<Sampler> makeSampler(const EpsilonOptions& options) { return std::make_unique<Epsilon>(options); }

SamplerInfo epsilonInfo() {
    return {
        .kind = SamplerKind::Epsilon,
        .group = SamplerGroup::Cut,
        .name = "epsilon",
        .title = QT_TRANSLATE_NOOP("Sampler", "Epsilon"),
        .summary = QT_TRANSLATE_NOOP("Sampler", "Keeps the tokens with a probability of at least ε."),
        .formula = QT_TRANSLATE_NOOP("Sampler", "keep i if p_i ≥ ε"),
        .paper = QT_TRANSLATE_NOOP(
            "Sampler", "Hewitt, Manning and Liang, Truncation Sampling as Language Model Desmoothing (2022)"),
        .paperUrl = "https://arxiv.org/abs/2210.15191",
        .parameters = epsilonParameters,
        .neutralOptions = EpsilonOptions{},
        .usualOptions = EpsilonOptions{.epsilon = 0.002},
        .isNeutral = [](const SamplerOptions& options) { return std::get<EpsilonOptions>(options).epsilon <= 0.0; },
    };
}

} // namespace logitscope
