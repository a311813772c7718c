// What the engine has said and the window has not read yet.
//
// Filled on the engine thread (it is the listener of every job), emptied on the GUI thread. Steps that follow each
// other share one event and progress overwrites progress, so a drain costs the same however fast the model is.
// Thread-safe.
#pragma once

#include "core/engine/engine.h"

#include <functional>
#include <mutex>
#include <variant>
#include <vector>

namespace logitscope {

struct LoadProgressed {
    std::size_t done = 0, total = 0; // bytes
};
struct PrefillProgressed {
    std::size_t done = 0, total = 0; // tokens
};

struct RowsComputed {
    std::size_t first = 0; // the place that the first of them predicts
    std::vector<LogitsPtr> rows;
};
struct TreeGrown {
    std::vector<TreeNode> children;
};
// Of one of several texts that are written together.
struct SequenceStep {
    std::size_t sequence = 0; // index in the request
    StepRecord step;
};
struct SequencePrompt {
    std::size_t sequence = 0;
    std::vector<TokenId> tokens;
};
struct SequenceEnded {
    std::size_t sequence = 0;
    Outcome outcome;
};

struct EngineEvent {
    JobId job{};
    std::variant<LoadProgressed, LoadedModel, PrefillProgressed, std::vector<PromptRecord>, std::vector<StepRecord>,
                 Outcome, SequencePrompt, std::vector<SequenceStep>, SequenceEnded, RowsComputed, TreeGrown, Finished>
        what;
};

class Mailbox final : public JobListener {
public:
    // `ring` is called on the engine thread when the first event falls into an empty box; it must not block.
    explicit Mailbox(std::function<void()> ring) : m_ring(std::move(ring)) {}

    // Everything since the last call, in the order it happened.
    std::vector<EngineEvent> take();

    void onLoadProgress(JobId job, std::size_t done, std::size_t total) override;
    void onLoaded(JobId job, const LoadedModel& model) override;
    void onPrompt(JobId job, const std::vector<PromptRecord>& prompt) override;
    void onPrefillProgress(JobId job, std::size_t done, std::size_t total) override;
    void onStep(JobId job, const StepRecord& step) override;
    void onOutcome(JobId job, const Outcome& outcome) override;
    void onRows(JobId job, std::size_t first, const std::vector<LogitsPtr>& rows) override;
    void onTree(JobId job, const std::vector<TreeNode>& children) override;
    void onSequencePrompt(JobId job, std::size_t sequence, const std::vector<TokenId>& tokens) override;
    void onSequenceStep(JobId job, std::size_t sequence, const StepRecord& step) override;
    void onSequenceOutcome(JobId job, std::size_t sequence, const Outcome& outcome) override;
    void onFinished(JobId job, const Finished& finished) override;

private:
    template<typename Event>
    Event* lastOf(JobId job); // the newest event when it is of this kind and job: what may be merged into
    template<typename Event>
    void post(JobId job, Event event, const std::unique_lock<std::mutex>& lock);

    std::function<void()> m_ring;
    std::mutex m_mutex;
    std::vector<EngineEvent> m_events;
};

} // namespace logitscope
