#include "ui/bridge/engine_host.h"

#include <algorithm>

namespace logitscope {

namespace {

template<typename... Handlers>
struct Overloaded : Handlers... {
    using Handlers::operator()...;
};
template<typename... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

} // namespace

EngineHost::EngineHost(const EngineOptions& options, QObject* parent)
    : QObject(parent), m_mailbox(std::make_shared<Mailbox>([this] {
          QMetaObject::invokeMethod(this, &EngineHost::answerDoorbell, Qt::QueuedConnection);
      })),
      m_engine(std::make_unique<Engine>(options)) {
    m_frameTimer.setSingleShot(true);
    m_frameTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_frameTimer, &QTimer::timeout, this, &EngineHost::drain);
}

EngineHost::~EngineHost() = default;

JobId EngineHost::loadModel(LoadRequest request) { return m_engine->submit(std::move(request), m_mailbox); }

JobId EngineHost::generate(GenerateRequest request) { return m_engine->submit(std::move(request), m_mailbox); }

JobId EngineHost::readRows(RowsRequest request) { return m_engine->submit(std::move(request), m_mailbox); }

JobId EngineHost::growTree(TreeRequest request) { return m_engine->submit(std::move(request), m_mailbox); }
JobId EngineHost::unloadModel(UnloadRequest request) { return m_engine->submit(request, m_mailbox); }

JobId EngineHost::generateMany(GenerateManyRequest request) { return m_engine->submit(std::move(request), m_mailbox); }

void EngineHost::cancel(JobId job) { m_engine->cancel(job); }

Status EngineHost::updateChain(JobId job, const ChainSpec& chain) { return m_engine->updateChain(job, chain); }

void EngineHost::answerDoorbell() {
    if (m_frameTimer.isActive()) {
        return;
    }
    // The first event after a pause is shown at once; under load the next ones wait for the next frame.
    const qint64 elapsed = m_sinceDrain.isValid() ? m_sinceDrain.elapsed() : frameMilliseconds;
    if (elapsed >= frameMilliseconds) {
        drain();
    } else {
        m_frameTimer.start(static_cast<int>(frameMilliseconds - elapsed));
    }
}

void EngineHost::drain() {
    m_sinceDrain.start();
    for (const EngineEvent& event : m_mailbox->take()) {
        const JobId job = event.job;
        std::visit(
            Overloaded{
                [&](const LoadProgressed& progress) { emit modelLoadProgressed(job, progress.done, progress.total); },
                [&](const LoadedModel& model) { emit modelLoaded(job, model); },
                [&](const PrefillProgressed& progress) { emit prefillProgressed(job, progress.done, progress.total); },
                [&](const std::vector<PromptRecord>& prompt) { emit promptArrived(job, prompt); },
                [&](const std::vector<StepRecord>& steps) { emit stepsArrived(job, steps); },
                [&](const Outcome& outcome) { emit outcomeArrived(job, outcome); },
                [&](const RowsComputed& computed) { emit rowsArrived(job, computed.first, computed.rows); },
                [&](const TreeGrown& tree) { emit treeGrown(job, tree.children); },
                [&](const SequencePrompt& prompt) { emit sequencePromptArrived(job, prompt.sequence, prompt.tokens); },
                [&](const std::vector<SequenceStep>& steps) { emit sequenceStepsArrived(job, steps); },
                [&](const SequenceEnded& ended) { emit sequenceOutcomeArrived(job, ended.sequence, ended.outcome); },
                [&](const Finished& finished) { emit jobFinished(job, finished); },
            },
            event.what);
    }
}

} // namespace logitscope
