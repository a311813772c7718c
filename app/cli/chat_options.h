// --chat and --system: the text of a command as a user's message, in the chat template that the model brings.
#pragma once

#include "app/cli/command.h"
#include "app/cli/printers.h"
#include "core/decoding/request.h"
#include "core/model/loader.h"

#include <optional>
#include <string>

namespace logitscope {

class ChatOptions {
public:
    void addOptions(CLI::App& app);
    Status check() const; // --system without --chat is bad usage

    bool isOn() const { return m_on; }
    // The text in the model's template; without --chat the text itself.
    Result<std::string> prompt(const std::string& text, const LoadedModel& loaded) const;
    // The same for the engine: with --chat its special tokens are tokens.
    Prompt marked(const std::string& prompt) const;
    // With --chat: shows the templated prompt on the error stream (not with --quiet), or as the field "prompt".
    void note(Console& console, const CommonOptions& common, const std::string& prompt) const;
    void addTo(Json& document, const std::string& prompt) const;

private:
    bool m_on = false;
    std::optional<std::string> m_system;
};

} // namespace logitscope
