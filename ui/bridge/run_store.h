// All runs of the session, and the memory their logits take.
//
// Owned by the Workbench; GUI thread. Runs are never changed but by appending to them, so a view may keep indices.
// Beyond the memory budget the oldest rows become halves; when all are halves, the oldest are let go.
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

    // A new run, Waiting, without tokens.
    RunId begin(std::shared_ptr<const RunModel> model, RunSettings settings);
    // A new run, Waiting, that starts with the first `count` tokens of `parent`.
    RunId branch(RunId parent, std::size_t count, RunSettings settings);

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

signals:
    void tokensAppended(logitscope::RunId id, std::size_t first);
    void runChanged(logitscope::RunId id); // phase, progress, outcome, figures
    void rowsShrunk();                     // some stored rows lost precision or were let go

private:
    Run& at(RunId id);
    RowHandle store(const LogitsPtr& logits);
    void keepBudget();

    const std::size_t m_budgetBytes;
    std::size_t m_bytes = 0;
    std::int32_t m_lastId = 0;
    std::map<RunId, Run> m_runs;
    std::deque<std::shared_ptr<StoredRow>> m_rows; // oldest first
    std::size_t m_halves = 0;                      // the first this many are halves
    QTimer m_budgetTimer;
};

} // namespace logitscope
