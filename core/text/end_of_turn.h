// The spellings of tokens that end a turn or a text, whichever model they belong to.
#pragma once

#include <string_view>

namespace logitscope {

// As the models' tokenizer configurations spell them: Llama 3, ChatML, Phi-3, Gemma, GPT-2, Granite, DeepSeek, ….
bool endsTurn(std::string_view spelling);

} // namespace logitscope
