// Any bytes as a tokenizer.json: read or refused; texts encoded and decoded.
#include "core/text/tokenizer_json.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace logitscope;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    chatTemplateIn(bytes);
    const auto tokenizer = readTokenizerJson(bytes, "fuzz.json", {.tokenizerConfig = R"({"bos_token":"<s>"})"});
    if (!tokenizer) {
        return tokenizer.error().message.ends_with('.') ? 0 : (std::abort(), 0);
    }
    for (const char* text : {"", "Once upon a time\n  <s>naïve\tab 1234", "ab  ba</s> 日本 l1l's"}) {
        if (const auto tokens = (*tokenizer)->encode(text, {.parseSpecial = true})) {
            (*tokenizer)->decode(*tokens);
        }
    }
    return 0;
}
