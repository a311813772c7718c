// A byte-level BPE vocabulary small enough to merge by hand.
//
// Ids: the bytes 0 … 255 in their letters, then what addMerge() and addToken() add, from 256 on.
#pragma once

#include "core/text/bpe_vocabulary.h"
#include "core/text/byte_alphabet.h"
#include "core/text/pre_tokenizer_names.h"

#include <string>

namespace logitscope::test {

inline TokenId addToken(BpeVocabulary& vocabulary, const std::string& piece, TokenKind kind = TokenKind::Normal) {
    vocabulary.pieces.push_back(piece);
    vocabulary.kinds.push_back(kind);
    return static_cast<TokenId>(vocabulary.pieces.size() - 1);
}

// Of lower rank than all merges before it.
inline TokenId addMerge(BpeVocabulary& vocabulary, const std::string& left, const std::string& right) {
    vocabulary.merges.push_back({left, right});
    return addToken(vocabulary, left + right);
}

// The bytes alone, split as GPT-2 does.
inline BpeVocabulary byteVocabulary() {
    BpeVocabulary vocabulary;
    vocabulary.source = "small.gguf";
    for (int byte = 0; byte < 256; ++byte) {
        addToken(vocabulary, std::string(letterOfByte(static_cast<std::uint8_t>(byte))));
    }
    vocabulary.splits = {{std::string(gpt2Pattern)}};
    return vocabulary;
}

// Merges: 256 "he", 257 "ll", 258 "hell", 259 "hello", 260 "Ġhe", 261 "Ã¼" (the two bytes of ü).
inline BpeVocabulary helloVocabulary() {
    BpeVocabulary vocabulary = byteVocabulary();
    addMerge(vocabulary, "h", "e");
    addMerge(vocabulary, "l", "l");
    addMerge(vocabulary, "he", "ll");
    addMerge(vocabulary, "hell", "o");
    addMerge(vocabulary, "Ġ", "he");
    addMerge(vocabulary, "Ã", "¼");
    return vocabulary;
}

} // namespace logitscope::test
