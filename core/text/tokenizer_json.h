// The tokenizers of Hugging Face folders: tokenizer.json, with what tokenizer_config.json and config.json say beside
// it.
//
// Read: byte-level BPE (GPT-2, Llama 3, Qwen, …), BPE over characters with "▁" for spaces (Llama 2, Mistral, Gemma) and
// Unigram (T5, ALBERT; rebuilt as a SentencePiece model). Anything else in the file is named in the error. Unicode
// normalisation (NFC) is not done: texts are taken to be composed already, as llama.cpp takes them.
// Layout: github.com/huggingface/tokenizers, tokenizers/src. Pure functions, any thread; the results own their bytes.
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/text/tokenizer.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope {

struct TokenizerJsonOptions {
    // The contents of tokenizer_config.json: names of the begin and end tokens, whether they are added. Empty: none.
    std::string_view tokenizerConfig;
    // bos_token_id and eos_token_id of config.json or generation_config.json (the first end is the end of a text). They
    // go before the names above.
    std::optional<TokenId> begin;
    std::vector<TokenId> ends;
    // Rows of the model's embedding: ids from the vocabulary's last up to it become unused tokens. 0: only as many as
    // the file has.
    std::size_t vocabularySize = 0;
};

// `name` is what errors call the file. Fails on broken JSON, on what is not supported (its name is in the sentence) and
// on ids outside the vocabulary.
Result<std::unique_ptr<Tokenizer>> readTokenizerJson(std::string_view json, std::string_view name,
                                                     const TokenizerJsonOptions& options = {});

// The chat_template of a tokenizer_config.json (of several the one called "default"); empty when there is none or the
// text is no JSON.
std::string chatTemplateIn(std::string_view tokenizerConfig);

} // namespace logitscope
