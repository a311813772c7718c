// Several texts side by side: where they part and how many agree at each step. Pure functions; any thread.
#pragma once

#include "core/base/ids.h"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace logitscope {

// The first step at which two of the texts that have come so far differ in their token; empty while there is none. A
// text that has ended differs from nothing. For two and more texts.
std::optional<std::size_t> firstDifference(std::span<const std::vector<TokenId>> texts);

// At a step: how many of the texts that have come so far have the most common token there, 0 ... 1; each with all its
// tokens before equal or not. Not a number when none has.
double agreementAt(std::span<const std::vector<TokenId>> texts, std::size_t step);

} // namespace logitscope
