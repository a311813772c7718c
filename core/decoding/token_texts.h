// What a sampler chain reads of a vocabulary, as the chain wants it.
#pragma once

#include "core/sampling/step_context.h"
#include "core/text/tokenizer.h"

namespace logitscope {

// The tokenizer (null: no vocabulary) must outlive what is made.
inline TokenTexts tokenTexts(const Tokenizer* tokenizer) {
    return tokenizer ? TokenTexts([tokenizer](TokenId token) { return tokenizer->bytesOf(token); }) : TokenTexts();
}

} // namespace logitscope
