#include "core/session/run_export.h"

#include "core/base/utf8.h"
#include "core/sampling/sampler_catalog.h"
#include "core/session/passages.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace logitscope {

namespace {

using Json = nlohmann::ordered_json;

const char* originName(TokenOrigin origin) {
    switch (origin) {
    case TokenOrigin::Given:
        return "prompt";
    case TokenOrigin::Drawn:
        return "drawn";
    case TokenOrigin::Chosen:
        return "chosen";
    }
    return "";
}

std::string pieceOf(const Tokenizer* tokenizer, TokenId token) {
    return tokenizer ? std::string(tokenizer->pieceOf(token)) : std::string();
}

Json candidatesJson(const StepDistribution& distribution, const ChainSpec& chain, const Tokenizer* tokenizer) {
    Json candidates = Json::array();
    for (const TokenOutcome& outcome : distribution.top) {
        const SamplerSpec* cut = outcome.cutBy ? &chain.stages[static_cast<std::size_t>(*outcome.cutBy)] : nullptr;
        candidates.push_back({{"id", numberOf(outcome.token)},
                              {"piece", pieceOf(tokenizer, outcome.token)},
                              {"logit", outcome.rawLogit},
                              {"raw_probability", outcome.rawProbability},
                              {"probability", outcome.probability},
                              {"cut_by", cut ? Json(infoOf(cut->kind()).name) : Json(nullptr)}});
    }
    return Json{{"survivors", distribution.survivors},
                {"listed_mass", distribution.keptMass},
                {"exact", distribution.exact},
                {"candidates", std::move(candidates)}};
}

std::string digitsOf(double value) {
    char text[40];
    return std::isfinite(value) ? std::string(text, std::to_chars(text, text + sizeof text, value).ptr) : std::string();
}

std::string csvCell(std::string_view text) {
    std::string cell = "\"";
    for (const char c : replaceInvalidUtf8(text)) {
        cell += c == '"' ? "\"\"" : std::string(1, c);
    }
    return cell + "\"";
}

} // namespace

StepDistribution distributionOf(std::span<const float> row, const SamplerChain& chain, const StepContext& context,
                                int count, bool exact) {
    const ChainResult result = chain.apply(row, context);
    StepDistribution distribution;
    distribution.exact = exact;
    distribution.survivors = result.survivors();
    distribution.top = result.topRaw(std::min(count, result.vocabularySize()));
    for (const TokenOutcome& outcome : distribution.top) {
        distribution.keptMass += outcome.probability;
    }
    return distribution;
}

std::string exportJson(const ExportedRun& exported, const Tokenizer* tokenizer) {
    Json passages = Json::array();
    for (const Passage& passage : exported.run.passages) {
        passages.push_back({{"first", passage.first},
                            {"chain", Json::parse(toJson(passage.chain))},
                            {"seed", std::to_string(passage.seed)},
                            {"sequence", passage.sequence}});
    }
    Json steps = Json::array();
    for (std::size_t i = 0; i < exported.run.tokens.size(); ++i) {
        const SavedToken& token = exported.run.tokens[i];
        Json step{{"position", i},
                  {"id", numberOf(token.token)},
                  {"piece", pieceOf(tokenizer, token.token)},
                  {"origin", originName(token.origin)},
                  {"uniform", token.uniform}};
        if (token.predicted) {
            step["raw_probability"] = token.rawProbability;
            step["raw_logprob"] = std::log(token.rawProbability);
            step["raw_rank"] = token.rawRank;
            step["raw_entropy_bits"] = token.rawEntropyBits;
        }
        if (token.origin == TokenOrigin::Drawn) {
            step["probability"] = token.probability;
            step["entropy_bits"] = token.entropyBits;
            step["ms"] = token.milliseconds;
        }
        if (i < exported.distributions.size() && exported.distributions[i]) {
            step["distribution"] =
                candidatesJson(*exported.distributions[i], passageAt(exported.run, i).chain, tokenizer);
        }
        steps.push_back(std::move(step));
    }
    const SavedModel& model = exported.model;
    const Json document{{"format", "logitscope run"},
                        {"version", 1},
                        {"model",
                         {{"name", model.displayName},
                          {"sha256", model.identity ? Json(model.identity->sha256) : Json(nullptr)},
                          {"precise", model.precise}}},
                        {"prompt", exported.prompt},
                        {"as_chat", exported.asChat},
                        {"stop",
                         {{"at_end_token", exported.stop.atEndToken},
                          {"texts", exported.stop.texts},
                          {"max_tokens", exported.stop.maxTokens}}},
                        {"passages", std::move(passages)},
                        {"steps", std::move(steps)}};
    return document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string exportCsv(const ExportedRun& exported, const Tokenizer* tokenizer) {
    std::string csv = "position,id,piece,origin,seed,uniform,raw_probability,raw_logprob,raw_rank,raw_entropy_bits,"
                      "probability,entropy_bits,ms\r\n";
    for (std::size_t i = 0; i < exported.run.tokens.size(); ++i) {
        const SavedToken& token = exported.run.tokens[i];
        const bool drawn = token.origin == TokenOrigin::Drawn;
        const auto scored = [&](double value) { return token.predicted ? digitsOf(value) : std::string(); };
        const auto ofDraw = [&](double value) { return drawn ? digitsOf(value) : std::string(); };
        csv += std::to_string(i) + ',' + std::to_string(numberOf(token.token)) + ',' +
               csvCell(pieceOf(tokenizer, token.token)) + ',' + originName(token.origin) + ',' +
               std::to_string(passageAt(exported.run, i).seed) + ',' + digitsOf(token.uniform) + ',' +
               scored(token.rawProbability) + ',' + scored(std::log(token.rawProbability)) + ',' +
               (token.predicted ? std::to_string(token.rawRank) : std::string()) + ',' + scored(token.rawEntropyBits) +
               ',' + ofDraw(token.probability) + ',' + ofDraw(token.entropyBits) + ',' + ofDraw(token.milliseconds) +
               "\r\n";
    }
    return csv;
}

} // namespace logitscope
