// Many continuations as one batch: each token of all of them is one forward pass, so a weight is read once for all.
//
// Sequence i with its seed and sequence number is the same text whatever the batch, its order and its company: the
// logits by the model's contract (language_model.h), the draw by uniform(seed, sequence, position). Equal prompts are
// read once and forked; different ones share what they have in common at their start. A sequence that ends leaves the
// batch; the others go on. The text never grows longer than the context; a prompt as long as that gives no token, but
// its next distribution.
#pragma once

#include "core/base/result.h"
#include "core/decoding/request.h"
#include "core/decoding/session.h"
#include "core/decoding/step_record.h"

#include <span>
#include <stop_token>
#include <vector>

namespace logitscope {

constexpr std::size_t largestBatch = 4096; // sequences; memory is usually the nearer limit

// Hears of a batch as it happens, on the thread that runs it. Sequences are named by their index in the batch; each
// round speaks of them in that order.
class BatchListener {
public:
    virtual ~BatchListener() = default;
    virtual void onPrefill(std::size_t /*done*/, std::size_t /*total*/) {} // tokens of all prompts to be read
    // Of requests with scorePrompt.
    virtual void onPrompt(std::size_t /*sequence*/, const std::vector<PromptRecord>&) {}
    // milliseconds: of the round that made it, all sequences together.
    virtual void onStep(std::size_t /*sequence*/, const StepRecord&) {}
    virtual void onOutcome(std::size_t /*sequence*/, const Outcome&) {} // once each, as soon as it has left the batch
    // A changed chain, to be used from the next token on; empty when nothing changed.
    virtual std::optional<ChainSpec> takeChainUpdate(std::size_t /*sequence*/) { return std::nullopt; }
};

struct BatchOptions {
    // Whether records carry their rows of logits, the outcomes the next one, and the session remembers the texts.
    // Without, the memory of a text is its tokens and figures; a row can be had again by running the tokens once more.
    bool keepRows = true;
};

// The outcomes in the order of the requests. Fails, before anything runs, with a sentence for no request or more than
// largestBatch, what SequenceWriter::create() says (the first request in question) and texts that would not fit into
// memory; later for logits that are no numbers. A stopped batch is no failure: whatever has not ended ends as
// Cancelled with what it has, within one token (one layer while prompts are read).
Result<std::vector<Outcome>> sampleBatch(Session& session, std::span<const GenerationRequest> requests,
                                         const BatchOptions& options, BatchListener& listener, std::stop_token stop);

} // namespace logitscope
