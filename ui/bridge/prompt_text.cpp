#include "ui/bridge/prompt_text.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace logitscope {

namespace {

// Index of the first surrogate without its partner, -1 when there is none.
qsizetype firstBrokenCharacter(const QString& text) {
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool pair = text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
        if (text[i].isSurrogate() && !pair) {
            return i;
        }
        i += pair ? 1 : 0;
    }
    return -1;
}

} // namespace

Result<Prompt> promptOf(const RunModel& model, const QString& text, bool asChat) {
    if (const qsizetype broken = firstBrokenCharacter(text); broken >= 0) {
        return Error{
            QCoreApplication::translate("logitscope::Workbench",
                                        "The prompt holds half a character at place %1 (a lone surrogate); delete it.")
                .arg(broken + 1)
                .toStdString()};
    }
    if (model.tokenizer && asChat && model.info.chat) {
        const ChatMessage message{ChatRole::User, text.toStdString()};
        auto chat = renderChat(*model.info.chat, {&message, 1}, chatSpecials(*model.tokenizer));
        return chat ? Result<Prompt>(Prompt{MarkedText{std::move(*chat)}}) : Result<Prompt>(chat.error());
    }
    if (model.tokenizer) {
        return Prompt{text.toStdString()};
    }
    std::vector<TokenId> ids;
    for (const QString& word : text.split(QRegularExpression(QStringLiteral("[\\s,]+")), Qt::SkipEmptyParts)) {
        bool isNumber = false;
        const int id = word.toInt(&isNumber);
        if (!isNumber || id < 0 || static_cast<std::size_t>(id) >= model.info.config.vocabularySize) {
            return Error{
                QCoreApplication::translate(
                    "logitscope::Workbench",
                    "This file has no vocabulary, so the prompt must be token ids such as \"1 15 27\" (0 to %1): "
                    "\"%2\" is not one.")
                    .arg(model.info.config.vocabularySize - 1)
                    .arg(word)
                    .toStdString()};
        }
        ids.push_back(static_cast<TokenId>(id));
    }
    if (ids.empty()) {
        return Error{
            QCoreApplication::translate(
                "logitscope::Workbench",
                "This file has no vocabulary, so the prompt must be token ids such as \"1 15 27\": type at least one.")
                .toStdString()};
    }
    return Prompt{std::move(ids)};
}

Result<std::vector<TokenId>> tokensOf(const Tokenizer& tokenizer, const Prompt& prompt) {
    if (const auto* ids = std::get_if<std::vector<TokenId>>(&prompt)) {
        return *ids;
    }
    const auto* marked = std::get_if<MarkedText>(&prompt);
    return tokenizer.encode(marked ? marked->text : std::get<std::string>(prompt), {.parseSpecial = marked != nullptr});
}

} // namespace logitscope
