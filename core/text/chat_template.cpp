#include "core/text/chat_template.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <array>

namespace logitscope {

namespace {

bool has(std::string_view text, std::string_view mark) { return text.find(mark) != text.npos; }

std::string trimmed(std::string_view text) {
    constexpr std::string_view space = " \t\n\v\f\r";
    const std::size_t begin = std::min(text.find_first_not_of(space), text.size());
    return std::string(text.substr(begin, text.find_last_not_of(space) + 1 - begin));
}

std::string_view roleName(ChatRole role) {
    constexpr std::array<std::string_view, 3> names{"system", "user", "assistant"};
    return names[static_cast<std::size_t>(role)];
}

// ChatML templates with a system message of their own have it as one literal: '<|im_start|>system\nYou are
// …<|im_end|>'. A place with a quote or a brace in between puts a variable there.
std::string defaultSystemIn(std::string_view jinja) {
    constexpr std::string_view opening = "<|im_start|>system";
    for (std::size_t at = jinja.find(opening); at != jinja.npos; at = jinja.find(opening, at + 1)) {
        std::string_view rest = jinja.substr(at + opening.size());
        rest = rest.substr(0, rest.find("<|im_end|>"));
        if (rest.starts_with("\\n") || rest.starts_with("\n")) {
            rest.remove_prefix(rest[0] == '\n' ? 1 : 2);
            if (!rest.empty() && rest.find_first_of("'\"{}\\") == rest.npos) {
                return std::string(rest);
            }
        }
    }
    return {};
}

MistralSpacing mistralSpacing(std::string_view jinja) {
    if (has(jinja, "[SYSTEM_PROMPT]")) {
        return has(jinja, "[SYSTEM_PROMPT] ") ? MistralSpacing::V7 : MistralSpacing::V7Tekken;
    }
    if (has(jinja, " [INST]")) {
        return has(jinja, "' [INST]") || has(jinja, "\" [INST]") ? MistralSpacing::V1 : MistralSpacing::First;
    }
    if (has(jinja, "[INST] ")) {
        return has(jinja, " [/INST]") ? MistralSpacing::First : MistralSpacing::V3;
    }
    return MistralSpacing::V3Tekken;
}

// Zephyr and Phi-3 both write <|user|>; Zephyr closes a message with the end token.
bool closesUserWithEnd(std::string_view jinja) {
    std::string_view user = jinja.substr(std::min(jinja.find("<|user|>"), jinja.size()));
    user = user.substr(0, user.find("}}"));
    return has(user, "eos_token") || has(user, "</s>") || has(user, "<|endoftext|>");
}

Status checkOrder(std::span<const ChatMessage> messages) {
    ChatRole expected = ChatRole::User;
    for (std::size_t i = 0; i < messages.size(); ++i) {
        if (i == 0 && messages[0].role == ChatRole::System) {
            continue;
        }
        if (messages[i].role != expected) {
            return Error{"Message " + std::to_string(i + 1) + " of the chat is from the " +
                         std::string(roleName(messages[i].role)) + "; after at most one system message, user and " +
                         "assistant take turns."};
        }
        expected = expected == ChatRole::User ? ChatRole::Assistant : ChatRole::User;
    }
    if (messages.empty() || messages.back().role != ChatRole::User) {
        return Error{"The chat does not end with a message of the user, so there is nothing to answer; add one."};
    }
    return {};
}

// Qwen/Qwen2-7B-Instruct, HuggingFaceTB/SmolLM2-1.7B-Instruct and many more.
std::string renderChatMl(std::span<const ChatMessage> messages) {
    std::string text;
    for (const ChatMessage& message : messages) {
        text.append("<|im_start|>").append(roleName(message.role)).append("\n");
        text.append(message.text).append("<|im_end|>\n");
    }
    return text + "<|im_start|>assistant\n";
}

// meta-llama/Llama-2-7b-chat-hf: each turn begins anew; the system message stands inside the first.
std::string renderLlama2(std::span<const ChatMessage> messages, const ChatSpecials& specials) {
    std::string text;
    std::string system;
    bool first = true;
    for (const ChatMessage& message : messages) {
        if (message.role == ChatRole::System) {
            system = "<<SYS>>\n" + message.text + "\n<</SYS>>\n\n";
        } else if (message.role == ChatRole::User) {
            text += first ? "" : specials.begin;
            text += "[INST] " + trimmed(system + message.text) + " [/INST]";
            system.clear();
            first = false;
        } else {
            text += " " + trimmed(message.text) + " " + specials.end;
        }
    }
    return text;
}

// meta-llama/Meta-Llama-3-8B-Instruct
std::string renderLlama3(std::span<const ChatMessage> messages, const std::string& systemPrefix) {
    std::string text;
    for (const ChatMessage& message : messages) {
        text.append("<|start_header_id|>").append(roleName(message.role)).append("<|end_header_id|>\n\n");
        text += (message.role == ChatRole::System ? systemPrefix : "") + trimmed(message.text) + "<|eot_id|>";
    }
    return text + "<|start_header_id|>assistant<|end_header_id|>\n\n";
}

// google/gemma-3-1b-it. Gemma 1 and 2 were trained without system messages; they get theirs at the same place.
std::string renderGemma(std::span<const ChatMessage> messages) {
    std::string text;
    std::string system;
    for (const ChatMessage& message : messages) {
        if (message.role == ChatRole::System) {
            system = message.text + "\n\n";
            continue;
        }
        text += message.role == ChatRole::User ? "<start_of_turn>user\n" : "<start_of_turn>model\n";
        text += system + trimmed(message.text) + "<end_of_turn>\n";
        system.clear();
    }
    return text + "<start_of_turn>model\n";
}

// microsoft/Phi-3-mini-4k-instruct
std::string renderPhi3(std::span<const ChatMessage> messages) {
    std::string text;
    for (const ChatMessage& message : messages) {
        text.append("<|").append(roleName(message.role)).append("|>\n").append(message.text).append("<|end|>\n");
    }
    return text + "<|assistant|>\n";
}

// HuggingFaceH4/zephyr-7b-beta
std::string renderZephyr(std::span<const ChatMessage> messages, const ChatSpecials& specials) {
    std::string text;
    for (const ChatMessage& message : messages) {
        text.append("<|").append(roleName(message.role)).append("|>\n").append(message.text).append(specials.end);
        text += "\n";
    }
    return text + "<|assistant|>\n";
}

// github.com/mistralai/cookbook, concept-deep-dive/tokenization/chat_templates.md. The system message stands before the
// first user message, from v3 on before the last.
std::string renderMistral(std::span<const ChatMessage> messages, MistralSpacing spacing, const ChatSpecials& specials) {
    const bool v1 = spacing == MistralSpacing::V1;
    const bool v7 = spacing == MistralSpacing::V7 || spacing == MistralSpacing::V7Tekken;
    const bool tight = spacing == MistralSpacing::V3Tekken || spacing == MistralSpacing::V7Tekken;
    const bool systemFirst = v1 || spacing == MistralSpacing::First;
    const std::string inside = tight ? "" : " ";
    const std::string closing = systemFirst ? " [/INST]" : "[/INST]";
    std::string text;
    std::string system;
    for (std::size_t i = 0; i < messages.size(); ++i) {
        const ChatMessage& message = messages[i];
        if (message.role == ChatRole::System && v7) {
            text += "[SYSTEM_PROMPT]" + inside + message.text + "[/SYSTEM_PROMPT]";
        } else if (message.role == ChatRole::System) {
            system = message.text + "\n\n";
        } else if (message.role == ChatRole::User) {
            text += (v1 ? " [INST]" : "[INST]") + inside;
            if (systemFirst || i + 1 == messages.size()) {
                text += system;
                system.clear();
            }
            text += message.text + closing;
        } else {
            text += (spacing == MistralSpacing::First ? "" : inside) + message.text + specials.end;
        }
    }
    return text;
}

} // namespace

std::string_view nameOf(ChatFamily family) {
    constexpr std::array<std::string_view, 7> names{"ChatML", "Llama 2", "Llama 3", "Gemma",
                                                    "Phi-3",  "Mistral", "Zephyr"};
    return names[static_cast<std::size_t>(family)];
}

Result<ChatTemplate> recogniseChatTemplate(std::string_view jinja) {
    ChatTemplate chat;
    if (jinja.empty()) {
        return Error{"The model brings no chat template, so it was not made for chats; give it a plain prompt."};
    }
    if (has(jinja, "<|im_start|>") && !has(jinja, "<|im_sep|>") && !has(jinja, "<end_of_utterance>")) {
        chat.family = ChatFamily::ChatMl;
        chat.defaultSystem = defaultSystemIn(jinja);
    } else if (has(jinja, "[INST]") && has(jinja, "<<SYS>>")) {
        chat.family = ChatFamily::Llama2;
    } else if (has(jinja, "[INST]")) {
        chat.family = ChatFamily::Mistral;
        chat.mistral = mistralSpacing(jinja);
    } else if (has(jinja, "<|start_header_id|>") && has(jinja, "<|eot_id|>")) {
        chat.family = ChatFamily::Llama3;
        if (has(jinja, "Cutting Knowledge Date: December 2023")) { // with the date that the template has for no clock
            chat.systemPrefix = "Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n";
        }
    } else if (has(jinja, "<start_of_turn>")) {
        chat.family = ChatFamily::Gemma;
    } else if (has(jinja, "<|assistant|>") && has(jinja, "<|end|>")) {
        chat.family = ChatFamily::Phi3;
    } else if (has(jinja, "<|assistant|>") && closesUserWithEnd(jinja)) {
        chat.family = ChatFamily::Zephyr;
    } else {
        return Error{"The model's chat template is of no family that is known (ChatML, Llama 2, Llama 3, Gemma, Phi-3, "
                     "Mistral, Zephyr); write its special tokens into a plain prompt. It begins with " +
                     inQuotes(jinja, 60) + "."};
    }
    return chat;
}

ChatSpecials chatSpecials(const Tokenizer& tokenizer) {
    ChatSpecials specials;
    if (const auto begin = tokenizer.beginToken()) {
        specials.begin = tokenizer.pieceOf(*begin);
    }
    if (const auto end = tokenizer.endToken()) {
        specials.end = tokenizer.pieceOf(*end);
    }
    return specials;
}

Result<std::string> renderChat(const ChatTemplate& chat, std::span<const ChatMessage> messages,
                               const ChatSpecials& specials) {
    if (Status status = checkOrder(messages); !status) {
        return status.error();
    }
    std::vector<ChatMessage> withSystem;
    if (messages.front().role != ChatRole::System && (!chat.defaultSystem.empty() || !chat.systemPrefix.empty())) {
        withSystem.push_back({ChatRole::System, chat.defaultSystem});
        withSystem.insert(withSystem.end(), messages.begin(), messages.end());
        messages = withSystem;
    }
    switch (chat.family) {
    case ChatFamily::ChatMl:
        break;
    case ChatFamily::Llama2:
        return renderLlama2(messages, specials);
    case ChatFamily::Llama3:
        return renderLlama3(messages, chat.systemPrefix);
    case ChatFamily::Gemma:
        return renderGemma(messages);
    case ChatFamily::Phi3:
        return renderPhi3(messages);
    case ChatFamily::Mistral:
        return renderMistral(messages, chat.mistral, specials);
    case ChatFamily::Zephyr:
        return renderZephyr(messages, specials);
    }
    return renderChatMl(messages);
}

} // namespace logitscope
