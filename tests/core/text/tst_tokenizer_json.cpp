// tokenizer.json files, written here small: byte-level BPE, BPE over characters, Unigram, and what is refused.
#include "core/text/byte_alphabet.h"
#include "core/text/tokenizer_json.h"

#include <QtTest/QTest>
#include <nlohmann/json.hpp>

#include <functional>
#include <limits>

using namespace logitscope;
using nlohmann::json;

using Ids = std::vector<int>;
using Change = std::function<void(json&)>;

class TokenizerJsonTest : public QObject {
    Q_OBJECT

private slots:
    void byteLevel();
    void byteLevelSplits_data();
    void byteLevelSplits();
    void earlyFilesHaveNoType();
    void addedTokens();
    void beginAndEnd_data();
    void beginAndEnd();
    void paddingUpToTheModel();
    void llamaStyle_data();
    void llamaStyle();
    void unigram();
    void refuses_data();
    void refuses();
    void brokenTexts_data();
    void brokenTexts();
    void chatTemplates_data();
    void chatTemplates();
};

namespace {

// The bytes 0 … 255, 256 "he", 257 "ll", 258 "hell", 259 "Ġhe"; merges in both spellings; 260 <s>, 261 </s>.
json byteLevelFile() {
    json vocab;
    for (int byte = 0; byte < 256; ++byte) {
        vocab[std::string(letterOfByte(static_cast<std::uint8_t>(byte)))] = byte;
    }
    int id = 256;
    for (const char* piece : {"he", "ll", "hell", "Ġhe"}) {
        vocab[piece] = id++;
    }
    const auto token = [](int number, const char* content, bool special) {
        return json{{"id", number},    {"content", content},  {"single_word", false}, {"lstrip", false},
                    {"rstrip", false}, {"normalized", false}, {"special", special}};
    };
    return {{"version", "1.0"},
            {"added_tokens", {token(260, "<s>", true), token(261, "</s>", true)}},
            {"normalizer", nullptr},
            {"pre_tokenizer", {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}}},
            {"post_processor", nullptr},
            {"decoder", {{"type", "ByteLevel"}}},
            {"model",
             {{"type", "BPE"},
              {"dropout", nullptr},
              {"unk_token", nullptr},
              {"continuing_subword_prefix", ""},
              {"end_of_word_suffix", ""},
              {"vocab", vocab},
              {"merges", {"h e", json::array({"l", "l"}), "he ll", "Ġ he"}}}}};
}

// Llama's: <unk> 0, <s> 1, </s> 2, the bytes 3 … 258, "▁" 259, "a" 260, "b" 261, "▁a" 262, "ab" 263, "▁ab" 264.
json llamaFile() {
    json vocab{{"<unk>", 0}, {"<s>", 1}, {"</s>", 2}};
    for (int byte = 0; byte < 256; ++byte) {
        char piece[8];
        std::snprintf(piece, sizeof piece, "<0x%02X>", unsigned(byte));
        vocab[piece] = byte + 3;
    }
    int id = 259;
    for (const char* piece : {"▁", "a", "b", "▁a", "ab", "▁ab"}) {
        vocab[piece] = id++;
    }
    const auto special = [](int number, const char* content) {
        return json{{"id", number}, {"content", content}, {"special", true}};
    };
    const json begin{{"SpecialToken", {{"id", "<s>"}, {"type_id", 0}}}};
    return {{"added_tokens", {special(0, "<unk>"), special(1, "<s>"), special(2, "</s>")}},
            {"normalizer",
             {{"type", "Sequence"},
              {"normalizers",
               {{{"type", "Prepend"}, {"prepend", "▁"}},
                {{"type", "Replace"}, {"pattern", {{"String", " "}}}, {"content", "▁"}}}}}},
            {"pre_tokenizer", nullptr},
            {"post_processor",
             {{"type", "TemplateProcessing"},
              {"single", json::array({begin, {{"Sequence", {{"id", "A"}, {"type_id", 0}}}}})}}},
            {"model",
             {{"type", "BPE"},
              {"unk_token", "<unk>"},
              {"fuse_unk", true},
              {"byte_fallback", true},
              {"vocab", vocab},
              {"merges", {"▁ a", "a b", "▁ ab", "▁a b"}}}}};
}

json unigramFile() {
    return {
        {"added_tokens", json::array({{{"id", 1}, {"content", "</s>"}, {"special", true}}})},
        {"normalizer", {{"type", "Precompiled"}, {"precompiled_charsmap", ""}}},
        {"pre_tokenizer",
         {{"type", "Sequence"},
          {"pretokenizers", {{{"type", "WhitespaceSplit"}}, {{"type", "Metaspace"}, {"replacement", "▁"}}}}}},
        {"post_processor",
         {{"type", "TemplateProcessing"},
          {"single", json::array({{{"Sequence", {{"id", "A"}}}}, {{"SpecialToken", {{"id", "</s>"}}}}})}}},
        {"model",
         {{"type", "Unigram"},
          {"unk_id", 2},
          {"vocab", json::array({json::array({"<pad>", 0.0}), json::array({"</s>", 0.0}), json::array({"<unk>", 0.0}),
                                 json::array({"▁", -3.0}), json::array({"a", -4.0}), json::array({"b", -4.0}),
                                 json::array({"▁ab", -5.0}), json::array({"ab", -9.0})})}}}};
}

std::unique_ptr<Tokenizer> made(const json& file, const TokenizerJsonOptions& options = {}) {
    auto tokenizer = readTokenizerJson(file.dump(), "small/tokenizer.json", options);
    if (!tokenizer) {
        qFatal("%s", tokenizer.error().message.c_str());
    }
    return std::move(*tokenizer);
}

Ids encoded(const Tokenizer& tokenizer, std::string_view text, const EncodeOptions& options = {}) {
    const auto tokens = tokenizer.encode(text, options);
    if (!tokens) {
        qFatal("%s", tokens.error().message.c_str());
    }
    Ids ids;
    for (const TokenId token : *tokens) {
        ids.push_back(numberOf(token));
    }
    return ids;
}

std::string decoded(const Tokenizer& tokenizer, const Ids& ids) {
    std::vector<TokenId> tokens;
    for (const int id : ids) {
        tokens.push_back(static_cast<TokenId>(id));
    }
    return tokenizer.decode(tokens);
}

} // namespace

void TokenizerJsonTest::byteLevel() {
    const auto tokenizer = made(byteLevelFile());
    QCOMPARE(tokenizer->vocabularySize(), std::size_t{262});
    QCOMPARE(encoded(*tokenizer, "hell he's ü"), (Ids{258, 259, '\'', 's', ' ', 0xC3, 0xBC}));
    QCOMPARE(decoded(*tokenizer, {258, 259, 0xC3, 0xBC}), std::string("hell heü"));
    QVERIFY(tokenizer->kindOf(TokenId{260}) == TokenKind::Control);
    QCOMPARE(encoded(*tokenizer, "<s>he", {.parseSpecial = true}), (Ids{260, 256}));
    QVERIFY(!tokenizer->beginToken() && !tokenizer->endToken());
    json whole = byteLevelFile();
    whole["model"]["ignore_merges"] = true;
    whole["model"]["vocab"]["hex"] = 262;
    QCOMPARE(encoded(*made(whole), "hex"), (Ids{262}));
}

void TokenizerJsonTest::byteLevelSplits_data() {
    QTest::addColumn<QString>("steps");
    QTest::addColumn<QString>("words"); // each of its own by the merges "he" and "ll" that it lets through
    QTest::addColumn<Ids>("ids");
    const auto row = [](const char* name, const char* steps, const char* text, const Ids& ids) {
        QTest::newRow(name) << QString::fromUtf8(steps) << QString(text) << ids;
    };
    const char* bytes = R"({"type":"ByteLevel","add_prefix_space":false,"use_regex":false})";
    const std::string llama =
        std::string(
            R"([{"type":"Split","pattern":{"Regex":"(?i:'s)|\\p{N}{1,3}| ?\\p{L}+"},"behavior":"Isolated","invert":false},)") +
        bytes + "]";
    row("a regular expression", llama.c_str(), "hell he", {258, 259});
    const std::string literal =
        std::string(R"([{"type":"Split","pattern":{"String":"l"},"behavior":"Isolated"},)") + bytes + "]";
    row("a literal", literal.c_str(), "hell he", {256, 'l', 'l', 259});
    const std::string merged =
        std::string(R"([{"type":"Split","pattern":{"String":"l"},"behavior":"MergedWithNext"},)") + bytes + "]";
    row("merged with the next", merged.c_str(), "lhe", {'l', 256});
    const std::string digits = std::string(R"([{"type":"Digits","individual_digits":true},)") + bytes + "]";
    row("digits", digits.c_str(), "he1", {256, '1'});
    const std::string falcon =
        R"([{"type":"Punctuation","behavior":"Contiguous"},{"type":"ByteLevel","add_prefix_space":false},{"type":"Digits","individual_digits":false},{"type":"Split","pattern":{"Regex":"[0-9][0-9][0-9]"},"behavior":"Isolated","invert":false}])";
    row("steps after the bytes", falcon.c_str(), "he!!12", {256, '!', '!', '1', '2'});
    row("whole", (std::string("[") + bytes + "]").c_str(), "he ll", {256, ' ', 257});
    row("a space in front", R"([{"type":"ByteLevel","add_prefix_space":true}])", "he he", {259, 259});
    row("removed",
        (std::string(R"([{"type":"Split","pattern":{"Regex":"\\d+"},"behavior":"Removed"},)") + bytes + "]").c_str(),
        "he12ll", {256, 257});
}

void TokenizerJsonTest::byteLevelSplits() {
    QFETCH(QString, steps);
    QFETCH(QString, words);
    QFETCH(Ids, ids);
    json file = byteLevelFile();
    file["model"]["merges"] = {"h e", "l l", "he ll", "Ġ he"};
    file["pre_tokenizer"] = {{"type", "Sequence"}, {"pretokenizers", json::parse(steps.toStdString())}};
    QCOMPARE(encoded(*made(file), words.toStdString()), ids);
}

void TokenizerJsonTest::earlyFilesHaveNoType() {
    json file = byteLevelFile();
    file["model"].erase("type");
    file.erase("normalizer");
    file["normalizer"] = {{"type", "NFC"}};
    QCOMPARE(encoded(*made(file), "hell"), (Ids{258}));
}

void TokenizerJsonTest::addedTokens() {
    json file = byteLevelFile();
    file["added_tokens"].push_back({{"id", 262}, {"content", "ü"}, {"special", false}});
    file["added_tokens"].push_back({{"id", 264}, {"content", "<|user|>"}, {"special", true}, {"rstrip", true}});
    const auto tokenizer = made(file);
    QCOMPARE(encoded(*tokenizer, "heühe"), (Ids{256, 262, 256}));
    QCOMPARE(decoded(*tokenizer, {256, 262}), std::string("heü"));
    QCOMPARE(encoded(*tokenizer, "<|user|>\n he", {.parseSpecial = true}), (Ids{264, 256}));
    QVERIFY(tokenizer->kindOf(TokenId{262}) == TokenKind::UserDefined);
    QVERIFY(tokenizer->kindOf(TokenId{263}) == TokenKind::Unused); // the hole between them
    QCOMPARE(tokenizer->vocabularySize(), std::size_t{265});
}

void TokenizerJsonTest::beginAndEnd_data() {
    QTest::addColumn<QString>("config");
    QTest::addColumn<QString>("post");
    QTest::addColumn<int>("begin"); // -1: none; what config.json says
    QTest::addColumn<Ids>("ids");   // of "he"
    QTest::addColumn<int>("end");
    const char* single =
        R"({"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}]})";
    const auto row = [](const char* name, const char* config, const char* post, int begin, const Ids& ids, int end) {
        QTest::newRow(name) << QString(config) << QString(post) << begin << ids << end;
    };
    row("nothing said", "", "null", -1, {256}, -1);
    row("a template", "", single, -1, {260, 256}, -1);
    row("a template in a sequence", "",
        (std::string(R"({"type":"Sequence","processors":[{"type":"ByteLevel"},)") + single + "]}").c_str(), -1,
        {260, 256}, -1);
    row("names", R"({"bos_token":"<s>","eos_token":{"content":"</s>"}})", "null", -1, {256}, 261);
    row("names and rules", R"({"bos_token":"<s>","eos_token":"</s>","add_bos_token":true,"add_eos_token":true})",
        "null", -1, {260, 256, 261}, 261);
    row("the rule against the template", R"({"bos_token":"<s>","add_bos_token":false})", single, -1, {256}, -1);
    row("null names", R"({"bos_token":null,"eos_token":"</s>"})", "null", -1, {256}, 261);
    row("config.json goes first", R"({"bos_token":"<s>","add_bos_token":true})", "null", 261, {261, 256}, -1);
    row("RoBERTa's", "", R"({"type":"RobertaProcessing","sep":["</s>",261],"cls":["<s>",260]})", -1, {260, 256, 261},
        261);
}

void TokenizerJsonTest::beginAndEnd() {
    QFETCH(QString, config);
    QFETCH(QString, post);
    QFETCH(int, begin);
    QFETCH(Ids, ids);
    QFETCH(int, end);
    json file = byteLevelFile();
    file["post_processor"] = json::parse(post.toStdString());
    const std::string configText = config.toStdString();
    TokenizerJsonOptions options;
    options.tokenizerConfig = configText;
    if (begin >= 0) {
        options.begin = TokenId{begin};
    }
    const auto tokenizer = made(file, options);
    QCOMPARE(encoded(*tokenizer, "he"), ids);
    QCOMPARE(tokenizer->endToken() ? numberOf(*tokenizer->endToken()) : -1, end);
}

void TokenizerJsonTest::paddingUpToTheModel() {
    TokenizerJsonOptions options;
    options.vocabularySize = 300'000;
    options.ends = {TokenId{261}, TokenId{260}};
    const auto tokenizer = made(byteLevelFile(), options);
    QCOMPARE(tokenizer->vocabularySize(), std::size_t{300'000});
    QVERIFY(tokenizer->kindOf(TokenId{299'999}) == TokenKind::Unused);
    QVERIFY(tokenizer->endToken() == TokenId{261});
    QVERIFY(tokenizer->isEndToken(TokenId{260}));
    options.vocabularySize = std::numeric_limits<std::size_t>::max();
    QVERIFY(!readTokenizerJson(byteLevelFile().dump(), "t.json", options).ok());
    json file = byteLevelFile();
    file["added_tokens"].push_back({{"id", 262}, {"content", "<|im_end|>"}, {"special", true}});
    QVERIFY(made(file)->isEndToken(TokenId{262}));
}

void TokenizerJsonTest::llamaStyle_data() {
    QTest::addColumn<QString>("how");
    QTest::addColumn<QString>("text");
    QTest::addColumn<Ids>("ids");
    QTest::newRow("prepended") << "prepend"
                               << "ab" << Ids{1, 264};
    QTest::newRow("prepended to a space") << "prepend"
                                          << " ab" << Ids{1, 259, 264};
    QTest::newRow("bytes") << "prepend"
                           << "é\n"
                           << Ids{1, 259, 3 + 0xC3, 3 + 0xA9, 3 + 0x0A};
    QTest::newRow("empty") << "prepend"
                           << "" << Ids{1};
    QTest::newRow("after a token") << "prepend"
                                   << "a</s>a" << Ids{1, 262, 2, 262};
    QTest::newRow("Metaspace, always") << "always"
                                       << "a</s> a" << Ids{1, 262, 2, 262};
    QTest::newRow("Metaspace, first") << "first"
                                      << "a</s>a" << Ids{1, 262, 2, 260};
    QTest::newRow("Metaspace, never") << "never"
                                      << "a a" << Ids{1, 260, 262};
    QTest::newRow("Gemma") << "gemma"
                           << "a a" << Ids{1, 260, 262};
}

void TokenizerJsonTest::llamaStyle() {
    QFETCH(QString, how);
    QFETCH(QString, text);
    QFETCH(Ids, ids);
    json file = llamaFile();
    if (how == "gemma") {
        file["normalizer"] = {{"type", "Replace"}, {"pattern", {{"String", " "}}}, {"content", "▁"}};
        file["pre_tokenizer"] = {
            {"type", "Split"}, {"pattern", {{"String", " "}}}, {"behavior", "MergedWithPrevious"}, {"invert", false}};
    } else if (how != "prepend") {
        file["normalizer"] = nullptr;
        file["pre_tokenizer"] = {
            {"type", "Metaspace"}, {"replacement", "▁"}, {"prepend_scheme", how.toStdString()}, {"split", false}};
    }
    const auto tokenizer = made(file);
    QCOMPARE(encoded(*tokenizer, text.toStdString(), {.parseSpecial = true}), ids);
    QVERIFY(tokenizer->kindOf(TokenId{0}) == TokenKind::Unknown);
    QVERIFY(tokenizer->kindOf(TokenId{3}) == TokenKind::Byte);
    const bool dropsSpace = tokenizer->addsSpacePrefix();
    // The control token adds nothing, and a stretch after it keeps the space that it was given.
    const QString back = how == "prepend" && text == "a</s>a" ? "a a" : text.remove("</s>");
    QCOMPARE(decoded(*tokenizer, ids), back.toStdString());
    QCOMPARE(dropsSpace, how != "never" && how != "gemma");
}

void TokenizerJsonTest::unigram() {
    const auto tokenizer = made(unigramFile());
    QCOMPARE(encoded(*tokenizer, "ab  ab"), (Ids{6, 6, 1}));
    QCOMPARE(encoded(*tokenizer, " ba "), (Ids{3, 5, 4, 1}));
    QCOMPARE(encoded(*tokenizer, "ac", {.addSpecial = false}), (Ids{3, 4, 2}));
    QCOMPARE(decoded(*tokenizer, {6, 6, 1}), std::string("ab ab"));
    QVERIFY(tokenizer->endToken() == TokenId{1});
    QVERIFY(tokenizer->kindOf(TokenId{1}) == TokenKind::Control);
}

void TokenizerJsonTest::refuses_data() {
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, const Change& change, const char* says) {
        QTest::newRow(name) << change << QString::fromUtf8(says);
    };
    row(
        "WordPiece", [](json& f) { f["model"]["type"] = "WordPiece"; },
        "of the type 'WordPiece', which is not supported");
    row(
        "no model", [](json& f) { f.erase("model"); }, "it has no model");
    row(
        "no vocab", [](json& f) { f["model"].erase("vocab"); }, "its model has no vocab");
    row(
        "no merges", [](json& f) { f["model"]["merges"] = 3; }, "no list of merges");
    row(
        "a merge of one", [](json& f) { f["model"]["merges"][0] = "he"; }, "its merge 0 does not name two pieces");
    row(
        "a merge of numbers",
        [](json& f) {
            f["model"]["merges"][1] = {1, 2};
        },
        "its merge 1 does not");
    row(
        "a merge of strangers", [](json& f) { f["model"]["merges"][0] = "h 日"; }, "merge 0 ('h' with '日')");
    row(
        "an id in words", [](json& f) { f["model"]["vocab"]["he"] = "x"; }, "the id of its piece 'he' is no number");
    row(
        "a negative id", [](json& f) { f["model"]["vocab"]["he"] = -1; }, "the id of its piece 'he'");
    row(
        "an id beyond all", [](json& f) { f["model"]["vocab"]["he"] = 4'000'000'000'000'000'000; }, "'he'");
    row(
        "an id beyond that", [](json& f) { f["model"]["vocab"]["he"] = 18'000'000'000'000'000'000U; }, "'he'");
    row(
        "a suffix", [](json& f) { f["model"]["end_of_word_suffix"] = "</w>"; },
        "its model has the setting end_of_word_suffix");
    row(
        "a prefix", [](json& f) { f["model"]["continuing_subword_prefix"] = "##"; }, "continuing_subword_prefix");
    row(
        "added in words", [](json& f) { f["added_tokens"] = "x"; }, "its added_tokens are no list");
    row(
        "added nothing", [](json& f) { f["added_tokens"][0].erase("content"); }, "an added token has no content");
    row(
        "added nowhere", [](json& f) { f["added_tokens"][0]["id"] = 1.5; }, "an added token has no content or no id");
    row(
        "added far away", [](json& f) { f["added_tokens"][0]["id"] = 1 << 30; }, "the id of its added token '<s>'");
    row(
        "added single words", [](json& f) { f["added_tokens"][0]["single_word"] = true; }, "(single_word)");
    row(
        "lower case",
        [](json& f) {
            f["normalizer"] = {{"type", "Lowercase"}};
        },
        "the normalizer 'Lowercase'");
    row(
        "a replacement",
        [](json& f) {
            f["normalizer"] = {{"type", "Replace"}, {"pattern", {{"String", "x"}}}, {"content", "y"}};
        },
        "the normalizer Replace of 'x'");
    row(
        "a map that is none",
        [](json& f) {
            f["normalizer"] = {{"type", "Precompiled"}, {"precompiled_charsmap", "!"}};
        },
        "its precompiled_charsmap is not base64");
    row(
        "a map for bytes",
        [](json& f) {
            f["normalizer"] = {{"type", "Precompiled"}, {"precompiled_charsmap", "AAAA"}};
        },
        "BPE of another kind");
    row(
        "BERT",
        [](json& f) {
            f["pre_tokenizer"] = {{"type", "BertPreTokenizer"}};
        },
        "the pre-tokenizer 'BertPreTokenizer'");
    row(
        "no pre-tokenizer", [](json& f) { f["pre_tokenizer"] = nullptr; }, "BPE of another kind");
    row(
        "a broken pattern",
        [](json& f) {
            f["pre_tokenizer"] = {{"type", "Sequence"},
                                  {"pretokenizers",
                                   {{{"type", "Split"}, {"pattern", {{"Regex", "("}}}, {"behavior", "Isolated"}},
                                    {{"type", "ByteLevel"}, {"add_prefix_space", false}}}}};
        },
        "The pattern '(' cannot be used");
    row(
        "a behavior",
        [](json& f) {
            f["pre_tokenizer"] = {{"type", "Split"}, {"pattern", {{"Regex", "a"}}}, {"behavior", "Odd"}};
        },
        "the behavior 'Odd'");
    row(
        "no pattern",
        [](json& f) {
            f["pre_tokenizer"] = {{"type", "Split"}};
        },
        "a pre-tokenizer Split has no pattern");
    row(
        "words after bytes",
        [](json& f) {
            f["pre_tokenizer"] = {{"type", "Sequence"},
                                  {"pretokenizers",
                                   {{{"type", "ByteLevel"}, {"add_prefix_space", false}},
                                    {{"type", "Split"}, {"pattern", {{"Regex", "\\s"}}}}}}};
        },
        "the pre-tokenizer 'Split' after ByteLevel");
    row(
        "two begins",
        [](json& f) {
            const json token{{"SpecialToken", {{"id", "<s>"}}}};
            f["post_processor"] = {{"type", "TemplateProcessing"}, {"single", {token, token}}};
        },
        "several tokens on one side");
    row(
        "a processor",
        [](json& f) {
            f["post_processor"] = {{"type", "Odd"}};
        },
        "the post-processor 'Odd'");
    row(
        "a sequence of sequences",
        [](json& f) {
            json deep{{"type", "NFC"}};
            for (int i = 0; i < 20; ++i) {
                deep = {{"type", "Sequence"}, {"normalizers", json::array({deep})}};
            }
            f["normalizer"] = deep;
        },
        "deep in others");
    row(
        "dropped spaces",
        [](json& f) {
            f["pre_tokenizer"] = {
                {"type", "Sequence"},
                {"pretokenizers",
                 {{{"type", "WhitespaceSplit"}}, {{"type", "ByteLevel"}, {"add_prefix_space", false}}}}};
        },
        "it drops spaces before its BPE model");
    row(
        "Unigram without an unknown",
        [](json& f) {
            f = unigramFile();
            f["model"].erase("unk_id");
        },
        "no unk_id");
    row(
        "Unigram of bytes",
        [](json& f) {
            f = unigramFile();
            f["pre_tokenizer"] = {{"type", "ByteLevel"}};
        },
        "Unigram without ▁ for spaces");
    row(
        "Unigram without scores",
        [](json& f) {
            f = unigramFile();
            f["model"]["vocab"][3] = "a";
        },
        "is not a spelling with a score");
    row(
        "Unigram with a vocab of BPE", [](json& f) { f["model"]["type"] = "Unigram"; },
        "its vocab is not one of Unigram");
    row(
        "Unigram twice the same",
        [](json& f) {
            f = unigramFile();
            f["model"]["vocab"][3] = {"a", 1.0};
        },
        "piece 4 ('a') stands in it twice");
}

void TokenizerJsonTest::refuses() {
    QFETCH(Change, change);
    QFETCH(QString, says);
    json file = byteLevelFile();
    change(file);
    const auto tokenizer = readTokenizerJson(file.dump(), "small/tokenizer.json");
    QVERIFY(!tokenizer.ok());
    const QString message = QString::fromStdString(tokenizer.error().message);
    QVERIFY2(message.startsWith("The ") && message.contains(" 'small/tokenizer.json' cannot be used: ") &&
                 message.endsWith('.') && !message.endsWith(".."),
             qPrintable(message));
    QVERIFY2(message.contains(says), qPrintable(message));
}

void TokenizerJsonTest::brokenTexts_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("a list") << QByteArray("[]");
    QTest::newRow("cut off") << QByteArray(R"({"model":{"type":"BPE")");
    QTest::newRow("no UTF-8") << QByteArray("{\"model\":\"\xFF\"}");
    QTest::newRow("very deep") << QByteArray(200'000, '[');
    QTest::newRow("a lone surrogate") << QByteArray(R"({"model":"\ud800"})");
}

void TokenizerJsonTest::brokenTexts() {
    QFETCH(QByteArray, text);
    const std::string_view bytes(text.data(), std::size_t(text.size()));
    const auto tokenizer = readTokenizerJson(bytes, "t.json");
    QVERIFY(!tokenizer.ok());
    QCOMPARE(tokenizer.error().message,
             std::string("The tokenizer 't.json' cannot be used: it is no JSON object, or it is damaged."));
    const std::string good = byteLevelFile().dump();
    TokenizerJsonOptions options;
    options.tokenizerConfig = bytes;
    const auto beside = readTokenizerJson(good, "t.json", options);
    if (text.isEmpty()) {
        QVERIFY(beside.ok());
    } else {
        QVERIFY(!beside.ok());
        QVERIFY2(beside.error().message.find("tokenizer_config.json") != std::string::npos,
                 beside.error().message.c_str());
    }
    QVERIFY(chatTemplateIn(bytes).empty());
}

void TokenizerJsonTest::chatTemplates_data() {
    QTest::addColumn<QString>("config");
    QTest::addColumn<QString>("jinja");
    QTest::newRow("a text") << R"({"chat_template":"{{ x }}"})"
                            << "{{ x }}";
    QTest::newRow("several")
        << R"({"chat_template":[{"name":"tool_use","template":"t"},{"name":"default","template":"d"}]})"
        << "d";
    QTest::newRow("none") << R"({"bos_token":"<s>"})"
                          << "";
    QTest::newRow("of another type") << R"({"chat_template":[1,{"name":"default"}]})"
                                     << "";
}

void TokenizerJsonTest::chatTemplates() {
    QFETCH(QString, config);
    QFETCH(QString, jinja);
    QCOMPARE(QString::fromStdString(chatTemplateIn(config.toStdString())), jinja);
}

QTEST_APPLESS_MAIN(TokenizerJsonTest)
#include "tst_tokenizer_json.moc"
