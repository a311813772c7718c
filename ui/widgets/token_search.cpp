#include "ui/widgets/token_search.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>

namespace logitscope {

namespace {

char folded(char byte) { return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte; }

bool holds(std::string_view bytes, std::string_view text) {
    return std::search(bytes.begin(), bytes.end(), text.begin(), text.end(),
                       [](char byte, char wanted) { return folded(byte) == wanted; }) != bytes.end();
}

// What stands for a space on the chips finds a space.
std::string wantedText(const QString& query) {
    std::string text = QString(query).replace(u'\u2423', u' ').toStdString();
    std::ranges::transform(text, text.begin(), folded);
    return text;
}

} // namespace

std::vector<TokenId> tokensHolding(const Tokenizer* tokenizer, std::size_t vocabularySize, const QString& query) {
    bool isId = false;
    QString number = query.trimmed();
    number.remove(QLatin1Char('#'));
    const int id = number.toInt(&isId);
    const std::string text = wantedText(query);
    std::vector<TokenId> found;
    for (std::size_t i = 0; i < vocabularySize; ++i) {
        const auto token = static_cast<TokenId>(i);
        const bool sameId = isId && id >= 0 && static_cast<std::size_t>(id) == i;
        if (sameId || (tokenizer && !text.empty() &&
                       (holds(tokenizer->bytesOf(token), text) ||
                        (tokenizer->kindOf(token) != TokenKind::Normal && holds(tokenizer->pieceOf(token), text))))) {
            found.push_back(token);
        }
    }
    return found;
}

std::vector<TokenId> nearestTokens(const Tokenizer* tokenizer, std::size_t vocabularySize, const QString& query,
                                   std::size_t limit) {
    std::vector<TokenId> found = tokensHolding(tokenizer, vocabularySize, query);
    const std::string text = QString(query).replace(u'\u2423', u' ').toStdString();
    const auto distance = [&](TokenId token) {
        const std::string_view bytes = tokenizer ? tokenizer->bytesOf(token) : std::string_view();
        const bool spaced = bytes.size() == text.size() + 1 && bytes.starts_with(' ') && bytes.ends_with(text);
        return std::tuple(bytes != text && !spaced, bytes.size(), token);
    };
    const std::size_t kept = std::min(limit, found.size());
    std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(kept), found.end(),
                      [&](TokenId a, TokenId b) { return distance(a) < distance(b); });
    found.resize(kept);
    return found;
}

} // namespace logitscope
