// The tokenizer of a Hugging Face folder: tokenizer.model where there is one that can be read, else
// tokenizer.json.
//
// Which tokens begin and end a text: config.json, then generation_config.json, then the names in tokenizer_config.json.
// Tokens beyond the vocabulary of a tokenizer.model: added_tokens.json and the added_tokens_decoder of
// tokenizer_config.json; rows of the embedding without a token become unused ones, as in GGUF files.
#pragma once

#include "core/base/result.h"
#include "core/text/tokenizer.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

namespace logitscope {

// `vocabularySize` is the number of rows of the embedding. The error names the file, or says that there is none.
Result<std::unique_ptr<Tokenizer>> openFolderTokenizer(const std::filesystem::path& folder, std::size_t vocabularySize);

// The Jinja program that writes conversations (tokenizer_config.json, chat_template.jinja); empty when there is none.
std::string folderChatTemplate(const std::filesystem::path& folder);

} // namespace logitscope
