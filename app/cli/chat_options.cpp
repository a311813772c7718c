#include "app/cli/chat_options.h"

#include "core/text/chat_template.h"

namespace logitscope {

void ChatOptions::addOptions(CLI::App& app) {
    app.add_flag("--chat", m_on, "Take the text as a user's message, in the model's own chat template");
    app.add_option_function<std::string>(
           "--system", [this](const std::string& text) { m_system = text; }, "The system message before it")
        ->type_name("TEXT");
}

Status ChatOptions::check() const {
    if (m_system && !m_on) {
        return Error{"--system is the beginning of a chat; give --chat with it."};
    }
    return {};
}

Result<std::string> ChatOptions::prompt(const std::string& text, const LoadedModel& loaded) const {
    if (!m_on) {
        return text;
    }
    std::vector<ChatMessage> messages;
    if (m_system) {
        messages.push_back({ChatRole::System, *m_system});
    }
    messages.push_back({ChatRole::User, text});
    if (!loaded.tokenizer) {
        return Error{"The model '" + loaded.info.displayName + "' has no vocabulary, so it cannot read a chat."};
    }
    const auto chat = recogniseChatTemplate(loaded.info.chatTemplate);
    if (!chat) {
        return chat.error();
    }
    return renderChat(*chat, messages, chatSpecials(*loaded.tokenizer));
}

Prompt ChatOptions::marked(const std::string& prompt) const {
    return m_on ? Prompt{MarkedText{prompt}} : Prompt{prompt};
}

void ChatOptions::note(Console& console, const CommonOptions& common, const std::string& prompt) const {
    if (m_on && !common.quiet && !common.json) {
        console.err << "Prompt: " << visible(prompt) << '\n';
    }
}

void ChatOptions::addTo(Json& document, const std::string& prompt) const {
    if (m_on) {
        document["prompt"] = prompt;
    }
}

} // namespace logitscope
