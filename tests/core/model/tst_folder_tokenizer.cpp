// The tokenizers of Hugging Face folders: which files are read, which tokens they add, begin with and end with.
#include "core/base/thread_pool.h"
#include "core/files/gguf.h"
#include "core/model/hugging_face/folder_tokenizer.h"
#include "core/model/loader.h"
#include "core/model/vocabulary_reader.h"
#include "core/text/byte_alphabet.h"
#include "tests/support/hugging_face_builder.h"
#include "tests/support/random_model.h"

#include <QTemporaryDir>
#include <QtTest/QTest>
#include <nlohmann/json.hpp>

#include <memory>

using namespace logitscope;
using namespace logitscope::test;

namespace {

// Byte-level BPE: the bytes 0 … 255, 256 "he", 257 <s>, 258 </s>.
std::string byteLevelJson() {
    nlohmann::json vocabulary{{"he", 256}};
    for (int byte = 0; byte < 256; ++byte) {
        vocabulary[std::string(letterOfByte(static_cast<std::uint8_t>(byte)))] = byte;
    }
    const auto special = [](int number, const char* content) {
        return nlohmann::json{{"id", number}, {"content", content}, {"special", true}};
    };
    const nlohmann::json file{
        {"added_tokens", {special(257, "<s>"), special(258, "</s>")}},
        {"pre_tokenizer", {{"type", "ByteLevel"}, {"add_prefix_space", false}}},
        {"decoder", {{"type", "ByteLevel"}}},
        {"model", {{"type", "BPE"}, {"vocab", vocabulary}, {"merges", nlohmann::json::array({"h e"})}}}};
    return file.dump();
}

} // namespace

class TestFolderTokenizer : public QObject {
    Q_OBJECT

private slots:
    void tokenizerOfTheGgufTwin();
    void addedTokens();
    void endTokens_data();
    void endTokens();
    void tokenizerJson_data();
    void tokenizerJson();
    void badTokenizers_data();
    void badTokenizers();
    void chatTemplates_data();
    void chatTemplates();

private:
    std::unique_ptr<QTemporaryDir> m_temporary;

    std::filesystem::path newFolder() {
        m_temporary = std::make_unique<QTemporaryDir>();
        return m_temporary->path().toStdString();
    }
};

void TestFolderTokenizer::tokenizerOfTheGgufTwin() {
    ThreadPool pool(1);
    RandomModel shape;
    shape.withVocabulary = true;
    const auto bytes = shape.builder().bytes();
    const auto twinFile = parseGguf(bytes, "twin.gguf");
    const auto twin = readTokenizer(*twinFile);
    QVERIFY(twin.ok());
    const auto folder = newFolder();
    RandomTransformer model(transformerKind("llama"));
    model.vocabulary = 300;
    HuggingFaceBuilder(model).writeTo(folder);
    writeFile(folder / "tokenizer.model", modelBytes(*readSentencePieceVocabulary(*twinFile)));
    const auto loaded = loadModel(folder, pool);
    QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().message.c_str());
    const Tokenizer& tokenizer = *loaded->tokenizer;
    QCOMPARE(tokenizer.vocabularySize(), 300U);
    for (const char* text : {"a b c", "  abc\n", "naïve <s> 日本", ""}) {
        for (const bool parse : {false, true}) {
            const auto expected = (*twin)->encode(text, {.parseSpecial = parse});
            QVERIFY(*tokenizer.encode(text, {.parseSpecial = parse}) == *expected);
            QCOMPARE(tokenizer.decode(*expected), (*twin)->decode(*expected));
        }
    }
    QVERIFY(tokenizer.beginToken() == (*twin)->beginToken() && tokenizer.endToken() == (*twin)->endToken());
    for (int id = 0; id < 300; ++id) {
        QVERIFY(tokenizer.kindOf(static_cast<TokenId>(id)) == (*twin)->kindOf(static_cast<TokenId>(id)));
    }
}

void TestFolderTokenizer::addedTokens() {
    const auto folder = newFolder();
    writeFile(folder / "tokenizer.model", modelBytes(smallVocabulary()));
    writeFile(folder / "added_tokens.json", R"({"<tool>":267,"<|end|>":268})");
    writeFile(
        folder / "tokenizer_config.json",
        R"({"added_tokens_decoder":{"268":{"content":"<|end|>","special":true},"1":{"content":"<s>","special":true}},)"
        R"("bos_token":{"content":"<s>"},"eos_token":"<|end|>","add_bos_token":false,"add_eos_token":true})");
    const auto tokenizer = openFolderTokenizer(folder, 272);
    QVERIFY2(tokenizer.ok(), tokenizer.ok() ? "" : tokenizer.error().message.c_str());
    QCOMPARE((*tokenizer)->vocabularySize(), 272U);
    const auto id = [](int number) { return static_cast<TokenId>(number); };
    QVERIFY((*tokenizer)->kindOf(id(267)) == TokenKind::UserDefined);
    QVERIFY((*tokenizer)->kindOf(id(268)) == TokenKind::Control);
    QVERIFY((*tokenizer)->kindOf(id(269)) == TokenKind::Unused);
    QCOMPARE((*tokenizer)->pieceOf(id(271)), std::string_view("[PAD271]"));
    QVERIFY((*tokenizer)->isEndToken(id(268)) && (*tokenizer)->endToken() == id(268));
    const auto tokens = (*tokenizer)->encode("a<tool>");
    QVERIFY(tokens.ok());
    QVERIFY(*tokens == (std::vector<TokenId>{id(263), id(267), id(268)}));
}

void TestFolderTokenizer::endTokens_data() {
    QTest::addColumn<QString>("config");
    QTest::addColumn<QString>("generation"); // empty: no file
    QTest::addColumn<QList<int>>("ends");    // the first one ends a text
    QTest::newRow("the file's own") << "{}"
                                    << "" << QList<int>{2};
    QTest::newRow("a number") << R"({"eos_token_id":5})"
                              << "" << QList<int>{5};
    QTest::newRow("a list") << R"({"eos_token_id":[6,5]})"
                            << "" << QList<int>{6, 5};
    QTest::newRow("more in generation_config") << R"({"eos_token_id":5})"
                                               << R"({"eos_token_id":[5,7]})" << QList<int>{5, 7};
    QTest::newRow("only there") << "{}"
                                << R"({"eos_token_id":7})" << QList<int>{7};
    QTest::newRow("nonsense says nothing") << R"({"eos_token_id":"</s>","bos_token_id":-1})"
                                           << "" << QList<int>{2};
}

void TestFolderTokenizer::endTokens() {
    QFETCH(QString, config);
    QFETCH(QString, generation);
    QFETCH(QList<int>, ends);
    const auto folder = newFolder();
    writeFile(folder / "tokenizer.model", modelBytes(smallVocabulary()));
    writeFile(folder / "config.json", config.toStdString());
    if (!generation.isEmpty()) {
        writeFile(folder / "generation_config.json", generation.toStdString());
    }
    const auto tokenizer = openFolderTokenizer(folder, 267);
    QVERIFY2(tokenizer.ok(), tokenizer.ok() ? "" : tokenizer.error().message.c_str());
    QVERIFY((*tokenizer)->endToken() == static_cast<TokenId>(ends.front()));
    for (int id = 0; id < 267; ++id) {
        QCOMPARE((*tokenizer)->isEndToken(static_cast<TokenId>(id)), ends.contains(id));
    }
    QVERIFY((*tokenizer)->beginToken() == TokenId{1});
}

void TestFolderTokenizer::tokenizerJson_data() {
    QTest::addColumn<QString>("model"); // tokenizer.model: "good", damaged, or empty for none
    QTest::addColumn<QString>("config");
    QTest::addColumn<int>("end"); // -1: the tokenizer is the other one
    const char* byNumber = R"({"bos_token_id":257,"eos_token_id":[258,65]})";
    QTest::newRow("alone") << "" << byNumber << 258;
    QTest::newRow("ends by name") << ""
                                  << "{}" << 258;
    QTest::newRow("another first end") << ""
                                       << R"({"eos_token_id":65})" << 65;
    QTest::newRow("beside one that is no SentencePiece model") << "IQ== 0\n" << byNumber << 258;
    QTest::newRow("beside a good one, which goes first") << "good"
                                                         << "{}" << -1;
}

void TestFolderTokenizer::tokenizerJson() {
    QFETCH(QString, model);
    QFETCH(QString, config);
    QFETCH(int, end);
    const auto folder = newFolder();
    writeFile(folder / "tokenizer.json", byteLevelJson());
    writeFile(folder / "config.json", config.toStdString());
    writeFile(folder / "tokenizer_config.json", R"({"bos_token":"<s>","eos_token":{"content":"</s>"}})");
    if (!model.isEmpty()) {
        writeFile(folder / "tokenizer.model", model == "good" ? modelBytes(smallVocabulary()) : model.toStdString());
    }
    const auto tokenizer = openFolderTokenizer(folder, 280);
    QVERIFY2(tokenizer.ok(), tokenizer.ok() ? "" : tokenizer.error().message.c_str());
    QCOMPARE((*tokenizer)->vocabularySize(), 280U);
    const auto tokens = (*tokenizer)->encode("he", {.addSpecial = false});
    QVERIFY(tokens.ok());
    QCOMPARE(*tokens == std::vector<TokenId>{TokenId{256}}, end >= 0);
    if (end >= 0) {
        QVERIFY((*tokenizer)->endToken() == static_cast<TokenId>(end));
        QVERIFY((*tokenizer)->isEndToken(TokenId{258}));
        QVERIFY((*tokenizer)->beginToken() == TokenId{257});
        QVERIFY((*tokenizer)->kindOf(TokenId{279}) == TokenKind::Unused);
    }
}

void TestFolderTokenizer::badTokenizers_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("content");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* title, const char* name, const char* content, const char* says) {
        QTest::newRow(title) << name << content << says;
    };
    row("none", "", "", "has no tokenizer; put the tokenizer.model or tokenizer.json");
    row("damaged model", "tokenizer.model", "abc", "is not a SentencePiece model");
    row("damaged tokenizer.json", "tokenizer.json", "{", "tokenizer.json");
    row("damaged configuration", "tokenizer_config.json", "{",
        "tokenizer_config.json' is damaged: it is not valid JSON");
    row("added token beyond all", "added_tokens.json", R"({"a":4194304})", "a token has an id that is no number below");
    row("negative added token", "added_tokens.json", R"({"a":-1})", "a token has an id that is no number below");
    row("added token without a number", "tokenizer_config.json", R"({"added_tokens_decoder":{"x":{"content":"a"}}})",
        "a token has an id");
    row("added token without a text", "tokenizer_config.json", R"({"added_tokens_decoder":{"270":{}}})",
        "a token has an id");
    row("begin token beyond the vocabulary", "config.json", R"({"bos_token_id":300})",
        "a special token has the id 300");
}

void TestFolderTokenizer::badTokenizers() {
    QFETCH(QString, name);
    QFETCH(QString, content);
    QFETCH(QString, says);
    const auto folder = newFolder();
    if (!name.isEmpty()) {
        if (name != "tokenizer.json") {
            writeFile(folder / "tokenizer.model", modelBytes(smallVocabulary()));
        }
        writeFile(folder / name.toStdString(), content.toStdString());
    }
    const auto tokenizer = openFolderTokenizer(folder, 272);
    QVERIFY(!tokenizer.ok());
    const QString message = QString::fromStdString(tokenizer.error().message);
    QVERIFY2(message.contains(says) && message.endsWith('.'), qPrintable(message));
}

void TestFolderTokenizer::chatTemplates_data() {
    QTest::addColumn<QString>("config");
    QTest::addColumn<QString>("jinja");
    QTest::addColumn<QString>("expected");
    QTest::newRow("none") << "{}"
                          << ""
                          << "";
    QTest::newRow("a text") << R"({"chat_template":"{{ a }}"})"
                            << "{{ b }}"
                            << "{{ a }}";
    QTest::newRow("several") << R"({"chat_template":[{"name":"rag","template":"r"},{"name":"default","template":"d"}]})"
                             << ""
                             << "d";
    QTest::newRow("a file of its own") << "{}"
                                       << "{{ b }}"
                                       << "{{ b }}";
    QTest::newRow("damaged") << "{"
                             << ""
                             << "";
}

void TestFolderTokenizer::chatTemplates() {
    QFETCH(QString, config);
    QFETCH(QString, jinja);
    QFETCH(QString, expected);
    const auto folder = newFolder();
    writeFile(folder / "tokenizer_config.json", config.toStdString());
    if (!jinja.isEmpty()) {
        writeFile(folder / "chat_template.jinja", jinja.toStdString());
    }
    QCOMPARE(QString::fromStdString(folderChatTemplate(folder)), expected);
}

QTEST_APPLESS_MAIN(TestFolderTokenizer)
#include "tst_folder_tokenizer.moc"
