// Penalties on tokens of the recent text: repetition (Keskar et al., "CTRL", 2019), then frequency and presence (OpenAI
// API). llama.cpp's rule: per distinct token of the window, once, a logit above 0 is divided by `repeat` and any other
// multiplied; then frequency times its count and, once, presence are taken off. The window is the last `lastN` tokens
// of the text, the prompt's included. Threshold of the trace: how many tokens in play it changed.
#include "core/sampling/samplers/samplers.h"

#include <algorithm>
#include <array>
#include <vector>

namespace logitscope {

namespace {

class Penalties final : public SamplerWith<PenaltiesOptions> {
public:
    using SamplerWith::SamplerWith;

    StageNote apply(Candidates& candidates, const StageInput& input) const override {
        if (isOff(m_options)) {
            return {};
        }
        const std::span<const TokenId> recent = recentTokens(input.context.tokens, m_options.lastN);
        std::vector<TokenId> window(recent.begin(), recent.end());
        std::ranges::sort(window);
        std::vector<TokenLogit> edits;
        for (auto token = window.begin(); token != window.end();) {
            const auto end = std::upper_bound(token, window.end(), *token);
            if (const std::optional<double> logit = candidates.logitOf(*token)) {
                edits.push_back({*token, penalised(*logit, static_cast<double>(end - token))});
            }
            token = end;
        }
        candidates.setLogits(edits);
        return {static_cast<double>(edits.size())};
    }

    static bool isOff(const PenaltiesOptions& options) {
        return options.lastN == 0 || (options.repeat == 1.0 && options.frequency == 0.0 && options.presence == 0.0);
    }

private:
    double penalised(double logit, double count) const {
        const double repeated = logit > 0.0 ? logit / m_options.repeat : logit * m_options.repeat;
        return repeated - count * m_options.frequency - m_options.presence;
    }
};

constexpr std::array repeatMarks = {1.0, 1.1, 1.3};
constexpr std::array additiveMarks = {0.0, 0.5, 1.0};

constexpr std::array penaltiesParameters = {
    ParameterInfo{
        .name = "repeat",
        .flag = "--repeat-penalty",
        .label = QT_TRANSLATE_NOOP("Sampler", "repeat"),
        .minimum = 0.01,
        .maximum = 100.0,
        .sliderMaximum = 2.0,
        .neutral = 1.0,
        .step = 0.01,
        .decimals = 2,
        .scale = ParameterScale::Linear,
        .marks = repeatMarks,
        .get = ParameterAccess<&PenaltiesOptions::repeat>::get,
        .set = ParameterAccess<&PenaltiesOptions::repeat>::set,
    },
    ParameterInfo{
        .name = "frequency",
        .flag = "--frequency-penalty",
        .label = QT_TRANSLATE_NOOP("Sampler", "frequency"),
        .minimum = -100.0,
        .maximum = 100.0,
        .sliderMinimum = -2.0,
        .sliderMaximum = 2.0,
        .neutral = 0.0,
        .step = 0.05,
        .decimals = 2,
        .scale = ParameterScale::Linear,
        .marks = additiveMarks,
        .get = ParameterAccess<&PenaltiesOptions::frequency>::get,
        .set = ParameterAccess<&PenaltiesOptions::frequency>::set,
    },
    ParameterInfo{
        .name = "presence",
        .flag = "--presence-penalty",
        .label = QT_TRANSLATE_NOOP("Sampler", "presence"),
        .minimum = -100.0,
        .maximum = 100.0,
        .sliderMinimum = -2.0,
        .sliderMaximum = 2.0,
        .neutral = 0.0,
        .step = 0.05,
        .decimals = 2,
        .scale = ParameterScale::Linear,
        .marks = additiveMarks,
        .get = ParameterAccess<&PenaltiesOptions::presence>::get,
        .set = ParameterAccess<&PenaltiesOptions::presence>::set,
    },
    lastNParameter<&PenaltiesOptions::lastN>("--penalty-last-n", 64.0),
};

} // namespace

std::unique_ptr<Sampler> makeSampler(const PenaltiesOptions& options) { return std::make_unique<Penalties>(options); }

SamplerInfo penaltiesInfo() {
    return {
        .kind = SamplerKind::Penalties,
        .group = SamplerGroup::Logits,
        .name = "penalties",
        .title = QT_TRANSLATE_NOOP("Sampler", "Penalties"),
        .summary = QT_TRANSLATE_NOOP(
            "Sampler",
            "Makes tokens that the recent text already has less likely: by a factor, by how often they came, and once "
            "for having come at all."),
        .formula = QT_TRANSLATE_NOOP(
            "Sampler",
            "of tokens in the window: logit > 0: logit / repeat, else logit · repeat; then − count · frequency − "
            "presence"),
        .paper = QT_TRANSLATE_NOOP(
            "Sampler",
            "Keskar et al., CTRL: A Conditional Transformer Language Model for Controllable Generation (2019); "
            "frequency and presence: the OpenAI API"),
        .paperUrl = "https://arxiv.org/abs/1909.05858",
        .parameters = penaltiesParameters,
        .neutralOptions = PenaltiesOptions{},
        .usualOptions = PenaltiesOptions{.repeat = 1.1},
        .isNeutral =
            [](const SamplerOptions& options) { return Penalties::isOff(std::get<PenaltiesOptions>(options)); },
    };
}

} // namespace logitscope
