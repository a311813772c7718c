// Top-nσ: the logits at most n standard deviations below the largest one. Tang, Liu, Wu, Zhang and Sun, "Top-nσ: Not
// All Logits Are You Need" (2024). The deviation is that of the population of the tokens in play, as in llama.cpp;
// text-generation-webui divides by their number minus one.
// Threshold of the trace: the smallest logit allowed.
#include "core/sampling/samplers/samplers.h"

#include <array>

namespace logitscope {

namespace {

class TopNSigma final : public SamplerWith<TopNSigmaOptions> {
public:
    using SamplerWith::SamplerWith;

    StageNote apply(Candidates& candidates, const StageInput&) const override {
        if (m_options.n <= 0.0) {
            return {};
        }
        const double reach = m_options.n * candidates.logitDeviation();
        const double threshold = candidates.maximumLogit() - reach;
        candidates.keepWithin(-reach, 1);
        return {threshold};
    }

    RemovalReason reasonFor(Candidates& before, TokenId token, const StageInput&) const override {
        const double deviations = (before.maximumLogit() - *before.logitOf(token)) / before.logitDeviation();
        return {RemovalUnit::Deviations, m_options.n, deviations, {{0, deviations, Direction::Up}}};
    }
};

constexpr std::array topNSigmaMarks = {1.0, 1.5, 2.0};

constexpr std::array topNSigmaParameters = {
    ParameterInfo{
        .name = "n",
        .label = QT_TRANSLATE_NOOP("Sampler", "n"),
        .minimum = 0.0,
        .maximum = 1000.0,
        .sliderMaximum = 5.0,
        .neutral = 0.0,
        .step = 0.05,
        .decimals = 2,
        .scale = ParameterScale::Linear,
        .marks = topNSigmaMarks,
        .get = ParameterAccess<&TopNSigmaOptions::n>::get,
        .set = ParameterAccess<&TopNSigmaOptions::n>::set,
    },
};

} // namespace

std::unique_ptr<Sampler> makeSampler(const TopNSigmaOptions& options) { return std::make_unique<TopNSigma>(options); }

SamplerInfo topNSigmaInfo() {
    return {
        .kind = SamplerKind::TopNSigma,
        .group = SamplerGroup::Cut,
        .name = "top_n_sigma",
        .title = QT_TRANSLATE_NOOP("Sampler", "Top-nσ"),
        .summary = QT_TRANSLATE_NOOP(
            "Sampler",
            "Keeps the tokens whose logit is at most n standard deviations below the largest: whatever temperature "
            "comes before it, the same tokens stay."),
        .formula = QT_TRANSLATE_NOOP("Sampler", "keep i if logit_i ≥ max_j logit_j − n · σ(logits)"),
        .paper = QT_TRANSLATE_NOOP("Sampler", "Tang et al., Top-nσ: Not All Logits Are You Need (2024)"),
        .paperUrl = "https://arxiv.org/abs/2411.07641",
        .parameters = topNSigmaParameters,
        .neutralOptions = TopNSigmaOptions{},
        .usualOptions = TopNSigmaOptions{.n = 1.0},
        .isNeutral = [](const SamplerOptions& options) { return std::get<TopNSigmaOptions>(options).n <= 0.0; },
    };
}

} // namespace logitscope
