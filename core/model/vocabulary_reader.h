// The vocabulary of a model: the tokenizer.ggml.* keys of GGUF, or the tokenizer files of a Hugging Face folder.
#pragma once

#include "core/base/result.h"
#include "core/files/model_file.h"
#include "core/text/bpe_vocabulary.h"
#include "core/text/sentencepiece_vocabulary.h"
#include "core/text/tokenizer.h"

#include <memory>

namespace logitscope {

// The tokenizer of a file; null for a file without a vocabulary. The error names the file and what is wrong: a family
// that is not supported, a list that is missing or does not fit the others, a piece that cannot be used.
Result<std::unique_ptr<Tokenizer>> readTokenizer(const ModelFile& file);

// The keys of a SentencePiece vocabulary (tokenizer.ggml.model "llama") as they are in the file, not yet checked as a
// vocabulary. Keys that files leave out have llama.cpp's defaults: begin 1, end 2, unknown 0, begin added, end not.
Result<SentencePieceVocabulary> readSentencePieceVocabulary(const ModelFile& file);

// The same for byte-level BPE (tokenizer.ggml.model "gpt2"). Without a key there is no begin or end token; whether the
// begin token is added goes by the pre-tokenizer's name. The error names a pre-tokenizer that is not known.
Result<BpeVocabulary> readBpeVocabulary(const ModelFile& file);

} // namespace logitscope
