#include "core/decoding/prompt.h"

#include "core/text/tokenizer.h"

namespace logitscope {

namespace {

std::string counted(std::size_t count, const char* noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

} // namespace

Result<std::vector<TokenId>> resolvePrompt(const Prompt& prompt, const LoadedModel& loaded) {
    std::vector<TokenId> tokens;
    if (const auto* given = std::get_if<std::vector<TokenId>>(&prompt)) {
        tokens = *given;
        if (tokens.empty()) {
            return Error{"The list of token ids is empty; give at least one."};
        }
    } else {
        const Tokenizer* tokenizer = loaded.tokenizer.get();
        if (!tokenizer) {
            return Error{"The model '" + loaded.info.displayName +
                         "' has no vocabulary, so it reads token ids only; give ids instead of text."};
        }
        const auto* marked = std::get_if<MarkedText>(&prompt);
        auto encoded = tokenizer->encode(marked ? marked->text : std::get<std::string>(prompt),
                                         {.parseSpecial = marked != nullptr});
        if (!encoded) {
            return encoded.error();
        }
        tokens = std::move(*encoded);
        // No prompt ends with an end token that was typed (chats end with the user's turn), so it can only come from
        // the vocabulary's rule.
        if (!tokens.empty() && tokens.back() == tokenizer->endToken()) {
            tokens.pop_back();
        }
        if (tokens.empty()) {
            return Error{
                "The prompt is empty and this model has no begin token to start from; type at least one character."};
        }
    }
    const Status inside = checkTokens(tokens, loaded.model->config());
    if (!inside) {
        return inside.error();
    }
    return tokens;
}

Status checkTokens(std::span<const TokenId> tokens, const ModelConfig& config) {
    for (const TokenId token : tokens) {
        if (numberOf(token) < 0 || indexOf(token) >= config.vocabularySize) {
            return Error{"The token id " + std::to_string(numberOf(token)) +
                         " is outside the vocabulary; it must be 0 to " + std::to_string(config.vocabularySize - 1) +
                         "."};
        }
    }
    return {};
}

Status checkLength(std::span<const TokenId> tokens, const ModelConfig& config) {
    if (tokens.empty()) {
        return Error{"The prompt has no tokens; give at least one."};
    }
    if (tokens.size() > config.contextLength) {
        return Error{"The prompt has " + counted(tokens.size(), "token") + ", " +
                     std::to_string(tokens.size() - config.contextLength) + " more than the context of " +
                     std::to_string(config.contextLength) + " holds; shorten it."};
    }
    return {};
}

} // namespace logitscope
