#include "ui/bridge/saved_runs.h"

#include "core/sampling/sampler_catalog.h"
#include "core/session/saved_tokenizer.h"
#include "ui/bridge/workbench.h"

#include <algorithm>
#include <iterator>

namespace logitscope {

namespace {

constexpr std::size_t sliceTokens = 4000; // a few milliseconds' worth

std::shared_ptr<const RunModel> standInFor(const SavedModel& saved) {
    auto model = std::make_shared<RunModel>();
    if (saved.hasVocabulary) {
        model->tokenizer = std::make_shared<SavedTokenizer>(saved);
    }
    model->info.displayName = saved.displayName;
    model->info.path = saved.path;
    model->info.config.vocabularySize = saved.vocabularySize;
    model->info.config.contextLength = saved.contextLength;
    model->precise = saved.precise;
    model->saved = true;
    return model;
}

RunToken runToken(const SavedToken& saved, const Passage& passage) {
    RunToken token{.origin = saved.origin,
                   .token = saved.token,
                   .predicted = saved.predicted,
                   .rawProbability = saved.rawProbability,
                   .rawRank = saved.rawRank,
                   .rawEntropyBits = saved.rawEntropyBits,
                   .seed = passage.seed,
                   .sequence = passage.sequence,
                   .memory = saved.memory,
                   .uniform = saved.uniform,
                   .probability = saved.probability,
                   .entropyBits = saved.entropyBits,
                   .milliseconds = saved.milliseconds,
                   .row = nullptr};
    if (saved.predicted) {
        token.row = std::make_shared<const StoredRow>(nullptr);
    }
    return token;
}

Run runOf(const SavedRun& saved, const Run* parent, std::shared_ptr<const RunModel> model) {
    Run run;
    run.branchedAt = saved.branchedAt;
    run.model = std::move(model);
    run.phase = RunPhase::Done;
    run.tokens.reserve(saved.length());
    if (parent) {
        const auto end = parent->tokens.begin() + static_cast<std::ptrdiff_t>(saved.branchedAt);
        run.tokens.assign(parent->tokens.begin(), end);
        std::ranges::copy_if(parent->passages, std::back_inserter(run.passages),
                             [&](const Passage& passage) { return passage.first < saved.branchedAt; });
    }
    run.passages.insert(run.passages.end(), saved.passages.begin(), saved.passages.end());
    auto passage = saved.passages.begin();
    for (std::size_t i = 0; i < saved.tokens.size(); ++i) {
        while (passage + 1 != saved.passages.end() && (passage + 1)->first <= saved.branchedAt + i) {
            ++passage;
        }
        run.tokens.push_back(runToken(saved.tokens[i], *passage));
    }
    if (parent && run.tokens.size() > saved.branchedAt && run.tokens[saved.branchedAt].row) {
        // Both went on from the same place.
        const bool inside = saved.branchedAt < parent->tokens.size();
        const RowHandle& shared = inside ? parent->tokens[saved.branchedAt].row : parent->next;
        run.tokens[saved.branchedAt].row = shared ? shared : run.tokens[saved.branchedAt].row;
    }
    const Passage& last = saved.passages.back();
    run.settings = {
        QString::fromStdString(saved.prompt), saved.asChat, last.chain, last.seed, last.sequence, saved.stop};
    run.nextMemory = saved.nextMemory;
    run.finish = saved.finish;
    run.stepping = saved.stepping;
    run.sentence = QString::fromStdString(saved.problem);
    run.figures = saved.figures;
    return run;
}

} // namespace

SavedToken savedTokenOf(const RunToken& token) {
    return {token.origin,      token.token,          token.predicted, token.rawProbability,
            token.rawRank,     token.rawEntropyBits, token.uniform,   token.probability,
            token.entropyBits, token.milliseconds,   token.memory};
}

OpenedSession openedSession(const SavedSession& session) {
    OpenedSession opened;
    Document& document = opened.document;
    document.prompt = QString::fromStdString(session.prompt);
    document.asChat = session.asChat;
    document.chain = session.chain;
    document.seed = session.seed;
    document.stop = session.stop;
    for (const SavedModel& model : session.models) {
        opened.models.push_back(standInFor(model));
    }
    opened.savedModels = session.models;
    opened.model = session.model;
    std::map<RunId, std::size_t> indices;
    for (const auto& saved : session.runs) {
        const auto parent = saved->parent ? std::optional(indices.at(*saved->parent)) : std::nullopt;
        opened.runs.push_back(runOf(*saved, parent ? &opened.runs[*parent] : nullptr, opened.models[saved->model]));
        opened.parents.push_back(parent);
        opened.names.push_back(QString::fromStdString(saved->name));
        indices[saved->id] = opened.runs.size() - 1;
    }
    if (session.shown) {
        opened.shown = indices.at(*session.shown);
        opened.position = session.position;
    }
    opened.view = session.view;
    opened.results = session.results;
    return opened;
}

SavedModel savedModel(const RunModel& model) {
    SavedModel saved;
    saved.displayName = model.info.displayName;
    saved.path = model.info.path;
    saved.precise = model.precise;
    saved.isChat = model.info.chat.has_value();
    saved.hasVocabulary = model.tokenizer != nullptr;
    saved.addsSpacePrefix = model.tokenizer && model.tokenizer->addsSpacePrefix();
    saved.vocabularySize = model.info.config.vocabularySize;
    saved.contextLength = model.info.config.contextLength;
    return saved;
}

SessionSnapshot::SessionSnapshot(const Workbench& bench, QObject* parent) : QObject(parent), m_bench(bench) {
    m_slices.setSingleShot(true);
    connect(&m_slices, &QTimer::timeout, this, &SessionSnapshot::logSlice);
    connect(&bench.runs(), &RunStore::runChanged, this, &SessionSnapshot::noteChange);
    connect(&bench.runs(), &RunStore::tokensAppended, this, &SessionSnapshot::noteChange);
    connect(&bench.runs(), &RunStore::tokensScored, this, [this](RunId id) {
        m_kept[id].log = nullptr; // a worker may read the old one
        noteChange(id);
    });
}

// --- logs

void SessionSnapshot::noteChange(RunId id) {
    Kept& kept = m_kept[id];
    kept.run = nullptr;
    ++kept.version;
    m_behind.insert(id);
    m_slices.start(0);
}

// A little of what is behind in each round of the event loop, so that a session that was opened stops nothing.
void SessionSnapshot::logSlice() {
    while (!m_behind.empty()) {
        const RunId id = *m_behind.begin();
        const Run* run = m_bench.runs().find(id);
        if (run) {
            const auto ancestor = ancestorOf(m_bench.runs(), m_bench.document(), *run);
            extendLog(*run, ancestor ? ancestor->shared : 0, sliceTokens);
            if (m_kept[id].base + m_kept[id].log->size() < run->tokens.size()) {
                m_slices.start(0);
                return;
            }
        }
        m_behind.erase(id);
    }
}

void SessionSnapshot::extendLog(const Run& run, std::size_t base, std::size_t most) {
    Kept& kept = m_kept[run.id];
    if (!kept.log || kept.base != base) {
        kept.log = std::make_shared<std::vector<SavedToken>>();
        kept.base = base;
    }
    const std::size_t begin = base + kept.log->size();
    const std::size_t end = std::min(run.tokens.size(), begin + std::min(most, run.tokens.size()));
    if (end - base > kept.log->capacity()) {
        // What a worker reads must not move: a larger one takes its place.
        auto larger = std::make_shared<std::vector<SavedToken>>();
        larger->reserve((run.tokens.size() - base) * 2 + 256);
        *larger = *kept.log;
        kept.log = std::move(larger);
    }
    for (std::size_t i = begin; i < end; ++i) {
        kept.log->push_back(savedTokenOf(run.tokens[i]));
    }
}

// --- snapshots

std::optional<SessionSnapshot::Ancestor> SessionSnapshot::ancestorOf(const RunStore& runs, const Document& document,
                                                                     const Run& run) {
    std::size_t shared = run.branchedAt;
    for (std::optional<RunId> id = run.parent; id;) {
        const Run* above = runs.find(*id);
        if (!above) {
            return std::nullopt;
        }
        if (!document.isDeleted(*id) && !above->tokens.empty()) {
            return Ancestor{*id, std::min(shared, above->tokens.size())};
        }
        shared = std::min(shared, above->branchedAt);
        id = above->parent;
    }
    return std::nullopt;
}

void SessionSnapshot::save(const Run& run, std::size_t model, Taken& taken) {
    const Document& document = m_bench.document();
    const auto ancestor = ancestorOf(m_bench.runs(), document, run);
    const std::string name = document.names.value(run.id).toStdString();
    Kept& kept = m_kept[run.id];
    const std::optional<RunId> parent = ancestor ? std::optional(ancestor->run) : std::nullopt;
    if (kept.run && kept.run->parent == parent && kept.run->name == name && kept.run->model == model) {
        taken.session.runs.push_back(kept.run);
        return;
    }
    auto saved = std::make_shared<SavedRun>();
    saved->id = run.id;
    saved->parent = parent;
    saved->branchedAt = ancestor ? ancestor->shared : 0;
    saved->model = model;
    saved->name = name;
    saved->prompt = run.settings.prompt.toStdString();
    saved->asChat = run.settings.asChat;
    saved->stop = validate(run.settings.stop) ? run.settings.stop : StopRules{};
    for (const Passage& passage : run.passages) {
        // A chain that is out of range never drew anything: its request failed.
        if (passage.first >= saved->branchedAt) {
            saved->passages.push_back(passage);
            saved->passages.back().chain = validate(passage.chain) ? passage.chain : ChainSpec{};
        }
    }
    saved->nextMemory = run.nextMemory;
    saved->finish = run.live() ? std::nullopt : run.finish;
    saved->stepping = run.stepping;
    saved->problem = run.sentence.toStdString();
    saved->figures = run.figures;
    extendLog(run, saved->branchedAt, run.tokens.size());
    taken.pending.push_back({saved, kept.log, kept.log->data(), kept.log->size(), kept.version});
    taken.session.runs.push_back(saved);
}

void SessionSnapshot::complete(Taken& taken) {
    for (Pending& pending : taken.pending) {
        pending.run->tokens.assign(pending.tokens, pending.tokens + pending.count);
    }
    std::vector<std::vector<TokenId>> used(taken.models.size());
    for (const auto& run : taken.session.runs) {
        std::ranges::transform(run->tokens, std::back_inserter(used[run->model]), &SavedToken::token);
    }
    for (std::size_t i = 0; i < taken.models.size(); ++i) {
        if (const auto& tokenizer = taken.models[i]->tokenizer) {
            taken.session.models[i].pieces = piecesOf(*tokenizer, std::move(used[i]));
        }
    }
}

void SessionSnapshot::remember(const Taken& taken) {
    for (const Pending& pending : taken.pending) {
        const auto kept = m_kept.find(pending.run->id);
        if (kept != m_kept.end() && kept->second.version == pending.version) {
            kept->second.run = pending.run;
        }
    }
}

SessionSnapshot::Taken SessionSnapshot::take(const std::map<const RunModel*, FileIdentity>& identities) {
    const Document& document = m_bench.document();
    Taken taken;
    SavedSession& session = taken.session;
    session.prompt = document.prompt.toStdString();
    session.asChat = document.asChat;
    m_validChain = validate(document.chain) ? document.chain : m_validChain;
    session.chain = m_validChain;
    session.seed = document.seed;
    session.stop = validate(document.stop) ? document.stop : StopRules{};
    const auto indexOfModel = [&](const std::shared_ptr<const RunModel>& model) {
        const auto found = std::ranges::find(taken.models, model);
        if (found != taken.models.end()) {
            return static_cast<std::size_t>(found - taken.models.begin());
        }
        taken.models.push_back(model);
        session.models.push_back(savedModel(*model));
        if (const auto identity = identities.find(model.get()); identity != identities.end()) {
            session.models.back().identity = identity->second;
        }
        return taken.models.size() - 1;
    };
    const Run* shown = m_bench.run();
    if (m_bench.model()) {
        session.model = indexOfModel(m_bench.model());
    } else if (shown) {
        session.model = indexOfModel(shown->model); // it is being looked for
    }
    for (const auto& [id, run] : m_bench.runs().all()) {
        if (!document.isDeleted(id) && !run.tokens.empty()) {
            save(run, indexOfModel(run.model), taken);
        }
    }
    if (shown && !document.isDeleted(shown->id) && !shown->tokens.empty()) {
        session.shown = shown->id;
        session.position = std::min(m_bench.focus().position(), shown->tokens.size());
    }
    std::erase_if(m_kept, [this](const auto& kept) { return !m_bench.runs().find(kept.first); });
    return taken;
}

} // namespace logitscope
