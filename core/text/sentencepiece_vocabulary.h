// A SentencePiece vocabulary as a value, and its two file forms: the `.model` protocol buffer (read and written here)
// and the tokenizer.ggml.* keys of GGUF (read by core/model/vocabulary_reader.h).
//
// The library is only ever given what modelBytes() writes from a vocabulary that check() accepted, so that no file can
// reach a place where the library ends the program or writes to the terminal.
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/text/tokenizer.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope {

// The numbers of TrainerSpec.ModelType in sentencepiece_model.proto.
enum class SentencePieceAlgorithm : std::uint8_t { Unigram = 1, Bpe = 2, Word = 3, Char = 4 };

struct SentencePieceVocabulary {
    std::string source; // the file it comes from: what errors call it
    // Same length; the place is the token id.
    std::vector<std::string> pieces;
    std::vector<float> scores;
    std::vector<TokenKind> kinds;
    std::optional<TokenId> begin, end;
    std::optional<TokenId> unknown; // empty: the first piece of kind Unknown
    std::vector<TokenId> extraEnds; // end-of-turn and the like
    bool addBegin = true;           // the vocabulary's own rule, for EncodeOptions::addSpecial
    bool addEnd = false;

    SentencePieceAlgorithm algorithm = SentencePieceAlgorithm::Bpe;
    bool addSpacePrefix = true;
    bool removeExtraWhitespaces = false;
    bool escapeWhitespaces = true;
    std::string charsMap;               // compiled normalisation rules; empty: the text stays as it is
    std::string unknownSurface = " ⁇ "; // what an unknown piece is decoded to (the library's default)
};

// Whether the library can use it; the sentence says which piece is wrong.
Status check(const SentencePieceVocabulary& vocabulary);

// The vocabulary as a serialised ModelProto. Precondition: check() accepted it.
std::string modelBytes(const SentencePieceVocabulary& vocabulary);

// Reads a serialised ModelProto; `source` is what errors call it.
Result<SentencePieceVocabulary> readModelBytes(std::string_view bytes, std::string_view source);

} // namespace logitscope
