// A listener that writes down what it hears, and waits for it.
#pragma once

#include "core/engine/engine.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace logitscope::test {

class JobSpy final : public JobListener {
public:
    // Called on the engine thread at each event: "started", "loading", "loaded", "prefill", "prompt", "step",
    // "outcome", "sequence prompt", "sequence step", "sequence outcome", "scores",
    // "rows", "tree", "finished". Set before submitting.
    std::function<void(JobSpy&, const std::string& event)> onEvent;

    void onStarted(JobId id) override {
        note("started", [&] { job = id; });
    }
    void onLoadProgress(JobId, std::size_t, std::size_t) override { note("loading"); }
    void onLoaded(JobId, const LoadedModel& model) override {
        note("loaded", [&] { loadedName = model.info.displayName; });
    }
    void onPrompt(JobId, const std::vector<PromptRecord>& records) override {
        note("prompt", [&] { prompt = records; });
    }
    void onPrefillProgress(JobId, std::size_t, std::size_t) override { note("prefill"); }
    void onStep(JobId, const StepRecord& step) override {
        note("step", [&] { steps.push_back(step); });
    }
    void onOutcome(JobId, const Outcome& one) override {
        note("outcome", [&] { outcomes.push_back(one); });
    }
    void onSequencePrompt(JobId, std::size_t sequence, const std::vector<TokenId>& tokens) override {
        note("sequence prompt", [&] { sequencePrompts[sequence] = tokens; });
    }
    void onSequenceStep(JobId, std::size_t sequence, const StepRecord& step) override {
        note("sequence step", [&] {
            sequenceSteps.resize(std::max(sequenceSteps.size(), sequence + 1));
            sequenceSteps[sequence].push_back(step);
        });
    }
    void onSequenceOutcome(JobId, std::size_t sequence, const Outcome& one) override {
        note("sequence outcome", [&] { sequenceOutcomes[sequence] = one; });
    }
    void onScores(JobId, const std::vector<TokenScore>& tokens, const ScoreSummary& sum) override {
        note("scores", [&] { scores = tokens, summary = sum; });
    }
    void onRows(JobId, std::size_t first, const std::vector<LogitsPtr>& all) override {
        note("rows", [&] { firstRow = first, rows = all; });
    }
    void onTree(JobId, const std::vector<TreeNode>& children) override {
        note("tree", [&] { nodes.insert(nodes.end(), children.begin(), children.end()); });
    }
    void onFinished(JobId, const Finished& end) override {
        note("finished", [&] { ends.push_back(end); });
    }

    // Waits until the event was heard `times` times; false after two minutes, which no test takes.
    bool await(const std::string& event, std::size_t times = 1) {
        std::unique_lock lock(m_mutex);
        return m_heard.wait_for(lock, std::chrono::minutes(2), [&] { return countLocked(event) >= times; });
    }
    bool awaitFinished() { return await("finished"); }
    std::size_t count(const std::string& event) const {
        const std::lock_guard lock(m_mutex);
        return countLocked(event);
    }
    std::vector<std::string> events() const {
        const std::lock_guard lock(m_mutex);
        return m_events;
    }

    // Read after the end (or from onEvent).
    JobId job{};
    std::string loadedName;
    std::vector<PromptRecord> prompt;
    std::vector<StepRecord> steps;
    std::vector<Outcome> outcomes;
    std::vector<std::vector<StepRecord>> sequenceSteps; // by sequence
    std::map<std::size_t, Outcome> sequenceOutcomes;
    std::map<std::size_t, std::vector<TokenId>> sequencePrompts;
    std::vector<TokenScore> scores;
    ScoreSummary summary;
    std::size_t firstRow = 0;
    std::vector<LogitsPtr> rows;
    std::vector<TreeNode> nodes;
    std::vector<Finished> ends;
    std::thread::id thread;

private:
    void note(const std::string& event, const std::function<void()>& store = {}) {
        {
            const std::lock_guard lock(m_mutex);
            if (store) {
                store();
            }
            thread = std::this_thread::get_id();
        }
        if (onEvent) {
            onEvent(*this, event); // before anyone can see the event and take the spy apart
        }
        const std::lock_guard lock(m_mutex);
        m_events.push_back(event);
        m_heard.notify_all();
    }
    std::size_t countLocked(const std::string& event) const {
        return static_cast<std::size_t>(std::count(m_events.begin(), m_events.end(), event));
    }

    mutable std::mutex m_mutex;
    std::condition_variable m_heard;
    std::vector<std::string> m_events;
};

} // namespace logitscope::test
