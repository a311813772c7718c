// The one interface of every language model: tokens in, logits out.
//
// Prefill, decode and batched decode are the same call. The determinism contract: the logits of a position depend only
// on the weights and the tokens before it; they are bit-identical for any thread count, batch, chunking and cache
// reuse.
#pragma once

#include "core/base/ids.h"
#include "core/model/model_config.h"

#include <cstddef>
#include <memory>
#include <span>
#include <stop_token>

namespace logitscope {

class ForwardObserver;
class Scratch;

// What a model remembers of one sequence. Owned by its user, used by one thread at a time.
class SequenceState {
public:
    virtual ~SequenceState() = default;
    virtual Position position() const = 0; // tokens remembered: the position of the next one
    // A second state with the same memory; what is shared is copied only when one of the two writes to it.
    virtual std::unique_ptr<SequenceState> fork() const = 0;
    // Forgets everything from `position` on. Returns where the state stands: `position`, or the nearest earlier
    // snapshot for a model that cannot rewind anywhere.
    virtual Position rewind(Position position) = 0;
    virtual std::size_t memoryBytes() const = 0; // pages in use, shared ones included
};

enum class LogitRows : std::uint8_t { None, Last, All };

struct SequenceInput {
    SequenceState* state = nullptr;  // from the same model's newState()
    std::span<const TokenId> tokens; // appended after state->position(); each < vocabularySize
    LogitRows rows = LogitRows::Last;
};

// Gets the logits as they are computed, in the order of the batch and of positions.
class LogitSink {
public:
    virtual ~LogitSink() = default;
    // `row` holds vocabularySize floats and is valid during the call only.
    virtual void onLogits(std::size_t inputIndex, Position position, std::span<const float> row) = 0;
};

enum class ForwardStatus : std::uint8_t { Completed, Cancelled };

class LanguageModel {
public:
    virtual ~LanguageModel() = default;

    virtual const ModelConfig& config() const = 0;
    virtual std::unique_ptr<SequenceState> newState() const = 0;
    virtual std::size_t stateBytesPerToken() const = 0;

    // Appends the tokens of every input to its state. Preconditions (asserted): positions stay below contextLength,
    // token ids are in the vocabulary, no state appears twice. `scratch` belongs to the calling thread.
    // When `stop` is requested it returns Cancelled within one layer, with every state as it was before the call.
    virtual ForwardStatus forward(std::span<const SequenceInput> batch, Scratch& scratch, LogitSink& sink,
                                  ForwardObserver* observer, std::stop_token stop) const = 0;
};

} // namespace logitscope
