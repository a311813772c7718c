// Chats as the texts that instruction-tuned models were trained on.
//
// Model files bring their template as a Jinja program (tokenizer.chat_template in GGUF, chat_template in
// tokenizer_config.json). It is not run: its family is recognised by the marks in it, and the family is rendered here.
// Sources: the templates and model cards of the families on huggingface.co, each named beside its rendering.
// Plain values and pure functions, any thread.
#pragma once

#include "core/base/result.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope {

enum class ChatFamily : std::uint8_t { ChatMl, Llama2, Llama3, Gemma, Phi3, Mistral, Zephyr };

std::string_view nameOf(ChatFamily family); // "ChatML", "Llama 2", …

// Where Mistral's releases put spaces and the system message.
enum class MistralSpacing : std::uint8_t {
    First,    // "[INST] u [/INST]a</s>": 7B Instruct v0.1
    V1,       // " [INST] u [/INST] a</s>"
    V3,       // "[INST] u[/INST] a</s>"
    V3Tekken, // "[INST]u[/INST]a</s>"
    V7,       // "[SYSTEM_PROMPT] s[/SYSTEM_PROMPT][INST] u[/INST] a</s>"
    V7Tekken  // the same without spaces
};

struct ChatTemplate {
    ChatFamily family = ChatFamily::ChatMl;
    MistralSpacing mistral = MistralSpacing::First;
    std::string defaultSystem; // the system message of a chat that brings none; empty: none
    std::string systemPrefix;  // stands before every system message (and makes one): Llama 3.1's dates

    bool operator==(const ChatTemplate&) const = default;
};

enum class ChatRole : std::uint8_t { System, User, Assistant };

struct ChatMessage {
    ChatRole role = ChatRole::User;
    std::string text;
};

// The family of a template. Fails for an empty one (the model is no chat model) and for one that is not known.
Result<ChatTemplate> recogniseChatTemplate(std::string_view jinja);

// How the vocabulary spells its begin and end tokens: Tokenizer::pieceOf().
struct ChatSpecials {
    std::string begin = "<s>";
    std::string end = "</s>";
};
ChatSpecials chatSpecials(const Tokenizer& tokenizer);

// The prompt for the model's next answer, to be encoded with parseSpecial. The begin token at its start is left out:
// encode() adds it. Messages: at most one from the system, the first; then user and assistant in turns, a user's last.
// Special tokens that are spelled in a message become special tokens, as with the templates themselves.
Result<std::string> renderChat(const ChatTemplate& chat, std::span<const ChatMessage> messages,
                               const ChatSpecials& specials = {});

} // namespace logitscope
