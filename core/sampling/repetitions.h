// How a text repeats itself at its end: what DRY asks of a history. Pure functions on ids and texts.
#pragma once

#include "core/base/ids.h"
#include "core/sampling/step_context.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace logitscope {

// For each token of the text the length of the longest end of the text that stands right before it as well: the largest
// n for which the n tokens before it are the last n of all; 0 for the first one. By the Z-algorithm (Gusfield,
// "Algorithms on Strings, Trees and Sequences", 1997), linear in the number of tokens.
std::vector<std::size_t> repetitionLengths(std::span<const TokenId> tokens);

// How many tokens stand after the last breaker in the text that the tokens spell; their number when there is none. A
// breaker may begin and end inside tokens and run across several. One that ends more than `most` tokens before the end
// may be overlooked: `most` is the largest answer that matters.
std::size_t tokensAfterBreaker(std::span<const TokenId> tokens, const TokenTexts& texts,
                               std::span<const std::string> breakers, std::size_t most);

// Whether the text of a single token holds a breaker.
bool holdsBreaker(TokenId token, const TokenTexts& texts, std::span<const std::string> breakers);

} // namespace logitscope
