#include "core/session/session.h"

#include "core/sampling/sampler_catalog.h"

#include <algorithm>

namespace logitscope {

namespace {

// What later runs need to know of an earlier one.
struct Known {
    std::size_t length = 0;
    std::size_t promptLength = 0;
    std::size_t model = 0;
};

std::size_t givenAtStart(const std::vector<SavedToken>& tokens) {
    const auto end =
        std::ranges::find_if(tokens, [](const SavedToken& token) { return token.origin != TokenOrigin::Given; });
    return static_cast<std::size_t>(end - tokens.begin());
}

Error runError(const SavedRun& run, const std::string& what) {
    return Error{"run " + std::to_string(numberOf(run.id)) + " " + what};
}

// `vocabulary`: 0 when it is not known.
Status checkTokens(const SavedRun& run, std::size_t vocabulary, std::size_t given) {
    for (std::size_t i = 0; i < run.tokens.size(); ++i) {
        const SavedToken& token = run.tokens[i];
        if (numberOf(token.token) < 0 || (vocabulary > 0 && indexOf(token.token) >= vocabulary)) {
            return runError(run, "holds a token that is not in the vocabulary");
        }
        if (token.origin == TokenOrigin::Given && i >= given) {
            return runError(run, "has a token of the prompt behind others");
        }
        if (!(token.uniform >= 0.0 && token.uniform < 1.0)) {
            return runError(run, "has a draw outside 0 to 1");
        }
        if (token.predicted && token.rawRank < 1) {
            return runError(run, "has a token with a rank below 1");
        }
    }
    return {};
}

Status checkPassages(const SavedRun& run) {
    if (run.passages.empty() || run.passages.front().first != run.branchedAt) {
        return runError(run, "does not say how its first token came about");
    }
    for (std::size_t i = 0; i < run.passages.size(); ++i) {
        const Passage& passage = run.passages[i];
        if (passage.first > run.length() || (i > 0 && passage.first <= run.passages[i - 1].first)) {
            return runError(run, "has passages out of order");
        }
        if (Status valid = validate(passage.chain); !valid) {
            return runError(run, "has a setting out of range (" + valid.error().message + ")");
        }
    }
    return run.passages.front().continues ? Status(runError(run, "begins in the middle of a request")) : Status();
}

} // namespace

const SavedRun* findRun(const SavedSession& session, RunId id) {
    const auto found = std::ranges::find_if(session.runs, [id](const auto& run) { return run->id == id; });
    return found == session.runs.end() ? nullptr : found->get();
}

WholeRun wholeRun(const SavedSession& session, const SavedRun& run) {
    // From the run up to its root, then the parts in the order of the text.
    std::vector<std::pair<const SavedRun*, std::size_t>> parts; // the run, and where its part ends
    std::size_t end = run.length();
    for (const SavedRun* part = &run; part; part = part->parent ? findRun(session, *part->parent) : nullptr) {
        if (end > part->branchedAt || parts.empty()) {
            parts.emplace_back(part, end);
            end = part->branchedAt;
        }
    }
    WholeRun whole;
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
        const SavedRun& from = *part->first;
        const auto count = static_cast<std::ptrdiff_t>(part->second - from.branchedAt);
        whole.tokens.insert(whole.tokens.end(), from.tokens.begin(), from.tokens.begin() + count);
        for (const Passage& passage : from.passages) {
            if (passage.first < part->second || &from == &run) {
                whole.passages.push_back(passage);
            }
        }
    }
    return whole;
}

Status checkSession(const SavedSession& session) {
    for (const Status& status : {validate(session.chain), validate(session.stop)}) {
        if (!status) {
            return Error{"a setting is out of range (" + status.error().message + ")"};
        }
    }
    if (session.model && *session.model >= session.models.size()) {
        return Error{"it uses a model that it does not name"};
    }
    std::map<RunId, Known> known;
    std::size_t total = 0;
    for (const auto& one : session.runs) {
        const SavedRun& run = *one;
        if (numberOf(run.id) < 1 || known.contains(run.id)) {
            return runError(run, "has the number of another run");
        }
        if (run.model >= session.models.size()) {
            return runError(run, "was made by a model that is not named");
        }
        const auto parent = run.parent ? known.find(*run.parent) : known.end();
        if (run.parent && parent == known.end()) {
            return runError(run, "branches from a run that does not stand before it");
        }
        if (run.branchedAt > (run.parent ? parent->second.length : 0)) {
            return runError(run, "branches at a place that its parent does not have");
        }
        if (run.parent && parent->second.model != run.model) {
            return runError(run, "was made by another model than its parent");
        }
        total += run.length();
        if (total > mostSessionTokens) {
            return Error{"its runs have more than " + std::to_string(mostSessionTokens) + " tokens"};
        }
        const bool inPrompt = !run.parent || run.branchedAt <= parent->second.promptLength;
        const std::size_t given = inPrompt ? givenAtStart(run.tokens) : 0;
        for (const Status& status : {checkTokens(run, session.models[run.model].vocabularySize, given),
                                     checkPassages(run), validate(run.stop)}) {
            if (!status) {
                return status;
            }
        }
        known[run.id] = {run.length(), inPrompt ? run.branchedAt + given : parent->second.promptLength, run.model};
    }
    if (session.shown && (!known.contains(*session.shown) || session.position > known[*session.shown].length)) {
        return Error{"it shows a place that it does not have"};
    }
    return {};
}

} // namespace logitscope
