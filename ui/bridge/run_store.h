// All runs of the session, and the memory their logits take.
//
// Owned by the Workbench; GUI thread. Runs are never changed but by appending to them, so a view may keep indices.
// Beyond the memory budget the oldest rows become halves, and the oldest halves are let go; half of the memory stays
// with the newest, exact rows. A row that was computed again counts as new.
#pragma once

#include "ui/bridge/run.h"

#include <QObject>
#include <QTimer>

#include <deque>
#include <map>

namespace logitscope {

class RunStore final : public QObject {
    Q_OBJECT

public:
    static constexpr std::size_t defaultBudgetBytes = std::size_t{512} << 20;

    explicit RunStore(std::size_t budgetBytes = defaultBudgetBytes, QObject* parent = nullptr);

    const Run* find(RunId id) const; // null for an unknown id; stable while the store lives
    std::size_t size() const { return m_runs.size(); }
    std::size_t logitBytes() const { return m_bytes; }
    std::size_t budgetBytes() const { return m_budgetBytes; }
    void setBudget(std::size_t bytes);
    const std::map<RunId, Run>& all() const { return m_runs; } // in the order in which they were begun

    // A new run, Waiting, without tokens.
    RunId begin(std::shared_ptr<const RunModel> model, RunSettings settings);
    // A new run, Waiting, that starts with the first `count` tokens of `parent`.
    RunId branch(RunId parent, std::size_t count, RunSettings settings);

    // A run of an opened session. Its id and its parent's are given anew: `parent` is one that restore() returned.
    RunId restore(Run run, std::optional<RunId> parent);
    // The model of opened runs is there: from now on they can be continued.
    void setModel(const std::shared_ptr<const RunModel>& saved, const std::shared_ptr<const RunModel>& model);
    // Forgets all runs; their ids are not used again.
    void clear();

    // The run waits for the engine to write (more of) it with these settings.
    void beginContinuation(RunId id, const ChainSpec& chain, std::uint64_t seed, const StopRules& stop, bool stepping);
    void setChain(RunId id, ChainSpec chain); // changed while it ran

    // The rest are facts as they arrive from the engine.
    void setPrefill(RunId id, std::size_t done, std::size_t total);
    void setPrompt(RunId id, const std::vector<PromptRecord>& prompt);
    void append(RunId id, const std::vector<StepRecord>& steps);
    // A token taken by hand: scored under the row that it was chosen from (null: unscored). `left`: what it leaves for
    // the next step.
    void appendChosen(RunId id, TokenId token, double uniform, ChainMemory left = {});
    void setOutcome(RunId id, const Outcome& outcome);
    void finish(RunId id, const QString& sentence);
    // Rows that were computed again, from the one that predicts the place `first` on. Exact rows stay as they are.
    void refill(RunId id, std::size_t first, const std::vector<LogitsPtr>& rows);

signals:
    void tokensAppended(logitscope::RunId id, std::size_t first);
    void runChanged(logitscope::RunId id); // phase, progress, outcome, figures
    void rowsRefilled(logitscope::RunId id);
    // Tokens from `first` on that had no score have one now; the only change that is not appended.
    void tokensScored(logitscope::RunId id, std::size_t first);
    void rowsShrunk(); // some stored rows lost precision or were let go

private:
    Run& at(RunId id);
    RowHandle store(const LogitsPtr& logits);
    void hold(const std::shared_ptr<StoredRow>& row, const LogitsPtr& logits);
    void release(StoredRow& row);
    void keepBudget();

    std::size_t m_budgetBytes;
    std::size_t m_bytes = 0;
    std::size_t m_exactBytes = 0; // of the rows that are no halves yet
    std::int32_t m_lastId = 0;
    std::map<RunId, Run> m_runs;
    std::deque<std::shared_ptr<StoredRow>> m_rows; // oldest first
    std::size_t m_halves = 0;                      // the first this many are halves
    QTimer m_budgetTimer;
};

} // namespace logitscope
