// SentencePiece vocabularies (Kudo and Richardson, 2018) through the library: `.model` files, and the `llama`
// vocabularies of GGUF files rebuilt as a SentencePiece model, so that both give the library's own ids.
#pragma once

#include "core/text/tokenizer.h"

#include <filesystem>
#include <memory>

namespace logitscope {

// A vocabulary as GGUF stores it under tokenizer.ggml.*: what the loader reads from a file.
struct SentencePieceVocabulary {
    std::vector<std::string> pieces;
    std::vector<float> scores;
    std::vector<TokenKind> kinds;
    std::optional<TokenId> begin, end, unknown;
    std::vector<TokenId> extraEnds; // end-of-turn and the like
    bool addBegin = true;
    bool addEnd = false;
    bool addSpacePrefix = true;
    bool unigram = false; // GGUF "t5" vocabularies; "llama" ones are BPE
};

Result<std::unique_ptr<Tokenizer>> makeSentencePieceTokenizer(SentencePieceVocabulary vocabulary);
Result<std::unique_ptr<Tokenizer>> openSentencePieceModel(const std::filesystem::path& path);

} // namespace logitscope
