#include "ui/labs/compare/compare_column.h"

#include "ui/bridge/document.h"
#include "ui/widgets/bar_list.h"

#include <cmath>

namespace logitscope {

bool ColumnRecipe::operator==(const ColumnRecipe& other) const {
    return model == other.model && chain == other.chain && prompt == other.prompt && asChat == other.asChat &&
           seed == other.seed && sameStopRules(stop, other.stop);
}

std::vector<TokenId> ColumnSample::ids() const {
    std::vector<TokenId> all;
    for (const MeasuredToken& token : tokens) {
        all.push_back(token.token);
    }
    return all;
}

std::vector<TokenId> ColumnText::ids() const {
    std::vector<TokenId> all;
    for (const ColumnToken& token : tokens) {
        all.push_back(token.token);
    }
    return all;
}

KeptContext ColumnText::contextAt(std::size_t step) const {
    KeptContext context{prompt, recipe.seed, 0, static_cast<Position>(prompt.size() + step), tokens[step].memory};
    for (std::size_t i = 0; i < step; ++i) {
        context.tokens.push_back(tokens[i].token);
    }
    return context;
}

std::vector<MeasuredToken> ColumnText::measured() const {
    std::vector<MeasuredToken> all;
    for (const ColumnToken& token : tokens) {
        all.push_back({token.token, std::log(token.rawProbability), token.rawEntropyBits});
    }
    return all;
}

QString ColumnText::text() const {
    const Tokenizer* tokenizer = recipe.model ? recipe.model->tokenizer.get() : nullptr;
    QStringList numbers;
    std::string bytes;
    for (const ColumnToken& token : tokens) {
        if (tokenizer) {
            bytes += tokenizer->bytesOf(token.token);
        } else {
            numbers << tokenLabel(nullptr, token.token);
        }
    }
    return tokenizer ? QString::fromStdString(bytes) : numbers.join(QLatin1Char(' '));
}

QString columnLetter(std::size_t index) { return QString(QLatin1Char(static_cast<char>('A' + index))); }

} // namespace logitscope
