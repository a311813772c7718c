// Top-p, or nucleus sampling: the smallest set of most probable tokens whose probability reaches p. Holtzman, Buys, Du,
// Forbes and Choi, "The Curious Case of Neural Text Degeneration" (2020). The token that crosses p is kept.
// Threshold of the trace: the cumulative probability reached.
#include "core/sampling/samplers/samplers.h"

#include <array>

namespace logitscope {

namespace {

class TopP final : public SamplerWith<TopPOptions> {
public:
    using SamplerWith::SamplerWith;

    StageNote apply(Candidates& candidates, const StageInput&) const override {
        if (m_options.p >= 1.0) {
            return {1.0};
        }
        return {candidates.keepShare(m_options.p, static_cast<std::size_t>(m_options.minKeep))};
    }

    RemovalReason reasonFor(Candidates& before, TokenId token, const StageInput&) const override {
        // It stays when p is more than what the tokens before it reach.
        const double share = before.placeOf(token).shareBefore;
        return {RemovalUnit::CumulativeProbability, m_options.p, share, {{0, share, Direction::Up}}};
    }
};

constexpr std::array topPMarks = {0.8, 0.9, 0.95};

constexpr std::array topPParameters = {
    ParameterInfo{
        .name = "p",
        .label = QT_TRANSLATE_NOOP("Sampler", "p"),
        .minimum = 0.0,
        .maximum = 1.0,
        .sliderMaximum = 1.0,
        .neutral = 1.0,
        .step = 0.01,
        .decimals = 3,
        .scale = ParameterScale::Linear,
        .marks = topPMarks,
        .get = ParameterAccess<&TopPOptions::p>::get,
        .set = ParameterAccess<&TopPOptions::p>::set,
    },
    minKeepParameter<&TopPOptions::minKeep>,
};

} // namespace

std::unique_ptr<Sampler> makeSampler(const TopPOptions& options) { return std::make_unique<TopP>(options); }

SamplerInfo topPInfo() {
    return {
        .kind = SamplerKind::TopP,
        .group = SamplerGroup::Cut,
        .name = "top_p",
        .title = QT_TRANSLATE_NOOP("Sampler", "Top-p"),
        .summary = QT_TRANSLATE_NOOP(
            "Sampler",
            "Keeps the most probable tokens until their probabilities add up to p: few when the model is sure, many "
            "when it is not."),
        .formula =
            QT_TRANSLATE_NOOP("Sampler", "keep the first n tokens, with the smallest n for which p_1 + … + p_n ≥ p"),
        .paper = QT_TRANSLATE_NOOP("Sampler", "Holtzman et al., The Curious Case of Neural Text Degeneration (2020)"),
        .paperUrl = "https://arxiv.org/abs/1904.09751",
        .parameters = topPParameters,
        .neutralOptions = TopPOptions{},
        .usualOptions = TopPOptions{.p = 0.95},
        .isNeutral = [](const SamplerOptions& options) { return std::get<TopPOptions>(options).p >= 1.0; },
    };
}

} // namespace logitscope
