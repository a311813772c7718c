#include "ui/labs/compare/sweep_runs.h"

#include "ui/bridge/prompt_text.h"
#include "ui/labs/compare/compare_runs.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace logitscope {

namespace {

constexpr std::size_t batchTexts = 64;

} // namespace

bool SweepRuns::Cell::ended() const { return !samples.empty() && std::ranges::all_of(samples, &ColumnSample::ended); }

SweepRuns::SweepRuns(Workbench& bench, QObject* parent) : QObject(parent), m_bench(bench) {
    const auto makeWay = [this] {
        if (isLoading(m_bench)) {
            stop();
        }
    };
    connect(&bench, &Workbench::modelChanged, this, makeWay);
    connect(&bench.secondModel(), &SecondModel::changed, this, makeWay);
    connect(&bench.engine(), &EngineHost::sequenceStepsArrived, this,
            [this](JobId job, const std::vector<SequenceStep>& steps) {
                if (job != m_job) {
                    return;
                }
                for (const SequenceStep& arrived : steps) {
                    const Member& member = m_running.at(arrived.sequence);
                    const StepRecord& step = arrived.step;
                    m_cells[member.cell].samples[member.sample].tokens.push_back(
                        {step.token, std::log(step.rawProbability), step.rawEntropyBits});
                }
            });
    connect(&bench.engine(), &EngineHost::sequenceOutcomeArrived, this,
            [this](JobId job, std::size_t sequence, const Outcome& outcome) {
                if (job == m_job) {
                    const Member& member = m_running.at(sequence);
                    Cell& cell = m_cells[member.cell];
                    ColumnSample& sample = cell.samples[member.sample];
                    sample.ended = outcome.finish != FinishReason::Cancelled;
                    sample.metrics = measureText(sample.tokens);
                    if (cell.ended()) {
                        cell.figures = figuresOf(cell.samples);
                    }
                }
            });
    connect(&bench.engine(), &EngineHost::jobFinished, this, [this](JobId job, const Finished& finished) {
        if (job != m_job) {
            return;
        }
        m_job.reset();
        if (finished.end != JobEnd::Completed) {
            m_waiting.clear();
            m_problem = QString::fromStdString(finished.sentence);
            setState(finished.end == JobEnd::Failed ? State::Failed : State::Cancelled);
        } else if (m_waiting.empty()) {
            setState(State::Done);
        } else {
            submitNext();
            emit changed();
        }
    });
}

void SweepRuns::run(const SweepAxis& x, const SweepAxis& y, const ColumnRecipe& base, ModelSlot slot, int texts) {
    stop();
    m_job.reset(); // what still runs is heard no more
    m_x = x;
    m_y = y;
    m_base = base;
    m_slot = slot;
    m_problem.clear();
    m_cells.clear();
    m_waiting.clear();
    for (int row = 0; row < y.steps; ++row) {
        for (int column = 0; column < x.steps; ++column) {
            Cell cell;
            cell.chain = withParameter(withParameter(base.chain, x, x.valueAt(column)), y, y.valueAt(row));
            cell.samples.resize(static_cast<std::size_t>(texts));
            for (std::size_t sample = 0; sample < cell.samples.size(); ++sample) {
                m_waiting.push_back({m_cells.size(), sample});
            }
            m_cells.push_back(std::move(cell));
        }
    }
    submitNext();
    setState(State::Running);
}

void SweepRuns::stop() {
    m_waiting.clear();
    if (m_job) {
        m_bench.engine().cancel(*m_job);
    }
}

void SweepRuns::submitNext() {
    const auto prompt = promptOf(*m_base.model, m_base.prompt, m_base.asChat);
    if (!prompt) {
        m_waiting.clear();
        m_problem = QString::fromStdString(prompt.error().message);
        setState(State::Failed);
        return;
    }
    const auto end = m_waiting.begin() + static_cast<std::ptrdiff_t>(std::min(batchTexts, m_waiting.size()));
    m_running.assign(m_waiting.begin(), end);
    m_waiting.erase(m_waiting.begin(), end);
    GenerateManyRequest request;
    request.keepRows = false;
    request.slot = m_slot;
    for (const Member& member : m_running) {
        SequenceRequest one;
        one.prompt = *prompt;
        one.chain = m_cells[member.cell].chain;
        one.seed = m_base.seed;
        one.sequence = static_cast<std::uint32_t>(member.sample); // the same dice in every cell
        one.stop = m_base.stop;
        request.sequences.push_back(std::move(one));
    }
    m_job = m_bench.engine().generateMany(std::move(request));
}

void SweepRuns::setState(State state) {
    m_state = state;
    emit changed();
}

int SweepRuns::endedCells() const { return static_cast<int>(std::ranges::count_if(m_cells, &Cell::ended)); }

Estimate SweepRuns::figureAt(int x, int y, Figure figure) const {
    const Cell& one = cell(x, y);
    if (!one.ended()) {
        return {0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
    }
    return figureOf(one.figures, figure);
}

} // namespace logitscope
