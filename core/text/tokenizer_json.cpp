#include "core/text/tokenizer_json.h"

#include "core/base/utf8.h"
#include "core/text/bpe_tokenizer.h"
#include "core/text/byte_piece.h"
#include "core/text/end_of_turn.h"
#include "core/text/json_access.h"
#include "core/text/sentencepiece_tokenizer.h"
#include "core/text/tokenizer_json_rules.h"

#include <algorithm>
#include <exception>
#include <unordered_map>
#include <utility>

namespace logitscope {

namespace {

// The largest vocabularies have 300 000 pieces. More is a mistake that would only cost memory.
constexpr std::int64_t mostPieces = std::int64_t{1} << 22;
// For the same reason ids may leave holes, but not many more than there are pieces.
constexpr std::int64_t mostHoles = 4096;

// What both families need of the file, before it becomes a vocabulary of one of them.
struct Pieces {
    std::vector<std::string> spellings;
    std::vector<TokenKind> kinds;
    std::vector<TokenId> trimsLeft, trimsRight;
    std::unordered_map<std::string_view, TokenId> ids; // of `spellings`, which no longer change
    std::int64_t most = 0;                             // ids are below it

    std::optional<TokenId> idOf(std::string_view spelling) const {
        const auto found = ids.find(spelling);
        return found == ids.end() ? std::nullopt : std::optional(found->second);
    }
};

// Begin and end tokens, in the fields that both families' vocabularies have.
struct Ends {
    std::optional<TokenId> begin, end;
    std::vector<TokenId> extraEnds;
    bool addBegin = false, addEnd = false;
};

bool place(Pieces& pieces, std::int64_t id, std::string spelling, TokenKind kind) {
    if (id >= pieces.most) {
        return false;
    }
    const auto index = static_cast<std::size_t>(id);
    for (std::size_t next = pieces.spellings.size(); next <= index; ++next) {
        pieces.spellings.push_back("[PAD" + std::to_string(next) + "]");
        pieces.kinds.push_back(TokenKind::Unused);
    }
    pieces.spellings[index] = std::move(spelling);
    pieces.kinds[index] = kind;
    return true;
}

// model.vocab: {"spelling": id} of BPE, [["spelling", score]] of Unigram.
Status readVocabulary(const Json& model, Pieces& pieces, std::vector<float>& scores) {
    const Json* vocabulary = memberOf(model, "vocab");
    if (!vocabulary || vocabulary->empty() || (!vocabulary->is_object() && !vocabulary->is_array())) {
        return Error{"its model has no vocab"};
    }
    if (vocabulary->is_array()) {
        for (const Json& entry : *vocabulary) {
            if (!entry.is_array() || entry.size() != 2 || !entry[0].is_string() || !entry[1].is_number()) {
                return Error{"a piece of its vocab is not a spelling with a score"};
            }
            scores.push_back(entry[1].get<float>());
            if (!place(pieces, std::int64_t(scores.size()) - 1, entry[0].get<std::string>(), TokenKind::Normal)) {
                return Error{"its vocab has too many pieces"};
            }
        }
        return {};
    }
    for (const auto& [spelling, number] : vocabulary->items()) {
        const std::int64_t id = countOf(number).value_or(pieces.most);
        if (!place(pieces, id, spelling, TokenKind::Normal)) {
            return Error{"the id of its piece " + inQuotes(spelling, 40) + " is no number from 0 to " +
                         std::to_string(pieces.most - 1)};
        }
    }
    return {};
}

Status readAddedTokens(const Json& root, Pieces& pieces) {
    const Json* added = memberOf(root, "added_tokens");
    if (!added) {
        return {};
    }
    if (!added->is_array()) {
        return Error{"its added_tokens are no list"};
    }
    for (const Json& token : *added) {
        const std::string* content = stringIn(token, "content");
        const Json* number = memberOf(token, "id");
        const std::int64_t id = number ? countOf(*number).value_or(-1) : -1;
        if (!content || content->empty() || id < 0) {
            return Error{"an added token has no content or no id"};
        }
        if (booleanIn(token, "single_word").value_or(false)) {
            return Error{"its added token " + inQuotes(*content, 40) +
                         " counts only between words (single_word), which is not supported"};
        }
        const bool special = booleanIn(token, "special").value_or(false);
        if (!place(pieces, id, *content, special ? TokenKind::Control : TokenKind::UserDefined)) {
            return Error{"the id of its added token " + inQuotes(*content, 40) + " is too large"};
        }
        if (booleanIn(token, "lstrip").value_or(false)) {
            pieces.trimsLeft.push_back(static_cast<TokenId>(id));
        }
        if (booleanIn(token, "rstrip").value_or(false)) {
            pieces.trimsRight.push_back(static_cast<TokenId>(id));
        }
    }
    return {};
}

// "</s>", or an object with it as its content.
std::optional<std::string> tokenNamed(const Json& config, const char* key) {
    const std::string* name = stringIn(config, key);
    const Json* object = memberOf(config, key);
    if (!name && object) {
        name = stringIn(*object, "content");
    }
    return name ? std::optional(*name) : std::nullopt;
}

Result<Ends> readEnds(const Json& root, const Json& config, const Pieces& pieces, const TokenizerJsonOptions& options) {
    const auto added = readAddedEnds(root);
    if (!added) {
        return added.error();
    }
    const auto idOf = [&pieces](const std::optional<std::string>& spelling) {
        return spelling ? pieces.idOf(*spelling) : std::nullopt;
    };
    Ends ends;
    ends.begin = options.begin;
    for (const auto& spelling : {tokenNamed(config, "bos_token"), added->begin}) {
        ends.begin = ends.begin ? ends.begin : idOf(spelling);
    }
    std::vector<TokenId> all = options.ends;
    for (const auto& spelling : {tokenNamed(config, "eos_token"), added->end}) {
        if (const auto id = idOf(spelling)) {
            all.push_back(*id);
        }
    }
    if (!all.empty()) {
        ends.end = all.front();
    }
    for (std::size_t id = 0; id < pieces.spellings.size(); ++id) {
        if (pieces.kinds[id] == TokenKind::Control && endsTurn(pieces.spellings[id])) {
            all.push_back(static_cast<TokenId>(id));
        }
    }
    ends.extraEnds = std::move(all);
    ends.addBegin = booleanIn(config, "add_bos_token").value_or(added->begin.has_value());
    ends.addEnd = booleanIn(config, "add_eos_token").value_or(added->end.has_value());
    return ends;
}

template<typename Vocabulary>
void fill(Vocabulary& vocabulary, std::string_view name, Pieces&& pieces, const Ends& ends) {
    vocabulary.source = name;
    vocabulary.pieces = std::move(pieces.spellings);
    vocabulary.kinds = std::move(pieces.kinds);
    vocabulary.begin = ends.begin;
    vocabulary.end = ends.end;
    vocabulary.extraEnds = ends.extraEnds;
    vocabulary.addBegin = ends.addBegin;
    vocabulary.addEnd = ends.addEnd;
}

// "left right", or ["left", "right"]
std::optional<BpeMerge> mergeIn(const Json& entry) {
    if (entry.is_array() && entry.size() == 2 && entry[0].is_string() && entry[1].is_string()) {
        return BpeMerge{entry[0].get<std::string>(), entry[1].get<std::string>()};
    }
    const auto* text = entry.get_ptr<const std::string*>();
    const std::size_t space = text ? text->find(' ', 1) : std::string::npos;
    return space == std::string::npos ? std::nullopt
                                      : std::optional(BpeMerge{text->substr(0, space), text->substr(space + 1)});
}

Result<std::unique_ptr<Tokenizer>> makeBpe(const Json& model, TextRules rules, std::string_view name, Pieces pieces,
                                           const Ends& ends) {
    for (const char* key : {"continuing_subword_prefix", "end_of_word_suffix"}) {
        const std::string* mark = stringIn(model, key);
        if (mark && !mark->empty()) {
            return Error{"its model has the setting " + std::string(key) + ", which is not supported"};
        }
    }
    if (rules.byteLevel == rules.metaSpace || !rules.charsMap.empty()) {
        return Error{"it is BPE of another kind than bytes (ByteLevel) or characters with ▁ for spaces (Metaspace), "
                     "which is not supported"};
    }
    if (rules.joinsSpaces) {
        return Error{"it drops spaces before its BPE model (WhitespaceSplit, Strip), which is not supported"};
    }
    BpeVocabulary vocabulary;
    const Json* merges = memberOf(model, "merges");
    if (!merges || !merges->is_array()) {
        return Error{"its model has no list of merges"};
    }
    for (const Json& entry : *merges) {
        auto merge = mergeIn(entry);
        if (!merge) {
            return Error{"its merge " + std::to_string(vocabulary.merges.size()) + " does not name two pieces"};
        }
        vocabulary.merges.push_back(std::move(*merge));
    }
    if (const std::string* unknown = stringIn(model, "unk_token")) {
        vocabulary.unknown = pieces.idOf(*unknown);
        // GPT-2 calls its end-of-text token the unknown one too; that one stays a control token.
        if (vocabulary.unknown && ends.begin != vocabulary.unknown && ends.end != vocabulary.unknown) {
            pieces.kinds[indexOf(*vocabulary.unknown)] = TokenKind::Unknown;
        }
    }
    vocabulary.alphabet = rules.byteLevel ? BpeAlphabet::Bytes : BpeAlphabet::Characters;
    vocabulary.splits = std::move(rules.splits);
    vocabulary.spacePrefix = rules.spacePrefix;
    vocabulary.wholeWordsFirst = booleanIn(model, "ignore_merges").value_or(false);
    vocabulary.trimsLeft = pieces.trimsLeft;
    vocabulary.trimsRight = pieces.trimsRight;
    fill(vocabulary, name, std::move(pieces), ends);
    return makeBpeTokenizer(vocabulary);
}

Result<std::unique_ptr<Tokenizer>> makeUnigram(const Json& model, const TextRules& rules, std::vector<float> scores,
                                               std::string_view name, Pieces pieces, const Ends& ends) {
    const bool onlyMetaspace = std::all_of(rules.splits.begin(), rules.splits.end(),
                                           [](const SplitStep& step) { return step.pattern == "▁"; });
    if (!rules.metaSpace || rules.byteLevel || !onlyMetaspace) {
        return Error{"it is Unigram without ▁ for spaces (Metaspace), or with other pre-tokenizers, which is not "
                     "supported"};
    }
    const Json* unknown = memberOf(model, "unk_id");
    const std::int64_t id = unknown ? countOf(*unknown).value_or(-1) : -1;
    if (id < 0 || id >= std::int64_t(scores.size())) {
        return Error{"its model has no unk_id among its pieces"};
    }
    pieces.kinds[static_cast<std::size_t>(id)] = TokenKind::Unknown;
    SentencePieceVocabulary vocabulary;
    vocabulary.unknown = static_cast<TokenId>(id);
    vocabulary.algorithm = SentencePieceAlgorithm::Unigram;
    vocabulary.scores = std::move(scores);
    vocabulary.scores.resize(pieces.spellings.size());
    vocabulary.charsMap = rules.charsMap;
    vocabulary.addSpacePrefix = rules.spacePrefix != SpacePrefix::None;
    vocabulary.removeExtraWhitespaces = rules.joinsSpaces;
    fill(vocabulary, name, std::move(pieces), ends);
    return makeSentencePieceTokenizer(vocabulary);
}

Result<std::unique_ptr<Tokenizer>> read(const Json& root, std::string_view name, const TokenizerJsonOptions& options) {
    const Json* model = memberOf(root, "model");
    if (!model || !model->is_object()) {
        return Error{"it has no model"};
    }
    const std::string* named = stringIn(*model, "type");
    // Early files leave the type out.
    const std::string type = named ? *named : memberOf(*model, "merges") ? "BPE" : "";
    if (type != "BPE" && type != "Unigram") {
        return Error{"its model is of the type " + inQuotes(type) + ", which is not supported"};
    }
    const auto sizeOf = [](const Json* list) { return list ? static_cast<std::int64_t>(list->size()) : 0; };
    Pieces pieces;
    pieces.most = std::min(2 * (sizeOf(memberOf(*model, "vocab")) + sizeOf(memberOf(root, "added_tokens"))) + mostHoles,
                           mostPieces);
    std::vector<float> scores;
    if (Status status = readVocabulary(*model, pieces, scores); !status) {
        return status.error();
    }
    if (scores.empty() != (type == "BPE")) {
        return Error{"its vocab is not one of " + type};
    }
    if (booleanIn(*model, "byte_fallback").value_or(false)) {
        for (std::size_t id = 0; id < pieces.spellings.size(); ++id) {
            if (pieces.kinds[id] == TokenKind::Normal && byteOfPiece(pieces.spellings[id])) {
                pieces.kinds[id] = TokenKind::Byte;
            }
        }
    }
    if (Status status = readAddedTokens(root, pieces); !status) {
        return status.error();
    }
    if (options.vocabularySize > pieces.spellings.size()) {
        const auto last = static_cast<std::int64_t>(std::min<std::size_t>(options.vocabularySize, mostPieces + 1)) - 1;
        pieces.most = mostPieces;
        if (!place(pieces, last, "[PAD" + std::to_string(last) + "]", TokenKind::Unused)) {
            return Error{"the model has too many tokens"};
        }
    }
    pieces.ids.reserve(pieces.spellings.size());
    for (std::size_t id = 0; id < pieces.spellings.size(); ++id) {
        pieces.ids.try_emplace(pieces.spellings[id], static_cast<TokenId>(id));
    }
    Json config;
    if (!options.tokenizerConfig.empty()) {
        config = Json::parse(options.tokenizerConfig, nullptr, false);
        if (!config.is_object()) {
            return Error{"the tokenizer_config.json beside it is no JSON object"};
        }
    }
    const auto ends = readEnds(root, config, pieces, options);
    if (!ends) {
        return ends.error();
    }
    auto rules = readTextRules(root);
    if (!rules) {
        return rules.error();
    }
    return type == "BPE" ? makeBpe(*model, std::move(*rules), name, std::move(pieces), *ends)
                         : makeUnigram(*model, *rules, std::move(scores), name, std::move(pieces), *ends);
}

} // namespace

Result<std::unique_ptr<Tokenizer>> readTokenizerJson(std::string_view json, std::string_view name,
                                                     const TokenizerJsonOptions& options) {
    std::string problem;
    try {
        const Json root = Json::parse(json, nullptr, false);
        if (!root.is_object()) {
            problem = "it is no JSON object, or it is damaged";
        } else {
            auto tokenizer = read(root, name, options);
            if (tokenizer) {
                return tokenizer;
            }
            problem = tokenizer.error().message;
        }
    } catch (const Json::exception& exception) {
        problem = replaceInvalidUtf8(exception.what());
    }
    if (problem.ends_with('.')) { // a vocabulary's own sentence names the file already
        return Error{problem};
    }
    return Error{"The tokenizer " + inQuotes(name, 4096) + " cannot be used: " + problem + "."};
}

std::string chatTemplateIn(std::string_view tokenizerConfig) {
    const Json config = Json::parse(tokenizerConfig, nullptr, false);
    if (const std::string* text = stringIn(config, "chat_template")) {
        return *text;
    }
    const Json* list = memberOf(config, "chat_template");
    if (list && list->is_array()) {
        for (const Json& entry : *list) {
            const std::string* name = stringIn(entry, "name");
            const std::string* text = stringIn(entry, "template");
            if (name && text && *name == "default") {
                return *text;
            }
        }
    }
    return {};
}

} // namespace logitscope
