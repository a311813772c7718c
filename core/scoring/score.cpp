#include "core/scoring/score.h"

#include "core/sampling/chain.h"
#include "core/scoring/prefill.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace logitscope {

namespace {

// Turns each row into the score of the token that follows it in the text.
class ScoringSink final : public LogitSink {
public:
    ScoringSink(std::span<const TokenId> tokens, std::vector<TokenScore>& scores)
        : m_tokens(tokens), m_scores(&scores) {}

    void onLogits(std::size_t, Position, std::span<const float> row) override {
        if (!m_status.ok()) {
            return;
        }
        m_status = checkLogits(row);
        if (m_status.ok()) {
            const std::size_t index = m_scores->size();
            const RawScore score = scoreToken(row, m_tokens[index]);
            m_scores->push_back({m_tokens[index], Position{static_cast<std::int32_t>(index)}, true,
                                 score.logProbability, score.rank, score.entropyBits});
        }
    }
    const Status& status() const { return m_status; }

private:
    std::span<const TokenId> m_tokens;
    std::vector<TokenScore>* m_scores;
    Status m_status;
};

struct Window {
    std::vector<TokenId> context; // read without asking for logits
    std::vector<TokenId> rows;    // each of these predicts one unscored token
};

// The window whose first unscored token is `first`; one that starts inside the text starts with `lead`.
Window windowFor(std::span<const TokenId> tokens, std::size_t first, std::size_t contextLength,
                 std::span<const TokenId> lead) {
    Window window;
    std::size_t start = 0;
    std::size_t capacity = contextLength;
    if (first > 1) {
        window.context.assign(lead.begin(), lead.end());
        capacity -= lead.size();
        start = first - std::min(contextLength / 2, capacity - 1);
    }
    const std::size_t end = std::min(start + capacity, tokens.size());
    // The row of the token before `first` predicts it; the last token of the window predicts nothing in it.
    window.context.insert(window.context.end(), tokens.begin() + static_cast<std::ptrdiff_t>(start),
                          tokens.begin() + static_cast<std::ptrdiff_t>(first));
    window.rows.push_back(window.context.back());
    window.context.pop_back();
    window.rows.insert(window.rows.end(), tokens.begin() + static_cast<std::ptrdiff_t>(first),
                       tokens.begin() + static_cast<std::ptrdiff_t>(end - 1));
    return window;
}

// The bytes that belong to tokens with a score. Only a first token has none; a begin token costs no bytes.
std::size_t scoredBytes(const Tokenizer& tokenizer, std::string_view text, std::span<const TokenScore> scores) {
    if (scores.empty()) {
        return 0;
    }
    const std::string first = scores.front().scored ? "" : tokenizer.decode({&scores.front().token, 1});
    return text.size() - std::min(text.size(), first.size());
}

} // namespace

ScoreSummary summarize(std::span<const TokenScore> scores, std::size_t bytes) {
    ScoreSummary summary;
    summary.bytes = bytes;
    for (const TokenScore& score : scores) {
        if (score.scored) {
            ++summary.scoredTokens;
            summary.logProbability += score.logProbability;
        }
    }
    constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
    summary.perplexity = summary.scoredTokens == 0
                             ? nothing
                             : std::exp(-summary.logProbability / static_cast<double>(summary.scoredTokens));
    summary.bitsPerByte =
        bytes == 0 ? nothing : -summary.logProbability / std::numbers::ln2 / static_cast<double>(bytes);
    return summary;
}

Result<std::vector<TokenScore>> scoreTokens(const LanguageModel& model, Scratch& scratch,
                                            std::span<const TokenId> tokens, std::optional<TokenId> begin,
                                            const std::stop_token& stop,
                                            const std::function<void(std::size_t)>& progress) {
    const std::size_t contextLength = model.config().contextLength;
    if (contextLength < 2) {
        return Error{"The model's context of " + std::to_string(contextLength) +
                     " token is too short to score a text; open another model."};
    }
    std::vector<TokenScore> scores;
    if (tokens.empty()) {
        return scores;
    }
    scores.reserve(tokens.size());
    scores.push_back({tokens.front(), Position{0}});
    const std::span<const TokenId> lead = tokens.first(begin == tokens.front() ? 1 : 0);
    ScoringSink sink(tokens, scores);
    const auto report = [&](std::size_t) {
        if (progress) {
            progress(scores.size());
        }
    };
    while (scores.size() < tokens.size()) {
        const Window window = windowFor(tokens, scores.size(), contextLength, lead);
        const auto state = model.newState();
        if (prefill(model, *state, window.context, LogitRows::None, scratch, sink, stop) == ForwardStatus::Cancelled ||
            prefill(model, *state, window.rows, LogitRows::All, scratch, sink, stop, report) ==
                ForwardStatus::Cancelled) {
            return scores;
        }
        if (!sink.status().ok()) {
            return sink.status().error();
        }
    }
    return scores;
}

Result<ScoredText> scoreText(const LoadedModel& loaded, Scratch& scratch, std::span<const TokenId> tokens,
                             std::optional<std::string_view> text, const std::stop_token& stop,
                             const std::function<void(std::size_t)>& progress) {
    const Tokenizer* tokenizer = loaded.tokenizer.get();
    auto scores =
        scoreTokens(*loaded.model, scratch, tokens, tokenizer ? tokenizer->beginToken() : std::nullopt, stop, progress);
    if (!scores) {
        return scores.error();
    }
    std::size_t bytes = 0;
    if (tokenizer) {
        const bool whole = text && scores->size() == tokens.size();
        const std::string decoded = whole ? std::string() : tokenizer->decode(tokens.first(scores->size()));
        bytes = scoredBytes(*tokenizer, whole ? *text : decoded, *scores);
    }
    ScoredText result;
    result.summary = summarize(*scores, bytes);
    result.scores = std::move(*scores);
    return result;
}

} // namespace logitscope
