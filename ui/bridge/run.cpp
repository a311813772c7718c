#include "ui/bridge/run.h"

#include <algorithm>
#include <cmath>

namespace logitscope {

TokenTexts RunModel::texts() const {
    return tokenizer ? TokenTexts([kept = tokenizer](TokenId token) { return kept->bytesOf(token); }) : TokenTexts();
}

std::size_t Run::promptLength() const {
    const auto end =
        std::ranges::find_if(tokens, [](const RunToken& token) { return token.origin != TokenOrigin::Given; });
    return static_cast<std::size_t>(end - tokens.begin());
}

LogitsPtr Run::rowAt(std::size_t index) const {
    const RowHandle& row = index < tokens.size() ? tokens[index].row : next;
    return row ? row->logits() : nullptr;
}

std::vector<TokenId> Run::ids(std::size_t count) const {
    std::vector<TokenId> ids;
    ids.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        ids.push_back(tokens[i].token);
    }
    return ids;
}

Run::Score Run::score() const {
    Score score;
    for (const RunToken& token : tokens) {
        if (token.origin != TokenOrigin::Given && token.predicted) {
            score.logProbability += std::log(token.rawProbability);
            ++score.tokens;
        }
    }
    return score;
}

KeptContext Run::contextAt(std::size_t index, std::uint64_t nextSeed) const {
    const bool there = index < tokens.size();
    return {ids(index), there ? tokens[index].seed : nextSeed, there ? tokens[index].sequence : settings.sequence,
            static_cast<Position>(index), there ? tokens[index].memory : nextMemory};
}

} // namespace logitscope
