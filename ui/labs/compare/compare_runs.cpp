#include "ui/labs/compare/compare_runs.h"

#include "core/analysis/estimate.h"
#include "core/analysis/self_bleu.h"
#include "core/sampling/sampler_catalog.h"
#include "ui/bridge/prompt_text.h"
#include "ui/widgets/chain_text.h"
#include "ui/widgets/parameter_value.h"

#include <algorithm>
#include <cmath>

namespace logitscope {

namespace {

// Of the rows of logits that stay for a second look.
constexpr std::size_t budgetBytes = std::size_t{256} << 20;

const ChainSpec& presetChain(const char* name) {
    const auto& presets = chainPresets();
    const auto found = std::ranges::find(presets, std::string_view(name),
                                         [](const ChainPreset& preset) { return std::string_view(preset.name); });
    return found == presets.end() ? presets.front().chain : found->chain;
}

} // namespace

CompareRuns::CompareRuns(Workbench& bench, QObject* parent) : QObject(parent), m_bench(bench) {
    m_workers.setMaxThreadCount(1);
    addColumn({});
    for (const char* preset : {"greedy", "creative"}) {
        ColumnSettings settings;
        settings.chain = presetChain(preset);
        addColumn(std::move(settings));
    }
    connect(&bench.engine(), &EngineHost::sequencePromptArrived, this, &CompareRuns::onPrompt);
    connect(&bench.engine(), &EngineHost::sequenceStepsArrived, this, &CompareRuns::onSteps);
    connect(&bench.engine(), &EngineHost::sequenceOutcomeArrived, this, &CompareRuns::onOutcome);
    connect(&bench.engine(), &EngineHost::jobFinished, this, &CompareRuns::onFinished);
    connect(&bench, &Workbench::documentChanged, this, &CompareRuns::columnsChanged);
    connect(&bench, &Workbench::modelChanged, this, &CompareRuns::columnsChanged);
    connect(&bench.secondModel(), &SecondModel::changed, this, &CompareRuns::columnsChanged);
    // A model is loaded between jobs: what runs makes way for it, and nothing written with it is taken for the old
    // one's.
    const auto makeWay = [this] {
        if (isLoading(m_bench)) {
            stop();
        }
    };
    connect(&bench, &Workbench::modelChanged, this, makeWay);
    connect(&bench.secondModel(), &SecondModel::changed, this, makeWay);
}

bool isLoading(const Workbench& bench) { return bench.loading() || bench.secondModel().loading(); }

const ColumnText& CompareRuns::text(std::size_t column) const {
    static const ColumnText none;
    const auto found = m_texts.find(m_columns.at(column).id);
    return found == m_texts.end() ? none : found->second;
}

ColumnRecipe CompareRuns::recipeOf(std::size_t column) const {
    const ColumnSettings& settings = m_columns.at(column);
    const Document& document = m_bench.document();
    ColumnRecipe recipe;
    recipe.model = settings.slot == ModelSlot::First ? m_bench.model() : m_bench.secondModel().model();
    recipe.chain = settings.chain.value_or(document.chain);
    recipe.prompt = settings.prompt.value_or(document.prompt);
    recipe.asChat = document.asChat;
    recipe.seed = document.seed + (m_dice == Dice::Own ? column : 0);
    recipe.stop = document.stop;
    return recipe;
}

QString CompareRuns::titleOf(std::size_t column) const {
    const ColumnSettings& settings = m_columns.at(column);
    if (!settings.name.isEmpty()) {
        return settings.name;
    }
    const int preset = presetIndexOf(recipeOf(column).chain);
    return !settings.chain ? tr("chain on the left")
           : preset >= 0   ? samplerText(chainPresets().at(static_cast<std::size_t>(preset)).name)
                           : tr("own chain");
}

bool CompareRuns::isStale(std::size_t column) const {
    const ColumnText& written = text(column);
    return !written.tokens.empty() && !(written.recipe == recipeOf(column));
}

std::size_t CompareRuns::stepCount() const {
    std::size_t steps = 0;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        steps = std::max(steps, text(i).tokens.size());
    }
    return steps;
}

std::size_t CompareRuns::endedSamples() const {
    std::size_t ended = 0;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        const auto& samples = text(i).samples;
        ended += static_cast<std::size_t>(std::ranges::count_if(samples, &ColumnSample::ended));
    }
    return ended;
}

std::size_t CompareRuns::wantedSamples() const {
    std::size_t wanted = 0;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        wanted += text(i).samples.size();
    }
    return wanted;
}

// --- settings

void CompareRuns::setColumn(std::size_t column, ColumnSettings settings) {
    settings.id = m_columns.at(column).id;
    m_columns[column] = std::move(settings);
    emit columnsChanged();
}

bool CompareRuns::addColumn(ColumnSettings settings) {
    if (m_columns.size() == mostColumns) {
        return false;
    }
    settings.id = ++m_lastId;
    settings.colour = 0;
    while (std::ranges::any_of(m_columns, [&](const ColumnSettings& one) { return one.colour == settings.colour; })) {
        ++settings.colour;
    }
    m_columns.push_back(std::move(settings));
    emit columnsChanged();
    return true;
}

void CompareRuns::removeColumn(std::size_t column) {
    if (m_columns.size() > fewestColumns) {
        m_texts.erase(m_columns.at(column).id);
        m_columns.erase(m_columns.begin() + static_cast<std::ptrdiff_t>(column));
        emit columnsChanged();
        emit textsChanged();
    }
}

void CompareRuns::setDice(Dice dice) {
    m_dice = dice;
    emit columnsChanged();
}

void CompareRuns::setPace(Pace pace) {
    m_pace = pace;
    emit columnsChanged();
}

void CompareRuns::setRepeats(int repeats) {
    m_repeats = std::clamp(repeats, 1, mostRepeats);
    emit columnsChanged();
}

// --- commands

void CompareRuns::runAll() {
    stop();
    m_stepWaits = false;
    if (!begin()) {
        return;
    }
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        all.push_back(i);
    }
    submit(all, false);
    for (std::size_t i = 0; m_repeats > 1 && i < m_columns.size(); ++i) {
        submitSamples(i);
    }
    setState(State::Running);
}

void CompareRuns::stepAll() {
    if (m_state == State::Running) {
        m_stepWaits = true;
        return;
    }
    bool anew = m_texts.empty();
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        anew = anew || !m_texts.contains(m_columns[i].id) || isStale(i);
    }
    if (anew && !begin()) {
        return;
    }
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        const ColumnText& written = text(i);
        const bool cancelled = written.finish == FinishReason::Cancelled;
        if (!written.finish || cancelled) {
            open.push_back(i);
        }
    }
    if (isLoading(m_bench)) {
        fail(tr("A model is being loaded; run the columns when it is there."));
    } else if (!open.empty()) {
        m_problem.clear();
        submit(open, true);
        setState(State::Running);
    }
}

void CompareRuns::stop() {
    m_stepWaits = false;
    for (const auto& [job, members] : m_jobs) {
        m_bench.engine().cancel(job);
    }
}

bool CompareRuns::begin() {
    if (isLoading(m_bench)) {
        fail(tr("A model is being loaded; run the columns when it is there."));
        return false;
    }
    std::map<int, ColumnText> fresh;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        const ColumnRecipe recipe = recipeOf(i);
        const QString column = columnLetter(i) + QStringLiteral(": ");
        if (!recipe.model) {
            fail(m_columns[i].slot == ModelSlot::First
                     ? tr("There is no model yet; open one with the button on the top left.")
                     : column + tr("There is no second model; open one, or let this column use the first."));
            return false;
        }
        if (const Status valid = validate(recipe.chain); !valid) {
            fail(column + QString::fromStdString(valid.error().message));
            return false;
        }
        if (const auto prompt = promptOf(*recipe.model, recipe.prompt, recipe.asChat); !prompt) {
            fail(column + QString::fromStdString(prompt.error().message));
            return false;
        }
        fresh[m_columns[i].id].recipe = recipe;
    }
    m_jobs.clear(); // what still runs of the last texts is heard no more
    m_texts = std::move(fresh);
    ++m_generation;
    m_problem.clear();
    m_cancelled = false;
    emit textsChanged();
    return true;
}

SequenceRequest CompareRuns::requestOf(const ColumnRecipe& recipe) const {
    SequenceRequest request;
    request.prompt = *promptOf(*recipe.model, recipe.prompt, recipe.asChat); // begin() has looked
    request.chain = recipe.chain;
    request.seed = recipe.seed;
    request.stop = recipe.stop;
    return request;
}

void CompareRuns::submit(const std::vector<std::size_t>& columns, bool oneToken) {
    std::vector<std::vector<std::size_t>> batches;
    for (const std::size_t column : columns) {
        const auto fits = std::ranges::find_if(batches, [&](const std::vector<std::size_t>& batch) {
            return m_pace == Pace::Together && m_columns[batch.front()].slot == m_columns[column].slot;
        });
        (fits == batches.end() ? batches.emplace_back() : *fits).push_back(column);
    }
    m_cancelled = false;
    for (const std::vector<std::size_t>& batch : batches) {
        GenerateManyRequest request;
        request.slot = m_columns[batch.front()].slot;
        std::vector<Member> members;
        for (const std::size_t column : batch) {
            ColumnText& written = textOf(m_columns[column].id);
            written.writing = true;
            written.finish.reset();
            SequenceRequest one = requestOf(written.recipe);
            one.written = written.ids();
            one.memory = written.nextMemory;
            if (oneToken) {
                // By hand, the person says where to stop.
                one.stop.texts.clear();
                one.stop.maxTokens = 1;
            }
            request.sequences.push_back(std::move(one));
            members.push_back({m_columns[column].id, -1});
        }
        m_jobs[m_bench.engine().generateMany(std::move(request))] = std::move(members);
    }
}

void CompareRuns::submitSamples(std::size_t column) {
    ColumnText& written = textOf(m_columns[column].id);
    GenerateManyRequest request;
    request.slot = m_columns[column].slot;
    request.keepRows = false;
    std::vector<Member> members;
    for (int sample = 0; sample + 1 < m_repeats; ++sample) {
        SequenceRequest one = requestOf(written.recipe);
        one.sequence = static_cast<std::uint32_t>(sample + 1); // 0 is the text
        request.sequences.push_back(std::move(one));
        members.push_back({m_columns[column].id, sample});
    }
    written.samples.resize(members.size());
    m_jobs[m_bench.engine().generateMany(std::move(request))] = std::move(members);
}

void CompareRuns::fail(const QString& sentence) {
    m_problem = sentence;
    setState(State::Failed);
}

void CompareRuns::setState(State state) {
    m_state = state;
    emit stateChanged();
}

// --- facts from the engine

void CompareRuns::onPrompt(JobId job, std::size_t sequence, const std::vector<TokenId>& tokens) {
    const auto found = m_jobs.find(job);
    const auto text = found == m_jobs.end() ? m_texts.end() : m_texts.find(found->second.at(sequence).id);
    if (text != m_texts.end()) {
        text->second.prompt = tokens;
    }
}

void CompareRuns::onSteps(JobId job, const std::vector<SequenceStep>& steps) {
    const auto found = m_jobs.find(job);
    if (found == m_jobs.end()) {
        return;
    }
    for (const SequenceStep& arrived : steps) {
        const Member& member = found->second.at(arrived.sequence);
        const auto text = m_texts.find(member.id);
        if (text == m_texts.end()) {
            continue; // its column is gone
        }
        const StepRecord& step = arrived.step;
        if (member.sample < 0) {
            text->second.tokens.push_back({step.token, step.rawProbability, step.rawEntropyBits, step.probability,
                                           step.entropyBits, step.logits, step.memory});
            text->second.milliseconds += step.milliseconds;
        } else {
            text->second.samples.at(static_cast<std::size_t>(member.sample))
                .tokens.push_back({step.token, std::log(step.rawProbability), step.rawEntropyBits});
        }
    }
    keepBudget();
    emit textsChanged();
}

void CompareRuns::onOutcome(JobId job, std::size_t sequence, const Outcome& outcome) {
    const auto found = m_jobs.find(job);
    if (found == m_jobs.end()) {
        return;
    }
    const Member& member = found->second.at(sequence);
    const auto text = m_texts.find(member.id);
    if (text == m_texts.end()) {
        return;
    }
    if (member.sample < 0) {
        ColumnText& written = text->second;
        written.writing = false;
        written.nextMemory = outcome.memory;
        const bool stepped = outcome.finish == FinishReason::Length &&
                             written.tokens.size() < static_cast<std::size_t>(written.recipe.stop.maxTokens);
        written.finish = stepped ? std::nullopt : std::optional(outcome.finish);
    } else {
        ColumnSample& sample = text->second.samples.at(static_cast<std::size_t>(member.sample));
        sample.milliseconds = outcome.decodeMilliseconds;
        sample.ended = outcome.finish != FinishReason::Cancelled;
        sample.metrics = measureText(sample.tokens);
    }
    emit textsChanged();
}

void CompareRuns::onFinished(JobId job, const Finished& finished) {
    const auto found = m_jobs.find(job);
    if (found == m_jobs.end()) {
        return;
    }
    for (const Member& member : found->second) {
        if (const auto text = m_texts.find(member.id); text != m_texts.end() && member.sample < 0) {
            text->second.writing = false;
        }
    }
    const Member last = found->second.back();
    m_jobs.erase(found);
    if (last.sample >= 0 && finished.end == JobEnd::Completed) {
        measureLikeness(last.id);
    }
    m_cancelled = m_cancelled || finished.end == JobEnd::Cancelled;
    if (finished.end == JobEnd::Failed) {
        m_problem = QString::fromStdString(finished.sentence);
        stop();
    }
    if (!m_jobs.empty()) {
        return;
    }
    const bool again = m_stepWaits && m_problem.isEmpty();
    m_stepWaits = false;
    setState(!m_problem.isEmpty() ? State::Failed : m_cancelled ? State::Cancelled : State::Done);
    emit textsChanged();
    if (again) {
        stepAll();
    }
}

// Self-BLEU of long texts takes longer than a frame, so it is computed elsewhere.
void CompareRuns::measureLikeness(int id) {
    const auto text = m_texts.find(id);
    if (text == m_texts.end()) {
        return;
    }
    std::vector<std::vector<TokenId>> texts{text->second.ids()};
    for (const ColumnSample& sample : text->second.samples) {
        texts.push_back(sample.ids());
    }
    m_workers.start([this, id, generation = m_generation, texts = std::move(texts)] {
        const double mean = estimateMean(selfBleu(texts)).mean;
        QMetaObject::invokeMethod(
            this,
            [this, id, generation, mean] {
                const auto measured = m_texts.find(id);
                if (generation == m_generation && measured != m_texts.end()) {
                    measured->second.selfBleu = mean;
                    emit textsChanged();
                }
            },
            Qt::QueuedConnection);
    });
}

// Beyond the budget the first rows become halves, and when all are, the first are let go.
void CompareRuns::keepBudget() {
    std::size_t bytes = 0;
    for (const auto& [id, text] : m_texts) {
        for (const ColumnToken& token : text.tokens) {
            bytes += token.row ? token.row->memoryBytes() : 0;
        }
    }
    for (const bool halve : {true, false}) {
        for (std::size_t step = 0, steps = stepCount(); bytes > budgetBytes && step < steps; ++step) {
            for (auto& [id, text] : m_texts) {
                LogitsPtr* row = step < text.tokens.size() ? &text.tokens[step].row : nullptr;
                if (!row || !*row || (halve && (*row)->isHalf())) {
                    continue;
                }
                bytes -= (*row)->memoryBytes();
                *row = halve ? (*row)->halved() : nullptr;
                bytes += *row ? (*row)->memoryBytes() : 0;
            }
        }
    }
}

} // namespace logitscope
