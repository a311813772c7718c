#include "ui/labs/sampling/sampling_presenter.h"

#include "ui/widgets/bar_list.h"
#include "ui/widgets/format.h"
#include "ui/widgets/token_search.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace logitscope {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("logitscope", text); }

double surprisalBits(const RunToken& token) { return -std::log2(token.rawProbability); }

} // namespace

StripToken stripTokenOf(const Run& run, std::size_t index) {
    const RunToken& token = run.tokens[index];
    StripToken shown;
    shown.token = token.token;
    shown.isPrompt = token.origin == TokenOrigin::Given;
    shown.isChosen = token.origin == TokenOrigin::Chosen;
    if (const Tokenizer* tokenizer = run.model->tokenizer.get()) {
        shown.kind = tokenizer->kindOf(token.token);
        shown.bytes = tokenizer->bytesOf(token.token);
        shown.piece = tokenizer->pieceOf(token.token);
        const auto isText = [&](const RunToken& one) { return !tokenizer->bytesOf(one.token).empty(); };
        shown.addedSpace =
            tokenizer->addsSpacePrefix() && shown.bytes.starts_with(' ') && index < 2 &&
            std::none_of(run.tokens.begin(), run.tokens.begin() + static_cast<std::ptrdiff_t>(index), isText);
    } else {
        shown.bytes = tokenLabel(nullptr, token.token).toStdString() + ' ';
        shown.piece = shown.bytes;
    }
    if (token.predicted) {
        shown.scores = StripScores{token.rawProbability, token.rawRank, surprisalBits(token), token.rawEntropyBits};
    }
    return shown;
}

TimelinePoint timelinePointOf(const Run& run, std::size_t index) {
    const RunToken& token = run.tokens[index];
    TimelinePoint point;
    point.position = static_cast<Position>(index);
    point.label = tokenLabel(run.model->tokenizer.get(), token.token);
    point.generated = token.origin != TokenOrigin::Given;
    if (token.predicted) {
        point.entropyBits = token.rawEntropyBits;
        point.surprisalBits = surprisalBits(token);
    }
    return point;
}

QString placeText(const Run& run, std::size_t index) {
    if (index >= run.tokens.size()) {
        return tr("place %1: what comes next").arg(countText(static_cast<qint64>(index)));
    }
    const QString label = tokenLabel(run.model->tokenizer.get(), run.tokens[index].token);
    const QString place = countText(static_cast<qint64>(index));
    switch (run.tokens[index].origin) {
    case TokenOrigin::Given:
        return tr("place %1: \u201c%2\u201d, from the prompt").arg(place, label);
    case TokenOrigin::Drawn:
        return tr("place %1: \u201c%2\u201d, drawn").arg(place, label);
    case TokenOrigin::Chosen:
        return tr("place %1: \u201c%2\u201d, taken by hand").arg(place, label);
    }
    return {};
}

QString absenceText(const Run& run, std::size_t index, std::size_t budgetBytes) {
    if (run.live() || run.tokens.empty()) {
        return progressText(run);
    }
    if (index == 0) {
        return tr("Nothing stands before the first token, so nothing predicts it.");
    }
    if (run.model->saved) {
        return tr("The distribution is computed by %1, which is not loaded; open its file to see it.")
            .arg(QString::fromStdString(run.model->info.displayName));
    }
    if (index < run.tokens.size()) {
        return run.tokens[index].predicted
                   ? tr("The logits of this place were let go: stored logits stay within %1.")
                         .arg(bytesText(budgetBytes))
                   : tr("This prompt is so long that its own logits were not kept; those of the text after it are.");
    }
    if (run.finish == FinishReason::EndToken) {
        return tr("The text is over: the model drew its end token.");
    }
    if (run.finish == FinishReason::ContextFull) {
        return tr("The context is full: the model cannot read on.");
    }
    return tr("Nothing is known of what comes next; a step shows it.");
}

QString computingText() { return tr("Computing the distribution of this place again \u2026"); }

QString progressText(const Run& run) {
    const auto count = [](std::size_t number) { return countText(static_cast<qint64>(number)); };
    switch (run.phase) {
    case RunPhase::Waiting:
        return tr("Waiting for the model \u2026");
    case RunPhase::Reading:
        return run.prefillTotal > 0 && run.prefillDone < run.prefillTotal
                   ? tr("Reading: %1 of %2 tokens \u2026").arg(count(run.prefillDone), count(run.prefillTotal))
                   : tr("Reading \u2026");
    case RunPhase::Writing:
        return tr("Writing: %1 tokens \u2026").arg(count(run.tokens.size() - run.promptLength()));
    case RunPhase::Done:
        break;
    }
    if (!run.sentence.isEmpty()) {
        return run.sentence;
    }
    if (!run.finish) {
        return {};
    }
    switch (*run.finish) {
    case FinishReason::EndToken:
        return tr("The model ended the text.");
    case FinishReason::StopText:
        return tr("Stopped at a stop text.");
    case FinishReason::Length:
        return run.stepping ? tr("%1 tokens, step by step.").arg(count(run.tokens.size() - run.promptLength()))
                            : tr("Stopped at the limit of %1 tokens.")
                                  .arg(count(static_cast<std::size_t>(run.settings.stop.maxTokens)));
    case FinishReason::ContextFull:
        return tr("The context of %1 tokens is full.").arg(count(run.model->info.config.contextLength));
    case FinishReason::Cancelled:
        return tr("Stopped by hand.");
    }
    return {};
}

QString proceedText(const Run& run) {
    const bool full = run.tokens.size() >= run.model->info.config.contextLength;
    return run.live() || run.tokens.empty() || full || run.model->saved ? QString() : tr("Write on");
}

TokenMatches findTokens(const Tokenizer* tokenizer, std::span<const float> logits, const QString& query,
                        std::size_t limit) {
    TokenMatches matches;
    matches.tokens = tokensHolding(tokenizer, logits.size(), query);
    matches.total = static_cast<qint64>(matches.tokens.size());
    const auto before = [&](TokenId a, TokenId b) {
        const float left = logits[indexOf(a)], right = logits[indexOf(b)];
        return left != right ? left > right : a < b;
    };
    const std::size_t kept = std::min(limit, matches.tokens.size());
    std::partial_sort(matches.tokens.begin(), matches.tokens.begin() + static_cast<std::ptrdiff_t>(kept),
                      matches.tokens.end(), before);
    matches.tokens.resize(kept);
    return matches;
}

} // namespace logitscope
