// SentencePiece vocabularies (Kudo and Richardson, 2018) through the library: `.model` files, and the `llama`
// vocabularies of GGUF files rebuilt as a SentencePiece model, so that both give the library's own ids.
#pragma once

#include "core/text/sentencepiece_vocabulary.h"
#include "core/text/tokenizer.h"

#include <filesystem>
#include <memory>

namespace logitscope {

// Fails with the sentence of check().
Result<std::unique_ptr<Tokenizer>> makeSentencePieceTokenizer(const SentencePieceVocabulary& vocabulary);

// A `.model` file says nothing of begin and end tokens in texts: encode() adds the begin token where there is one.
Result<std::unique_ptr<Tokenizer>> openSentencePieceModel(const std::filesystem::path& path);

} // namespace logitscope
