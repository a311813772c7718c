#include "app/cli/chat_options.h"

#include "core/decoding/prompt.h"

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
    return chatPrompt(messages, loaded);
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
