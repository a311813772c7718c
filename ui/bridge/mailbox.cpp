#include "ui/bridge/mailbox.h"

#include <utility>

namespace logitscope {

std::vector<EngineEvent> Mailbox::take() {
    const std::unique_lock lock(m_mutex);
    return std::exchange(m_events, {});
}

template<typename Event>
Event* Mailbox::lastOf(JobId job) {
    return m_events.empty() || m_events.back().job != job ? nullptr : std::get_if<Event>(&m_events.back().what);
}

template<typename Event>
void Mailbox::post(JobId job, Event event, const std::unique_lock<std::mutex>&) {
    m_events.push_back({job, std::move(event)});
    if (m_events.size() == 1) {
        m_ring();
    }
}

void Mailbox::onLoadProgress(JobId job, std::size_t done, std::size_t total) {
    const std::unique_lock lock(m_mutex);
    if (auto* last = lastOf<LoadProgressed>(job)) {
        *last = {done, total};
    } else {
        post(job, LoadProgressed{done, total}, lock);
    }
}

void Mailbox::onLoaded(JobId job, const LoadedModel& model) {
    const std::unique_lock lock(m_mutex);
    post(job, model, lock);
}

void Mailbox::onPrompt(JobId job, const std::vector<PromptRecord>& prompt) {
    const std::unique_lock lock(m_mutex);
    post(job, prompt, lock);
}

void Mailbox::onPrefillProgress(JobId job, std::size_t done, std::size_t total) {
    const std::unique_lock lock(m_mutex);
    if (auto* last = lastOf<PrefillProgressed>(job)) {
        *last = {done, total};
    } else {
        post(job, PrefillProgressed{done, total}, lock);
    }
}

void Mailbox::onStep(JobId job, const StepRecord& step) {
    const std::unique_lock lock(m_mutex);
    if (auto* last = lastOf<std::vector<StepRecord>>(job)) {
        last->push_back(step);
    } else {
        post(job, std::vector<StepRecord>{step}, lock);
    }
}

void Mailbox::onOutcome(JobId job, const Outcome& outcome) {
    const std::unique_lock lock(m_mutex);
    post(job, outcome, lock);
}

void Mailbox::onRows(JobId job, std::size_t first, const std::vector<LogitsPtr>& rows) {
    const std::unique_lock lock(m_mutex);
    post(job, RowsComputed{first, rows}, lock);
}

void Mailbox::onTree(JobId job, const std::vector<TreeNode>& children) {
    const std::unique_lock lock(m_mutex);
    if (auto* last = lastOf<TreeGrown>(job)) {
        last->children.insert(last->children.end(), children.begin(), children.end());
    } else {
        post(job, TreeGrown{children}, lock);
    }
}

void Mailbox::onSequencePrompt(JobId job, std::size_t sequence, const std::vector<TokenId>& tokens) {
    const std::unique_lock lock(m_mutex);
    post(job, SequencePrompt{sequence, tokens}, lock);
}

void Mailbox::onSequenceStep(JobId job, std::size_t sequence, const StepRecord& step) {
    const std::unique_lock lock(m_mutex);
    if (auto* last = lastOf<std::vector<SequenceStep>>(job)) {
        last->push_back({sequence, step});
    } else {
        post(job, std::vector<SequenceStep>{{sequence, step}}, lock);
    }
}

void Mailbox::onSequenceOutcome(JobId job, std::size_t sequence, const Outcome& outcome) {
    const std::unique_lock lock(m_mutex);
    post(job, SequenceEnded{sequence, outcome}, lock);
}

void Mailbox::onFinished(JobId job, const Finished& finished) {
    const std::unique_lock lock(m_mutex);
    post(job, finished, lock);
}

} // namespace logitscope
