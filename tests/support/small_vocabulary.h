// A SentencePiece BPE vocabulary small enough to merge by hand.
//
// Ids: 0 <unk>, 1 <s>, 2 </s>, then (unless left out) the bytes <0x00> … <0xFF> as 3 … 258, then what add() adds.
#pragma once

#include "core/text/sentencepiece_vocabulary.h"

#include <cstdio>
#include <initializer_list>
#include <string>

namespace logitscope::test {

inline TokenId addPiece(SentencePieceVocabulary& vocabulary, const std::string& piece, float score = 0.0F,
                        TokenKind kind = TokenKind::Normal) {
    vocabulary.pieces.push_back(piece);
    vocabulary.scores.push_back(score);
    vocabulary.kinds.push_back(kind);
    return static_cast<TokenId>(vocabulary.pieces.size() - 1);
}

inline SentencePieceVocabulary emptyVocabulary(bool withBytes = true) {
    SentencePieceVocabulary vocabulary;
    vocabulary.source = "small.gguf";
    vocabulary.unknown = addPiece(vocabulary, "<unk>", 0.0F, TokenKind::Unknown);
    vocabulary.begin = addPiece(vocabulary, "<s>", 0.0F, TokenKind::Control);
    vocabulary.end = addPiece(vocabulary, "</s>", 0.0F, TokenKind::Control);
    for (int byte = 0; withBytes && byte < 256; ++byte) {
        char piece[8];
        std::snprintf(piece, sizeof piece, "<0x%02X>", byte);
        addPiece(vocabulary, piece, 0.0F, TokenKind::Byte);
    }
    return vocabulary;
}

// The letters a, b, c and the space, and the merges "▁a" before "ab" before "▁ab" before "▁▁". The first piece added
// has id 259 with bytes, 3 without: ▁ a b c ▁a ab ▁ab ▁▁.
inline SentencePieceVocabulary smallVocabulary(bool withBytes = true) {
    SentencePieceVocabulary vocabulary = emptyVocabulary(withBytes);
    for (const char* letter : {"▁", "a", "b", "c"}) {
        addPiece(vocabulary, letter, -100.0F);
    }
    float score = 0;
    for (const char* merge : {"▁a", "ab", "▁ab", "▁▁"}) {
        addPiece(vocabulary, merge, --score);
    }
    return vocabulary;
}

} // namespace logitscope::test
