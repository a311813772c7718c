// What every tokenizer asks of a text before it looks at it.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <string_view>

namespace logitscope {

// Tokenizers count characters in 32-bit numbers, and need about 100 times the memory of the text.
inline constexpr std::size_t longestText = std::size_t{16} << 20;

// Not too long, and valid UTF-8; the sentence says at which byte it is not.
Status checkEncodable(std::string_view text);

} // namespace logitscope
