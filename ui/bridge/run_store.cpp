#include "ui/bridge/run_store.h"

#include "core/base/uniform.h"
#include "core/sampling/chain.h"

#include <QElapsedTimer>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <iterator>
#include <utility>

namespace logitscope {

namespace {

// Halving rows is spread over event loop rounds of this length, so that a long prompt never stops the window.
constexpr qint64 sliceMilliseconds = 4;

void scoreUnder(const LogitRow& logits, RunToken& token) {
    std::vector<float> buffer;
    const RawScore score = scoreToken(logits.view(buffer), token.token);
    token.predicted = true;
    token.rawProbability = std::exp(score.logProbability);
    token.rawRank = score.rank;
    token.rawEntropyBits = score.entropyBits;
}

// The step tells the chain that it was drawn under: a change on the way begins a passage where it took effect.
void notePassage(Run& run, const StepRecord& step) {
    Passage& last = run.passages.back();
    if (!step.chain || *step.chain == last.chain) {
        return;
    }
    const auto first = run.tokens.begin() + static_cast<std::ptrdiff_t>(last.first);
    if (std::any_of(first, run.tokens.end(),
                    [](const RunToken& token) { return token.origin == TokenOrigin::Drawn; })) {
        Passage changed = last;
        changed.first = run.tokens.size();
        changed.chain = *step.chain;
        changed.continues = true;
        run.passages.push_back(std::move(changed));
    } else {
        last.chain = *step.chain;
    }
}

} // namespace

RunStore::RunStore(std::size_t budgetBytes, QObject* parent) : QObject(parent), m_budgetBytes(budgetBytes) {
    m_budgetTimer.setSingleShot(true);
    connect(&m_budgetTimer, &QTimer::timeout, this, &RunStore::keepBudget);
}

const Run* RunStore::find(RunId id) const {
    const auto found = m_runs.find(id);
    return found == m_runs.end() ? nullptr : &found->second;
}

Run& RunStore::at(RunId id) {
    const auto found = m_runs.find(id);
    assert(found != m_runs.end());
    return found->second;
}

RunId RunStore::begin(std::shared_ptr<const RunModel> model, RunSettings settings) {
    const auto id = static_cast<RunId>(++m_lastId);
    Run& run = m_runs[id];
    run.id = id;
    run.model = std::move(model);
    run.settings = std::move(settings);
    run.passages = {{0, run.settings.chain, run.settings.seed, run.settings.sequence, false}};
    return id;
}

RunId RunStore::branch(RunId parent, std::size_t count, RunSettings settings) {
    const RunId id = begin(at(parent).model, std::move(settings));
    const Run& from = at(parent);
    Run& run = at(id);
    assert(count <= from.tokens.size());
    run.parent = parent;
    run.branchedAt = count;
    run.tokens.assign(from.tokens.begin(), from.tokens.begin() + static_cast<std::ptrdiff_t>(count));
    const bool there = count < from.tokens.size();
    run.next = there ? from.tokens[count].row : from.next;
    run.nextMemory = there ? from.tokens[count].memory : from.nextMemory;
    Passage own = run.passages.front();
    own.first = count;
    run.passages.clear();
    std::ranges::copy_if(from.passages, std::back_inserter(run.passages),
                         [count](const Passage& passage) { return passage.first < count; });
    run.passages.push_back(std::move(own));
    return id;
}

RunId RunStore::restore(Run run, std::optional<RunId> parent) {
    const auto id = static_cast<RunId>(++m_lastId);
    run.id = id;
    run.parent = parent;
    run.phase = RunPhase::Done;
    m_runs[id] = std::move(run);
    return id;
}

void RunStore::setModel(const std::shared_ptr<const RunModel>& saved, const std::shared_ptr<const RunModel>& model) {
    for (auto& [id, run] : m_runs) {
        if (run.model == saved) {
            run.model = model;
            emit runChanged(id);
        }
    }
}

void RunStore::clear() {
    m_runs.clear();
    m_rows.clear();
    m_halves = 0;
    m_bytes = m_exactBytes = 0;
}

void RunStore::setBudget(std::size_t bytes) {
    m_budgetBytes = bytes;
    if (m_bytes > m_budgetBytes) {
        m_budgetTimer.start(0);
    }
}

void RunStore::beginContinuation(RunId id, const ChainSpec& chain, std::uint64_t seed, const StopRules& stop,
                                 bool stepping) {
    Run& run = at(id);
    run.settings.seed = seed;
    run.settings.chain = chain;
    run.settings.stop = stop;
    const auto first = run.tokens.begin() + static_cast<std::ptrdiff_t>(run.passages.back().first);
    const bool drawn =
        std::any_of(first, run.tokens.end(), [](const RunToken& token) { return token.origin == TokenOrigin::Drawn; });
    if (drawn) {
        run.passages.push_back({run.tokens.size(), chain, seed, run.settings.sequence, false});
    } else {
        run.passages.back().chain = chain;
        run.passages.back().seed = seed;
    }
    run.stepping = stepping;
    run.phase = RunPhase::Waiting;
    run.finish.reset();
    run.sentence.clear();
    emit runChanged(id);
}

void RunStore::setChain(RunId id, ChainSpec chain) { at(id).settings.chain = std::move(chain); }

void RunStore::setPrefill(RunId id, std::size_t done, std::size_t total) {
    Run& run = at(id);
    run.phase = RunPhase::Reading;
    run.prefillDone = done;
    run.prefillTotal = total;
    emit runChanged(id);
}

void RunStore::setPrompt(RunId id, const std::vector<PromptRecord>& prompt) {
    Run& run = at(id);
    run.phase = RunPhase::Writing;
    if (run.tokens.empty()) {
        for (const PromptRecord& record : prompt) {
            const TokenScore& score = record.score;
            run.tokens.push_back({.origin = TokenOrigin::Given,
                                  .token = score.token,
                                  .predicted = score.scored,
                                  .rawProbability = score.scored ? std::exp(score.logProbability) : 0.0,
                                  .rawRank = score.rank,
                                  .rawEntropyBits = score.entropyBits,
                                  .seed = run.settings.seed,
                                  .sequence = run.settings.sequence,
                                  .uniform = uniform(run.settings.seed, run.settings.sequence, score.position),
                                  .row = store(record.logits)});
        }
        emit tokensAppended(id, 0);
    }
    emit runChanged(id);
}

void RunStore::append(RunId id, const std::vector<StepRecord>& steps) {
    Run& run = at(id);
    const std::size_t first = run.tokens.size();
    run.phase = RunPhase::Writing;
    run.next = nullptr;
    run.nextMemory = {}; // known when the outcome is
    for (const StepRecord& step : steps) {
        assert(indexOf(step.position) == run.tokens.size());
        notePassage(run, step);
        run.tokens.push_back({.origin = TokenOrigin::Drawn,
                              .token = step.token,
                              .predicted = true,
                              .rawProbability = step.rawProbability,
                              .rawRank = step.rawRank,
                              .rawEntropyBits = step.rawEntropyBits,
                              .seed = run.settings.seed,
                              .sequence = run.settings.sequence,
                              .memory = step.memory,
                              .uniform = step.uniform,
                              .probability = step.probability,
                              .entropyBits = step.entropyBits,
                              .milliseconds = step.milliseconds,
                              .row = store(step.logits)});
        run.figures.decodeMilliseconds += step.milliseconds;
    }
    run.figures.decodedTokens += steps.size();
    emit tokensAppended(id, first);
}

void RunStore::appendChosen(RunId id, TokenId token, double uniform, ChainMemory left) {
    Run& run = at(id);
    RunToken chosen{.origin = TokenOrigin::Chosen,
                    .token = token,
                    .seed = run.settings.seed,
                    .sequence = run.settings.sequence,
                    .memory = std::exchange(run.nextMemory, std::move(left)),
                    .uniform = uniform,
                    .row = run.next};
    if (const LogitsPtr logits = run.rowAt(run.tokens.size())) {
        scoreUnder(*logits, chosen);
    }
    run.tokens.push_back(std::move(chosen));
    run.next = nullptr;
    emit tokensAppended(id, run.tokens.size() - 1);
}

void RunStore::setOutcome(RunId id, const Outcome& outcome) {
    Run& run = at(id);
    run.finish = outcome.finish;
    run.nextMemory = outcome.memory;
    if (outcome.nextLogits) {
        run.next = store(outcome.nextLogits);
    }
    run.figures.promptTokens = outcome.promptTokens;
    run.figures.reusedTokens = outcome.reusedTokens;
    run.figures.prefillMilliseconds = outcome.prefillMilliseconds;
    run.figures.keyValueBytes = outcome.keyValueBytes;
    emit runChanged(id);
}

void RunStore::finish(RunId id, const QString& sentence) {
    Run& run = at(id);
    run.phase = RunPhase::Done;
    run.sentence = sentence;
    emit runChanged(id);
}

RowHandle RunStore::store(const LogitsPtr& logits) {
    if (!logits) {
        return nullptr;
    }
    auto row = std::make_shared<StoredRow>(nullptr);
    hold(row, logits);
    return row;
}

void RunStore::hold(const std::shared_ptr<StoredRow>& row, const LogitsPtr& logits) {
    row->m_logits = logits;
    m_rows.push_back(row);
    m_bytes += logits->memoryBytes();
    m_exactBytes += logits->memoryBytes();
    if (m_bytes > m_budgetBytes && !m_budgetTimer.isActive()) {
        m_budgetTimer.start(0);
    }
}

// Takes a row that is there out of the books.
void RunStore::release(StoredRow& row) {
    const auto found = std::ranges::find(m_rows, &row, [](const auto& one) { return one.get(); });
    assert(found != m_rows.end());
    if (static_cast<std::size_t>(found - m_rows.begin()) < m_halves) {
        --m_halves;
    } else {
        m_exactBytes -= row.m_logits->memoryBytes();
    }
    m_rows.erase(found);
    m_bytes -= row.m_logits->memoryBytes();
    row.m_logits = nullptr;
}

void RunStore::refill(RunId id, std::size_t first, const std::vector<LogitsPtr>& rows) {
    Run& run = at(id);
    std::optional<std::size_t> scored;
    for (std::size_t i = 0; i < rows.size() && first + i <= run.tokens.size(); ++i) {
        RowHandle& handle = first + i < run.tokens.size() ? run.tokens[first + i].row : run.next;
        // The store made every row; the others see it as it is.
        auto row = handle ? std::const_pointer_cast<StoredRow>(handle) : std::make_shared<StoredRow>(nullptr);
        handle = row;
        if (row->m_logits && row->m_logits->isHalf()) {
            release(*row);
        }
        if (!row->m_logits) {
            hold(row, rows[i]);
        }
        if (first + i < run.tokens.size() && !run.tokens[first + i].predicted) {
            scoreUnder(*rows[i], run.tokens[first + i]);
            scored = scored.value_or(first + i);
        }
    }
    emit rowsRefilled(id);
    if (scored) {
        emit tokensScored(id, *scored);
    }
}

void RunStore::keepBudget() {
    QElapsedTimer slice;
    slice.start();
    while (m_bytes > m_budgetBytes && !m_rows.empty() && slice.elapsed() < sliceMilliseconds) {
        // Half of the memory is for exact rows, so that the newest are; the other half for what they leave.
        const bool halve = m_halves < m_rows.size() && m_exactBytes > m_budgetBytes / 2;
        StoredRow& row = *m_rows[halve ? m_halves : 0];
        m_bytes -= row.m_logits->memoryBytes();
        if (halve) {
            m_exactBytes -= row.m_logits->memoryBytes();
            row.m_logits = row.m_logits->halved();
            m_bytes += row.m_logits->memoryBytes();
            ++m_halves;
        } else {
            row.m_logits = nullptr;
            m_rows.pop_front();
            --m_halves;
        }
    }
    if (m_bytes > m_budgetBytes && !m_rows.empty()) {
        m_budgetTimer.start(0);
    }
    emit rowsShrunk();
}

} // namespace logitscope
