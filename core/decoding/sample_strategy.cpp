#include "core/decoding/sample_strategy.h"

#include "core/decoding/sample_batch.h"

#include <utility>

namespace logitscope {

namespace {

// Tells of the only sequence of a batch.
class OnlySequence final : public BatchListener {
public:
    explicit OnlySequence(DecodingListener& listener) : m_listener(listener) {}

    void onPrefill(std::size_t done, std::size_t total) override { m_listener.onPrefill(done, total); }
    void onPrompt(std::size_t, const std::vector<PromptRecord>& prompt) override { m_listener.onPrompt(prompt); }
    void onStep(std::size_t, const StepRecord& step) override { m_listener.onStep(step); }
    std::optional<ChainSpec> takeChainUpdate(std::size_t) override { return m_listener.takeChainUpdate(); }

private:
    DecodingListener& m_listener;
};

} // namespace

Result<Outcome> SampleStrategy::run(Session& session, const GenerationRequest& request, DecodingListener& listener,
                                    std::stop_token stop) const {
    OnlySequence only(listener);
    auto outcomes = sampleBatch(session, {&request, 1}, {}, only, std::move(stop));
    if (!outcomes) {
        return outcomes.error();
    }
    return std::move(outcomes->front());
}

} // namespace logitscope
