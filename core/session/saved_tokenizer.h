// The vocabulary of a saved model: as much of it as the session's texts use, so that they read without the model.
//
// It cannot encode, and tokens outside the saved ones are empty. Immutable, any thread.
#pragma once

#include "core/session/session.h"
#include "core/text/tokenizer.h"

namespace logitscope {

class SavedTokenizer final : public Tokenizer {
public:
    explicit SavedTokenizer(const SavedModel& model);

    Result<std::vector<TokenId>> encode(std::string_view text, const EncodeOptions& options) const override;
    std::string_view bytesOf(TokenId token) const override;
    std::string_view pieceOf(TokenId token) const override;
    TokenKind kindOf(TokenId token) const override;
    std::size_t vocabularySize() const override { return m_vocabularySize; }
    std::optional<TokenId> beginToken() const override { return std::nullopt; }
    std::optional<TokenId> endToken() const override { return std::nullopt; }
    bool isEndToken(TokenId token) const override;
    bool addsSpacePrefix() const override { return m_addsSpacePrefix; }

private:
    const SavedPiece* find(TokenId token) const;

    std::string m_modelName;
    std::vector<SavedPiece> m_pieces; // ascending ids
    std::size_t m_vocabularySize;
    bool m_addsSpacePrefix;
};

// The vocabulary's spelling of these tokens, for a saved model. `tokens` in any order, also several times.
std::vector<SavedPiece> piecesOf(const Tokenizer& tokenizer, std::vector<TokenId> tokens);

} // namespace logitscope
