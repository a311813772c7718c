// Dynamic temperature: T between T − range and T + range, the higher the entropy the hotter. llama.cpp's "temp_ext",
// after Zhang, Bao and Huang, "EDT: Improving Large Language Models' Generation by Entropy-based Dynamic Temperature
// Sampling" (2024). The entropy is that of the tokens in play, as a share of its largest value, ln of their number; of
// a single token nothing changes. Threshold of the trace: the temperature that came of it.
#include "core/sampling/samplers/samplers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace logitscope {

namespace {

class DynamicTemperature final : public SamplerWith<DynamicTemperatureOptions> {
public:
    using SamplerWith::SamplerWith;

    StageNote apply(Candidates& candidates, const StageInput&) const override {
        const double temperature = temperatureFor(candidates);
        if (temperature == 0.0) {
            candidates.keepFirst(1);
        } else {
            candidates.divideLogits(temperature);
        }
        return {temperature};
    }

    RemovalReason reasonFor(Candidates& before, TokenId token, const StageInput&) const override {
        const double least = std::numeric_limits<double>::denorm_min(); // any temperature above 0
        return {RemovalUnit::Logit,
                before.maximumLogit(),
                *before.logitOf(token),
                {{0, least, Direction::Up}, {1, least, Direction::Up}}};
    }

private:
    double temperatureFor(Candidates& candidates) const {
        if (m_options.range <= 0.0) {
            return m_options.temperature;
        }
        if (candidates.count() <= 1) {
            return 1.0;
        }
        const double share = candidates.entropyBits() / std::log2(static_cast<double>(candidates.count()));
        const double lowest = std::max(0.0, m_options.temperature - m_options.range);
        const double highest = m_options.temperature + m_options.range;
        return lowest + (highest - lowest) * std::pow(std::min(share, 1.0), m_options.exponent);
    }
};

constexpr std::array temperatureMarks = {0.7, 1.0, 1.5};
constexpr std::array rangeMarks = {0.25, 0.5};
constexpr std::array exponentMarks = {0.5, 1.0, 2.0};

constexpr std::array dynamicTemperatureParameters = {
    ParameterInfo{
        .name = "temperature",
        .label = QT_TRANSLATE_NOOP("Sampler", "T"),
        .minimum = 0.0,
        .maximum = 1'000'000.0,
        .sliderMaximum = 2.0,
        .neutral = 1.0,
        .step = 0.01,
        .decimals = 2,
        .scale = ParameterScale::Linear,
        .marks = temperatureMarks,
        .get = ParameterAccess<&DynamicTemperatureOptions::temperature>::get,
        .set = ParameterAccess<&DynamicTemperatureOptions::temperature>::set,
    },
    ParameterInfo{
        .name = "range",
        .flag = "--dynatemp-range",
        .label = QT_TRANSLATE_NOOP("Sampler", "range"),
        .minimum = 0.0,
        .maximum = 1'000'000.0,
        .sliderMaximum = 2.0,
        .neutral = 0.0,
        .step = 0.01,
        .decimals = 2,
        .scale = ParameterScale::Linear,
        .marks = rangeMarks,
        .get = ParameterAccess<&DynamicTemperatureOptions::range>::get,
        .set = ParameterAccess<&DynamicTemperatureOptions::range>::set,
    },
    ParameterInfo{
        .name = "exponent",
        .flag = "--dynatemp-exp",
        .label = QT_TRANSLATE_NOOP("Sampler", "exponent"),
        .minimum = 0.0,
        .maximum = 100.0,
        .sliderMaximum = 4.0,
        .neutral = 1.0,
        .step = 0.05,
        .decimals = 2,
        .scale = ParameterScale::Linear,
        .marks = exponentMarks,
        .get = ParameterAccess<&DynamicTemperatureOptions::exponent>::get,
        .set = ParameterAccess<&DynamicTemperatureOptions::exponent>::set,
    },
};

} // namespace

std::unique_ptr<Sampler> makeSampler(const DynamicTemperatureOptions& options) {
    return std::make_unique<DynamicTemperature>(options);
}

SamplerInfo dynamicTemperatureInfo() {
    return {
        .kind = SamplerKind::DynamicTemperature,
        .group = SamplerGroup::Temperature,
        .name = "dynamic_temperature",
        .title = QT_TRANSLATE_NOOP("Sampler", "Dynamic T"),
        .summary = QT_TRANSLATE_NOOP(
            "Sampler", "A temperature that is low where the model is sure and high where many tokens are likely."),
        .formula = QT_TRANSLATE_NOOP("Sampler",
                                     "T' = max(0, T − range) + (T + range − max(0, T − range)) · (H / ln N)^exponent"),
        .paper = QT_TRANSLATE_NOOP(
            "Sampler",
            "Zhang, Bao and Huang, EDT: Improving Large Language Models' Generation by Entropy-based Dynamic "
            "Temperature Sampling (2024); this form: llama.cpp"),
        .paperUrl = "https://arxiv.org/abs/2403.14541",
        .parameters = dynamicTemperatureParameters,
        .neutralOptions = DynamicTemperatureOptions{},
        .usualOptions = DynamicTemperatureOptions{.temperature = 1.0, .range = 0.5},
        .isNeutral =
            [](const SamplerOptions& options) {
                const auto& dynamic = std::get<DynamicTemperatureOptions>(options);
                return dynamic.temperature == 1.0 && dynamic.range <= 0.0;
            },
    };
}

} // namespace logitscope
