#include "app/cli/sampler_flags.h"

#include "app/cli/common_options.h"
#include "core/base/utf8.h"
#include "core/sampling/sampler_catalog.h"

#include <algorithm>
#include <array>
#include <set>
#include <sstream>
#include <string_view>

namespace logitscope {

namespace {

// The ecosystem's names, in llama.cpp's default order (samplers that it does not have stand beside their kin).
constexpr std::array knownSamplers = {
    "logit_bias", "penalties", "dry", "top_n_sigma", "top_k",       "typical_p",           "top_p",    "min_p",
    "epsilon",    "eta",       "xtc", "argmax",      "temperature", "dynamic_temperature", "mirostat", "adaptive_p"};

std::string flagOf(const SamplerInfo& sampler, const ParameterInfo& parameter) {
    std::string flag = std::string("--") + (&parameter == sampler.parameters.data() ? sampler.name : parameter.name);
    std::replace(flag.begin(), flag.end(), '_', '-');
    return flag;
}

bool hasFlag(const SamplerInfo& sampler, const std::string& flag) {
    return std::any_of(sampler.parameters.begin(), sampler.parameters.end(),
                       [&](const ParameterInfo& parameter) { return flagOf(sampler, parameter) == flag; });
}

std::string rangeText(const ParameterInfo& parameter) {
    std::ostringstream text;
    text << parameter.minimum << " to " << parameter.maximum;
    return text.str();
}

} // namespace

void SamplerFlags::addOptions(CLI::App& app) {
    const char* group = "Samplers (what is not given changes nothing)";
    std::set<std::string> made;
    CLI::Option* chain =
        app.add_option_function<std::string>(
               "--chain", [this](const std::string& file) { m_chainFile = file; }, "The whole chain from a JSON file")
            ->type_name("FILE")
            ->group(group);
    for (const SamplerInfo& sampler : samplerCatalog()) {
        for (const ParameterInfo& parameter : sampler.parameters) {
            const std::string flag = flagOf(sampler, parameter);
            if (!made.insert(flag).second) {
                continue;
            }
            const bool main = &parameter == sampler.parameters.data();
            app.add_option_function<std::string>(
                   flag, [this, flag](const std::string& value) { m_values[flag] = value; },
                   main ? std::string(sampler.summary) + " Range: " + rangeText(parameter) + "."
                        : std::string(parameter.label) + ", " + rangeText(parameter))
                ->type_name("X")
                ->group(group)
                ->excludes(chain);
        }
    }
    app.add_option_function<std::string>(
           "--order", [this](const std::string& order) { m_order = order; },
           "Which samplers run, in which order, such as temperature,top_k,top_p; one that is not listed does not run "
           "(without it llama.cpp's order)")
        ->type_name("NAMES")
        ->group(group)
        ->excludes(chain);
}

Result<std::vector<std::string>> SamplerFlags::order() const {
    std::vector<std::string> names;
    if (!m_order) {
        for (const char* name : knownSamplers) {
            const SamplerInfo* sampler = findSampler(name);
            if (sampler && std::any_of(m_values.begin(), m_values.end(),
                                       [&](const auto& value) { return hasFlag(*sampler, value.first); })) {
                names.emplace_back(name);
            }
        }
        return names;
    }
    std::string_view rest = *m_order;
    for (bool more = true; more;) {
        const std::size_t comma = rest.find(',');
        const std::string_view name = rest.substr(0, comma);
        if (!findSampler(name)) {
            const bool known = std::find(knownSamplers.begin(), knownSamplers.end(), name) != knownSamplers.end();
            return Error{known ? "--order: the sampler " + inQuotes(name) +
                                     " is not built into this version; leave it out."
                               : "--order: " + inQuotes(name) +
                                     " is no sampler; write names with commas between them, such as "
                                     "temperature,top_k,top_p."};
        }
        names.emplace_back(name);
        more = comma != std::string_view::npos;
        rest = more ? rest.substr(comma + 1) : std::string_view();
    }
    return names;
}

Result<SamplerSpec> SamplerFlags::stage(const std::string& samplerName) const {
    const SamplerInfo& sampler = *findSampler(samplerName);
    SamplerSpec spec{sampler.neutralOptions, true};
    for (const ParameterInfo& parameter : sampler.parameters) {
        const auto given = m_values.find(flagOf(sampler, parameter));
        if (given == m_values.end()) {
            continue;
        }
        const auto value = parseNumber(given->second, given->first);
        if (!value) {
            return value.error();
        }
        if (Status status = checkParameter(sampler, parameter, *value); !status) {
            return status.error();
        }
        parameter.set(spec.options, *value);
    }
    return spec;
}

Result<ChainSpec> SamplerFlags::chain() const {
    if (m_chainFile) {
        const auto text = readTextFile(*m_chainFile);
        if (!text) {
            return text.error();
        }
        auto chain = chainFromJson(*text);
        if (!chain) {
            return Error{"--chain " + inQuotes(*m_chainFile) + ": " + chain.error().message};
        }
        return chain;
    }
    const auto names = order();
    if (!names) {
        return names.error();
    }
    ChainSpec chain;
    for (const std::string& name : *names) {
        const auto spec = stage(name);
        if (!spec) {
            return spec.error();
        }
        chain.stages.push_back(*spec);
    }
    return chain;
}

std::string SamplerFlags::unusedNote() const {
    if (m_chainFile) {
        return {};
    }
    const auto names = order();
    std::string unused;
    for (const auto& [flag, value] : m_values) {
        const bool used = std::any_of(names->begin(), names->end(), [wanted = &flag](const std::string& name) {
            return hasFlag(*findSampler(name), *wanted);
        });
        if (!used) {
            unused += (unused.empty() ? "" : ", ") + flag;
        }
    }
    return unused.empty() ? unused : "Without effect, because --order leaves the sampler out: " + unused + ".";
}

} // namespace logitscope
