#include "core/session/replay.h"

#include "core/base/utf8.h"
#include "core/decoding/prompt.h"
#include "core/decoding/sample_strategy.h"
#include "core/session/passages.h"
#include "core/text/chat_template.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace logitscope {

namespace {

Result<std::vector<TokenId>> numbersIn(const std::string& text) {
    std::vector<TokenId> ids;
    for (const char *at = text.data(), *end = at + text.size(); at != end;) {
        if (*at == ',' || *at == ' ' || *at == '\n' || *at == '\t' || *at == '\r') {
            ++at;
            continue;
        }
        std::int32_t id = 0;
        const auto [next, problem] = std::from_chars(at, end, id);
        if (problem != std::errc() || id < 0) {
            return Error{"The prompt " + inQuotes(text) + " is no list of token ids."};
        }
        ids.push_back(static_cast<TokenId>(id));
        at = next;
    }
    return ids;
}

// Compares what one request draws with the saved tokens from `first` on; stops it at the first difference.
class Comparison final : public DecodingListener {
public:
    Comparison(const WholeRun& whole, std::size_t first, ReplayedRun& report, std::stop_source& stop)
        : m_whole(whole), m_next(first), m_report(report), m_stop(stop) {}

    void onStep(const StepRecord& step) override {
        const SavedToken& saved = m_whole.tokens[m_next++];
        ++m_report.drawn;
        if (step.token != saved.token) {
            m_report.difference = ReplayDifference{step.position, saved.token, step.token};
            m_stop.request_stop();
            return;
        }
        const bool same = step.uniform == saved.uniform && step.probability == saved.probability &&
                          step.entropyBits == saved.entropyBits && step.rawProbability == saved.rawProbability &&
                          step.rawRank == saved.rawRank && step.rawEntropyBits == saved.rawEntropyBits &&
                          step.memory == saved.memory;
        if (!same && !m_report.numbersDiffer) {
            m_report.numbersDiffer = step.position;
        }
    }
    std::optional<ChainSpec> takeChainUpdate() override {
        const auto found = std::ranges::find(m_whole.passages, m_next, &Passage::first);
        return found != m_whole.passages.end() && found->continues ? std::optional(found->chain) : std::nullopt;
    }
    std::size_t next() const { return m_next; }

private:
    const WholeRun& m_whole;
    std::size_t m_next;
    ReplayedRun& m_report;
    std::stop_source& m_stop;
};

// Where a request that drew the token at `first` ended: at a token that was not drawn, or a passage that began anew.
std::size_t endOfRequest(const WholeRun& whole, std::size_t first) {
    std::size_t end = first + 1;
    while (end < whole.tokens.size() && whole.tokens[end].origin == TokenOrigin::Drawn) {
        const Passage& passage = passageAt(whole, end);
        if (passage.first == end && !passage.continues) {
            break;
        }
        ++end;
    }
    return end;
}

// A chain that changed within a request is the changed one from there on; a request that is replayed from its middle
// does not happen: `from` is where a branch begins, and there a request does.
void replayDrawn(Session& engine, const WholeRun& whole, std::size_t first, std::size_t end, ReplayedRun& report,
                 const std::stop_token& stop) {
    GenerationRequest request;
    for (std::size_t i = 0; i < first; ++i) {
        request.prompt.push_back(whole.tokens[i].token);
    }
    const Passage& passage = passageAt(whole, first);
    request.chain = passage.chain;
    request.seed = passage.seed;
    request.sequence = passage.sequence;
    request.memory = whole.tokens[first].memory;
    request.stop = {.atEndToken = false, .texts = {}, .maxTokens = static_cast<int>(end - first)};
    std::stop_source source;
    const std::stop_callback forward(stop, [&source] { source.request_stop(); });
    Comparison comparison(whole, first, report, source);
    const auto outcome = SampleStrategy().run(engine, request, comparison, source.get_token());
    if (!outcome) {
        report.problem = outcome.error().message;
    } else if (comparison.next() < end && !report.difference) {
        report.interrupted = stop.stop_requested();
        if (!report.interrupted) {
            report.difference =
                ReplayDifference{static_cast<Position>(comparison.next()), whole.tokens[comparison.next()].token, {}};
        }
    }
}

void comparePrompt(const SavedRun& run, const WholeRun& whole, const LoadedModel& loaded, ReplayedRun& report) {
    const auto ids = promptIds(run.prompt, run.asChat, loaded);
    if (!ids) {
        report.problem = ids.error().message;
        return;
    }
    std::size_t given = 0;
    while (given < whole.tokens.size() && whole.tokens[given].origin == TokenOrigin::Given) {
        ++given;
    }
    // A branch inside the prompt has its beginning only; a run that wrote something without one has all of it.
    const bool cut = given < whole.tokens.size() && whole.tokens[given].origin == TokenOrigin::Chosen;
    for (std::size_t i = 0; i < std::max(given, cut ? std::size_t{0} : ids->size()); ++i) {
        const auto saved = i < given ? std::optional(whole.tokens[i].token) : std::nullopt;
        const auto replayed = i < ids->size() ? std::optional((*ids)[i]) : std::nullopt;
        if (saved != replayed) {
            report.difference = ReplayDifference{static_cast<Position>(i), saved, replayed};
            return;
        }
    }
}

} // namespace

Result<std::vector<TokenId>> promptIds(const std::string& prompt, bool asChat, const LoadedModel& loaded) {
    if (!loaded.tokenizer) {
        auto ids = numbersIn(prompt);
        return ids ? resolvePrompt(Prompt{std::move(*ids)}, loaded) : ids;
    }
    if (asChat && loaded.info.chat) {
        const ChatMessage message{ChatRole::User, prompt};
        auto chat = renderChat(*loaded.info.chat, {&message, 1}, chatSpecials(*loaded.tokenizer));
        return chat ? resolvePrompt(Prompt{MarkedText{std::move(*chat)}}, loaded)
                    : Result<std::vector<TokenId>>(chat.error());
    }
    return resolvePrompt(Prompt{prompt}, loaded);
}

std::vector<ReplayedRun> replaySession(Session& engine, const SavedSession& session, std::size_t model,
                                       const std::function<void(const ReplayedRun&)>& done,
                                       const std::stop_token& stop) {
    std::vector<ReplayedRun> reports;
    std::set<RunId> identical;
    for (const auto& run : session.runs) {
        if (run->model != model || stop.stop_requested()) {
            continue;
        }
        const WholeRun whole = wholeRun(session, *run);
        ReplayedRun report;
        report.run = run->id;
        const bool known = run->parent && identical.contains(*run->parent);
        if (!known) {
            comparePrompt(*run, whole, engine.loaded(), report);
        }
        std::size_t at = known ? run->branchedAt : 0;
        while (at < whole.tokens.size() && report.identical()) {
            if (whole.tokens[at].origin != TokenOrigin::Drawn) {
                ++at;
                continue;
            }
            const std::size_t end = endOfRequest(whole, at);
            replayDrawn(engine, whole, at, end, report, stop);
            at = end;
        }
        report.tokens = report.difference ? indexOf(report.difference->position) : at;
        if (report.identical()) {
            identical.insert(run->id);
        }
        done(report);
        reports.push_back(std::move(report));
    }
    return reports;
}

} // namespace logitscope
