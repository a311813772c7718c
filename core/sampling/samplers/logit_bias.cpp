// Logit bias: a number added to the logits of chosen tokens; banned tokens leave the game. As in the OpenAI API and
// llama.cpp, which spells a ban as a bias of -inf. A ban of every token that is in play bans none of them.
// Threshold of the trace: how many tokens in play it changed or banned.
#include "core/sampling/samplers/samplers.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <vector>

namespace logitscope {

namespace {

constexpr double impossible = -std::numeric_limits<double>::infinity();

class LogitBias final : public SamplerWith<LogitBiasOptions> {
public:
    explicit LogitBias(const LogitBiasOptions& options) : SamplerWith(options) {
        for (const TokenBias& bias : options.biases) {
            m_biases[bias.token] = bias.bias;
        }
        for (const TokenId token : options.banned) {
            m_biases[token] = impossible;
        }
    }

    StageNote apply(Candidates& candidates, const StageInput&) const override {
        std::vector<TokenLogit> edits;
        std::size_t banned = 0;
        for (const auto& [token, bias] : m_biases) {
            if (const std::optional<double> logit = candidates.logitOf(token)) {
                edits.push_back({token, *logit + bias});
                banned += bias == impossible ? 1 : 0;
            }
        }
        const bool blocked = banned == candidates.count();
        if (blocked) {
            edits.clear();
        }
        candidates.setLogits(edits);
        return {static_cast<double>(edits.size()), std::nullopt, blocked};
    }

private:
    std::map<TokenId, double> m_biases; // -inf: banned
};

constexpr std::array logitBiasLists = {
    ListInfo{
        .name = "biases",
        .flag = "--logit-bias",
        .label = QT_TRANSLATE_NOOP("Sampler", "biases"),
        .summary = QT_TRANSLATE_NOOP("Sampler", "Tokens and the number that is added to the logit of each."),
        .get = ListAccess<&LogitBiasOptions::biases>::get,
        .set = ListAccess<&LogitBiasOptions::biases>::set,
    },
    ListInfo{
        .name = "banned",
        .flag = "--ban",
        .label = QT_TRANSLATE_NOOP("Sampler", "banned"),
        .summary = QT_TRANSLATE_NOOP("Sampler", "Tokens that can never be drawn."),
        .get = ListAccess<&LogitBiasOptions::banned>::get,
        .set = ListAccess<&LogitBiasOptions::banned>::set,
    },
};

} // namespace

std::unique_ptr<Sampler> makeSampler(const LogitBiasOptions& options) { return std::make_unique<LogitBias>(options); }

SamplerInfo logitBiasInfo() {
    return {
        .kind = SamplerKind::LogitBias,
        .group = SamplerGroup::Logits,
        .name = "logit_bias",
        .title = QT_TRANSLATE_NOOP("Sampler", "Logit bias"),
        .summary = QT_TRANSLATE_NOOP(
            "Sampler", "Adds a number to the logits of tokens that you choose, or bans tokens altogether."),
        .formula = QT_TRANSLATE_NOOP("Sampler", "logit_i + bias_i; banned: −∞"),
        .paper = QT_TRANSLATE_NOOP("Sampler", "OpenAI API reference, logit_bias"),
        .paperUrl = "https://platform.openai.com/docs/api-reference/chat/create",
        .parameters = {},
        .lists = logitBiasLists,
        .neutralOptions = LogitBiasOptions{},
        .usualOptions = LogitBiasOptions{},
        .isNeutral =
            [](const SamplerOptions& options) {
                const auto& bias = std::get<LogitBiasOptions>(options);
                return bias.banned.empty() &&
                       std::ranges::all_of(bias.biases, [](const TokenBias& one) { return one.bias == 0.0; });
            },
    };
}

} // namespace logitscope
