// The tokenizer.ggml.* keys of GGUF files: what each means, what is assumed without it, what is refused.
#include "core/files/gguf.h"
#include "core/model/vocabulary_reader.h"
#include "tests/support/gguf_builder.h"
#include "tests/support/small_bpe.h"
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
    void readsBytePairs();
    void absentKeysOfBytePairs();
    void endsOfTurnsAreFoundBySpelling();
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

GgufBuilder& addLists(GgufBuilder& file, const BpeVocabulary& vocabulary) {
    std::vector<std::int32_t> types;
    for (const TokenKind kind : vocabulary.kinds) {
        types.push_back(static_cast<std::int32_t>(kind) + 1);
    }
    std::vector<std::string> merges;
    for (const auto& [left, right] : vocabulary.merges) {
        merges.push_back(left + " " + right);
    }
    return file.set("tokenizer.ggml.model", "gpt2")
        .set("tokenizer.ggml.tokens", vocabulary.pieces)
        .set("tokenizer.ggml.merges", merges)
        .set("tokenizer.ggml.token_type", types);
}

Result<BpeVocabulary> bytePairsWith(const Change& add) {
    GgufBuilder builder;
    BpeVocabulary vocabulary = helloVocabulary();
    addToken(vocabulary, "<|x|>", TokenKind::Control);
    addToken(vocabulary, "<|im_end|>", TokenKind::Control);
    addToken(vocabulary, "<unk>", TokenKind::Unknown);
    addLists(builder, vocabulary);
    add(builder);
    const auto bytes = builder.bytes();
    const auto file = parseGguf(bytes, "small.gguf");
    if (!file) {
        qFatal("%s", file.error().message.c_str());
    }
    return readBpeVocabulary(*file);
}

} // namespace

void VocabularyReaderTest::readsBytePairs() {
    const auto read = bytePairsWith([](GgufBuilder& file) {
        file.set("tokenizer.ggml.pre", "llama-bpe")
            .set("tokenizer.ggml.bos_token_id", std::uint32_t{262})
            .set("tokenizer.ggml.eos_token_id", std::uint32_t{262})
            .set("tokenizer.ggml.eot_token_id", std::uint32_t{5})
            .set("tokenizer.ggml.unknown_token_id", std::uint32_t{264})
            .set("tokenizer.ggml.add_bos_token", false)
            .set("tokenizer.ggml.add_eos_token", true)
            .set("tokenizer.ggml.add_space_prefix", true);
    });
    QVERIFY2(read.ok(), read ? "" : read.error().message.c_str());
    QCOMPARE(read->pieces.size(), std::size_t{265});
    QVERIFY(read->kinds[262] == TokenKind::Control && read->kinds[264] == TokenKind::Unknown);
    QCOMPARE(read->merges.size(), std::size_t{6});
    QCOMPARE(read->merges[3].left + "+" + read->merges[3].right, std::string("hell+o"));
    QCOMPARE(read->begin, TokenId{262});
    QCOMPARE(read->end, TokenId{262});
    QCOMPARE(read->unknown, TokenId{264});
    QVERIFY(read->extraEnds == (std::vector<TokenId>{TokenId{5}, TokenId{263}}));
    QVERIFY(!read->addBegin && read->addEnd && read->wholeWordsFirst);
    QVERIFY(read->spacePrefix == SpacePrefix::WhereMissing);
    QVERIFY(read->alphabet == BpeAlphabet::Bytes);
    QCOMPARE(read->source, std::string("small.gguf"));
}

void VocabularyReaderTest::absentKeysOfBytePairs() {
    const auto read = bytePairsWith([](GgufBuilder&) {});
    QVERIFY(read.ok());
    QVERIFY(!read->begin && !read->end && !read->unknown);
    QVERIFY(!read->addBegin && !read->addEnd && !read->wholeWordsFirst);
    QVERIFY(read->spacePrefix == SpacePrefix::None);
    QCOMPARE(read->splits.size(), std::size_t{1});
    QCOMPARE(read->splits[0].pattern, std::string(gpt2Pattern));
    // Llama 3's files may leave the rule for the begin token out.
    QVERIFY(bytePairsWith([](GgufBuilder& file) { file.set("tokenizer.ggml.pre", "llama-bpe"); })->addBegin);
    // An end-of-text token that is called the unknown one as well is no way to write a character.
    const auto named =
        bytePairsWith([](GgufBuilder& file) { file.set("tokenizer.ggml.unknown_token_id", std::uint32_t{262}); });
    QVERIFY(named.ok() && !named->unknown);
}

void VocabularyReaderTest::endsOfTurnsAreFoundBySpelling() {
    GgufBuilder builder;
    SentencePieceVocabulary vocabulary = smallVocabulary();
    const TokenId turn = addPiece(vocabulary, "<end_of_turn>", 0, TokenKind::Control);
    const TokenId letters = addPiece(vocabulary, "<|im_end|>", 0, TokenKind::Normal);
    const auto bytes = addLists(builder, vocabulary).bytes();
    const auto file = parseGguf(bytes, "small.gguf");
    QVERIFY(file.ok());
    const auto tokenizer = readTokenizer(*file);
    QVERIFY2(tokenizer.ok(), tokenizer ? "" : tokenizer.error().message.c_str());
    QVERIFY((*tokenizer)->isEndToken(turn));
    QVERIFY((*tokenizer)->isEndToken(TokenId{2}));
    QVERIFY(!(*tokenizer)->isEndToken(letters));
}

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
        "another family", [](GgufBuilder& file) { file.set("tokenizer.ggml.model", "rwkv"); },
        "it is of the family 'rwkv', which is not supported");
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
    row(
        "no merges",
        [](GgufBuilder& file) {
            file.set("tokenizer.ggml.model", "gpt2")
                .set("tokenizer.ggml.tokens", std::vector<std::string>{"a"})
                .set("tokenizer.ggml.token_type", std::vector<std::int32_t>{1});
        },
        "it has no list tokenizer.ggml.merges");
    const auto bytePairs = [](const Change& change) {
        return Change([change](GgufBuilder& file) {
            addLists(file, helloVocabulary());
            change(file);
        });
    };
    row("an unknown pre-tokenizer", bytePairs([](GgufBuilder& file) { file.set("tokenizer.ggml.pre", "superduper"); }),
        "its texts are split by the pre-tokenizer 'superduper', which is not known");
    row("an end of bytes outside",
        bytePairs([](GgufBuilder& file) { file.set("tokenizer.ggml.eos_token_id", std::uint32_t{262}); }),
        "its tokenizer.ggml.eos_token_id is 262, but there are 262 pieces");
    row(
        "a merge of one",
        [](GgufBuilder& file) {
            file.set("tokenizer.ggml.model", "gpt2")
                .set("tokenizer.ggml.tokens", std::vector<std::string>{"a"})
                .set("tokenizer.ggml.merges", std::vector<std::string>{" a"})
                .set("tokenizer.ggml.token_type", std::vector<std::int32_t>{1});
        },
        "its merge ' a' does not name two pieces");
    row(
        "a merge of strangers",
        [](GgufBuilder& file) {
            BpeVocabulary vocabulary = byteVocabulary();
            vocabulary.merges.push_back({"a", "b"});
            addLists(file, vocabulary);
        },
        "merge 0 ('a' with 'b') is of or to a piece that it does not have");
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
