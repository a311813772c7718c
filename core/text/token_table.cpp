#include "core/text/token_table.h"

namespace logitscope {

void TokenTable::add(std::string_view piece, std::string_view bytes, TokenKind kind) {
    m_text += piece;
    m_begins.push_back(m_text.size());
    m_text += bytes;
    m_begins.push_back(m_text.size());
    m_kinds.push_back(kind);
}

std::string_view TokenTable::pieceOf(TokenId token) const {
    const std::size_t id = indexOf(token);
    if (id >= size()) {
        return {};
    }
    return std::string_view(m_text).substr(m_begins[2 * id], m_begins[2 * id + 1] - m_begins[2 * id]);
}

std::string_view TokenTable::bytesOf(TokenId token) const {
    const std::size_t id = indexOf(token);
    if (id >= size()) {
        return {};
    }
    return std::string_view(m_text).substr(m_begins[2 * id + 1], m_begins[2 * id + 2] - m_begins[2 * id + 1]);
}

TokenKind TokenTable::kindOf(TokenId token) const {
    return indexOf(token) < size() ? m_kinds[indexOf(token)] : TokenKind::Unused;
}

} // namespace logitscope
