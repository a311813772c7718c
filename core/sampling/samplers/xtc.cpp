// Exclude top choices: with some probability, of the tokens with p >= threshold only the least probable stays, so that
// the text leaves the beaten track. Of p-e-w in text-generation-webui (pull request 6335, 2024); semantics of
// llama.cpp: it needs two such tokens, and leaves at least `minKeep` in play.
//
// Its dice are u = uniform(seed, sequence, position, RandomStream::Xtc): a stream of its own, so that the draw's u
// stays what it is; it acts where u <= probability. Several XTC stages of a chain share the u. Threshold of the trace:
// that of the options.
#include "core/base/uniform.h"
#include "core/sampling/samplers/probability_cut.h"
#include "core/sampling/samplers/samplers.h"

#include <array>
#include <cmath>

namespace logitscope {

namespace {

constexpr double greatestThreshold = 0.5; // no two tokens can be above a larger one

double diceOf(const StepContext& context) {
    return uniform(context.seed, context.sequence, context.position, RandomStream::Xtc);
}

class Xtc final : public SamplerWith<XtcOptions> {
public:
    using SamplerWith::SamplerWith;

    StageNote apply(Candidates& candidates, const StageInput& input) const override {
        if (m_options.probability <= 0.0 || m_options.threshold > greatestThreshold) {
            return {m_options.threshold};
        }
        const double u = diceOf(input.context);
        if (u <= m_options.probability) {
            const std::size_t likely = candidates.countAtLeast(m_options.threshold);
            const std::size_t left = candidates.count() - likely + 1;
            if (likely >= 2 && left >= static_cast<std::size_t>(m_options.minKeep)) {
                candidates.dropFirst(likely - 1);
            }
        }
        return {m_options.threshold, u};
    }

    int diceOutcome(const StepContext& context) const override {
        return m_options.probability > 0.0 && diceOf(context) <= m_options.probability ? 1 : 0;
    }

    RemovalReason reasonFor(Candidates& before, TokenId token, const StageInput& input) const override {
        // It stays when the next one in the order is no longer among the likely ones, or when the dice say no.
        const std::size_t next = before.placeOf(token).countBefore + 1;
        const double u = diceOf(input.context);
        return {RemovalUnit::Probability,
                m_options.threshold,
                probabilityIn(before, token),
                {{1, before.probabilityAt(next), Direction::Up}, {0, std::nextafter(u, 0.0), Direction::Down}}};
    }
};

constexpr std::array probabilityMarks = {0.1, 0.5, 1.0};
constexpr std::array thresholdMarks = {0.05, 0.1, 0.2};

constexpr std::array xtcParameters = {
    ParameterInfo{
        .name = "probability",
        .flag = "--xtc-probability",
        .label = QT_TRANSLATE_NOOP("Sampler", "acts"),
        .minimum = 0.0,
        .maximum = 1.0,
        .sliderMaximum = 1.0,
        .neutral = 0.0,
        .step = 0.01,
        .decimals = 2,
        .scale = ParameterScale::Linear,
        .marks = probabilityMarks,
        .get = ParameterAccess<&XtcOptions::probability>::get,
        .set = ParameterAccess<&XtcOptions::probability>::set,
    },
    ParameterInfo{
        .name = "threshold",
        .flag = "--xtc-threshold",
        .label = QT_TRANSLATE_NOOP("Sampler", "threshold"),
        .minimum = 0.0,
        .maximum = 1.0,
        .sliderMaximum = 0.5,
        .neutral = 0.1,
        .step = 0.01,
        .decimals = 2,
        .scale = ParameterScale::Linear,
        .marks = thresholdMarks,
        .get = ParameterAccess<&XtcOptions::threshold>::get,
        .set = ParameterAccess<&XtcOptions::threshold>::set,
    },
    minKeepParameter<&XtcOptions::minKeep>,
};

} // namespace

std::unique_ptr<Sampler> makeSampler(const XtcOptions& options) { return std::make_unique<Xtc>(options); }

SamplerInfo xtcInfo() {
    return {
        .kind = SamplerKind::Xtc,
        .group = SamplerGroup::Cut,
        .name = "xtc",
        .title = QT_TRANSLATE_NOOP("Sampler", "XTC"),
        .summary = QT_TRANSLATE_NOOP(
            "Sampler",
            "Now and then takes the likely tokens out and leaves the least likely of them, so that the text does not "
            "always take the obvious way."),
        .formula = QT_TRANSLATE_NOOP(
            "Sampler",
            "if u ≤ probability: of the tokens with p_i ≥ threshold keep the least probable, and all others"),
        .paper =
            QT_TRANSLATE_NOOP("Sampler", "p-e-w, Exclude Top Choices, text-generation-webui pull request 6335 (2024)"),
        .paperUrl = "https://github.com/oobabooga/text-generation-webui/pull/6335",
        .parameters = xtcParameters,
        .neutralOptions = XtcOptions{},
        .usualOptions = XtcOptions{.probability = 0.5},
        .isNeutral =
            [](const SamplerOptions& options) {
                const auto& xtc = std::get<XtcOptions>(options);
                return xtc.probability <= 0.0 || xtc.threshold > greatestThreshold;
            },
    };
}

} // namespace logitscope
