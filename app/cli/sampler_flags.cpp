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
constexpr std::array defaultOrder = {
    "logit_bias", "penalties", "dry", "top_n_sigma", "top_k",       "typical_p",           "top_p",    "min_p",
    "epsilon",    "eta",       "xtc", "argmax",      "temperature", "dynamic_temperature", "mirostat", "adaptive_p"};

std::string flagOf(const SamplerInfo& sampler, const ParameterInfo& parameter) {
    if (parameter.flag) {
        return parameter.flag;
    }
    std::string flag = std::string("--") + (&parameter == sampler.parameters.data() ? sampler.name : parameter.name);
    std::replace(flag.begin(), flag.end(), '_', '-');
    return flag;
}

bool hasFlag(const SamplerInfo& sampler, const std::string& flag) {
    return std::any_of(sampler.parameters.begin(), sampler.parameters.end(),
                       [&](const ParameterInfo& parameter) { return flagOf(sampler, parameter) == flag; }) ||
           std::any_of(sampler.lists.begin(), sampler.lists.end(),
                       [&](const ListInfo& list) { return list.flag == flag; });
}

std::string rangeText(const ParameterInfo& parameter) {
    std::ostringstream text;
    text << parameter.minimum << " to " << parameter.maximum;
    return text.str();
}

// \n, \t, \" and \\ as a shell passes them on.
Result<std::string> unescaped(std::string_view text, const std::string& flag) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            result += text[i];
            continue;
        }
        constexpr std::string_view letters = "nt\"\\";
        constexpr std::string_view meant = "\n\t\"\\";
        const std::size_t place = i + 1 < text.size() ? letters.find(text[i + 1]) : std::string_view::npos;
        if (place == std::string_view::npos) {
            return Error{flag + ": in " + inQuotes(text) +
                         " a backslash stands before something else than n, t, \" or "
                         "\\; write \\\\ for a backslash."};
        }
        result += meant[place];
        ++i;
    }
    return result;
}

// "none" alone: no text.
Result<ListValue> readTexts(const std::vector<std::string>& given, const std::string& flag) {
    std::vector<std::string> texts;
    if (given == std::vector<std::string>{"none"}) {
        return ListValue(texts);
    }
    for (const std::string& one : given) {
        const auto text = unescaped(one, flag);
        if (!text) {
            return text.error();
        }
        texts.push_back(*text);
    }
    return ListValue(std::move(texts));
}

Result<ListValue> readTokens(const std::vector<std::string>& given, const std::string& flag) {
    std::vector<TokenId> tokens;
    for (const std::string& one : given) {
        const auto ids = parseIds(one, flag);
        if (!ids) {
            return ids.error();
        }
        tokens.insert(tokens.end(), ids->begin(), ids->end());
    }
    return ListValue(std::move(tokens));
}

// "15:2.5,300:-1"
Result<ListValue> readBiases(const std::vector<std::string>& given, const std::string& flag) {
    std::vector<TokenBias> biases;
    for (const std::string& one : given) {
        std::string_view rest = one;
        for (bool more = true; more;) {
            const std::size_t comma = rest.find(',');
            const std::string_view entry = rest.substr(0, comma);
            const std::size_t colon = entry.find(':');
            const auto id = parseIds(entry.substr(0, colon), flag);
            const auto bias = parseNumber(colon == std::string_view::npos ? "" : entry.substr(colon + 1), flag);
            if (!id || !bias) {
                return Error{flag + ": " + inQuotes(entry) +
                             " is no bias; write token:number, such as 15:2.5, with "
                             "commas between several."};
            }
            biases.push_back({id->front(), *bias});
            more = comma != std::string_view::npos;
            rest = more ? rest.substr(comma + 1) : std::string_view();
        }
    }
    return ListValue(std::move(biases));
}

Result<ListValue> readList(const ListValue& like, const std::vector<std::string>& given, const std::string& flag) {
    return std::holds_alternative<std::vector<std::string>>(like) ? readTexts(given, flag)
           : std::holds_alternative<std::vector<TokenId>>(like)   ? readTokens(given, flag)
                                                                  : readBiases(given, flag);
}

const char* listHint(const ListValue& like) {
    return std::holds_alternative<std::vector<std::string>>(like)
               ? " One text; it may be given several times; \\n is a newline; none: no text."
           : std::holds_alternative<std::vector<TokenId>>(like) ? " Ids with commas between them."
                                                                : " token:number with commas between several.";
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
        for (const ListInfo& list : sampler.lists) {
            app.add_option_function<std::vector<std::string>>(
                   list.flag,
                   [this, flag = std::string(list.flag)](const std::vector<std::string>& values) {
                       m_lists[flag] = values;
                   },
                   std::string(list.summary) + listHint(list.get(sampler.neutralOptions)))
                ->type_name("X")
                ->expected(1)
                ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
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
        for (const char* name : defaultOrder) {
            const auto isOwn = [&](const auto& given) { return hasFlag(*findSampler(name), given.first); };
            if (std::any_of(m_values.begin(), m_values.end(), isOwn) ||
                std::any_of(m_lists.begin(), m_lists.end(), isOwn)) {
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
            std::string known;
            for (const char* one : defaultOrder) {
                known += (known.empty() ? "" : ", ") + std::string(one);
            }
            return Error{"--order: " + inQuotes(name) +
                         " is no sampler; write names with commas between them, out of " + known + "."};
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
    for (const ListInfo& list : sampler.lists) {
        const auto given = m_lists.find(list.flag);
        if (given == m_lists.end()) {
            continue;
        }
        auto value = readList(list.get(spec.options), given->second, given->first);
        if (!value) {
            return value.error();
        }
        if (Status status = checkList(sampler, list, *value); !status) {
            return status.error();
        }
        list.set(spec.options, std::move(*value));
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
    const auto note = [&](const std::string& flag) {
        if (std::none_of(names->begin(), names->end(),
                         [&](const std::string& name) { return hasFlag(*findSampler(name), flag); })) {
            unused += (unused.empty() ? "" : ", ") + flag;
        }
    };
    for (const auto& [flag, value] : m_values) {
        note(flag);
    }
    for (const auto& [flag, values] : m_lists) {
        note(flag);
    }
    return unused.empty() ? unused : "Without effect, because --order leaves the sampler out: " + unused + ".";
}

} // namespace logitscope
