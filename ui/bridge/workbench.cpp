#include "ui/bridge/workbench.h"

#include "core/base/uniform.h"
#include "core/sampling/chain.h"
#include "core/sampling/sampler_catalog.h"
#include "ui/bridge/prompt_text.h"

#include <QFileInfo>

#include <algorithm>

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
      m_engine(new EngineHost(options, this)), m_second(new SecondModel(*m_engine, this)) {
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

void Workbench::openModel(const QString& path, const QString& displayName) {
    stop();
    cancelLoad();
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
    m_model = std::make_shared<const RunModel>(RunModel{model.tokenizer, model.info});
    if (job == m_loadJob) {
        m_loadJob.reset();
    }
    emit modelChanged();
    if (!m_loadJob) {
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

// --- runs

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
    for (const auto& [job, run] : m_jobs) {
        m_engine->cancel(job);
    }
}

void Workbench::branch(std::size_t position, TokenId token) {
    const Run* from = run();
    if (!from || position > from->tokens.size() || !from->rowAt(position) || !ownsModelOf(*from)) {
        return;
    }
    if (position < from->tokens.size() && from->tokens[position].token == token) {
        return; // it is already the one taken
    }
    stop();
    edit(EditKind::Run, false);
    const double dice = uniformAt(position);
    const ChainMemory left = memoryAfter(position, token);
    const RunId fresh = m_runs->branch(from->id, position, settings(from->settings.sequence));
    m_runs->appendChosen(fresh, token, dice, left);
    submitContinuation(fresh, Length::Limit);
    show(fresh, position, false);
}

// What a token taken by hand leaves for samplers with memory, as if the chain had drawn it.
ChainMemory Workbench::memoryAfter(std::size_t position, TokenId token) const {
    const Run& shown = *run();
    const auto chain = SamplerChain::create(m_document.chain, shown.model->texts());
    if (!chain || !chain->remembers()) {
        return {};
    }
    std::vector<float> buffer;
    const KeptContext context = contextAt(position);
    return chain->remember(chain->apply(shown.rowAt(position)->view(buffer), context.view()), token, context.view());
}

void Workbench::reroll(std::size_t position) { drawAgain(position, std::nullopt); }

void Workbench::drawWith(std::size_t position, std::uint64_t seed) { drawAgain(position, seed); }

void Workbench::drawAgain(std::size_t position, std::optional<std::uint64_t> seed) {
    const Run* from = run();
    if (!from || position == 0 || position > from->tokens.size() || !ownsModelOf(*from)) {
        return;
    }
    stop();
    edit(EditKind::Run, false);
    m_document.seed = seed.value_or(m_document.seed);
    const std::uint32_t sequence = seed ? from->settings.sequence : ++m_lastSequence;
    const RunId fresh = m_runs->branch(from->id, position, settings(sequence));
    submitContinuation(fresh, Length::Limit);
    show(fresh, position, false);
}

void Workbench::select(std::size_t position) {
    if (const Run* shown = run()) {
        const std::size_t place = std::min(position, shown->tokens.size());
        m_focus->moveTo(shown->id, place, place == shown->tokens.size());
    }
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
    const auto found = m_jobs.find(job);
    if (found == m_jobs.end()) {
        return;
    }
    const RunId id = found->second;
    m_jobs.erase(found);
    m_runs->finish(id, sentence);
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
