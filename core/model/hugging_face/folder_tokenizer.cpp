#include "core/model/hugging_face/folder_tokenizer.h"

#include "core/base/mapped_file.h"
#include "core/base/utf8.h"
#include "core/files/json_document.h"
#include "core/text/end_of_turn.h"
#include "core/text/sentencepiece_tokenizer.h"
#include "core/text/tokenizer_json.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

namespace logitscope {

namespace {

using nlohmann::json;

// Far above every vocabulary; a damaged file must not fill the memory with unused tokens.
constexpr std::size_t mostPieces = std::size_t{1} << 22;

bool isThere(const std::filesystem::path& path) {
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
}

std::string_view textOf(const MappedFile& file) {
    return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}

const json* memberOf(const json& object, const char* key) {
    const auto found = object.is_object() ? object.find(key) : object.end();
    return !object.is_object() || found == object.end() || found->is_null() ? nullptr : &*found;
}

std::optional<bool> flagIn(const json& object, const char* key) {
    const json* value = memberOf(object, key);
    return value && value->is_boolean() ? std::optional(value->get<bool>()) : std::nullopt;
}

// "</s>", or an object with it as its content.
const std::string* spellingIn(const json& object, const char* key) {
    const json* value = memberOf(object, key);
    if (value && value->is_object()) {
        value = memberOf(*value, "content");
    }
    return value ? value->get_ptr<const std::string*>() : nullptr;
}

// A number, or a list of numbers.
void collectIds(const json& object, const char* key, std::vector<TokenId>& ids) {
    const json* value = memberOf(object, key);
    if (!value) {
        return;
    }
    const auto add = [&ids](const json& number) {
        if (number.is_number_unsigned() &&
            number.get<std::uint64_t>() <= std::uint64_t{std::numeric_limits<std::int32_t>::max()}) {
            const auto id = static_cast<TokenId>(number.get<std::int32_t>());
            if (std::find(ids.begin(), ids.end(), id) == ids.end()) {
                ids.push_back(id);
            }
        }
    };
    if (value->is_array()) {
        for (const json& number : *value) {
            add(number);
        }
    } else {
        add(*value);
    }
}

// What the small files of the folder say; those that are not there say nothing.
struct FolderFiles {
    json config = json::object();
    json generation = json::object();
    json tokenizer = json::object();
    json addedTokens = json::object();

    // Of config.json, then generation_config.json; the first end token ends a text, the others a turn.
    std::optional<TokenId> begin;
    std::vector<TokenId> ends;
};

Result<FolderFiles> readFiles(const std::filesystem::path& folder) {
    FolderFiles files;
    for (const auto& [name, document] :
         {std::pair{"config.json", &files.config}, std::pair{"generation_config.json", &files.generation},
          std::pair{"tokenizer_config.json", &files.tokenizer}, std::pair{"added_tokens.json", &files.addedTokens}}) {
        if (isThere(folder / name)) {
            auto read = readJsonObject(folder / name);
            if (!read) {
                return read.error();
            }
            *document = std::move(*read);
        }
    }
    const json* text = memberOf(files.config, "text_config"); // of a model that sees pictures too
    std::vector<TokenId> begins;
    for (const json* source : {&std::as_const(files.config), text, &std::as_const(files.generation)}) {
        if (source) {
            collectIds(*source, "bos_token_id", begins);
            collectIds(*source, "eos_token_id", files.ends);
        }
    }
    if (!begins.empty()) {
        files.begin = begins.front();
    }
    return files;
}

// The tokens that the folder adds to a tokenizer.model, or says more of than that does.
struct AddedToken {
    std::string spelling;
    bool special = false;
};

Result<std::map<std::size_t, AddedToken>> addedTokens(const FolderFiles& files, const std::filesystem::path& folder) {
    std::map<std::size_t, AddedToken> added;
    const auto idError = [&](const char* name) {
        return Error{"The file " + inQuotes((folder / name).native(), 4096) +
                     " is damaged: a token has an id that is no number below " + std::to_string(mostPieces) +
                     "; copy or download it again."};
    };
    for (const auto& [spelling, number] : files.addedTokens.items()) {
        if (!number.is_number_unsigned() || number.get<std::uint64_t>() >= mostPieces) {
            return idError("added_tokens.json");
        }
        added[number.get<std::size_t>()] = {spelling, false};
    }
    const json* decoder = memberOf(files.tokenizer, "added_tokens_decoder");
    if (!decoder || !decoder->is_object()) {
        return added;
    }
    for (const auto& [text, token] : decoder->items()) {
        const bool isNumber = !text.empty() && text.size() <= 7 &&
                              std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
        const std::size_t id = isNumber ? std::stoul(text) : mostPieces;
        const json* content = memberOf(token, "content");
        if (id >= mostPieces || !content || !content->is_string()) {
            return idError("tokenizer_config.json");
        }
        added[id] = {content->get<std::string>(), flagIn(token, "special").value_or(false)};
    }
    return added;
}

// Gives the vocabulary exactly `size` tokens.
void extend(SentencePieceVocabulary& vocabulary, const std::map<std::size_t, AddedToken>& added, std::size_t size) {
    for (const auto& [id, token] : added) {
        if (id < vocabulary.pieces.size() && token.special && vocabulary.kinds[id] != TokenKind::Unknown &&
            vocabulary.kinds[id] != TokenKind::Byte) {
            vocabulary.kinds[id] = TokenKind::Control;
        }
    }
    for (std::size_t id = vocabulary.pieces.size(); id < size; ++id) {
        const auto token = added.find(id);
        const bool known = token != added.end() && !token->second.spelling.empty();
        vocabulary.pieces.push_back(known ? token->second.spelling : "[PAD" + std::to_string(id) + "]");
        vocabulary.scores.push_back(-1000.0F); // no text is ever merged into it
        vocabulary.kinds.push_back(!known                  ? TokenKind::Unused
                                   : token->second.special ? TokenKind::Control
                                                           : TokenKind::UserDefined);
    }
}

std::optional<TokenId> idOf(const SentencePieceVocabulary& vocabulary, const std::string* spelling) {
    if (!spelling) {
        return std::nullopt;
    }
    const auto found = std::find(vocabulary.pieces.begin(), vocabulary.pieces.end(), *spelling);
    return found == vocabulary.pieces.end() ? std::nullopt
                                            : std::optional(static_cast<TokenId>(found - vocabulary.pieces.begin()));
}

Result<std::unique_ptr<Tokenizer>> openSentencePiece(const std::filesystem::path& path, const FolderFiles& files,
                                                     std::size_t vocabularySize) {
    const auto mapped = MappedFile::open(path);
    if (!mapped) {
        return mapped.error();
    }
    auto vocabulary = readModelBytes(textOf(*mapped), path.native());
    if (!vocabulary) {
        return vocabulary.error();
    }
    const auto added = addedTokens(files, path.parent_path());
    if (!added) {
        return added.error();
    }
    extend(*vocabulary, *added, std::min(vocabularySize, mostPieces));

    if (files.begin) {
        vocabulary->begin = files.begin;
    } else if (const auto named = idOf(*vocabulary, spellingIn(files.tokenizer, "bos_token"))) {
        vocabulary->begin = named;
    }
    std::vector<TokenId> ends = files.ends;
    if (const auto named = idOf(*vocabulary, spellingIn(files.tokenizer, "eos_token"))) {
        ends.push_back(*named);
    }
    if (!ends.empty()) {
        vocabulary->end = ends.front();
        vocabulary->extraEnds.assign(ends.begin() + 1, ends.end());
    }
    for (std::size_t id = 0; id < vocabulary->pieces.size(); ++id) { // folders often name only one of them
        if (vocabulary->kinds[id] == TokenKind::Control && endsTurn(vocabulary->pieces[id])) {
            vocabulary->extraEnds.push_back(static_cast<TokenId>(id));
        }
    }
    vocabulary->addBegin = flagIn(files.tokenizer, "add_bos_token").value_or(true);
    vocabulary->addEnd = flagIn(files.tokenizer, "add_eos_token").value_or(false);
    vocabulary->addSpacePrefix = flagIn(files.tokenizer, "add_prefix_space").value_or(vocabulary->addSpacePrefix);
    return makeSentencePieceTokenizer(*vocabulary);
}

Result<std::unique_ptr<Tokenizer>> openTokenizerJson(const std::filesystem::path& path, const FolderFiles& files,
                                                     std::size_t vocabularySize) {
    const auto mapped = MappedFile::open(path);
    if (!mapped) {
        return mapped.error();
    }
    const std::string config = files.tokenizer.dump();
    TokenizerJsonOptions options;
    options.tokenizerConfig = config;
    options.begin = files.begin;
    options.ends = files.ends;
    options.vocabularySize = vocabularySize;
    return readTokenizerJson(textOf(*mapped), path.native(), options);
}

} // namespace

Result<std::unique_ptr<Tokenizer>> openFolderTokenizer(const std::filesystem::path& folder,
                                                       std::size_t vocabularySize) {
    const auto files = readFiles(folder);
    if (!files) {
        return files.error();
    }
    const bool hasJson = isThere(folder / "tokenizer.json");
    if (isThere(folder / "tokenizer.model")) {
        auto tokenizer = openSentencePiece(folder / "tokenizer.model", *files, vocabularySize);
        if (tokenizer || !hasJson) { // files of that name are not always SentencePiece's
            return tokenizer;
        }
    }
    if (hasJson) {
        return openTokenizerJson(folder / "tokenizer.json", *files, vocabularySize);
    }
    return Error{"The folder " + inQuotes(folder.native(), 4096) +
                 " has no tokenizer; put the tokenizer.model or tokenizer.json of the model into it."};
}

std::string folderChatTemplate(const std::filesystem::path& folder) {
    // A template that cannot be read is none: texts can be continued without it.
    if (const auto config = MappedFile::open(folder / "tokenizer_config.json")) {
        if (std::string text = chatTemplateIn(textOf(*config)); !text.empty()) {
            return text;
        }
    }
    if (const auto mapped = MappedFile::open(folder / "chat_template.jinja")) {
        return findInvalidUtf8(textOf(*mapped)) ? std::string() : std::string(textOf(*mapped));
    }
    return {};
}

} // namespace logitscope
