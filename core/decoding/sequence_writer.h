// One text on its way: the sampler chain, the tokens so far, the visible text, and what ended it. It draws from rows of
// logits that somebody else computes.
//
// A draw depends on the row, the chain, the tokens before, what they left in its memory, and uniform(seed, sequence,
// position) alone, so a text is the same whatever is written beside it. One per sequence; different ones may draw on
// different threads at once.
#pragma once

#include "core/base/result.h"
#include "core/decoding/request.h"
#include "core/decoding/step_record.h"
#include "core/decoding/text_stream.h"
#include "core/model/loader.h"
#include "core/sampling/chain.h"

#include <optional>
#include <vector>

namespace logitscope {

class SequenceWriter {
public:
    // Fails with a sentence for a prompt that is empty, too long or outside the vocabulary, a setting out of range, and
    // stop texts without a vocabulary. `loaded` must outlive the writer; the request is not needed any longer.
    static Result<SequenceWriter> create(const GenerationRequest& request, const LoadedModel& loaded);

    const std::vector<TokenId>& tokens() const { return m_tokens; } // prompt and written
    std::size_t promptTokens() const { return m_promptTokens; }
    std::size_t writtenTokens() const { return m_tokens.size() - m_promptTokens; }
    std::vector<TokenId> written() const;
    const std::string& text() const { return m_text; } // of the written tokens
    const std::optional<FinishReason>& finish() const { return m_finish; }

    // Another chain from the next draw on; fails with the sentence of validate().
    Status setChain(const ChainSpec& chain);

    // What the chain's steps so far left: to go on with.
    const ChainMemory& memory() const { return m_memory; }

    // The next token under `row`, all of a record but text and time; to be taken before the next is drawn.
    StepRecord draw(const LogitsPtr& row);
    // Takes a drawn token into the text, completes its record's text and finds out whether it was the last.
    void take(StepRecord& record);
    // Ends the text where it is; what was held back belongs to it then.
    void cancel();

private:
    SequenceWriter(const GenerationRequest& request, const LoadedModel& loaded, SamplerChain chain);
    std::optional<FinishReason> finishAfter(TokenId token, bool stopText) const;

    const LoadedModel* m_loaded;
    std::uint64_t m_seed;
    std::uint32_t m_sequence;
    StopRules m_stop;
    SamplerChain m_chain;
    std::shared_ptr<const ChainSpec> m_spec; // of the chain, for the records
    std::vector<TokenId> m_tokens;
    std::size_t m_promptTokens;
    ChainMemory m_memory; // before the next draw
    TextStream m_stream;
    std::string m_text;
    std::optional<FinishReason> m_finish;
    std::vector<float> m_buffer;
};

} // namespace logitscope
