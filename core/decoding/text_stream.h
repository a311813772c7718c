// The visible text of the tokens after a prompt: whole characters only, nothing that could be the start of a stop text.
//
// The text continues the prompt: a space in its middle stays, a character that the prompt left half is completed.
// One per sequence; the tokenizer must outlive it.
#pragma once

#include "core/decoding/stop_matcher.h"
#include "core/text/stream_decoder.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace logitscope {

class TextStream {
public:
    // Without a tokenizer (null) every text is empty.
    TextStream(const Tokenizer* tokenizer, std::span<const TokenId> prompt, const std::vector<std::string>& stopTexts);

    StopMatcher::Passed push(TokenId token);
    // What was held back, at the end of the stream.
    std::string finish();

private:
    std::optional<StreamDecoder> m_decoder;
    StopMatcher m_matcher;
};

} // namespace logitscope
