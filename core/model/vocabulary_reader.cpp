#include "core/model/vocabulary_reader.h"

#include "core/base/utf8.h"
#include "core/text/sentencepiece_tokenizer.h"

#include <string_view>

namespace logitscope {

namespace {

Error fileError(const ModelFile& file, const std::string& what) {
    return {"The vocabulary of " + inQuotes(file.path().native(), 4096) + " cannot be used: " + what + "."};
}

Result<TokenKind> kindOf(const ModelFile& file, std::int64_t number) {
    if (number < 1 || number > 6) { // as TokenKind, from 1 on
        return fileError(file, "it has a piece of the unknown type " + std::to_string(number));
    }
    return static_cast<TokenKind>(number - 1);
}

// A special token's id; empty when the file says that there is none (-1 in 32 bits).
Result<std::optional<TokenId>> specialToken(const ModelFile& file, std::string_view key, std::size_t vocabularySize,
                                            std::optional<TokenId> whenAbsent) {
    const auto id = file.integer(key);
    if (!id) {
        const bool exists = whenAbsent && indexOf(*whenAbsent) < vocabularySize;
        return exists ? whenAbsent : std::nullopt;
    }
    if (*id == -1 || *id == 0xFFFFFFFF) {
        return std::optional<TokenId>{};
    }
    if (*id < 0 || static_cast<std::uint64_t>(*id) >= vocabularySize) {
        return fileError(file, "its " + std::string(key) + " is " + std::to_string(*id) + ", but there are " +
                                   std::to_string(vocabularySize) + " pieces");
    }
    return std::optional(static_cast<TokenId>(*id));
}

} // namespace

Result<SentencePieceVocabulary> readSentencePieceVocabulary(const ModelFile& file) {
    const auto* pieces = file.strings("tokenizer.ggml.tokens");
    const auto* scores = file.numbers("tokenizer.ggml.scores");
    const auto* types = file.integers("tokenizer.ggml.token_type");
    if (!pieces || !scores || !types) {
        return fileError(file, std::string("it has no list tokenizer.ggml.") + (!pieces   ? "tokens"
                                                                                : !scores ? "scores"
                                                                                          : "token_type"));
    }
    SentencePieceVocabulary vocabulary;
    vocabulary.source = file.path().native();
    vocabulary.pieces = *pieces;
    vocabulary.scores.assign(scores->begin(), scores->end());
    vocabulary.kinds.reserve(types->size());
    for (const std::int64_t type : *types) {
        const auto kind = kindOf(file, type);
        if (!kind) {
            return kind.error();
        }
        vocabulary.kinds.push_back(*kind);
    }

    const std::size_t size = pieces->size();
    const auto begin = specialToken(file, "tokenizer.ggml.bos_token_id", size, TokenId{1});
    const auto end = specialToken(file, "tokenizer.ggml.eos_token_id", size, TokenId{2});
    const auto unknown = specialToken(file, "tokenizer.ggml.unknown_token_id", size, TokenId{0});
    for (const auto* token : {&begin, &end, &unknown}) {
        if (!*token) {
            return token->error();
        }
    }
    vocabulary.begin = *begin;
    vocabulary.end = *end;
    vocabulary.unknown = *unknown;
    for (const char* key : {"tokenizer.ggml.eot_token_id", "tokenizer.ggml.eom_token_id"}) {
        const auto token = specialToken(file, key, size, std::nullopt);
        if (!token) {
            return token.error();
        }
        if (*token) {
            vocabulary.extraEnds.push_back(**token);
        }
    }
    vocabulary.addBegin = file.boolean("tokenizer.ggml.add_bos_token").value_or(true);
    vocabulary.addEnd = file.boolean("tokenizer.ggml.add_eos_token").value_or(false);
    vocabulary.addSpacePrefix = file.boolean("tokenizer.ggml.add_space_prefix").value_or(true);
    vocabulary.removeExtraWhitespaces = file.boolean("tokenizer.ggml.remove_extra_whitespaces").value_or(false);
    return vocabulary;
}

Result<std::unique_ptr<Tokenizer>> readTokenizer(const ModelFile& file) {
    const std::string* family = file.string("tokenizer.ggml.model");
    if (!family || *family == "no_vocab") {
        return std::unique_ptr<Tokenizer>();
    }
    if (*family != "llama") {
        return fileError(file, "it is of the family " + inQuotes(*family) +
                                   ", which is not supported yet; use a model with a SentencePiece vocabulary (llama)");
    }
    const auto vocabulary = readSentencePieceVocabulary(file);
    if (!vocabulary) {
        return vocabulary.error();
    }
    return makeSentencePieceTokenizer(*vocabulary);
}

} // namespace logitscope
