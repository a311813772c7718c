// Temperature: p_i proportional to exp(logit_i / T). Ackley, Hinton and Sejnowski, "A Learning Algorithm for Boltzmann
// Machines" (1985). T = 0 is the limit: the first maximum alone (as llama.cpp's temperature does).
// Threshold of the trace: T.
#include "core/sampling/samplers/samplers.h"

#include <array>
#include <limits>

namespace logitscope {

namespace {

class Temperature final : public SamplerWith<TemperatureOptions> {
public:
    using SamplerWith::SamplerWith;

    StageNote apply(Candidates& candidates, const StageInput&) const override {
        if (m_options.temperature == 0.0) {
            candidates.keepFirst(1);
        } else {
            candidates.divideLogits(m_options.temperature);
        }
        return {m_options.temperature};
    }

    RemovalReason reasonFor(Candidates& before, TokenId token, const StageInput&) const override {
        const double least = std::numeric_limits<double>::denorm_min(); // any temperature above 0
        return {RemovalUnit::Logit, before.maximumLogit(), *before.logitOf(token), {{0, least, Direction::Up}}};
    }
};

constexpr std::array temperatureMarks = {0.0, 0.7, 1.0, 1.5};

constexpr std::array temperatureParameters = {
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
        .get = ParameterAccess<&TemperatureOptions::temperature>::get,
        .set = ParameterAccess<&TemperatureOptions::temperature>::set,
    },
};

} // namespace

std::unique_ptr<Sampler> makeSampler(const TemperatureOptions& options) {
    return std::make_unique<Temperature>(options);
}

SamplerInfo temperatureInfo() {
    return {
        .kind = SamplerKind::Temperature,
        .group = SamplerGroup::Temperature,
        .name = "temperature",
        .title = QT_TRANSLATE_NOOP("Sampler", "Temperature"),
        .summary = QT_TRANSLATE_NOOP(
            "Sampler",
            "Sharpens the distribution below 1 and flattens it above 1; at 0 the most probable token is certain."),
        .formula = QT_TRANSLATE_NOOP("Sampler", "p_i = exp(logit_i / T) / Σ_j exp(logit_j / T)"),
        .paper = QT_TRANSLATE_NOOP("Sampler",
                                   "Ackley, Hinton and Sejnowski, A Learning Algorithm for Boltzmann Machines (1985)"),
        .paperUrl = "https://doi.org/10.1207/s15516709cog0901_7",
        .parameters = temperatureParameters,
        .neutralOptions = TemperatureOptions{},
        .usualOptions = TemperatureOptions{.temperature = 0.8},
        .isNeutral =
            [](const SamplerOptions& options) { return std::get<TemperatureOptions>(options).temperature == 1.0; },
    };
}

} // namespace logitscope
