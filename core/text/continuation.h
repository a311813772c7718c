// Text that is put behind other text, as the tokens that read as exactly that.
#pragma once

#include "core/text/tokenizer.h"

namespace logitscope {

// encode() puts a space before a text of its own where the vocabulary asks for one; here it is added only when it was
// typed. Fails as encode() does, and for an empty text. (The seam is not merged: tokens before it stay as they are.)
Result<std::vector<TokenId>> encodeContinuation(const Tokenizer& tokenizer, std::string_view text);

} // namespace logitscope
