#include "core/session/saved_tokenizer.h"

#include "core/base/utf8.h"

#include <algorithm>

namespace logitscope {

SavedTokenizer::SavedTokenizer(const SavedModel& model)
    : m_modelName(model.displayName), m_pieces(model.pieces), m_vocabularySize(model.vocabularySize),
      m_addsSpacePrefix(model.addsSpacePrefix) {}

const SavedPiece* SavedTokenizer::find(TokenId token) const {
    const auto found = std::ranges::lower_bound(m_pieces, token, {}, &SavedPiece::token);
    return found == m_pieces.end() || found->token != token ? nullptr : &*found;
}

Result<std::vector<TokenId>> SavedTokenizer::encode(std::string_view, const EncodeOptions&) const {
    return Error{"The model " + inQuotes(m_modelName) +
                 " is not loaded, so new text cannot be cut into its tokens; "
                 "open its file."};
}

std::string_view SavedTokenizer::bytesOf(TokenId token) const {
    const SavedPiece* piece = find(token);
    return piece ? std::string_view(piece->bytes) : std::string_view();
}

std::string_view SavedTokenizer::pieceOf(TokenId token) const {
    const SavedPiece* piece = find(token);
    return piece ? std::string_view(piece->piece) : std::string_view();
}

TokenKind SavedTokenizer::kindOf(TokenId token) const {
    const SavedPiece* piece = find(token);
    return piece ? piece->kind : TokenKind::Unknown;
}

bool SavedTokenizer::isEndToken(TokenId token) const {
    const SavedPiece* piece = find(token);
    return piece && piece->ends;
}

std::vector<SavedPiece> piecesOf(const Tokenizer& tokenizer, std::vector<TokenId> tokens) {
    std::ranges::sort(tokens);
    const auto rest = std::unique(tokens.begin(), tokens.end());
    tokens.erase(rest, tokens.end());
    std::vector<SavedPiece> pieces;
    pieces.reserve(tokens.size());
    for (const TokenId token : tokens) {
        pieces.push_back({token, tokenizer.kindOf(token), tokenizer.isEndToken(token),
                          std::string(tokenizer.bytesOf(token)), std::string(tokenizer.pieceOf(token))});
    }
    return pieces;
}

} // namespace logitscope
