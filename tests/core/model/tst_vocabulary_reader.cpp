// The tokenizer.ggml.* keys of GGUF files: what each means, what is assumed without it, what is refused.
#include "core/files/gguf.h"
#include "core/model/vocabulary_reader.h"
#include "tests/support/gguf_builder.h"
#include "tests/support/small_vocabulary.h"

#include <QtTest/QTest>

#include <functional>

using namespace logitscope;
using namespace logitscope::test;

using Change = std::function<void(GgufBuilder&)>;

class VocabularyReaderTest : public QObject {
    Q_OBJECT

private slots:
    void readsTheKeys();
    void absentKeysHaveDefaults();
    void minusOneIsNone_data();
    void minusOneIsNone();
    void defaultsOutsideAreNone();
    void noVocabularyIsNull_data();
    void noVocabularyIsNull();
    void refuses_data();
    void refuses();
};

namespace {

GgufBuilder& addLists(GgufBuilder& file, const SentencePieceVocabulary& vocabulary) {
    std::vector<std::int32_t> types;
    for (const TokenKind kind : vocabulary.kinds) {
        types.push_back(static_cast<std::int32_t>(kind) + 1);
    }
    return file.set("tokenizer.ggml.model", "llama")
        .set("tokenizer.ggml.tokens", vocabulary.pieces)
        .set("tokenizer.ggml.scores", vocabulary.scores)
        .set("tokenizer.ggml.token_type", types);
}

// The vocabulary of a file with the small vocabulary and what `add` adds, or the sentence.
Result<SentencePieceVocabulary> vocabularyWith(const Change& add) {
    GgufBuilder builder;
    addLists(builder, smallVocabulary());
    add(builder);
    const auto bytes = builder.bytes();
    const auto file = parseGguf(bytes, "small.gguf");
    if (!file) {
        qFatal("%s", file.error().message.c_str());
    }
    return readSentencePieceVocabulary(*file);
}

} // namespace

void VocabularyReaderTest::readsTheKeys() {
    const auto read = vocabularyWith([](GgufBuilder& file) {
        file.set("tokenizer.ggml.bos_token_id", std::uint32_t{5})
            .set("tokenizer.ggml.eos_token_id", std::uint32_t{6})
            .set("tokenizer.ggml.unknown_token_id", std::uint32_t{7})
            .set("tokenizer.ggml.eot_token_id", std::uint32_t{8})
            .set("tokenizer.ggml.eom_token_id", std::uint32_t{9})
            .set("tokenizer.ggml.add_bos_token", false)
            .set("tokenizer.ggml.add_eos_token", true)
            .set("tokenizer.ggml.add_space_prefix", false)
            .set("tokenizer.ggml.remove_extra_whitespaces", true);
    });
    QVERIFY2(read.ok(), read ? "" : read.error().message.c_str());
    const SentencePieceVocabulary expected = smallVocabulary();
    QVERIFY(read->pieces == expected.pieces);
    QVERIFY(read->scores == expected.scores);
    QVERIFY(read->kinds == expected.kinds);
    QCOMPARE(read->begin, TokenId{5});
    QCOMPARE(read->end, TokenId{6});
    QCOMPARE(read->unknown, TokenId{7});
    QVERIFY(read->extraEnds == (std::vector<TokenId>{TokenId{8}, TokenId{9}}));
    QVERIFY(!read->addBegin && read->addEnd && !read->addSpacePrefix && read->removeExtraWhitespaces);
    QVERIFY(read->algorithm == SentencePieceAlgorithm::Bpe);
    QCOMPARE(read->source, std::string("small.gguf"));
}

void VocabularyReaderTest::absentKeysHaveDefaults() {
    const auto read = vocabularyWith([](GgufBuilder&) {});
    QVERIFY(read.ok());
    QCOMPARE(read->begin, TokenId{1});
    QCOMPARE(read->end, TokenId{2});
    QCOMPARE(read->unknown, TokenId{0});
    QVERIFY(read->extraEnds.empty());
    QVERIFY(read->addBegin && !read->addEnd && read->addSpacePrefix && !read->removeExtraWhitespaces);
}

void VocabularyReaderTest::minusOneIsNone_data() {
    QTest::addColumn<Change>("add");
    QTest::newRow("of 32 bits") << Change(
        [](GgufBuilder& file) { file.set("tokenizer.ggml.bos_token_id", 0xFFFFFFFFU); });
    QTest::newRow("signed") << Change(
        [](GgufBuilder& file) { file.set("tokenizer.ggml.bos_token_id", std::int32_t{-1}); });
}

void VocabularyReaderTest::minusOneIsNone() {
    QFETCH(Change, add);
    const auto read = vocabularyWith(add);
    QVERIFY(read.ok());
    QVERIFY(!read->begin);
    QVERIFY(read->end);
}

void VocabularyReaderTest::defaultsOutsideAreNone() {
    GgufBuilder builder;
    SentencePieceVocabulary one;
    addPiece(one, "<unk>", 0, TokenKind::Unknown);
    const auto bytes = addLists(builder, one).bytes();
    const auto file = parseGguf(bytes, "one.gguf");
    QVERIFY(file.ok());
    const auto read = readSentencePieceVocabulary(*file);
    QVERIFY(read.ok());
    QVERIFY(!read->begin && !read->end && read->unknown);
}

void VocabularyReaderTest::noVocabularyIsNull_data() {
    QTest::addColumn<bool>("says");
    QTest::newRow("the file says so") << true;
    QTest::newRow("the file says nothing") << false;
}

void VocabularyReaderTest::noVocabularyIsNull() {
    QFETCH(bool, says);
    GgufBuilder builder;
    if (says) {
        builder.set("tokenizer.ggml.model", "no_vocab");
    }
    const auto bytes = builder.bytes();
    const auto file = parseGguf(bytes, "none.gguf");
    QVERIFY(file.ok());
    const auto tokenizer = readTokenizer(*file);
    QVERIFY(tokenizer.ok() && !*tokenizer);
}

void VocabularyReaderTest::refuses_data() {
    QTest::addColumn<Change>("make");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, const Change& make, const char* says) {
        QTest::newRow(name) << make << QString::fromUtf8(says);
    };
    const auto with = [](const char* key, std::uint32_t value) {
        return Change([key, value](GgufBuilder& file) { addLists(file, smallVocabulary()).set(key, value); });
    };
    row(
        "another family", [](GgufBuilder& file) { file.set("tokenizer.ggml.model", "gpt2"); },
        "it is of the family 'gpt2', which is not supported yet");
    row(
        "a broken family", [](GgufBuilder& file) { file.set("tokenizer.ggml.model", "\xFF"); }, "of the family '�'");
    row(
        "no tokens", [](GgufBuilder& file) { file.set("tokenizer.ggml.model", "llama"); },
        "it has no list tokenizer.ggml.tokens");
    row(
        "no scores",
        [](GgufBuilder& file) {
            file.set("tokenizer.ggml.model", "llama").set("tokenizer.ggml.tokens", std::vector<std::string>{"a"});
        },
        "it has no list tokenizer.ggml.scores");
    row(
        "types in words",
        [](GgufBuilder& file) {
            file.set("tokenizer.ggml.model", "llama")
                .set("tokenizer.ggml.tokens", std::vector<std::string>{"a"})
                .set("tokenizer.ggml.scores", std::vector<float>{0})
                .set("tokenizer.ggml.token_type", std::vector<std::string>{"normal"});
        },
        "it has no list tokenizer.ggml.token_type");
    row(
        "a type of the future",
        [](GgufBuilder& file) {
            file.set("tokenizer.ggml.model", "llama")
                .set("tokenizer.ggml.tokens", std::vector<std::string>{"a"})
                .set("tokenizer.ggml.scores", std::vector<float>{0})
                .set("tokenizer.ggml.token_type", std::vector<std::int32_t>{7});
        },
        "it has a piece of the unknown type 7");
    row(
        "lists of different lengths",
        [](GgufBuilder& file) {
            file.set("tokenizer.ggml.model", "llama")
                .set("tokenizer.ggml.tokens", std::vector<std::string>{"<unk>", "a"})
                .set("tokenizer.ggml.scores", std::vector<float>{0})
                .set("tokenizer.ggml.token_type", std::vector<std::int32_t>{2, 1});
        },
        "it has 2 pieces, 1 scores and 2 types");
    row("begin outside", with("tokenizer.ggml.bos_token_id", 267),
        "its tokenizer.ggml.bos_token_id is 267, but there are 267 pieces");
    row("end far outside", with("tokenizer.ggml.eos_token_id", 0xFFFFFFFE),
        "its tokenizer.ggml.eos_token_id is 4294967294");
    row("another end outside", with("tokenizer.ggml.eot_token_id", 1000), "its tokenizer.ggml.eot_token_id is 1000");
    row(
        "a piece twice",
        [](GgufBuilder& file) {
            SentencePieceVocabulary vocabulary = smallVocabulary();
            addPiece(vocabulary, "ab");
            addLists(file, vocabulary);
        },
        "piece 267 ('ab') stands in it twice");
}

void VocabularyReaderTest::refuses() {
    QFETCH(Change, make);
    QFETCH(QString, says);
    GgufBuilder builder;
    make(builder);
    const auto bytes = builder.bytes();
    const auto file = parseGguf(bytes, "bad.gguf");
    QVERIFY(file.ok());
    const auto tokenizer = readTokenizer(*file);
    QVERIFY(!tokenizer.ok());
    const QString message = QString::fromStdString(tokenizer.error().message);
    QVERIFY2(message.startsWith("The vocabulary of 'bad.gguf' cannot be used: ") && message.endsWith('.'),
             qPrintable(message));
    QVERIFY2(message.contains(says), qPrintable(message));
}

QTEST_APPLESS_MAIN(VocabularyReaderTest)
#include "tst_vocabulary_reader.moc"
