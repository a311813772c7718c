// StreamDecoder and decode(): whole characters only, the same text in the end however the bytes are cut.
#include "core/base/utf8.h"
#include "core/text/sentencepiece_tokenizer.h"
#include "core/text/stream_decoder.h"
#include "tests/support/small_vocabulary.h"

#include <QtTest/QTest>

#include <random>

using namespace logitscope;
using namespace logitscope::test;

class StreamDecoderTest : public QObject {
    Q_OBJECT

private slots:
    void givesWholeCharacters();
    void dropsOnlyTheAddedSpace_data();
    void dropsOnlyTheAddedSpace();
    void brokenCharactersBecomeReplacements_data();
    void brokenCharactersBecomeReplacements();
    void anyCutGivesTheSameText();
    void anyBytesGiveTheSameText();
    void copiesGoTheirOwnWay();
};

namespace {

// Ids: ▁ 259, a 260, b 261, c 262, ▁a 263, ab 264, ▁ab 265, ▁▁ 266; byte b is 3 + b.
const Tokenizer& tokenizer() {
    static const std::unique_ptr<Tokenizer> made = *makeSentencePieceTokenizer(smallVocabulary());
    return *made;
}

using Ids = QList<int>;

std::vector<TokenId> tokens(const Ids& ids) {
    std::vector<TokenId> result;
    for (const int id : ids) {
        result.push_back(static_cast<TokenId>(id));
    }
    return result;
}

std::vector<TokenId> byteTokens(std::string_view text) {
    std::vector<TokenId> result;
    for (const char byte : text) {
        result.push_back(static_cast<TokenId>(3 + static_cast<unsigned char>(byte)));
    }
    return result;
}

// A vocabulary whose tokens are any bytes: token i is the i-th chunk.
class Chunks : public Tokenizer {
public:
    explicit Chunks(std::vector<std::string> chunks) : m_chunks(std::move(chunks)) {}
    Result<std::vector<TokenId>> encode(std::string_view, const EncodeOptions&) const override { return Error{"No."}; }
    std::string_view bytesOf(TokenId token) const override { return m_chunks[indexOf(token)]; }
    std::string_view pieceOf(TokenId token) const override { return bytesOf(token); }
    TokenKind kindOf(TokenId) const override { return TokenKind::Normal; }
    std::size_t vocabularySize() const override { return m_chunks.size(); }
    std::optional<TokenId> beginToken() const override { return std::nullopt; }
    std::optional<TokenId> endToken() const override { return std::nullopt; }
    bool isEndToken(TokenId) const override { return false; }
    bool addsSpacePrefix() const override { return false; }

private:
    std::vector<std::string> m_chunks;
};

// `text` in chunks of 1 to 5 bytes.
Chunks cut(const std::string& text, std::mt19937& random) {
    std::vector<std::string> chunks;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = 1 + random() % 5;
        chunks.push_back(text.substr(at, length));
        at += length;
    }
    return Chunks(std::move(chunks));
}

std::vector<TokenId> allOf(const Chunks& chunks) {
    std::vector<TokenId> result;
    for (std::size_t i = 0; i < chunks.vocabularySize(); ++i) {
        result.push_back(static_cast<TokenId>(i));
    }
    return result;
}

} // namespace

void StreamDecoderTest::givesWholeCharacters() {
    StreamDecoder decoder(tokenizer(), true);
    QCOMPARE(decoder.push(TokenId{1}), std::string()); // <s>
    QCOMPARE(decoder.push(TokenId{263}), std::string("a"));
    for (const TokenId token : byteTokens("\xF0\x9F\x98")) {
        QCOMPARE(decoder.push(token), std::string());
    }
    QCOMPARE(decoder.push(byteTokens("\x80")[0]), std::string("😀"));
    QCOMPARE(decoder.push(TokenId{265}), std::string(" ab"));
    QCOMPARE(decoder.push(TokenId{2}), std::string()); // </s>
    QCOMPARE(decoder.finish(), std::string());
}

void StreamDecoderTest::dropsOnlyTheAddedSpace_data() {
    QTest::addColumn<bool>("atStart");
    QTest::addColumn<Ids>("ids");
    QTest::addColumn<QString>("text");
    QTest::newRow("at the start") << true << Ids{265, 265} << "ab ab";
    QTest::newRow("in the middle") << false << Ids{265, 265} << " ab ab";
    QTest::newRow("after control tokens") << true << Ids{1, 2, 265} << "ab";
    QTest::newRow("one of two") << true << Ids{266, 262} << " c";
    QTest::newRow("none there") << true << Ids{260, 265} << "a ab";
    QTest::newRow("the space alone") << true << Ids{259, 260} << "a";
    QTest::newRow("a space as a byte is not added") << true << Ids{3 + ' ', 260} << " a";
    QTest::newRow("nothing") << true << Ids{} << "";
}

void StreamDecoderTest::dropsOnlyTheAddedSpace() {
    QFETCH(bool, atStart);
    QFETCH(Ids, ids);
    QFETCH(QString, text);
    StreamDecoder decoder(tokenizer(), atStart);
    std::string streamed;
    for (const TokenId token : tokens(ids)) {
        streamed += decoder.push(token);
    }
    streamed += decoder.finish();
    QCOMPARE(QString::fromStdString(streamed), text);
    if (atStart) {
        QCOMPARE(tokenizer().decode(tokens(ids)), streamed);
    }
}

void StreamDecoderTest::brokenCharactersBecomeReplacements_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QStringList>("pushes"); // what each byte gives, then what finish() gives
    QTest::newRow("a lone tail") << QByteArray("\x80") << QStringList{"�", ""};
    QTest::newRow("cut at the end") << QByteArray("\xE2\x98") << QStringList{"", "", "�"};
    QTest::newRow("cut by a letter") << QByteArray("\xE2\x98z") << QStringList{"", "", "�z", ""};
    QTest::newRow("cut by a character") << QByteArray("\xE2\xC3\xA9") << QStringList{"", "�", "é", ""};
    QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << QStringList{"", "��", "�", ""};
    QTest::newRow("never a first byte") << QByteArray("\xFF\xC0") << QStringList{"�", "�", ""};
}

void StreamDecoderTest::brokenCharactersBecomeReplacements() {
    QFETCH(QByteArray, bytes);
    QFETCH(QStringList, pushes);
    StreamDecoder decoder(tokenizer(), false);
    QStringList given;
    for (const TokenId token : byteTokens(bytes.toStdString())) {
        given << QString::fromStdString(decoder.push(token));
    }
    given << QString::fromStdString(decoder.finish());
    QCOMPARE(given, pushes);
    QCOMPARE(decoder.finish(), std::string()); // told once
}

void StreamDecoderTest::anyCutGivesTheSameText() {
    const std::string text = "Once upon a time, naïve 텍스트 😀👩‍👩‍👧 — “żółw”\n\0end";
    std::mt19937 random(7);
    for (int round = 0; round < 500; ++round) {
        const Chunks chunks = cut(text, random);
        StreamDecoder decoder(chunks, true);
        std::string streamed;
        for (const TokenId token : allOf(chunks)) {
            const std::string part = decoder.push(token);
            QVERIFY(!findInvalidUtf8(part));
            streamed += part;
        }
        QCOMPARE(decoder.finish(), std::string());
        QCOMPARE(streamed, text);
    }
}

void StreamDecoderTest::anyBytesGiveTheSameText() {
    std::mt19937 random(11);
    // Bytes that begin, continue and break characters, each often.
    const std::string alphabet = "a \xC3\xA9\xE2\x98\x82\xED\xA0\xF0\x9F\x98\x80\xF4\x90\xFF";
    for (int round = 0; round < 3000; ++round) {
        std::string bytes;
        for (std::size_t length = random() % 24; length > 0; --length) {
            bytes += alphabet[random() % alphabet.size()];
        }
        const Chunks chunks = cut(bytes, random);
        StreamDecoder decoder(chunks, true);
        std::string streamed;
        for (const TokenId token : allOf(chunks)) {
            const std::string part = decoder.push(token);
            QVERIFY(!findInvalidUtf8(part));
            streamed += part;
        }
        streamed += decoder.finish();
        QCOMPARE(streamed, replaceInvalidUtf8(bytes));
        QCOMPARE(chunks.decode(allOf(chunks)), streamed);
    }
}

void StreamDecoderTest::copiesGoTheirOwnWay() {
    StreamDecoder decoder(tokenizer(), false);
    for (const TokenId token : byteTokens("\xE2\x98")) {
        decoder.push(token);
    }
    StreamDecoder branch = decoder;
    QCOMPARE(decoder.push(byteTokens("\x82")[0]), std::string("☂"));
    QCOMPARE(branch.push(byteTokens("\x80")[0]), std::string("☀"));
}

QTEST_APPLESS_MAIN(StreamDecoderTest)
#include "tst_stream_decoder.moc"
