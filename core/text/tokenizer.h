// Text to token ids and back. One implementation per family; immutable after construction, any thread.
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope {

enum class TokenKind : std::uint8_t { Normal, Unknown, Control, UserDefined, Unused, Byte };

struct EncodeOptions {
    bool addSpecial = true; // the vocabulary's own rule for a begin-of-sequence (and end) token
    // "</s>" in the text becomes the control token instead of letters; each stretch between control tokens is encoded
    // as a text of its own (it gets the added space, as in llama.cpp).
    bool parseSpecial = false;
};

class Tokenizer {
public:
    virtual ~Tokenizer() = default;

    // Fails on text that is not valid UTF-8 (the sentence says at which byte). NUL bytes are ordinary characters.
    virtual Result<std::vector<TokenId>> encode(std::string_view text, const EncodeOptions& options = {}) const = 0;

    // The bytes that a token adds to a text in its middle: " girl", "\n", one raw byte, "" for control tokens.
    // May be part of a UTF-8 character; StreamDecoder joins those.
    virtual std::string_view bytesOf(TokenId token) const = 0;
    // The vocabulary's own spelling, valid UTF-8: "▁girl", "<0x0A>", "</s>". For ids outside the vocabulary both are
    // empty.
    virtual std::string_view pieceOf(TokenId token) const = 0;
    virtual TokenKind kindOf(TokenId token) const = 0;

    virtual std::size_t vocabularySize() const = 0;
    virtual std::optional<TokenId> beginToken() const = 0;
    virtual std::optional<TokenId> endToken() const = 0;
    virtual bool isEndToken(TokenId token) const = 0; // any of the end-of-text and end-of-turn tokens
    // Whether a text starts with a space that encode() added and decode() takes away again.
    virtual bool addsSpacePrefix() const = 0;

    // The whole text: control tokens dropped, the added leading space removed, invalid UTF-8 replaced by U+FFFD.
    std::string decode(std::span<const TokenId> tokens) const;
};

} // namespace logitscope
