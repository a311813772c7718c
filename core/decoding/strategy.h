// How a continuation is made from a model: sample now; best-of-N and beam search use the same seam later.
#pragma once

#include "core/base/result.h"
#include "core/decoding/request.h"
#include "core/decoding/session.h"
#include "core/decoding/step_record.h"

#include <stop_token>

namespace logitscope {

// Hears of a run as it happens, on the thread that runs it. A strategy asks `chain()` before every token.
class DecodingListener {
public:
    virtual ~DecodingListener() = default;
    virtual void onPrefill(std::size_t /*done*/, std::size_t /*total*/) {}
    virtual void onPrompt(const std::vector<PromptRecord>&) {}
    virtual void onStep(const StepRecord&) {}
    // A changed chain, to be used from the next token on; empty when nothing changed.
    virtual std::optional<ChainSpec> takeChainUpdate() { return std::nullopt; }
};

class DecodingStrategy {
public:
    virtual ~DecodingStrategy() = default;
    virtual Result<Outcome> run(Session& session, const GenerationRequest& request, DecodingListener& listener,
                                std::stop_token stop) const = 0;
};

} // namespace logitscope
