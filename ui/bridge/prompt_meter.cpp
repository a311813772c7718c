#include "ui/bridge/prompt_meter.h"

#include "ui/bridge/prompt_text.h"

#include <QThreadPool>

#include <mutex>

namespace logitscope {

// Shared with the worker: `owner` is cleared when the meter goes away first.
struct PromptMeter::Job {
    std::mutex mutex;
    PromptMeter* owner = nullptr;
    std::optional<Result<std::size_t>> result;
};

PromptMeter::PromptMeter(QObject* parent) : QObject(parent) {}

PromptMeter::~PromptMeter() {
    if (m_running) {
        const std::scoped_lock lock(m_running->mutex);
        m_running->owner = nullptr;
    }
}

void PromptMeter::count(std::shared_ptr<const Tokenizer> tokenizer, Prompt text) {
    m_waiting = Question{std::move(tokenizer), std::move(text)};
    if (!m_running) {
        begin();
    }
}

void PromptMeter::begin() {
    m_running = std::make_shared<Job>();
    m_running->owner = this;
    QThreadPool::globalInstance()->start([job = m_running, question = *std::exchange(m_waiting, std::nullopt)] {
        const auto ids = tokensOf(*question.tokenizer, question.text);
        const std::scoped_lock lock(job->mutex);
        job->result = ids ? Result<std::size_t>(ids->size()) : Result<std::size_t>(ids.error());
        if (job->owner) {
            QMetaObject::invokeMethod(job->owner, &PromptMeter::answer, Qt::QueuedConnection);
        }
    });
}

void PromptMeter::answer() {
    const auto finished = std::exchange(m_running, nullptr);
    if (m_waiting) {
        begin(); // this answer is about an older text
        return;
    }
    if (const auto& result = *finished->result; result.ok()) {
        emit counted(*result);
    } else {
        emit failed(QString::fromStdString(result.error().message));
    }
}

} // namespace logitscope
