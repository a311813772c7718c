// DRY, "don't repeat yourself": a token that would go on with a repetition of at least `allowedLength` tokens loses
// multiplier · base^(length − allowedLength) of its logit. Of p-e-w in text-generation-webui (pull request 5677, 2024);
// semantics of llama.cpp, whose exponents stop where base^exponent would pass the largest float32.
//
// No repetition reaches back across a breaker, and a token that holds one is never penalised. Breakers are found in the
// text that the tokens spell, wherever it is cut into tokens; llama.cpp looks for one way of cutting them. Without
// token texts there are none. Threshold of the trace: the length of the longest repetition that a token in play would
// go on with; 0: none.
#include "core/sampling/repetitions.h"
#include "core/sampling/samplers/samplers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <vector>

namespace logitscope {

namespace {

class Dry final : public SamplerWith<DryOptions> {
public:
    using SamplerWith::SamplerWith;

    StageNote apply(Candidates& candidates, const StageInput& input) const override {
        if (isOff(m_options)) {
            return {};
        }
        std::vector<TokenLogit> edits;
        std::size_t longest = 0;
        for (const auto& [token, length] : repetitionsAhead(input)) {
            const std::optional<double> logit = candidates.logitOf(token);
            if (logit && !holdsBreaker(token, input.texts, m_options.breakers)) {
                edits.push_back({token, *logit - penaltyFor(length)});
                longest = std::max(longest, length);
            }
        }
        candidates.setLogits(edits);
        return {static_cast<double>(longest)};
    }

    static bool isOff(const DryOptions& options) {
        return options.multiplier == 0.0 || options.base < 1.0 || options.lastN == 0;
    }

private:
    // The tokens that would go on with a repetition that is long enough, each with the longest one.
    std::map<TokenId, std::size_t> repetitionsAhead(const StageInput& input) const {
        std::map<TokenId, std::size_t> found;
        const auto allowed = static_cast<std::size_t>(m_options.allowedLength);
        const std::span<const TokenId> window = recentTokens(input.context.tokens, m_options.lastN);
        if (window.size() <= allowed) {
            return found;
        }
        const std::vector<std::size_t> lengths = repetitionLengths(window);
        const std::size_t longest = std::ranges::max(lengths);
        if (longest < allowed) {
            return found;
        }
        const std::size_t reach = tokensAfterBreaker(window, input.texts, m_options.breakers, longest);
        for (std::size_t i = 0; i < window.size(); ++i) {
            const std::size_t length = std::min(lengths[i], reach);
            if (length >= allowed) {
                found[window[i]] = std::max(found[window[i]], length);
            }
        }
        return found;
    }

    double penaltyFor(std::size_t length) const {
        static const double largestExponent = std::log(static_cast<double>(std::numeric_limits<float>::max()));
        double exponent = static_cast<double>(length) - m_options.allowedLength;
        if (m_options.base > 1.000001) {
            exponent = std::min(exponent, std::floor(largestExponent / std::log(m_options.base)));
        }
        return m_options.multiplier * std::pow(m_options.base, exponent);
    }
};

constexpr std::array multiplierMarks = {0.0, 0.8};
constexpr std::array baseMarks = {1.75};
constexpr std::array allowedLengthMarks = {2.0};

constexpr std::array dryParameters = {
    ParameterInfo{
        .name = "multiplier",
        .flag = "--dry-multiplier",
        .label = QT_TRANSLATE_NOOP("Sampler", "multiplier"),
        .minimum = 0.0,
        .maximum = 100.0,
        .sliderMaximum = 5.0,
        .neutral = 0.0,
        .step = 0.05,
        .decimals = 2,
        .scale = ParameterScale::Linear,
        .marks = multiplierMarks,
        .get = ParameterAccess<&DryOptions::multiplier>::get,
        .set = ParameterAccess<&DryOptions::multiplier>::set,
    },
    ParameterInfo{
        .name = "base",
        .flag = "--dry-base",
        .label = QT_TRANSLATE_NOOP("Sampler", "base"),
        .minimum = 0.0,
        .maximum = 100.0,
        .sliderMaximum = 4.0,
        .neutral = 1.75,
        .step = 0.05,
        .decimals = 2,
        .scale = ParameterScale::Linear,
        .marks = baseMarks,
        .get = ParameterAccess<&DryOptions::base>::get,
        .set = ParameterAccess<&DryOptions::base>::set,
    },
    ParameterInfo{
        .name = "allowed_length",
        .flag = "--dry-allowed-length",
        .label = QT_TRANSLATE_NOOP("Sampler", "allowed"),
        .minimum = 1.0,
        .maximum = 1'000'000.0,
        .sliderMaximum = 20.0,
        .neutral = 2.0,
        .step = 1.0,
        .decimals = 0,
        .scale = ParameterScale::Integer,
        .marks = allowedLengthMarks,
        .get = ParameterAccess<&DryOptions::allowedLength>::get,
        .set = ParameterAccess<&DryOptions::allowedLength>::set,
    },
    lastNParameter<&DryOptions::lastN>("--dry-penalty-last-n", -1.0),
};

constexpr std::array dryLists = {
    ListInfo{
        .name = "breakers",
        .flag = "--dry-sequence-breaker",
        .label = QT_TRANSLATE_NOOP("Sampler", "breakers"),
        .summary = QT_TRANSLATE_NOOP("Sampler", "Texts that end a repetition: what comes before one does not count."),
        .get = ListAccess<&DryOptions::breakers>::get,
        .set = ListAccess<&DryOptions::breakers>::set,
    },
};

} // namespace

std::unique_ptr<Sampler> makeSampler(const DryOptions& options) { return std::make_unique<Dry>(options); }

SamplerInfo dryInfo() {
    return {
        .kind = SamplerKind::Dry,
        .group = SamplerGroup::Logits,
        .name = "dry",
        .title = QT_TRANSLATE_NOOP("Sampler", "DRY"),
        .summary = QT_TRANSLATE_NOOP(
            "Sampler",
            "Makes a token that would go on with a repetition less likely, the more the longer the repetition is."),
        .formula = QT_TRANSLATE_NOOP("Sampler", "logit − multiplier · base^(length − allowed) where length ≥ allowed"),
        .paper = QT_TRANSLATE_NOOP("Sampler",
                                   "p-e-w, Don't Repeat Yourself, text-generation-webui pull request 5677 (2024)"),
        .paperUrl = "https://github.com/oobabooga/text-generation-webui/pull/5677",
        .parameters = dryParameters,
        .lists = dryLists,
        .neutralOptions = DryOptions{},
        .usualOptions = DryOptions{.multiplier = 0.8},
        .isNeutral = [](const SamplerOptions& options) { return Dry::isOff(std::get<DryOptions>(options)); },
    };
}

} // namespace logitscope
