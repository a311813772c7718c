#include "core/base/utf8.h"
#include "core/sampling/sampler_catalog.h"
#include "core/session/session_json.h"
#include "core/session/session_names.h"

#include <nlohmann/json.hpp>

#include <charconv>
#include <cmath>
#include <limits>

namespace logitscope {

namespace {

using Json = nlohmann::json;

constexpr int deepest = 16;
constexpr double none = std::numeric_limits<double>::quiet_NaN();

// Before anything is built of it: a parser that recurses, or keeps a level of its own each, must not be led too deep.
bool nestsTooDeep(std::string_view text) {
    int depth = 0;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            i += c == '\\' ? 1 : 0;
            inString = c != '"';
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            if (++depth > deepest) {
                return true;
            }
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return false;
}

// Looks into objects; the first thing that is wrong is kept and what follows reads as empty.
class Reader {
public:
    bool ok() const { return m_problem.empty(); }
    const std::string& problem() const { return m_problem; }
    void fail(const std::string& what) {
        if (ok()) {
            m_problem = what;
        }
    }
    void wrong(const char* key, const char* wanted) { fail(std::string("\"") + key + "\" is not " + wanted); }

    // Null when the member is missing, which is wrong.
    const Json* member(const Json& object, const char* key) {
        const auto found = object.is_object() ? object.find(key) : object.end();
        if (!object.is_object() || found == object.end()) {
            fail(std::string("\"") + key + "\" is missing");
            return nullptr;
        }
        return &*found;
    }
    const Json& array(const Json& object, const char* key) { return typed(object, key, Json::value_t::array); }
    const Json& object(const Json& object, const char* key) { return typed(object, key, Json::value_t::object); }
    std::string string(const Json& object, const char* key) {
        const Json* value = member(object, key);
        if (value && !value->is_string()) {
            wrong(key, "a text");
        }
        return value && value->is_string() ? value->get<std::string>() : std::string();
    }
    bool boolean(const Json& object, const char* key) {
        const Json* value = member(object, key);
        if (value && !value->is_boolean()) {
            wrong(key, "true or false");
        }
        return value && value->is_boolean() && value->get<bool>();
    }
    std::uint64_t integer(const Json& object, const char* key, std::uint64_t minimum, std::uint64_t maximum) {
        const Json* value = member(object, key);
        return value ? integerOf(*value, key, minimum, maximum) : minimum;
    }
    std::size_t count(const Json& object, const char* key) { return integer(object, key, 0, std::uint64_t{1} << 52); }
    std::uint64_t integerOf(const Json& value, const char* key, std::uint64_t minimum, std::uint64_t maximum) {
        if (!value.is_number_unsigned() || value.get<std::uint64_t>() < minimum ||
            value.get<std::uint64_t>() > maximum) {
            wrong(key, ("a whole number from " + std::to_string(minimum) + " to " + std::to_string(maximum)).c_str());
            return minimum;
        }
        return value.get<std::uint64_t>();
    }
    double numberOf(const Json& value, const char* key) {
        if (value.is_null()) {
            return none;
        }
        if (!value.is_number()) {
            wrong(key, "a number");
            return none;
        }
        return value.get<double>();
    }
    double number(const Json& object, const char* key) {
        const Json* value = member(object, key);
        return value ? numberOf(*value, key) : none;
    }
    // Seeds take all of 64 bits, which numbers of JSON do not have everywhere.
    std::uint64_t seed(const Json& object) {
        const std::string digits = string(object, "seed");
        std::uint64_t value = 0;
        const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (problem != std::errc() || end != digits.data() + digits.size()) {
            wrong("seed", "a whole number below 2^64, written as a text");
        }
        return value;
    }

private:
    const Json& typed(const Json& object, const char* key, Json::value_t type) {
        static const Json emptyArray = Json::array(), emptyObject = Json::object();
        const Json& empty = type == Json::value_t::array ? emptyArray : emptyObject;
        const Json* value = member(object, key);
        if (value && value->type() != type) {
            wrong(key, type == Json::value_t::array ? "a list" : "an object");
        }
        return value && value->type() == type ? *value : empty;
    }

    std::string m_problem;
};

StopRules readStop(Reader& reader, const Json& from) {
    const Json& object = reader.object(from, "stop");
    StopRules stop;
    stop.atEndToken = reader.boolean(object, "at_end_token");
    for (const Json& text : reader.array(object, "texts")) {
        if (text.is_string()) {
            stop.texts.push_back(text.get<std::string>());
        } else {
            reader.wrong("texts", "a list of texts");
        }
    }
    stop.maxTokens = static_cast<int>(reader.integer(object, "max_tokens", 1, std::numeric_limits<int>::max()));
    return stop;
}

ChainSpec readChain(Reader& reader, const Json& from) {
    auto chain = chainFromJson(reader.array(from, "chain").dump());
    if (!chain) {
        reader.fail("\"chain\" cannot be read (" + chain.error().message + ")");
        return {};
    }
    return std::move(*chain);
}

std::optional<std::string> bytesOfHex(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < text.size() && text.size() % 2 == 0; i += 2) {
        unsigned byte = 0;
        const auto [end, problem] = std::from_chars(text.data() + i, text.data() + i + 2, byte, 16);
        if (problem != std::errc() || end != text.data() + i + 2) {
            return std::nullopt;
        }
        bytes += static_cast<char>(byte);
    }
    return text.size() % 2 == 0 ? std::optional(bytes) : std::nullopt;
}

SavedPiece readPiece(Reader& reader, const Json& object) {
    SavedPiece piece;
    piece.token = static_cast<TokenId>(reader.integer(object, "id", 0, std::numeric_limits<std::int32_t>::max()));
    const auto kind = valueOf(kindNames, reader.string(object, "kind"));
    if (!kind) {
        reader.wrong("kind", "a kind of token");
    }
    piece.kind = kind.value_or(TokenKind::Normal);
    piece.ends = object.is_object() && object.contains("ends") && reader.boolean(object, "ends");
    if (object.is_object() && object.contains("bytes")) {
        const auto bytes = bytesOfHex(reader.string(object, "bytes"));
        if (!bytes) {
            reader.wrong("bytes", "written in hexadecimal digits");
        }
        piece.bytes = bytes.value_or(std::string());
    } else {
        piece.bytes = reader.string(object, "text");
    }
    piece.piece = reader.string(object, "piece");
    return piece;
}

std::optional<FileIdentity> readIdentity(Reader& reader, const Json& from) {
    const Json* file = reader.member(from, "file");
    if (!file || file->is_null()) {
        return std::nullopt;
    }
    FileIdentity identity;
    identity.fileName = reader.string(*file, "name");
    identity.bytes = reader.count(*file, "bytes");
    identity.sha256 = reader.string(*file, "sha256");
    identity.sampled = reader.boolean(*file, "sampled");
    const bool digits =
        std::ranges::all_of(identity.sha256, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    if (identity.sha256.size() != 64 || !digits) {
        reader.wrong("sha256", "64 hexadecimal digits");
    }
    return identity;
}

SavedModel readModel(Reader& reader, const Json& object) {
    SavedModel model;
    model.displayName = reader.string(object, "name");
    model.path = reader.string(object, "path");
    model.identity = readIdentity(reader, object);
    model.precise = reader.boolean(object, "precise");
    model.isChat = reader.boolean(object, "chat");
    model.hasVocabulary = reader.boolean(object, "vocabulary");
    model.addsSpacePrefix = reader.boolean(object, "adds_space_prefix");
    model.vocabularySize = reader.count(object, "vocabulary_size");
    model.contextLength = reader.count(object, "context_length");
    for (const Json& one : reader.array(object, "pieces")) {
        SavedPiece piece = readPiece(reader, one);
        if (!model.pieces.empty() && model.pieces.back().token >= piece.token) {
            reader.fail("\"pieces\" are not in the order of their ids");
        }
        if (!reader.ok()) {
            break;
        }
        model.pieces.push_back(std::move(piece));
    }
    return model;
}

std::vector<Passage> readPassages(Reader& reader, const Json& from) {
    std::vector<Passage> passages;
    for (const Json& object : reader.array(from, "passages")) {
        Passage passage;
        passage.first = reader.count(object, "first");
        passage.chain = readChain(reader, object);
        passage.seed = reader.seed(object);
        passage.sequence = static_cast<std::uint32_t>(
            reader.integer(object, "sequence", 0, std::numeric_limits<std::uint32_t>::max()));
        passage.continues = reader.boolean(object, "continues");
        if (!reader.ok()) {
            break;
        }
        passages.push_back(std::move(passage));
    }
    return passages;
}

// A column with one entry for each token.
template<typename Take>
void readColumn(Reader& reader, const Json& columns, const char* key, std::vector<SavedToken>& tokens,
                const Take& take) {
    const Json& column = reader.array(columns, key);
    if (column.size() != tokens.size()) {
        reader.fail(std::string("\"") + key + "\" has " + std::to_string(column.size()) + " entries for " +
                    std::to_string(tokens.size()) + " tokens");
        return;
    }
    for (std::size_t i = 0; i < tokens.size() && reader.ok(); ++i) {
        take(tokens[i], column[i]);
    }
}

// Of a sampler that remembers: its name and its number, from entry `at` of an array.
StageMemory readStage(Reader& reader, const Json& entry, std::size_t at) {
    StageMemory stage;
    const SamplerInfo* info = entry.is_array() && entry.size() == at + 2 && entry[at].is_string()
                                  ? findSampler(entry[at].get<std::string>())
                                  : nullptr;
    if (info == nullptr) {
        reader.fail("an entry of \"memories\" or \"next_memory\" does not name a sampler");
        return stage;
    }
    stage.kind = info->kind;
    stage.number = reader.numberOf(entry[at + 1], "memories");
    return stage;
}

void readMemories(Reader& reader, const Json& columns, std::vector<SavedToken>& tokens) {
    for (const Json& entry : reader.array(columns, "memories")) {
        const bool placed = entry.is_array() && !entry.empty();
        const std::uint64_t index =
            placed && !tokens.empty() ? reader.integerOf(entry[0], "memories", 0, tokens.size() - 1) : 0;
        if (!placed || tokens.empty()) {
            reader.fail("an entry of \"memories\" belongs to no token");
        }
        if (!reader.ok()) {
            return;
        }
        tokens[index].memory.stages.push_back(readStage(reader, entry, 1));
    }
}

std::vector<SavedToken> readTokens(Reader& reader, const Json& from) {
    const Json& columns = reader.object(from, "tokens");
    const std::string origins = reader.string(columns, "origins");
    const std::string predicted = reader.string(columns, "predicted");
    std::vector<SavedToken> tokens(reader.array(columns, "ids").size());
    if (origins.size() != tokens.size() || predicted.size() != tokens.size()) {
        reader.fail("\"origins\" and \"predicted\" do not have one letter for each token");
        return {};
    }
    constexpr std::uint64_t most = std::numeric_limits<std::int32_t>::max();
    readColumn(reader, columns, "ids", tokens, [&](SavedToken& token, const Json& value) {
        token.token = static_cast<TokenId>(reader.integerOf(value, "ids", 0, most));
    });
    readColumn(reader, columns, "raw_ranks", tokens, [&](SavedToken& token, const Json& value) {
        token.rawRank = static_cast<int>(reader.integerOf(value, "raw_ranks", 0, most));
    });
    const auto numbers = [&](const char* key, double SavedToken::*field) {
        readColumn(reader, columns, key, tokens,
                   [&](SavedToken& token, const Json& value) { token.*field = reader.numberOf(value, key); });
    };
    numbers("raw_probabilities", &SavedToken::rawProbability);
    numbers("raw_entropies_bits", &SavedToken::rawEntropyBits);
    numbers("uniforms", &SavedToken::uniform);
    numbers("probabilities", &SavedToken::probability);
    numbers("entropies_bits", &SavedToken::entropyBits);
    numbers("milliseconds", &SavedToken::milliseconds);
    readMemories(reader, columns, tokens);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const auto origin = valueOf(originNames, std::string_view(origins).substr(i, 1));
        if (!origin || (predicted[i] != '0' && predicted[i] != '1')) {
            reader.fail("\"origins\" or \"predicted\" has a letter that means nothing");
            return {};
        }
        tokens[i].origin = *origin;
        tokens[i].predicted = predicted[i] == '1';
    }
    return tokens;
}

RunFigures readFigures(Reader& reader, const Json& from) {
    const Json& object = reader.object(from, "figures");
    RunFigures figures;
    figures.promptTokens = reader.count(object, "prompt_tokens");
    figures.reusedTokens = reader.count(object, "reused_tokens");
    figures.prefillMilliseconds = reader.number(object, "prefill_ms");
    figures.decodedTokens = reader.count(object, "decoded_tokens");
    figures.decodeMilliseconds = reader.number(object, "decode_ms");
    figures.keyValueBytes = reader.count(object, "key_value_bytes");
    return figures;
}

RunId readRunId(Reader& reader, const Json& object, const char* key) {
    return static_cast<RunId>(reader.integer(object, key, 1, std::numeric_limits<std::int32_t>::max()));
}

std::shared_ptr<const SavedRun> readRun(Reader& reader, const Json& object) {
    auto run = std::make_shared<SavedRun>();
    run->id = readRunId(reader, object, "id");
    if (const Json* parent = reader.member(object, "parent"); parent && !parent->is_null()) {
        run->parent = readRunId(reader, object, "parent");
    }
    run->branchedAt = reader.count(object, "branched_at");
    run->model = reader.count(object, "model");
    run->name = reader.string(object, "name");
    run->prompt = reader.string(object, "prompt");
    run->asChat = reader.boolean(object, "as_chat");
    run->stop = readStop(reader, object);
    run->passages = readPassages(reader, object);
    run->tokens = readTokens(reader, object);
    for (const Json& entry : reader.array(object, "next_memory")) {
        run->nextMemory.stages.push_back(readStage(reader, entry, 0));
    }
    if (const Json* finish = reader.member(object, "finish"); finish && !finish->is_null()) {
        run->finish = valueOf(finishNames, reader.string(object, "finish"));
        if (!run->finish) {
            reader.wrong("finish", "a reason to end");
        }
    }
    run->stepping = reader.boolean(object, "stepping");
    run->problem = reader.string(object, "problem");
    run->figures = readFigures(reader, object);
    return run;
}

std::map<std::string, std::string> readTexts(Reader& reader, const Json& from, const char* key) {
    std::map<std::string, std::string> texts;
    for (const auto& [name, value] : reader.object(from, key).items()) {
        if (value.is_string()) {
            texts[name] = value.get<std::string>();
        } else {
            reader.wrong(key, "an object of texts");
        }
    }
    return texts;
}

SavedSession readSession(Reader& reader, const Json& document) {
    SavedSession session;
    const Json& edited = reader.object(document, "document");
    session.prompt = reader.string(edited, "prompt");
    session.asChat = reader.boolean(edited, "as_chat");
    session.chain = readChain(reader, edited);
    session.seed = reader.seed(edited);
    session.stop = readStop(reader, edited);
    for (const Json& model : reader.array(document, "models")) {
        if (reader.ok()) {
            session.models.push_back(readModel(reader, model));
        }
    }
    if (const Json* model = reader.member(document, "model"); model && !model->is_null()) {
        session.model = reader.count(document, "model");
    }
    const Json& runs = reader.array(document, "runs");
    for (std::size_t i = 0; i < runs.size() && reader.ok(); ++i) {
        session.runs.push_back(readRun(reader, runs[i]));
        if (!reader.ok()) {
            const std::string what = reader.problem();
            reader = Reader();
            reader.fail("entry " + std::to_string(i + 1) + " of its runs: " + what);
        }
    }
    if (const Json* shown = reader.member(document, "shown"); shown && !shown->is_null()) {
        session.shown = readRunId(reader, *shown, "run");
        session.position = reader.count(*shown, "position");
    }
    session.view = readTexts(reader, document, "view");
    session.results = readTexts(reader, document, "results");
    return session;
}

Error damaged(std::string_view subject, std::string what) {
    while (what.ends_with('.')) {
        what.pop_back();
    }
    return Error{std::string(subject) + " is damaged: " + what + "; it is left as it is."};
}

} // namespace

Result<SavedSession> sessionFromJson(std::string_view text, std::string_view subject) {
    if (text.size() > largestSessionBytes) {
        return Error{std::string(subject) + " is larger than a session can be (" +
                     std::to_string(largestSessionBytes >> 20) + " MB); it is left as it is."};
    }
    if (nestsTooDeep(text)) {
        return damaged(subject, "its values stand more than " + std::to_string(deepest) + " deep in each other");
    }
    const Json document = Json::parse(text.begin(), text.end(), nullptr, false);
    if (document.is_discarded()) {
        return damaged(subject, "it is not valid JSON; perhaps it was cut short");
    }
    const auto format = document.is_object() ? document.find("format") : document.end();
    if (!document.is_object() || format == document.end() || *format != "logitscope session") {
        return Error{std::string(subject) + " holds no session of Logitscope; choose another file."};
    }
    Reader reader;
    const std::uint64_t version = reader.integer(document, "version", 1, std::numeric_limits<std::int32_t>::max());
    if (reader.ok() && version > sessionVersion) {
        return Error{std::string(subject) + " was made by a newer Logitscope (version " + std::to_string(version) +
                     "); it is left as it is."};
    }
    SavedSession session = readSession(reader, document);
    if (!reader.ok()) {
        return damaged(subject, reader.problem());
    }
    if (const Status status = checkSession(session); !status) {
        return damaged(subject, status.error().message);
    }
    return session;
}

} // namespace logitscope
