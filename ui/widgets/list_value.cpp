#include "ui/widgets/list_value.h"

#include "ui/widgets/bar_list.h"
#include "ui/widgets/format.h"
#include "ui/widgets/parameter_value.h"
#include "ui/widgets/visible_text.h"

#include <QCoreApplication>
#include <QStringList>

#include <utility>

namespace logitscope {

namespace {

QString tokenText(TokenId token, const Tokenizer* tokenizer) {
    const QString id = QLatin1Char('#') + QString::number(numberOf(token));
    return tokenizer ? tokenLabel(tokenizer, token) + QStringLiteral("  ") + id : id;
}

} // namespace

std::size_t listSize(const ListValue& value) {
    return std::visit([](const auto& list) { return list.size(); }, value);
}

QString entryText(const ListValue& value, std::size_t index, const Tokenizer* tokenizer) {
    if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) {
        return QStringLiteral("“%1”").arg(visibleText(texts->at(index)));
    }
    if (const auto* tokens = std::get_if<std::vector<TokenId>>(&value)) {
        return tokenText(tokens->at(index), tokenizer);
    }
    return tokenText(std::get<std::vector<TokenBias>>(value).at(index).token, tokenizer);
}

ListValue without(ListValue value, std::size_t index) {
    std::visit([index](auto& list) { list.erase(list.begin() + static_cast<std::ptrdiff_t>(index)); }, value);
    return value;
}

Result<ListValue> withText(ListValue value, const QString& typed) {
    static const QString letters = QStringLiteral("nt\"\\"), meant = QStringLiteral("\n\t\"\\");
    QString text;
    for (qsizetype i = 0; i < typed.size(); ++i) {
        if (typed[i] != QLatin1Char('\\')) {
            text += typed[i];
            continue;
        }
        const qsizetype place = i + 1 < typed.size() ? letters.indexOf(typed[i + 1]) : -1;
        if (place < 0) {
            return Error{QCoreApplication::translate(
                             "ListField", "After a backslash comes n, t, \" or another backslash: \\n is a newline.")
                             .toStdString()};
        }
        text += meant[place];
        ++i;
    }
    std::get<std::vector<std::string>>(value).push_back(text.toStdString());
    return value;
}

ListValue withToken(ListValue value, TokenId token, double bias) {
    if (auto* tokens = std::get_if<std::vector<TokenId>>(&value)) {
        tokens->push_back(token);
    } else {
        std::get<std::vector<TokenBias>>(value).push_back({token, bias});
    }
    return value;
}

QString listsText(const SamplerSpec& stage) {
    QStringList parts;
    for (const ListInfo& list : infoOf(stage.kind()).lists) {
        if (const std::size_t size = listSize(list.get(stage.options)); size > 0) {
            parts.append(samplerText(list.label) + QLatin1Char(' ') + countText(static_cast<qint64>(size)));
        }
    }
    return parts.join(QStringLiteral(", "));
}

} // namespace logitscope
