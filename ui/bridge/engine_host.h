// The one seam between the engine thread and the window: commands go down at once, events come up as signals.
//
// Owned by the Workbench, used on the GUI thread. The engine thread fills a mailbox and rings once; the GUI thread
// empties it at most once per frame, so 5 000 tokens a second stream without flooding the event loop. No call here
// waits for the engine, but destruction, which cancels what runs (within one layer) and joins the thread.
#pragma once

#include "core/engine/engine.h"
#include "ui/bridge/mailbox.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

namespace logitscope {

class EngineHost final : public QObject {
    Q_OBJECT

public:
    static constexpr int frameMilliseconds = 16;

    explicit EngineHost(const EngineOptions& options = {}, QObject* parent = nullptr);
    ~EngineHost() override;

    JobId loadModel(LoadRequest request);
    JobId unloadModel(UnloadRequest request);
    JobId generate(GenerateRequest request);
    JobId readRows(RowsRequest request);
    JobId growTree(TreeRequest request);
    JobId generateMany(GenerateManyRequest request);
    void cancel(JobId job);
    // Another chain for a generation under way, from its next token on.
    Status updateChain(JobId job, const ChainSpec& chain);

    // The listener of every job: what tests speak into in place of an engine. Any thread.
    JobListener& mailbox() { return *m_mailbox; }

signals:
    void modelLoadProgressed(JobId job, std::size_t doneBytes, std::size_t totalBytes);
    void modelLoaded(JobId job, const LoadedModel& model);
    void prefillProgressed(JobId job, std::size_t doneTokens, std::size_t totalTokens);
    void promptArrived(JobId job, const std::vector<PromptRecord>& prompt);
    void stepsArrived(JobId job, const std::vector<StepRecord>& steps);
    void outcomeArrived(JobId job, const Outcome& outcome);
    void rowsArrived(JobId job, std::size_t first, const std::vector<LogitsPtr>& rows);
    void treeGrown(JobId job, const std::vector<TreeNode>& children);
    // Of generateMany(): in the order they came; sequences are named by their index in the request.
    void sequencePromptArrived(JobId job, std::size_t sequence, const std::vector<TokenId>& tokens); // with keepRows
    void sequenceStepsArrived(JobId job, const std::vector<SequenceStep>& steps);
    void sequenceOutcomeArrived(JobId job, std::size_t sequence, const Outcome& outcome);
    // Exactly once for every job, as its last signal.
    void jobFinished(JobId job, const Finished& finished);

private:
    void answerDoorbell();
    void drain();

    std::shared_ptr<Mailbox> m_mailbox;
    QTimer m_frameTimer;
    QElapsedTimer m_sinceDrain;
    std::unique_ptr<Engine> m_engine; // last: it is gone before what its thread speaks into
};

} // namespace logitscope
