#include "core/sampling/sampler_catalog.h"

#include "core/base/utf8.h"
#include "core/sampling/samplers/samplers.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <iterator>
#include <locale>
#include <sstream>

namespace logitscope {

namespace {

// In the order of SamplerKind.
const auto& catalog() {
    static const std::array all = {temperatureInfo(), topKInfo(),
                                   topPInfo(),        minPInfo(),
                                   argmaxInfo(),      logitBiasInfo(),
                                   penaltiesInfo(),   dryInfo(),
                                   topNSigmaInfo(),   typicalPInfo(),
                                   epsilonInfo(),     etaInfo(),
                                   xtcInfo(),         dynamicTemperatureInfo(),
                                   mirostatInfo(),    adaptivePInfo()};
    static_assert(std::tuple_size_v<decltype(all)> == std::variant_size_v<SamplerOptions>);
    return all;
}

std::string numberText(double value) {
    if (std::isnan(value)) {
        return "not a number";
    }
    if (std::isinf(value)) {
        return value > 0.0 ? "infinite" : "minus infinity";
    }
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text.precision(10);
    text << value;
    return text.str();
}

} // namespace

std::unique_ptr<Sampler> makeSampler(const SamplerOptions& options) {
    return std::visit([](const auto& chosen) { return makeSampler(chosen); }, options);
}

std::span<const SamplerInfo> samplerCatalog() { return catalog(); }

const SamplerInfo& infoOf(SamplerKind kind) {
    const SamplerInfo& info = catalog().at(static_cast<std::size_t>(kind));
    assert(info.kind == kind);
    return info;
}

const SamplerInfo* findSampler(std::string_view name) {
    const auto found =
        std::ranges::find(catalog(), name, [](const SamplerInfo& info) { return std::string_view(info.name); });
    return found == catalog().end() ? nullptr : &*found;
}

bool isNeutral(const SamplerSpec& spec) { return !spec.enabled || infoOf(spec.kind()).isNeutral(spec.options); }

Status checkParameter(const SamplerInfo& sampler, const ParameterInfo& parameter, double value) {
    const bool whole = parameter.scale != ParameterScale::Linear;
    if (value >= parameter.minimum && value <= parameter.maximum && (!whole || value == std::floor(value))) {
        return {};
    }
    return Error{std::string(sampler.title) + ": " + parameter.name + " is " + numberText(value) + "; it must be " +
                 (whole ? "a whole number " : "") + "between " + numberText(parameter.minimum) + " and " +
                 numberText(parameter.maximum) + "."};
}

namespace {

constexpr std::size_t mostTexts = 100;
constexpr std::size_t longestText = 200; // bytes
constexpr std::size_t mostTokens = 100'000;

Status checkText(const std::string& text, const std::string& place) {
    if (text.empty()) {
        return Error{place + " has an empty text; type something or remove it."};
    }
    if (text.size() > longestText) {
        return Error{place + ": the text " + inQuotes(text, 20) + " has " + std::to_string(text.size()) +
                     " bytes; it may have " + std::to_string(longestText) + "."};
    }
    if (findInvalidUtf8(text)) {
        return Error{place + ": the text " + inQuotes(text, 20) + " is not valid UTF-8."};
    }
    return {};
}

// The tokens of a list; none of a list of texts.
std::vector<TokenId> tokensOf(const ListValue& value) {
    if (const auto* tokens = std::get_if<std::vector<TokenId>>(&value)) {
        return *tokens;
    }
    std::vector<TokenId> tokens;
    if (const auto* biases = std::get_if<std::vector<TokenBias>>(&value)) {
        std::ranges::transform(*biases, std::back_inserter(tokens), &TokenBias::token);
    }
    return tokens;
}

Status checkTokens(std::vector<TokenId> tokens, const std::string& place) {
    if (tokens.size() > mostTokens) {
        return Error{place + " has " + std::to_string(tokens.size()) + " tokens; it may have " +
                     std::to_string(mostTokens) + "."};
    }
    std::ranges::sort(tokens);
    if (!tokens.empty() && numberOf(tokens.front()) < 0) {
        return Error{place + ": " + std::to_string(numberOf(tokens.front())) + " is no token id; they count from 0."};
    }
    if (const auto twice = std::ranges::adjacent_find(tokens); twice != tokens.end()) {
        return Error{place + ": token " + std::to_string(numberOf(*twice)) + " is in the list twice; remove one."};
    }
    return {};
}

std::string placeOf(const SamplerInfo& sampler, const ListInfo& list) {
    return std::string(sampler.title) + ": " + list.name;
}

} // namespace

Status checkList(const SamplerInfo& sampler, const ListInfo& list, const ListValue& value) {
    const std::string place = placeOf(sampler, list);
    if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) {
        if (texts->size() > mostTexts) {
            return Error{place + " has " + std::to_string(texts->size()) + " texts; it may have " +
                         std::to_string(mostTexts) + "."};
        }
        for (const std::string& text : *texts) {
            if (Status status = checkText(text, place); !status) {
                return status;
            }
        }
    }
    if (const auto* biases = std::get_if<std::vector<TokenBias>>(&value)) {
        for (const TokenBias& bias : *biases) {
            if (!(std::fabs(bias.bias) <= largestBias)) {
                return Error{place + ": the bias of token " + std::to_string(numberOf(bias.token)) + " is " +
                             numberText(bias.bias) + "; it must be between " + numberText(-largestBias) + " and " +
                             numberText(largestBias) + ". To rule a token out, ban it."};
            }
        }
    }
    return checkTokens(tokensOf(value), place);
}

Status validate(const ChainSpec& chain) {
    for (const SamplerSpec& stage : chain.stages) {
        const SamplerInfo& info = infoOf(stage.kind());
        for (const ParameterInfo& parameter : info.parameters) {
            if (Status status = checkParameter(info, parameter, parameter.get(stage.options)); !status) {
                return status;
            }
        }
        for (const ListInfo& list : info.lists) {
            if (Status status = checkList(info, list, list.get(stage.options)); !status) {
                return status;
            }
        }
    }
    return {};
}

Status checkVocabulary(const ChainSpec& chain, std::size_t vocabularySize) {
    for (const SamplerSpec& stage : chain.stages) {
        const SamplerInfo& info = infoOf(stage.kind());
        for (const ListInfo& list : info.lists) {
            for (const TokenId token : tokensOf(list.get(stage.options))) {
                if (indexOf(token) >= vocabularySize) {
                    return Error{placeOf(info, list) + ": there is no token " + std::to_string(numberOf(token)) +
                                 "; the vocabulary has the tokens 0 to " + std::to_string(vocabularySize - 1) + "."};
                }
            }
        }
    }
    return {};
}

} // namespace logitscope
