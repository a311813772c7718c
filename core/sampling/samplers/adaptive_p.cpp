// Adaptive-p: prefers tokens whose probability is near a target, and moves the target against the average of those
// taken. Of llama.cpp (pull request 17927, 2025):
//   target' = clamp(2 · target − average, 0, 1),  d = |p − target'| / 0.3,  logit = 5 − 10 d² / (1 + d).
// It remembers the average: `target` before the first step, then decay · average + (1 − decay) · p, p of the token
// taken as it was before this stage. (llama.cpp keeps a weighted sum and the sum of weights; it starts them so that
// their ratio is this average.) Threshold of the trace: target'.
#include "core/sampling/samplers/samplers.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace logitscope {

namespace {

constexpr double width = 0.3;      // of the region that is favoured
constexpr double peak = 5.0;       // the logit at the target
constexpr double sharpness = 10.0; // how fast it falls away from there

class AdaptiveP final : public SamplerWith<AdaptivePOptions> {
public:
    using SamplerWith::SamplerWith;

    StageNote apply(Candidates& candidates, const StageInput& input) const override {
        if (m_options.target < 0.0) {
            return {};
        }
        const double target = std::clamp(2.0 * m_options.target - input.memory, 0.0, 1.0);
        candidates.reshape([target](double probability) {
            const double distance = std::fabs(probability - target) / width;
            return peak - sharpness * distance * distance / (1.0 + distance);
        });
        return {target};
    }

    std::optional<double> startMemory() const override {
        return m_options.target < 0.0 ? std::nullopt : std::optional(m_options.target);
    }
    double remember(double memory, double before, double) const override {
        return m_options.decay * memory + (1.0 - m_options.decay) * before;
    }
};

constexpr std::array targetMarks = {0.3, 0.5, 0.7};
constexpr std::array decayMarks = {0.5, 0.9};

constexpr std::array adaptivePParameters = {
    ParameterInfo{
        .name = "target",
        .flag = "--adaptive-target",
        .label = QT_TRANSLATE_NOOP("Sampler", "target"),
        .minimum = -1.0,
        .maximum = 1.0,
        .sliderMaximum = 1.0,
        .neutral = -1.0,
        .step = 0.01,
        .decimals = 2,
        .scale = ParameterScale::Linear,
        .marks = targetMarks,
        .get = ParameterAccess<&AdaptivePOptions::target>::get,
        .set = ParameterAccess<&AdaptivePOptions::target>::set,
    },
    ParameterInfo{
        .name = "decay",
        .flag = "--adaptive-decay",
        .label = QT_TRANSLATE_NOOP("Sampler", "decay"),
        .minimum = 0.0,
        .maximum = 0.99,
        .sliderMaximum = 0.99,
        .neutral = 0.9,
        .step = 0.01,
        .decimals = 2,
        .scale = ParameterScale::Linear,
        .marks = decayMarks,
        .get = ParameterAccess<&AdaptivePOptions::decay>::get,
        .set = ParameterAccess<&AdaptivePOptions::decay>::set,
    },
};

} // namespace

std::unique_ptr<Sampler> makeSampler(const AdaptivePOptions& options) { return std::make_unique<AdaptiveP>(options); }

SamplerInfo adaptivePInfo() {
    return {
        .kind = SamplerKind::AdaptiveP,
        .group = SamplerGroup::Feedback,
        .name = "adaptive_p",
        .title = QT_TRANSLATE_NOOP("Sampler", "Adaptive-p"),
        .summary = QT_TRANSLATE_NOOP(
            "Sampler",
            "Favours tokens whose probability is near a target: neither the obvious ones nor the odd ones, and in the "
            "long run the target on average."),
        .formula = QT_TRANSLATE_NOOP(
            "Sampler", "logit_i = 5 − 10 d² / (1 + d), d = |p_i − t| / 0.3, t = 2 · target − average of the p taken"),
        .paper = QT_TRANSLATE_NOOP("Sampler", "llama.cpp pull request 17927 (2025)"),
        .paperUrl = "https://github.com/ggml-org/llama.cpp/pull/17927",
        .parameters = adaptivePParameters,
        .neutralOptions = AdaptivePOptions{},
        .usualOptions = AdaptivePOptions{.target = 0.5},
        .isNeutral = [](const SamplerOptions& options) { return std::get<AdaptivePOptions>(options).target < 0.0; },
    };
}

} // namespace logitscope
