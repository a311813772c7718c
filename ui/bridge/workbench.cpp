#include "ui/bridge/workbench.h"

#include "core/base/uniform.h"
#include "core/sampling/chain.h"
#include "core/sampling/sampler_catalog.h"
#include "ui/bridge/prompt_text.h"
#include "ui/bridge/saved_runs.h"

#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace logitscope {

namespace {

// Prompt rows are all in memory at once when they arrive: beyond this the prompt is read without being scored.
constexpr std::size_t promptRowBytes = std::size_t{256} << 20;

// A guess without the tokenizer: text has seldom fewer than three bytes a token.
std::size_t expectedTokens(const Prompt& prompt) {
    if (const auto* ids = std::get_if<std::vector<TokenId>>(&prompt)) {
        return ids->size();
    }
    const auto* marked = std::get_if<MarkedText>(&prompt);
    return (marked ? marked->text : std::get<std::string>(prompt)).size() / 3 + 1;
}

std::vector<PromptRecord> unscored(const std::vector<TokenId>& ids) {
    std::vector<PromptRecord> records(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        records[i].score.token = ids[i];
        records[i].score.position = static_cast<Position>(i);
    }
    return records;
}

} // namespace

Workbench::Workbench(const EngineOptions& options, QObject* parent)
    : QObject(parent), m_runs(new RunStore(RunStore::defaultBudgetBytes, this)), m_focus(new Focus(this)),
      m_precise(options.precision == Precision::Precise), m_engine(new EngineHost(options, this)),
      m_rows(new RowReader(*m_engine, *m_runs, this)), m_second(new SecondModel(*m_engine, this)) {
    m_clock.start();
    const auto runOf = [this](JobId job) -> std::optional<RunId> {
        const auto found = m_jobs.find(job);
        return found == m_jobs.end() ? std::nullopt : std::optional(found->second);
    };
    connect(m_engine, &EngineHost::modelLoadProgressed, this, [this](JobId job, std::size_t done, std::size_t total) {
        if (job == m_loadJob && total > 0) {
            emit modelLoadProgressed(static_cast<double>(done) / static_cast<double>(total));
        }
    });
    connect(m_engine, &EngineHost::modelLoaded, this, &Workbench::onModelLoaded);
    connect(m_engine, &EngineHost::prefillProgressed, this, [=, this](JobId job, std::size_t done, std::size_t total) {
        if (const auto run = runOf(job)) {
            m_runs->setPrefill(*run, done, total);
        }
    });
    connect(m_engine, &EngineHost::promptArrived, this, [=, this](JobId job, const std::vector<PromptRecord>& prompt) {
        if (const auto run = runOf(job)) {
            m_runs->setPrompt(*run, prompt);
            follow(*run);
        }
    });
    connect(m_engine, &EngineHost::stepsArrived, this, &Workbench::onSteps);
    connect(m_engine, &EngineHost::outcomeArrived, this, [=, this](JobId job, const Outcome& outcome) {
        if (const auto run = runOf(job)) {
            m_runs->setOutcome(*run, outcome);
        }
    });
    connect(m_engine, &EngineHost::jobFinished, this, &Workbench::onJobFinished);
    connect(m_engine, &EngineHost::treeGrown, this, [this](JobId job, const std::vector<TreeNode>& children) {
        if (job == m_treeJob) {
            emit treeGrown(children);
        }
    });
    const auto readAhead = [this] {
        const std::size_t before = std::exchange(m_lastPosition, m_focus->position());
        if (const Run* shown = run(); shown && m_jobs.empty() && shown->model == m_model) {
            m_rows->readAhead(*shown, m_focus->position(), before);
        }
    };
    connect(m_focus, &Focus::moved, this, readAhead);
}

Workbench::~Workbench() = default;

const Run* Workbench::run() const { return m_document.run ? m_runs->find(*m_document.run) : nullptr; }

bool Workbench::busy() const {
    const Run* shown = run();
    return shown && shown->live();
}

double Workbench::uniformAt(std::size_t index) const {
    const Run* shown = run();
    if (!shown) {
        return 0.0;
    }
    return index < shown->tokens.size()
               ? shown->tokens[index].uniform
               : uniform(m_document.seed, shown->settings.sequence, static_cast<Position>(index));
}

std::uint64_t Workbench::seedAt(std::size_t index) const {
    const Run* shown = run();
    return shown && index < shown->tokens.size() ? shown->tokens[index].seed : m_document.seed;
}

QString Workbench::pieceOf(TokenId token) const {
    const Run* shown = run();
    const auto& tokenizer = shown ? shown->model->tokenizer : m_model ? m_model->tokenizer : nullptr;
    if (!tokenizer) {
        return QStringLiteral("#%1").arg(numberOf(token));
    }
    const std::string_view piece = tokenizer->pieceOf(token);
    return QString::fromUtf8(piece.data(), static_cast<qsizetype>(piece.size()));
}

// --- models

void Workbench::openModel(const QString& path, const QString& displayName, AfterLoad after) {
    stop();
    cancelLoad();
    m_afterLoad = after;
    m_loadingName = displayName.isEmpty() ? QFileInfo(path).fileName() : displayName;
    m_loadJob = m_engine->loadModel({path.toStdString(), displayName.toStdString()});
    m_loads.insert(*m_loadJob);
    emit modelChanged();
}

void Workbench::cancelLoad() {
    if (m_loadJob) {
        m_engine->cancel(*m_loadJob);
    }
}

void Workbench::onModelLoaded(JobId job, const LoadedModel& model) {
    if (!m_loads.contains(job)) {
        return;
    }
    m_model = std::make_shared<const RunModel>(RunModel{model.tokenizer, model.info, m_precise, false});
    if (job == m_loadJob) {
        m_loadJob.reset();
    }
    emit modelChanged();
    if (!m_loadJob && m_afterLoad == AfterLoad::Run) {
        start();
    }
}

// --- edits

void Workbench::edit(EditKind kind, bool merge) {
    m_document.position = m_focus->position();
    m_history.record(m_document, kind, merge, m_clock.elapsed());
}

void Workbench::setPrompt(const QString& prompt) {
    if (prompt != m_document.prompt) {
        edit(EditKind::Text, true);
        m_document.prompt = prompt;
        emit documentChanged();
    }
}

void Workbench::setAsChat(bool asChat) {
    if (asChat != m_document.asChat) {
        edit(EditKind::Text, false);
        m_document.asChat = asChat;
        emit documentChanged();
    }
}

void Workbench::setChain(const ChainSpec& chain) {
    if (chain == m_document.chain) {
        return;
    }
    edit(EditKind::Chain, sameShape(chain, m_document.chain));
    m_document.chain = chain;
    if (validate(chain).ok()) {
        for (const auto& [job, run] : m_jobs) {
            if (m_engine->updateChain(job, chain).ok()) {
                m_runs->setChain(run, chain);
            }
        }
    }
    emit documentChanged();
}

void Workbench::setSeed(std::uint64_t seed) {
    if (seed != m_document.seed) {
        edit(EditKind::Seed, true);
        m_document.seed = seed;
        emit documentChanged();
    }
}

void Workbench::setStopRules(const StopRules& stop) {
    if (!sameStopRules(stop, m_document.stop)) {
        edit(EditKind::Stop, true);
        m_document.stop = stop;
        emit documentChanged();
    }
}

void Workbench::undo() {
    m_document.position = m_focus->position();
    if (const auto target = m_history.undo(m_document)) {
        apply(*target);
    }
}

void Workbench::redo() {
    m_document.position = m_focus->position();
    if (const auto target = m_history.redo(m_document)) {
        apply(*target);
    }
}

void Workbench::apply(const Document& target) {
    if (target.run != m_document.run) {
        stop();
    }
    const bool anotherRun = target.run != m_document.run;
    m_document = target;
    if (anotherRun) {
        m_focus->moveTo(target.run, target.position);
    }
    emit documentChanged();
}

void Workbench::restore(const Document& document) {
    m_document = document;
    m_document.run.reset();
    emit documentChanged();
}

// --- sessions

void Workbench::clear() {
    stop();
    m_jobs.clear(); // what they still send belongs to nothing
    m_history.clear();
    m_runBefore.reset();
    m_landing = false;
    m_document.run.reset();
    m_document.position = 0;
    m_document.names.clear();
    m_document.deleted.clear();
    m_focus->moveTo(std::nullopt, 0);
    emit documentChanged();
    m_runs->clear();
    m_lastSequence = 0;
}

void Workbench::open(OpenedSession session) {
    clear();
    m_document = session.document;
    std::vector<RunId> ids;
    for (std::size_t i = 0; i < session.runs.size(); ++i) {
        for (const Passage& passage : session.runs[i].passages) {
            m_lastSequence = std::max(m_lastSequence, passage.sequence); // of the re-rolls so far
        }
        const auto parent = session.parents[i] ? std::optional(ids[*session.parents[i]]) : std::nullopt;
        ids.push_back(m_runs->restore(std::move(session.runs[i]), parent));
        if (!session.names[i].isEmpty()) {
            m_document.names[ids.back()] = session.names[i];
        }
    }
    if (session.shown) {
        m_document.run = ids[*session.shown];
        m_document.position = session.position;
        m_focus->moveTo(m_document.run, session.position);
    }
    emit documentChanged();
}

void Workbench::adoptModel(const std::shared_ptr<const RunModel>& standIn) {
    if (m_model && m_model != standIn) {
        m_runs->setModel(standIn, m_model);
    }
}

// --- runs

RunSettings Workbench::settingsOf(const Run& from, std::uint32_t sequence) const {
    RunSettings made = settings(sequence);
    // Its beginning was made from the prompt of then, whatever the field says now.
    made.prompt = from.settings.prompt;
    made.asChat = from.settings.asChat;
    return made;
}

RunSettings Workbench::settings(std::uint32_t sequence) const {
    return {m_document.prompt, m_document.asChat, m_document.chain, m_document.seed, sequence, m_document.stop};
}

bool Workbench::ownsModelOf(const Run& run) {
    if (run.model == m_model) {
        return true;
    }
    emit runFailed(tr("This text was written by %1; open that model again to go on with it.")
                       .arg(QString::fromStdString(run.model->info.displayName)));
    return false;
}

void Workbench::show(RunId run, std::size_t position, bool follow) {
    m_runBefore = m_document.run;
    m_positionBefore = m_focus->position();
    m_document.run = run;
    m_focus->moveTo(run, position, follow);
    emit documentChanged();
    emit runStarted();
}

// A run that never got its prompt read is not worth looking at.
void Workbench::showBefore(RunId failed) {
    if (m_document.run == failed) {
        m_history.withdraw(EditKind::Run);
        m_document.run = m_runBefore;
        m_focus->moveTo(m_runBefore, m_positionBefore);
        emit documentChanged();
    }
}

void Workbench::submit(RunId run, Prompt prompt, Length length, bool scorePrompt) {
    const Run& shown = *m_runs->find(run);
    GenerateRequest request;
    request.prompt = std::move(prompt);
    request.chain = m_document.chain;
    request.seed = m_document.seed;
    request.sequence = shown.settings.sequence;
    request.memory = shown.nextMemory;
    request.stop = m_document.stop;
    request.scorePrompt = scorePrompt;
    if (length == Length::OneToken) {
        // By hand, the person says where to stop.
        request.stop.texts.clear();
        request.stop.maxTokens = 1;
    }
    m_runs->beginContinuation(run, request.chain, request.seed, request.stop, length == Length::OneToken);
    m_jobs[m_engine->generate(std::move(request))] = run;
}

void Workbench::submitContinuation(RunId run, Length length) {
    const Run& shown = *m_runs->find(run);
    submit(run, shown.ids(shown.tokens.size()), length, false);
}

void Workbench::begin(Length length) {
    auto prompt = promptOf(*m_model, m_document.prompt, m_document.asChat);
    if (!prompt) {
        emit runFailed(QString::fromStdString(prompt.error().message));
        return;
    }
    edit(EditKind::Run, false);
    const RunId run = m_runs->begin(m_model, settings(0));
    const bool scored = expectedTokens(*prompt) * m_model->info.config.vocabularySize * sizeof(float) <= promptRowBytes;
    if (!scored && m_model->tokenizer) {
        // The engine reports a prompt only with its rows, so the tokens of this one are found here.
        if (auto ids = tokensOf(*m_model->tokenizer, *prompt)) {
            prompt = Prompt{std::move(*ids)};
        }
    }
    if (const auto* ids = std::get_if<std::vector<TokenId>>(&*prompt); ids && !scored) {
        m_runs->setPrompt(run, unscored(*ids));
    }
    submit(run, std::move(*prompt), length, scored);
    m_landing = true;
    show(run, 0, true);
}

void Workbench::start() {
    if (m_model) {
        stop();
        begin(Length::Limit);
    }
}

void Workbench::proceed() {
    const Run* shown = run();
    if (shown && !shown->live() && !shown->tokens.empty() && ownsModelOf(*shown)) {
        submitContinuation(shown->id, Length::Limit);
        emit runStarted();
    }
}

void Workbench::step() {
    const Run* shown = run();
    if (!m_model) {
        return;
    }
    if (shown && shown->live()) {
        m_stepWaits = shown->stepping;
        return;
    }
    const bool samePrompt = shown && shown->settings.prompt == m_document.prompt &&
                            shown->settings.asChat == m_document.asChat && shown->model == m_model;
    if (samePrompt && !shown->tokens.empty()) {
        submitContinuation(shown->id, Length::OneToken);
        m_focus->moveTo(shown->id, shown->tokens.size(), true);
        emit runStarted();
        return;
    }
    begin(Length::OneToken);
}

void Workbench::stop() {
    m_stepWaits = false;
    m_rows->cancel();
    cancelTree();
    for (const auto& [job, run] : m_jobs) {
        m_engine->cancel(job);
    }
}

void Workbench::setLogitMemory(std::size_t bytes) { m_runs->setBudget(bytes); }

void Workbench::select(std::size_t position) {
    if (const Run* shown = run()) {
        const std::size_t place = std::min(position, shown->tokens.size());
        m_focus->moveTo(shown->id, place, place == shown->tokens.size());
    }
}

// Tokens of typed text come without scores: those are read once the run is at rest.
void Workbench::scoreTyped(const Run& run) {
    const auto unscored = [](const RunToken& token) { return token.origin == TokenOrigin::Chosen && !token.predicted; };
    const auto first = std::ranges::find_if(run.tokens, unscored);
    if (first == run.tokens.end() || !m_jobs.empty() || run.model != m_model) {
        return;
    }
    const auto last = std::find_if_not(first, run.tokens.end(), unscored);
    m_rows->read(run, static_cast<std::size_t>(first - run.tokens.begin()),
                 static_cast<std::size_t>(last - run.tokens.begin()) - 1);
}

// --- facts from the engine

void Workbench::follow(RunId run) {
    const Run& written = *m_runs->find(run);
    if (m_focus->run() == run && m_focus->following() && !written.tokens.empty()) {
        const std::size_t prompt = written.promptLength();
        const bool drawn = written.tokens.size() > prompt;
        if (drawn && m_landing) {
            m_landing = false;
            m_focus->moveTo(run, prompt);
        } else {
            m_focus->moveTo(run, drawn ? written.tokens.size() - 1 : written.tokens.size(), true);
        }
    }
}

void Workbench::onSteps(JobId job, const std::vector<StepRecord>& steps) {
    const auto found = m_jobs.find(job);
    if (found != m_jobs.end()) {
        m_runs->append(found->second, steps);
        follow(found->second);
    }
}

void Workbench::onJobFinished(JobId job, const Finished& finished) {
    const QString sentence = QString::fromStdString(finished.sentence);
    m_loads.erase(job);
    if (job == m_loadJob) {
        m_loadJob.reset();
        emit modelChanged();
        if (finished.end == JobEnd::Failed) {
            emit modelFailed(sentence);
        }
        return;
    }
    if (job == m_treeJob) {
        m_treeJob.reset();
        emit treeFinished(sentence);
        return;
    }
    const auto found = m_jobs.find(job);
    if (found == m_jobs.end()) {
        return;
    }
    const RunId id = found->second;
    m_jobs.erase(found);
    m_runs->finish(id, sentence);
    scoreTyped(*m_runs->find(id));
    if (finished.end == JobEnd::Failed) {
        if (m_runs->find(id)->tokens.empty()) {
            showBefore(id);
        }
        emit runFailed(sentence);
    }
    if (m_stepWaits && m_document.run == id) {
        m_stepWaits = false;
        step();
    }
}

} // namespace logitscope
