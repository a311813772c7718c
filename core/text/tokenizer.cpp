#include "core/text/tokenizer.h"

#include "core/text/stream_decoder.h"

namespace logitscope {

std::string Tokenizer::decode(std::span<const TokenId> tokens) const {
    StreamDecoder decoder(*this, true);
    std::string text;
    for (const TokenId token : tokens) {
        text += decoder.push(token);
    }
    return text + decoder.finish();
}

} // namespace logitscope
