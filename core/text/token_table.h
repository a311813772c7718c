// What each token id of a vocabulary is: its spelling, the bytes it adds to a text, its kind. Looked up in constant
// time.
//
// Filled once, then immutable: any thread. Ids outside the table have no spelling, no bytes, and are of kind Unused.
#pragma once

#include "core/text/tokenizer.h"

#include <string>
#include <string_view>
#include <vector>

namespace logitscope {

class TokenTable {
public:
    void add(std::string_view piece, std::string_view bytes, TokenKind kind);

    std::size_t size() const { return m_kinds.size(); }
    std::string_view pieceOf(TokenId token) const;
    std::string_view bytesOf(TokenId token) const;
    TokenKind kindOf(TokenId token) const;

private:
    // All in one text, so that 150 000 tokens are three blocks of memory: of token i the spelling begins at
    // m_begins[2i] and the bytes at m_begins[2i + 1].
    std::string m_text;
    std::vector<std::size_t> m_begins{0};
    std::vector<TokenKind> m_kinds;
};

} // namespace logitscope
