#include "core/model/vocabulary_reader.h"

#include "core/base/utf8.h"
#include "core/model/hugging_face/folder_tokenizer.h"
#include "core/text/bpe_tokenizer.h"
#include "core/text/end_of_turn.h"
#include "core/text/pre_tokenizer_names.h"
#include "core/text/sentencepiece_tokenizer.h"

#include <algorithm>
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

// The list tokenizer.ggml.token_type.
Result<std::vector<TokenKind>> kindsIn(const ModelFile& file, const std::vector<std::int64_t>& types) {
    std::vector<TokenKind> kinds;
    kinds.reserve(types.size());
    for (const std::int64_t type : types) {
        const auto kind = kindOf(file, type);
        if (!kind) {
            return kind.error();
        }
        kinds.push_back(*kind);
    }
    return kinds;
}

// The tokens besides the end token that end a turn or a text: those of the keys, and control pieces that are spelled
// as models spell theirs (files of converted models often leave the keys out).
template<typename Vocabulary>
Status readExtraEnds(const ModelFile& file, Vocabulary& vocabulary) {
    for (const char* key : {"tokenizer.ggml.eot_token_id", "tokenizer.ggml.eom_token_id"}) {
        const auto token = specialToken(file, key, vocabulary.pieces.size(), std::nullopt);
        if (!token) {
            return token.error();
        }
        if (*token) {
            vocabulary.extraEnds.push_back(**token);
        }
    }
    const std::size_t known = std::min(vocabulary.pieces.size(), vocabulary.kinds.size());
    for (std::size_t id = 0; id < known; ++id) {
        if (vocabulary.kinds[id] == TokenKind::Control && endsTurn(vocabulary.pieces[id])) {
            vocabulary.extraEnds.push_back(static_cast<TokenId>(id));
        }
    }
    return {};
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
    auto kinds = kindsIn(file, *types);
    if (!kinds) {
        return kinds.error();
    }
    vocabulary.kinds = std::move(*kinds);

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
    if (Status status = readExtraEnds(file, vocabulary); !status) {
        return status.error();
    }
    vocabulary.addBegin = file.boolean("tokenizer.ggml.add_bos_token").value_or(true);
    vocabulary.addEnd = file.boolean("tokenizer.ggml.add_eos_token").value_or(false);
    vocabulary.addSpacePrefix = file.boolean("tokenizer.ggml.add_space_prefix").value_or(true);
    vocabulary.removeExtraWhitespaces = file.boolean("tokenizer.ggml.remove_extra_whitespaces").value_or(false);
    return vocabulary;
}

Result<BpeVocabulary> readBpeVocabulary(const ModelFile& file) {
    const auto* pieces = file.strings("tokenizer.ggml.tokens");
    const auto* types = file.integers("tokenizer.ggml.token_type");
    const auto* merges = file.strings("tokenizer.ggml.merges");
    if (!pieces || !types || !merges) {
        return fileError(file, std::string("it has no list tokenizer.ggml.") + (!pieces  ? "tokens"
                                                                                : !types ? "token_type"
                                                                                         : "merges"));
    }
    const std::string* name = file.string("tokenizer.ggml.pre");
    auto recipe = preTokenizerNamed(name ? *name : "");
    if (!recipe) {
        return fileError(file, "its texts are split by the pre-tokenizer " + inQuotes(*name) +
                                   ", which is not known; use another model, or a newer version of this program");
    }
    BpeVocabulary vocabulary;
    vocabulary.source = file.path().native();
    vocabulary.pieces = *pieces;
    vocabulary.splits = std::move(recipe->steps);
    vocabulary.wholeWordsFirst = recipe->wholeWordsFirst;
    auto kinds = kindsIn(file, *types);
    if (!kinds) {
        return kinds.error();
    }
    vocabulary.kinds = std::move(*kinds);
    vocabulary.merges.reserve(merges->size());
    for (const std::string& merge : *merges) {
        const std::size_t space = merge.find(' ', 1);
        if (space == merge.npos) {
            return fileError(file, "its merge " + inQuotes(merge, 40) + " does not name two pieces");
        }
        vocabulary.merges.push_back({merge.substr(0, space), merge.substr(space + 1)});
    }

    const std::size_t size = pieces->size();
    const auto begin = specialToken(file, "tokenizer.ggml.bos_token_id", size, std::nullopt);
    const auto end = specialToken(file, "tokenizer.ggml.eos_token_id", size, std::nullopt);
    const auto unknown = specialToken(file, "tokenizer.ggml.unknown_token_id", size, std::nullopt);
    for (const auto* token : {&begin, &end, &unknown}) {
        if (!*token) {
            return token->error();
        }
    }
    vocabulary.begin = *begin;
    vocabulary.end = *end;
    // Most files name the end-of-text token here, which is no way to write an unknown character.
    if (*unknown && indexOf(**unknown) < vocabulary.kinds.size() &&
        vocabulary.kinds[indexOf(**unknown)] == TokenKind::Unknown) {
        vocabulary.unknown = *unknown;
    }
    if (Status status = readExtraEnds(file, vocabulary); !status) {
        return status.error();
    }
    vocabulary.addBegin = file.boolean("tokenizer.ggml.add_bos_token").value_or(recipe->addBegin);
    vocabulary.addEnd = file.boolean("tokenizer.ggml.add_eos_token").value_or(false);
    if (file.boolean("tokenizer.ggml.add_space_prefix").value_or(false)) {
        vocabulary.spacePrefix = SpacePrefix::WhereMissing;
    }
    return vocabulary;
}

Result<std::unique_ptr<Tokenizer>> readTokenizer(const ModelFile& file) {
    const std::string* family = file.string("tokenizer.ggml.model");
    if (!family && !file.folder().empty()) {
        const TensorView* embedding = file.tensor("token_embd.weight");
        return openFolderTokenizer(file.folder(), embedding ? embedding->rows() : 0);
    }
    if (!family || *family == "no_vocab") {
        return std::unique_ptr<Tokenizer>();
    }
    if (*family == "llama") {
        const auto vocabulary = readSentencePieceVocabulary(file);
        return vocabulary ? makeSentencePieceTokenizer(*vocabulary) : vocabulary.error();
    }
    if (*family == "gpt2") {
        const auto vocabulary = readBpeVocabulary(file);
        return vocabulary ? makeBpeTokenizer(*vocabulary) : vocabulary.error();
    }
    return fileError(file, "it is of the family " + inQuotes(*family) +
                               ", which is not supported; use a model with a SentencePiece vocabulary (llama) or "
                               "byte-level BPE (gpt2)");
}

} // namespace logitscope
