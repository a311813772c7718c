// Any bytes as a GGUF file: parsed or refused; its vocabulary rebuilt or refused; a text encoded and decoded.
#include "core/files/gguf.h"
#include "core/model/vocabulary_reader.h"

#include <cstdint>
#include <cstdlib>
#include <span>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace logitscope;
    const auto file = parseGguf(std::as_bytes(std::span(data, size)), "fuzz.gguf");
    if (!file) {
        return file.error().message.empty() ? std::abort(), 0 : 0;
    }
    unsigned sum = 0;
    for (const TensorView& tensor : file->tensors()) {
        for (const std::byte byte : tensor.data) {
            sum += std::to_integer<unsigned>(byte);
        }
    }
    const auto tokenizer = readTokenizer(*file);
    if (tokenizer && *tokenizer) {
        const auto tokens = (*tokenizer)->encode("Once upon a time\n<s>naïve\tab", {.parseSpecial = true});
        if (tokens) {
            sum += static_cast<unsigned>((*tokenizer)->decode(*tokens).size());
        }
    }
    volatile unsigned kept = sum; // so that no read is optimised away
    (void)kept;
    return 0;
}
