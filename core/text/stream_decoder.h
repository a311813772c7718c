// Turns a stream of tokens into text that never shows half a character.
//
// Bytes of an unfinished UTF-8 character wait until it is complete or proved invalid (then U+FFFD, as decode() does).
// One per sequence; not thread-safe; cheap to copy.
#pragma once

#include "core/text/tokenizer.h"

#include <string>

namespace logitscope {

class StreamDecoder {
public:
    // `atStart`: the first token is the first of a text, so its added leading space is dropped.
    StreamDecoder(const Tokenizer& tokenizer, bool atStart);

    // The text that this token completes; may be empty.
    std::string push(TokenId token);
    // What is left at the end of the stream: U+FFFD for a broken character, else empty.
    std::string finish();

private:
    const Tokenizer* m_tokenizer;
    bool m_dropSpace;
    std::string m_pending;
};

} // namespace logitscope
