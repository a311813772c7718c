// The list of samplers: for each one its catalogue entry and its maker, both defined in its file here.
#pragma once

#include "core/sampling/sampler.h"
#include "core/sampling/sampler_catalog.h"

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>
#include <variant>

// Marks a text for lupdate, by the name that it looks for; the window translates it, core stays without Qt.
#define QT_TRANSLATE_NOOP(context, text) text

namespace logitscope {

SamplerInfo temperatureInfo();
SamplerInfo topKInfo();
SamplerInfo topPInfo();
SamplerInfo minPInfo();
SamplerInfo argmaxInfo();
SamplerInfo logitBiasInfo();
SamplerInfo penaltiesInfo();
SamplerInfo dryInfo();
SamplerInfo topNSigmaInfo();
SamplerInfo typicalPInfo();
SamplerInfo epsilonInfo();
SamplerInfo etaInfo();
SamplerInfo xtcInfo();
SamplerInfo dynamicTemperatureInfo();
SamplerInfo mirostatInfo();
SamplerInfo adaptivePInfo();

std::unique_ptr<Sampler> makeSampler(const TemperatureOptions& options);
std::unique_ptr<Sampler> makeSampler(const TopKOptions& options);
std::unique_ptr<Sampler> makeSampler(const TopPOptions& options);
std::unique_ptr<Sampler> makeSampler(const MinPOptions& options);
std::unique_ptr<Sampler> makeSampler(const ArgmaxOptions& options);
std::unique_ptr<Sampler> makeSampler(const LogitBiasOptions& options);
std::unique_ptr<Sampler> makeSampler(const PenaltiesOptions& options);
std::unique_ptr<Sampler> makeSampler(const DryOptions& options);
std::unique_ptr<Sampler> makeSampler(const TopNSigmaOptions& options);
std::unique_ptr<Sampler> makeSampler(const TypicalPOptions& options);
std::unique_ptr<Sampler> makeSampler(const EpsilonOptions& options);
std::unique_ptr<Sampler> makeSampler(const EtaOptions& options);
std::unique_ptr<Sampler> makeSampler(const XtcOptions& options);
std::unique_ptr<Sampler> makeSampler(const DynamicTemperatureOptions& options);
std::unique_ptr<Sampler> makeSampler(const MirostatOptions& options);
std::unique_ptr<Sampler> makeSampler(const AdaptivePOptions& options);

// Accessors of a parameter or list for its catalogue entry.
template<typename Options, typename Value>
constexpr Options optionsOf(Value Options::*);

template<auto Member>
struct ParameterAccess {
    using Options = decltype(optionsOf(Member));
    static double get(const SamplerOptions& options) { return static_cast<double>(std::get<Options>(options).*Member); }
    static void set(SamplerOptions& options, double value) {
        auto& number = std::get<Options>(options).*Member;
        number = static_cast<std::remove_reference_t<decltype(number)>>(value);
    }
};

template<auto Member>
struct ListAccess {
    using Options = decltype(optionsOf(Member));
    static ListValue get(const SamplerOptions& options) { return std::get<Options>(options).*Member; }
    static void set(SamplerOptions& options, ListValue value) {
        auto& list = std::get<Options>(options).*Member;
        list = std::get<std::remove_reference_t<decltype(list)>>(std::move(value));
    }
};

// "Keep at least this many", which several samplers have.
template<auto Member>
inline constexpr ParameterInfo minKeepParameter = {
    .name = "min_keep",
    .label = QT_TRANSLATE_NOOP("Sampler", "at least"),
    .minimum = 0.0,
    .maximum = 10'000'000.0,
    .sliderMaximum = 100.0,
    .neutral = 1.0,
    .step = 1.0,
    .decimals = 0,
    .scale = ParameterScale::LogInteger,
    .marks = {},
    .get = ParameterAccess<Member>::get,
    .set = ParameterAccess<Member>::set,
};

inline constexpr std::array lastNMarks = {-1.0, 64.0, 256.0};

// How far back a sampler looks: this many tokens, -1 for all.
template<auto Member>
constexpr ParameterInfo lastNParameter(const char* flag, double neutral) {
    return {
        .name = "last_n",
        .flag = flag,
        .label = QT_TRANSLATE_NOOP("Sampler", "last n"),
        .minimum = -1.0,
        .maximum = 10'000'000.0,
        .sliderMaximum = 1000.0,
        .neutral = neutral,
        .step = 1.0,
        .decimals = 0,
        .scale = ParameterScale::LogInteger,
        .marks = lastNMarks,
        .get = ParameterAccess<Member>::get,
        .set = ParameterAccess<Member>::set,
    };
}

inline std::span<const TokenId> recentTokens(std::span<const TokenId> tokens, int lastN) {
    return lastN < 0 ? tokens : tokens.last(std::min(tokens.size(), static_cast<std::size_t>(lastN)));
}

// Samplers keep their options and nothing else.
template<typename Options>
class SamplerWith : public Sampler {
public:
    explicit SamplerWith(const Options& options) : m_options(options) {}

protected:
    const Options m_options;
};

} // namespace logitscope
