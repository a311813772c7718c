// Any bytes as a SentencePiece `.model` file, followed by a text: read or refused, encoded and decoded.
#include "core/text/sentencepiece_tokenizer.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace logitscope;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto vocabulary = readModelBytes(bytes, "fuzz.model");
    if (!vocabulary) {
        return vocabulary.error().message.empty() ? std::abort(), 0 : 0;
    }
    const auto tokenizer = makeSentencePieceTokenizer(*vocabulary);
    if (!tokenizer) {
        return 0;
    }
    // The vocabulary's own pieces as the text: everything that its rules and merges can meet.
    std::string text;
    for (const std::string& piece : vocabulary->pieces) {
        text += piece;
    }
    for (const std::string& sample : {std::string("abc AB\0 Ａß", 14), text.substr(0, 4096)}) {
        if (const auto tokens = (*tokenizer)->encode(sample, {.parseSpecial = true})) {
            (*tokenizer)->decode(*tokens);
        }
    }
    return 0;
}
