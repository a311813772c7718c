#include "core/text/continuation.h"

#include <algorithm>
#include <string>

namespace logitscope {

namespace {

std::string bytesOf(const Tokenizer& tokenizer, std::span<const TokenId> tokens) {
    std::string bytes;
    for (const TokenId token : tokens) {
        bytes += tokenizer.bytesOf(token);
    }
    return bytes;
}

} // namespace

Result<std::vector<TokenId>> encodeContinuation(const Tokenizer& tokenizer, std::string_view text) {
    if (text.empty()) {
        return Error{"There is no text to insert; type at least one character."};
    }
    const EncodeOptions plain{.addSpecial = false};
    auto whole = tokenizer.encode(text, plain);
    if (!whole || !tokenizer.addsSpacePrefix() || bytesOf(tokenizer, *whole) == text) {
        return whole;
    }
    if (text.starts_with(' ')) {
        // The space that is added is the one that was typed.
        auto rest = tokenizer.encode(text.substr(1), plain);
        if (rest && bytesOf(tokenizer, *rest) == text) {
            return rest;
        }
    }
    // Behind something that no token joins with what follows, nothing is added.
    for (const std::string_view anchor : {"\n", "\t", "\x01"}) {
        const auto before = tokenizer.encode(anchor, plain);
        auto both = tokenizer.encode(std::string(anchor) + std::string(text), plain);
        if (!before || !both || both->size() <= before->size() ||
            !std::equal(before->begin(), before->end(), both->begin())) {
            continue;
        }
        both->erase(both->begin(), both->begin() + static_cast<std::ptrdiff_t>(before->size()));
        if (bytesOf(tokenizer, *both) == text) {
            return both;
        }
    }
    return whole;
}

} // namespace logitscope
