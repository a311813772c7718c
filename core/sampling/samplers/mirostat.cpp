// Mirostat: cuts the unlikely tokens so that the surprise −log2 p of the tokens taken stays near τ. Basu,
// Ramachandran, Keskar and Varshney, "Mirostat: A Neural Text Decoding Algorithm that Directly Controls Perplexity"
// (2021); semantics of llama.cpp.
//
// Version 2 keeps the tokens whose surprise is at most μ. Version 1 fits a Zipf exponent s to the first hundred tokens,
//   s = Σ t_i b_i / Σ t_i²,  t_i = ln((i + 2) / (i + 1)),  b_i = ln(p_i / p_{i+1}),
// and keeps the k = ((ε 2^μ) / (1 − V^−ε))^(1/s) first tokens, ε = s − 1, V the vocabulary. Either keeps one at least.
// It remembers μ, in bits: 2τ before the first step, then μ − η (surprise of the token taken, of what was kept, − τ).
// Threshold of the trace: μ for version 2, k for version 1.
#include "core/sampling/samplers/probability_cut.h"
#include "core/sampling/samplers/samplers.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace logitscope {

namespace {

constexpr std::size_t fittedTokens = 100;

// Of the logits of the first tokens, at least two of them.
double zipfExponent(const std::vector<double>& logits) {
    double products = 0.0;
    double squares = 0.0;
    for (std::size_t i = 0; i + 1 < logits.size(); ++i) {
        const double t = std::log(static_cast<double>(i + 2) / static_cast<double>(i + 1));
        products += t * (logits[i] - logits[i + 1]);
        squares += t * t;
    }
    return products / squares;
}

// How many tokens to keep of `count`; `logits` are those of the first.
std::size_t tokensToKeep(const std::vector<double>& logits, std::size_t count, std::size_t vocabulary, double mu) {
    if (count == 1) {
        return 1;
    }
    const double exponent = zipfExponent(logits);
    const double epsilon = exponent - 1.0;
    const double spread = std::log(static_cast<double>(vocabulary));
    // ε / (1 − V^−ε), which is 1 / ln V at ε = 0.
    const double factor = std::fabs(epsilon) < 1e-12 ? 1.0 / spread : epsilon / -std::expm1(-epsilon * spread);
    const double k = std::pow(factor * std::exp2(mu), 1.0 / exponent);
    return k >= static_cast<double>(count) ? count
                                           : std::max(static_cast<std::size_t>(std::max(k, 0.0)), std::size_t{1});
}

class Mirostat final : public SamplerWith<MirostatOptions> {
public:
    using SamplerWith::SamplerWith;

    StageNote apply(Candidates& candidates, const StageInput& input) const override {
        if (m_options.version == 1) {
            const std::size_t kept = keptBy(candidates, input.memory);
            candidates.keepFirst(kept);
            return {static_cast<double>(kept)};
        }
        if (m_options.version == 2) {
            keepProbable(candidates, std::exp2(-input.memory), 1);
            return {input.memory};
        }
        return {};
    }

    std::optional<double> startMemory() const override {
        return m_options.version == 0 ? std::nullopt : std::optional(2.0 * m_options.tau);
    }
    double remember(double memory, double, double after) const override {
        return memory - m_options.eta * (-std::log2(after) - m_options.tau);
    }

    RemovalReason reasonFor(Candidates& before, TokenId token, const StageInput& input) const override {
        if (m_options.version == 1) {
            const auto rank = static_cast<double>(before.placeOf(token).countBefore + 1);
            const auto kept = static_cast<double>(keptBy(before, input.memory));
            return {RemovalUnit::Rank, kept, rank, {{1, m_options.tau, Direction::Up}}};
        }
        const double surprise = -std::log2(probabilityIn(before, token));
        return {RemovalUnit::Bits, input.memory, surprise, {{1, surprise / 2.0, Direction::Up}}};
    }

private:
    static std::size_t keptBy(Candidates& candidates, double mu) {
        return tokensToKeep(candidates.firstLogits(fittedTokens), candidates.count(), candidates.vocabularySize(), mu);
    }
};

constexpr std::array tauMarks = {2.0, 3.0, 5.0};
constexpr std::array etaMarks = {0.1};

constexpr std::array mirostatParameters = {
    ParameterInfo{
        .name = "version",
        .flag = "--mirostat",
        .label = QT_TRANSLATE_NOOP("Sampler", "version"),
        .minimum = 0.0,
        .maximum = 2.0,
        .sliderMaximum = 2.0,
        .neutral = 0.0,
        .step = 1.0,
        .decimals = 0,
        .scale = ParameterScale::Integer,
        .marks = {},
        .get = ParameterAccess<&MirostatOptions::version>::get,
        .set = ParameterAccess<&MirostatOptions::version>::set,
    },
    ParameterInfo{
        .name = "tau",
        .flag = "--mirostat-tau",
        .label = QT_TRANSLATE_NOOP("Sampler", "τ"),
        .minimum = 0.0,
        .maximum = 100.0,
        .sliderMaximum = 10.0,
        .neutral = 5.0,
        .step = 0.1,
        .decimals = 1,
        .scale = ParameterScale::Linear,
        .marks = tauMarks,
        .get = ParameterAccess<&MirostatOptions::tau>::get,
        .set = ParameterAccess<&MirostatOptions::tau>::set,
    },
    ParameterInfo{
        .name = "eta",
        .flag = "--mirostat-eta",
        .label = QT_TRANSLATE_NOOP("Sampler", "η"),
        .minimum = 0.0,
        .maximum = 1.0,
        .sliderMaximum = 1.0,
        .neutral = 0.1,
        .step = 0.01,
        .decimals = 2,
        .scale = ParameterScale::Linear,
        .marks = etaMarks,
        .get = ParameterAccess<&MirostatOptions::eta>::get,
        .set = ParameterAccess<&MirostatOptions::eta>::set,
    },
};

} // namespace

std::unique_ptr<Sampler> makeSampler(const MirostatOptions& options) { return std::make_unique<Mirostat>(options); }

SamplerInfo mirostatInfo() {
    return {
        .kind = SamplerKind::Mirostat,
        .group = SamplerGroup::Feedback,
        .name = "mirostat",
        .title = QT_TRANSLATE_NOOP("Sampler", "Mirostat"),
        .summary = QT_TRANSLATE_NOOP(
            "Sampler",
            "Steers how surprising the text is, towards τ bits a token: after a surprising token it cuts more, after a "
            "plain one less."),
        .formula = QT_TRANSLATE_NOOP("Sampler", "keep i if −log₂ p_i ≤ μ; then μ ← μ − η · (−log₂ p − τ)"),
        .paper = QT_TRANSLATE_NOOP(
            "Sampler",
            "Basu et al., Mirostat: A Neural Text Decoding Algorithm that Directly Controls Perplexity (2021)"),
        .paperUrl = "https://arxiv.org/abs/2007.14966",
        .parameters = mirostatParameters,
        .neutralOptions = MirostatOptions{},
        .usualOptions = MirostatOptions{.version = 2},
        .isNeutral = [](const SamplerOptions& options) { return std::get<MirostatOptions>(options).version == 0; },
    };
}

} // namespace logitscope
