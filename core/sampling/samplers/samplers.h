// The list of samplers: for each one its catalogue entry and its maker, both defined in its file here.
#pragma once

#include "core/sampling/sampler.h"
#include "core/sampling/sampler_catalog.h"

#include <memory>
#include <type_traits>
#include <variant>

// Marks a text for lupdate, by the name that it looks for; the window translates it, core stays without Qt.
#define QT_TRANSLATE_NOOP(context, text) text

namespace logitscope {

SamplerInfo temperatureInfo();
std::unique_ptr<Sampler> makeSampler(const TemperatureOptions& options);

SamplerInfo topKInfo();
std::unique_ptr<Sampler> makeSampler(const TopKOptions& options);

SamplerInfo topPInfo();
std::unique_ptr<Sampler> makeSampler(const TopPOptions& options);

SamplerInfo minPInfo();
std::unique_ptr<Sampler> makeSampler(const MinPOptions& options);

SamplerInfo argmaxInfo();
std::unique_ptr<Sampler> makeSampler(const ArgmaxOptions& options);

// A parameter's accessors for its catalogue entry.
template<typename Options, typename Number>
constexpr Options optionsOf(Number Options::*);

template<auto Member>
struct ParameterAccess {
    using Options = decltype(optionsOf(Member));
    static double get(const SamplerOptions& options) { return static_cast<double>(std::get<Options>(options).*Member); }
    static void set(SamplerOptions& options, double value) {
        auto& number = std::get<Options>(options).*Member;
        number = static_cast<std::remove_reference_t<decltype(number)>>(value);
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

// Samplers keep their options and nothing else.
template<typename Options>
class SamplerWith : public Sampler {
public:
    explicit SamplerWith(const Options& options) : m_options(options) {}

protected:
    const Options m_options;
};

} // namespace logitscope
