// A pre-tokenizer by number, then any text: byte-level BPE loses nothing of a valid text, and refuses any other.
#include "core/base/utf8.h"
#include "core/text/bpe_tokenizer.h"
#include "tests/support/small_bpe.h"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <map>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace logitscope;
    constexpr std::array names{"gpt-2",  "starcoder",  "llama-bpe",    "qwen2",          "tekken",
                               "gpt-4o", "falcon",     "deepseek-llm", "deepseek-coder", "deepseek-v3",
                               "bloom",  "bailingmoe", "chameleon"};
    if (size == 0) {
        return 0;
    }
    static std::map<std::size_t, std::unique_ptr<Tokenizer>> made;
    auto& tokenizer = made[data[0] % names.size()];
    if (!tokenizer) {
        BpeVocabulary vocabulary = test::helloVocabulary();
        vocabulary.splits = preTokenizerNamed(names[data[0] % names.size()])->steps;
        test::addToken(vocabulary, "<s>", TokenKind::Control);
        test::addToken(vocabulary, "  ", TokenKind::UserDefined);
        tokenizer = std::move(*makeBpeTokenizer(vocabulary));
    }
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto tokens = tokenizer->encode(text);
    if (tokens.ok() == findInvalidUtf8(text).has_value()) {
        std::abort();
    }
    if (tokens && tokenizer->decode(*tokens) != text) {
        std::abort();
    }
    if (const auto special = tokenizer->encode(text, {.parseSpecial = true})) {
        tokenizer->decode(*special);
    }
    return 0;
}
