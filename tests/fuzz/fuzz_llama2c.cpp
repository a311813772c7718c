// Any bytes as a llama2.c model, and as the vocabulary beside one: parsed or refused.
#include "core/files/llama2c.h"
#include "core/model/vocabulary_reader.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace logitscope;
    const auto bytes = std::as_bytes(std::span(data, size));
    unsigned sum = 0;
    if (const auto file = parseLlama2c(bytes, "fuzz.bin")) {
        for (const TensorView& tensor : file->tensors()) {
            for (const std::byte byte : tensor.data) {
                sum += std::to_integer<unsigned>(byte);
            }
        }
    } else if (file.error().message.empty()) {
        std::abort();
    }
    ModelFile vocabulary("fuzz.bin", "llama2.c");
    const std::size_t pieces = size > 0 ? data[0] : 0;
    if (addLlama2cVocabulary(bytes, "fuzz.bin", pieces, vocabulary)) {
        const auto tokenizer = readTokenizer(vocabulary);
        if (tokenizer && *tokenizer) {
            sum += (*tokenizer)->encode("a b\n").ok() ? 1 : 0;
        }
    }
    volatile unsigned kept = sum; // so that no read is optimised away
    (void)kept;
    return 0;
}
