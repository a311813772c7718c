// Typical-p: the tokens whose surprise -ln p is nearest the entropy, until their probabilities add up to more than p.
// Meister, Pimentel, Wiher and Cotterell, "Locally Typical Sampling" (TACL 2023). The token that crosses p is kept, and
// p itself must be passed (llama.cpp; Hugging Face stops where it is reached).
// Threshold of the trace: the largest distance from the entropy that was kept, in nats.
#include "core/sampling/samplers/samplers.h"

#include <array>
#include <cmath>
#include <numbers>

namespace logitscope {

namespace {

// How far the logit of a token with -ln p = H lies from the largest.
double typicalOffset(Candidates& candidates) {
    return std::log(candidates.total()) - candidates.entropyBits() * std::numbers::ln2;
}

class TypicalP final : public SamplerWith<TypicalPOptions> {
public:
    using SamplerWith::SamplerWith;

    StageNote apply(Candidates& candidates, const StageInput&) const override {
        if (m_options.p >= 1.0) {
            return {};
        }
        return {candidates.keepNearest(typicalOffset(candidates), m_options.p,
                                       static_cast<std::size_t>(m_options.minKeep))};
    }

    RemovalReason reasonFor(Candidates& before, TokenId token, const StageInput&) const override {
        const double share = before.placeOf(token, typicalOffset(before)).shareBefore;
        return {RemovalUnit::CumulativeProbability, m_options.p, share, {{0, share, Direction::Up}}};
    }
};

constexpr std::array typicalPMarks = {0.2, 0.9, 0.95};

constexpr std::array typicalPParameters = {
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
        .marks = typicalPMarks,
        .get = ParameterAccess<&TypicalPOptions::p>::get,
        .set = ParameterAccess<&TypicalPOptions::p>::set,
    },
    minKeepParameter<&TypicalPOptions::minKeep>,
};

} // namespace

std::unique_ptr<Sampler> makeSampler(const TypicalPOptions& options) { return std::make_unique<TypicalP>(options); }

SamplerInfo typicalPInfo() {
    return {
        .kind = SamplerKind::TypicalP,
        .group = SamplerGroup::Cut,
        .name = "typical_p",
        .title = QT_TRANSLATE_NOOP("Sampler", "Typical-p"),
        .summary = QT_TRANSLATE_NOOP(
            "Sampler",
            "Keeps the tokens that are about as surprising as the model expects to be surprised; a token that is too "
            "likely can go as well."),
        .formula = QT_TRANSLATE_NOOP(
            "Sampler", "by |−ln p_i − H| ascending, keep the first n tokens with the smallest n for which Σ p_j > p"),
        .paper = QT_TRANSLATE_NOOP("Sampler", "Meister et al., Locally Typical Sampling (2023)"),
        .paperUrl = "https://arxiv.org/abs/2202.00666",
        .parameters = typicalPParameters,
        .neutralOptions = TypicalPOptions{},
        .usualOptions = TypicalPOptions{.p = 0.9},
        .isNeutral = [](const SamplerOptions& options) { return std::get<TypicalPOptions>(options).p >= 1.0; },
    };
}

} // namespace logitscope
