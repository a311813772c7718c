#include "core/engine/engine.h"

#include "core/base/thread_pool.h"
#include "core/decoding/probability_tree.h"
#include "core/decoding/prompt.h"
#include "core/decoding/rows.h"
#include "core/decoding/sample_batch.h"
#include "core/decoding/sample_strategy.h"
#include "core/sampling/sampler_catalog.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <new>
#include <stop_token>
#include <thread>
#include <utility>

namespace logitscope {

namespace {

struct Job {
    JobId id{};
    Request request;
    std::shared_ptr<JobListener> listener;
    std::stop_source stop;
    std::optional<ChainSpec> chain; // an update not yet taken; guarded by the engine's mutex
};
using JobPtr = std::shared_ptr<Job>;

void finish(const Job& job, JobEnd end, std::string sentence = {}) {
    try {
        job.listener->onFinished(job.id, {end, std::move(sentence)});
    } catch (...) { // NOLINT(bugprone-empty-catch): the job is over; a listener that throws has had its call
    }
}

} // namespace

struct Engine::Impl {
    explicit Impl(const EngineOptions& options)
        : loader(options.loader), precision(options.precision),
          pool(options.threads == 0 ? usableCores() : options.threads) {
        thread = std::thread([this] { work(); });
    }

    ~Impl() {
        assert(std::this_thread::get_id() != thread.get_id());
        {
            const std::lock_guard lock(mutex);
            closing = true;
            if (current) {
                current->stop.request_stop();
            }
        }
        wake.notify_one();
        thread.join();
    }

    void work() {
        for (;;) {
            {
                std::unique_lock lock(mutex);
                current.reset();
                wake.wait(lock, [this] { return closing || !waiting.empty() || !removed.empty(); });
                if (closing) {
                    break;
                }
                if (!waiting.empty() && removed.empty()) {
                    current = waiting.front();
                    waiting.pop_front();
                }
            }
            if (current) {
                const Finished end = runGuarded(*current);
                finish(*current, end.end, end.sentence);
            }
            finishRemoved();
        }
        finishRemoved();
        while (const JobPtr job = takeWaiting()) {
            finish(*job, JobEnd::Dropped);
        }
    }

    JobPtr takeWaiting() {
        const std::lock_guard lock(mutex);
        if (waiting.empty()) {
            return nullptr;
        }
        JobPtr job = std::move(waiting.front());
        waiting.pop_front();
        return job;
    }

    // Nothing that a library, the memory or a listener throws gets past here.
    Finished runGuarded(Job& job) {
        try {
            job.listener->onStarted(job.id);
            return std::visit([&](const auto& request) { return run(job, request); }, job.request);
        } catch (const std::bad_alloc&) {
            return {JobEnd::Failed,
                    "There is not enough memory for this; close other programs, shorten the prompt or open "
                    "a smaller model."};
        } catch (const std::exception& problem) {
            return {JobEnd::Failed, std::string("The run broke off: ") + problem.what() + "."};
        } catch (...) {
            return {JobEnd::Failed, "The run broke off for an unknown reason."};
        }
    }

    Finished run(Job& job, const LoadRequest& request) {
        const std::stop_token stop = job.stop.get_token();
        const auto progress = [&](std::size_t done, std::size_t total) {
            job.listener->onLoadProgress(job.id, done, total);
            finishRemoved();
        };
        auto loaded = loader(request.path, pool, progress, stop);
        if (stop.stop_requested()) {
            return {JobEnd::Cancelled, {}};
        }
        if (!loaded) {
            return {JobEnd::Failed, loaded.error().message};
        }
        if (!request.displayName.empty()) {
            loaded->info.displayName = request.displayName;
        }
        auto& session = sessions[static_cast<std::size_t>(request.slot)];
        session = std::make_unique<Session>(std::move(*loaded), pool, precision);
        job.listener->onLoaded(job.id, session->loaded());
        return {};
    }

    Finished run(Job&, const UnloadRequest& request) {
        sessions[static_cast<std::size_t>(request.slot)].reset();
        return {};
    }

    Finished run(Job& job, const GenerateRequest& request) {
        Session* session = sessionOf(request.slot);
        if (!session) {
            return {JobEnd::Failed, noModel};
        }
        auto prompt = resolvePrompt(request.prompt, session->loaded());
        if (!prompt) {
            return {JobEnd::Failed, prompt.error().message};
        }
        GenerationRequest generation;
        generation.prompt = std::move(*prompt);
        generation.chain = request.chain;
        generation.seed = request.seed;
        generation.sequence = request.sequence;
        generation.memory = request.memory;
        generation.stop = request.stop;
        generation.scorePrompt = request.scorePrompt;

        class Forwarder final : public DecodingListener {
        public:
            Forwarder(Impl& engine, Job& job) : m_engine(&engine), m_job(&job) {}
            void onPrefill(std::size_t done, std::size_t total) override {
                m_job->listener->onPrefillProgress(m_job->id, done, total);
                m_engine->finishRemoved();
            }
            void onPrompt(const std::vector<PromptRecord>& prompt) override {
                m_job->listener->onPrompt(m_job->id, prompt);
            }
            void onStep(const StepRecord& step) override {
                m_job->listener->onStep(m_job->id, step);
                m_engine->finishRemoved();
            }
            std::optional<ChainSpec> takeChainUpdate() override {
                const std::lock_guard lock(m_engine->mutex);
                return std::exchange(m_job->chain, std::nullopt);
            }

        private:
            Impl* m_engine;
            Job* m_job;
        } forwarder(*this, job);

        const auto outcome = SampleStrategy().run(*session, generation, forwarder, job.stop.get_token());
        if (!outcome) {
            return {JobEnd::Failed, outcome.error().message};
        }
        job.listener->onOutcome(job.id, *outcome);
        return {outcome->finish == FinishReason::Cancelled ? JobEnd::Cancelled : JobEnd::Completed, {}};
    }

    Finished run(Job& job, const GenerateManyRequest& request) {
        Session* session = sessionOf(request.slot);
        if (!session) {
            return {JobEnd::Failed, noModel};
        }
        std::vector<GenerationRequest> generations;
        for (const SequenceRequest& sequence : request.sequences) {
            auto prompt = resolvePrompt(sequence.prompt, session->loaded());
            if (!prompt) {
                return {JobEnd::Failed, prompt.error().message};
            }
            if (request.keepRows) {
                job.listener->onSequencePrompt(job.id, generations.size(), *prompt);
            }
            GenerationRequest& generation = generations.emplace_back();
            generation.prompt = std::move(*prompt);
            generation.prompt.insert(generation.prompt.end(), sequence.written.begin(), sequence.written.end());
            generation.chain = sequence.chain;
            generation.seed = sequence.seed;
            generation.sequence = sequence.sequence;
            generation.memory = sequence.memory;
            generation.stop = sequence.stop;
        }

        class Forwarder final : public BatchListener {
        public:
            Forwarder(Impl& engine, Job& job) : m_engine(&engine), m_job(&job) {}
            void onPrefill(std::size_t done, std::size_t total) override {
                m_job->listener->onPrefillProgress(m_job->id, done, total);
                m_engine->finishRemoved();
            }
            void onStep(std::size_t sequence, const StepRecord& step) override {
                m_job->listener->onSequenceStep(m_job->id, sequence, step);
                m_engine->finishRemoved();
            }
            void onOutcome(std::size_t sequence, const Outcome& outcome) override {
                m_cancelled = m_cancelled || outcome.finish == FinishReason::Cancelled;
                m_job->listener->onSequenceOutcome(m_job->id, sequence, outcome);
            }
            bool cancelled() const { return m_cancelled; }

        private:
            Impl* m_engine;
            Job* m_job;
            bool m_cancelled = false;
        } forwarder(*this, job);

        const auto outcomes =
            sampleBatch(*session, generations, {.keepRows = request.keepRows}, forwarder, job.stop.get_token());
        if (!outcomes) {
            return {JobEnd::Failed, outcomes.error().message};
        }
        return {forwarder.cancelled() ? JobEnd::Cancelled : JobEnd::Completed, {}};
    }

    Finished run(Job& job, const ScoreRequest& request) {
        Session* session = sessionOf(request.slot);
        if (!session) {
            return {JobEnd::Failed, noModel};
        }
        const auto tokens = resolvePrompt(request.prompt, session->loaded());
        if (!tokens) {
            return {JobEnd::Failed, tokens.error().message};
        }
        const auto* text = std::get_if<std::string>(&request.prompt);
        const auto scored = scoreText(session->loaded(), session->scratch(), *tokens,
                                      text ? std::optional<std::string_view>(*text) : std::nullopt,
                                      job.stop.get_token(), [&](std::size_t done) {
                                          job.listener->onPrefillProgress(job.id, done, tokens->size());
                                          finishRemoved();
                                      });
        if (!scored) {
            return {JobEnd::Failed, scored.error().message};
        }
        job.listener->onScores(job.id, scored->scores, scored->summary);
        return {scored->scores.size() < tokens->size() ? JobEnd::Cancelled : JobEnd::Completed, {}};
    }

    Finished run(Job& job, const RowsRequest& request) {
        Session* session = sessionOf(ModelSlot::First);
        if (!session) {
            return {JobEnd::Failed, noModel};
        }
        if (request.first < 1 || request.first > request.tokens.size()) {
            return {JobEnd::Failed, "There is no such place in the text."};
        }
        const auto rows =
            readRows(*session, request.tokens, request.first, job.stop.get_token(), [&](std::size_t done) {
                job.listener->onPrefillProgress(job.id, done, request.tokens.size());
                finishRemoved();
            });
        if (!rows) {
            return {JobEnd::Failed, rows.error().message};
        }
        if (rows->empty()) {
            return {JobEnd::Cancelled, {}};
        }
        job.listener->onRows(job.id, request.first, *rows);
        return {};
    }

    Finished run(Job& job, const TreeRequest& request) {
        Session* session = sessionOf(ModelSlot::First);
        if (!session) {
            return {JobEnd::Failed, noModel};
        }
        const auto grown = [&](const std::vector<TreeNode>& children) {
            job.listener->onTree(job.id, children);
            finishRemoved();
        };
        const Status status = growTree(*session, request.tokens, request.limits, grown, job.stop.get_token());
        if (!status) {
            return {JobEnd::Failed, status.error().message};
        }
        return {job.stop.stop_requested() ? JobEnd::Cancelled : JobEnd::Completed, {}};
    }

    // Gives the jobs that were cancelled while waiting their end, on this thread.
    void finishRemoved() {
        std::vector<JobPtr> jobs;
        {
            const std::lock_guard lock(mutex);
            jobs.swap(removed);
        }
        for (const JobPtr& job : jobs) {
            finish(*job, JobEnd::Cancelled);
        }
    }

    Session* sessionOf(ModelSlot slot) { return sessions[static_cast<std::size_t>(slot)].get(); }

    static constexpr const char* noModel = "No model is loaded; open one first.";

    const ModelLoader loader;
    const Precision precision;
    ThreadPool pool;                                           // engine thread, as is
    std::array<std::unique_ptr<Session>, modelSlots> sessions; // the loaded models; null before a first load

    std::mutex mutex; // guards everything below
    std::condition_variable wake;
    std::deque<JobPtr> waiting;
    std::vector<JobPtr> removed; // cancelled while waiting, their end not yet told
    JobPtr current;              // written by the engine thread only
    std::int64_t lastId = 0;
    bool closing = false;

    std::thread thread;
};

Engine::Engine(const EngineOptions& options) : m_impl(std::make_unique<Impl>(options)) {}
Engine::~Engine() = default;

JobId Engine::submit(Request request, std::shared_ptr<JobListener> listener) {
    assert(listener);
    auto job = std::make_shared<Job>();
    job->request = std::move(request);
    job->listener = std::move(listener);
    const std::lock_guard lock(m_impl->mutex);
    job->id = static_cast<JobId>(++m_impl->lastId);
    m_impl->waiting.push_back(job);
    m_impl->wake.notify_one();
    return job->id;
}

void Engine::cancel(JobId job) {
    const std::lock_guard lock(m_impl->mutex);
    if (m_impl->current && m_impl->current->id == job) {
        m_impl->current->stop.request_stop();
        return;
    }
    const auto found = std::find_if(m_impl->waiting.begin(), m_impl->waiting.end(),
                                    [job](const JobPtr& one) { return one->id == job; });
    if (found != m_impl->waiting.end()) {
        m_impl->removed.push_back(*found);
        m_impl->waiting.erase(found);
        m_impl->wake.notify_one();
    }
}

Status Engine::updateChain(JobId job, const ChainSpec& chain) {
    Status valid = validate(chain);
    if (!valid) {
        return valid;
    }
    const std::lock_guard lock(m_impl->mutex);
    if (m_impl->current && m_impl->current->id == job) {
        m_impl->current->chain = chain;
    }
    for (const JobPtr& one : m_impl->waiting) {
        if (one->id == job) {
            one->chain = chain;
        }
    }
    return {};
}

} // namespace logitscope
