// Tokens of a vocabulary by their text. Pure functions; one pass over the vocabulary each.
#pragma once

#include "core/base/ids.h"
#include "core/text/tokenizer.h"

#include <QString>

#include <vector>

namespace logitscope {

// Those that hold the text (ASCII letters of either case match), in the order of their ids. A number, with or without
// "#", also finds the token with this id; without a tokenizer nothing else does.
std::vector<TokenId> tokensHolding(const Tokenizer* tokenizer, std::size_t vocabularySize, const QString& query);

// At most `limit` of them, the nearest to the text first: those that are it, then the shortest.
std::vector<TokenId> nearestTokens(const Tokenizer* tokenizer, std::size_t vocabularySize, const QString& query,
                                   std::size_t limit);

} // namespace logitscope
