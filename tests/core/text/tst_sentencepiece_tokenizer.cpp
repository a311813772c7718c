// SentencePiece tokenizers on vocabularies that can be merged by hand, and on vocabularies that cannot be used.
#include "core/text/sentencepiece_tokenizer.h"
#include "tests/support/small_vocabulary.h"

#include <QtTest/QTest>

#include <functional>
#include <limits>

using namespace logitscope;
using namespace logitscope::test;

class SentencePieceTokenizerTest : public QObject {
    Q_OBJECT

private slots:
    void mergesInTheOrderOfScores_data();
    void mergesInTheOrderOfScores();
    void withoutBytesUnknownIsUnknown();
    void addsSpecialTokensByTheVocabularysRule_data();
    void addsSpecialTokensByTheVocabularysRule();
    void parsesControlTokensOnRequest_data();
    void parsesControlTokensOnRequest();
    void keepsTheTextWithoutSpacePrefix();
    void removesExtraWhitespaces();
    void userDefinedPiecesAreNeverSplit();
    void unusedPiecesAreTakenApart();
    void everyByteHasItsToken();
    void refusesInvalidText_data();
    void refusesInvalidText();
    void refusesEndlessText();
    void idsOutsideAreEmpty();
    void refusesVocabularies_data();
    void refusesVocabularies();
    void deeplyNestedPiecesStillEncode();
    void severalUnknownPiecesAreAllowed();
    void brokenSpellingsAreShownAsReplacements();
};

namespace {

using Ids = QList<int>;

std::unique_ptr<Tokenizer> make(const SentencePieceVocabulary& vocabulary) {
    auto tokenizer = makeSentencePieceTokenizer(vocabulary);
    if (!tokenizer) {
        qFatal("%s", tokenizer.error().message.c_str());
    }
    return std::move(*tokenizer);
}

Ids encoded(const Tokenizer& tokenizer, std::string_view text, const EncodeOptions& options = {.addSpecial = false}) {
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

void SentencePieceTokenizerTest::mergesInTheOrderOfScores_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Ids>("ids");
    // Ids: ▁ 259, a 260, b 261, c 262, ▁a 263, ab 264, ▁ab 265, ▁▁ 266; byte b is 3 + b.
    QTest::newRow("empty") << QByteArray() << Ids{};
    QTest::newRow("one letter") << QByteArray("a") << Ids{263};
    QTest::newRow("a merge of a merge") << QByteArray("ab ab") << Ids{265, 265};
    QTest::newRow("the better merge first") << QByteArray("cab") << Ids{259, 262, 264};
    QTest::newRow("spaces") << QByteArray("  c") << Ids{266, 259, 262};
    QTest::newRow("a space is kept") << QByteArray(" ") << Ids{266};
    QTest::newRow("bytes") << QByteArray("é") << Ids{259, 3 + 0xC3, 3 + 0xA9};
    QTest::newRow("a NUL byte") << QByteArray("a\0b", 3) << Ids{263, 3, 261};
    QTest::newRow("only a NUL byte") << QByteArray("\0", 1) << Ids{259, 3};
    QTest::newRow("a newline") << QByteArray("\na") << Ids{259, 13, 260};
    QTest::newRow("control spelling is letters") << QByteArray("<s>") << Ids{259, 3 + '<', 3 + 's', 3 + '>'};
    QTest::newRow("byte spelling is letters")
        << QByteArray("<0x41>") << Ids{259, 3 + '<', 3 + '0', 3 + 'x', 3 + '4', 3 + '1', 3 + '>'};
}

void SentencePieceTokenizerTest::mergesInTheOrderOfScores() {
    QFETCH(QByteArray, text);
    QFETCH(Ids, ids);
    const auto tokenizer = make(smallVocabulary());
    QCOMPARE(encoded(*tokenizer, text.toStdString()), ids);
    QCOMPARE(decoded(*tokenizer, ids), text.toStdString());
}

void SentencePieceTokenizerTest::withoutBytesUnknownIsUnknown() {
    const auto tokenizer = make(smallVocabulary(false));
    // Ids: ▁ 3, a 4, b 5, c 6, ▁a 7, ab 8, ▁ab 9. A run of unknown characters is one token.
    QCOMPARE(encoded(*tokenizer, "aéüb"), (Ids{7, 0, 5}));
    QCOMPARE(tokenizer->bytesOf(TokenId{0}), std::string_view(" ⁇ "));
    QCOMPARE(decoded(*tokenizer, {7, 0, 5}), std::string("a ⁇ b"));
    QCOMPARE(decoded(*tokenizer, {0}), std::string(" ⁇ ")); // as the library decodes it: that space was not added
}

void SentencePieceTokenizerTest::addsSpecialTokensByTheVocabularysRule_data() {
    QTest::addColumn<bool>("addBegin");
    QTest::addColumn<bool>("addEnd");
    QTest::addColumn<bool>("haveThem");
    QTest::addColumn<Ids>("ids");
    QTest::newRow("begin") << true << false << true << Ids{1, 263};
    QTest::newRow("both") << true << true << true << Ids{1, 263, 2};
    QTest::newRow("end") << false << true << true << Ids{263, 2};
    QTest::newRow("none") << false << false << true << Ids{263};
    QTest::newRow("none to add") << true << true << false << Ids{263};
}

void SentencePieceTokenizerTest::addsSpecialTokensByTheVocabularysRule() {
    QFETCH(bool, addBegin);
    QFETCH(bool, addEnd);
    QFETCH(bool, haveThem);
    QFETCH(Ids, ids);
    SentencePieceVocabulary vocabulary = smallVocabulary();
    vocabulary.addBegin = addBegin;
    vocabulary.addEnd = addEnd;
    if (!haveThem) {
        vocabulary.begin.reset();
        vocabulary.end.reset();
    }
    const auto tokenizer = make(vocabulary);
    QCOMPARE(encoded(*tokenizer, "a", {}), ids);
    QCOMPARE(encoded(*tokenizer, "a", {.addSpecial = false}), Ids{263});
    QCOMPARE(decoded(*tokenizer, ids), std::string("a"));
    QCOMPARE(tokenizer->beginToken().has_value(), haveThem);
    QCOMPARE(tokenizer->endToken().has_value(), haveThem);
    QCOMPARE(tokenizer->isEndToken(TokenId{2}), haveThem);
}

void SentencePieceTokenizerTest::parsesControlTokensOnRequest_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<Ids>("ids");
    // Beside the small vocabulary: <|x|> 267 and <|x|>y 268 (control), <|x|>yb 269 (user-defined).
    QTest::newRow("none") << "ab" << Ids{265};
    QTest::newRow("alone") << "</s>" << Ids{2};
    QTest::newRow("each stretch is a text") << "a</s>ab" << Ids{263, 2, 265};
    QTest::newRow("neighbours") << "<s></s>a<s>" << Ids{1, 2, 263, 1};
    QTest::newRow("the longest") << "<|x|>ya" << Ids{268, 263};
    QTest::newRow("the shorter where the longer ends early") << "<|x|>a" << Ids{267, 263};
    QTest::newRow("a longer user-defined piece stays text") << "<|x|>yb" << Ids{259, 269};
    QTest::newRow("a spelling cut short is letters") << "</s" << Ids{259, 3 + '<', 3 + '/', 3 + 's'};
    QTest::newRow("byte pieces are letters") << "<0x41>" << Ids{259, 63, 51, 123, 55, 52, 65};
}

void SentencePieceTokenizerTest::parsesControlTokensOnRequest() {
    QFETCH(QString, text);
    QFETCH(Ids, ids);
    SentencePieceVocabulary vocabulary = smallVocabulary();
    addPiece(vocabulary, "<|x|>", 0, TokenKind::Control);
    addPiece(vocabulary, "<|x|>y", 0, TokenKind::Control);
    addPiece(vocabulary, "<|x|>yb", 0, TokenKind::UserDefined);
    const auto tokenizer = make(vocabulary);
    QCOMPARE(encoded(*tokenizer, text.toStdString(), {.addSpecial = false, .parseSpecial = true}), ids);
}

void SentencePieceTokenizerTest::keepsTheTextWithoutSpacePrefix() {
    SentencePieceVocabulary vocabulary = smallVocabulary();
    vocabulary.addSpacePrefix = false;
    const auto tokenizer = make(vocabulary);
    QVERIFY(!tokenizer->addsSpacePrefix());
    QCOMPARE(encoded(*tokenizer, "ab"), Ids{264});
    QCOMPARE(encoded(*tokenizer, " ab"), Ids{265});
    QCOMPARE(decoded(*tokenizer, {265}), std::string(" ab"));
}

void SentencePieceTokenizerTest::removesExtraWhitespaces() {
    SentencePieceVocabulary vocabulary = smallVocabulary();
    vocabulary.removeExtraWhitespaces = true;
    const auto tokenizer = make(vocabulary);
    QCOMPARE(encoded(*tokenizer, "  ab   ab "), (Ids{265, 265}));
    QCOMPARE(encoded(*tokenizer, "   "), Ids{});
}

void SentencePieceTokenizerTest::userDefinedPiecesAreNeverSplit() {
    SentencePieceVocabulary vocabulary = smallVocabulary();
    addPiece(vocabulary, "\n", 0, TokenKind::UserDefined);  // 267
    addPiece(vocabulary, "bab", 0, TokenKind::UserDefined); // 268
    const auto tokenizer = make(vocabulary);
    QCOMPARE(encoded(*tokenizer, "ababab"), (Ids{263, 268, 264}));
    QCOMPARE(encoded(*tokenizer, "a\na"), (Ids{263, 267, 260})); // no space after it
    QCOMPARE(decoded(*tokenizer, {263, 267, 260}), std::string("a\na"));
    QVERIFY(tokenizer->kindOf(TokenId{267}) == TokenKind::UserDefined);
}

void SentencePieceTokenizerTest::unusedPiecesAreTakenApart() {
    SentencePieceVocabulary vocabulary = smallVocabulary();
    vocabulary.kinds[265] = TokenKind::Unused; // ▁ab
    const auto tokenizer = make(vocabulary);
    QCOMPARE(encoded(*tokenizer, "ab"), (Ids{263, 261}));
}

void SentencePieceTokenizerTest::everyByteHasItsToken() {
    const auto tokenizer = make(smallVocabulary());
    for (int byte = 0; byte < 256; ++byte) {
        const auto token = static_cast<TokenId>(3 + byte);
        QCOMPARE(tokenizer->bytesOf(token), std::string_view(std::string(1, static_cast<char>(byte))));
        QVERIFY(tokenizer->kindOf(token) == TokenKind::Byte);
    }
    // A byte that breaks a character shows as U+FFFD, and does no harm to its neighbours.
    QCOMPARE(decoded(*tokenizer, {263, 3 + 0xFF, 261}), std::string("a�b"));
    QCOMPARE(decoded(*tokenizer, {263, 3 + 0xE2, 3 + 0x98}), std::string("a�"));
    QCOMPARE(decoded(*tokenizer, {263, 3 + 0xE2, 3 + 0x98, 3 + 0x82}), std::string("a☂"));
}

void SentencePieceTokenizerTest::refusesInvalidText_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("offset");
    QTest::newRow("latin-1") << QByteArray("caf\xE9 noir") << 3;
    QTest::newRow("lone high surrogate") << QByteArray("ab\xED\xA0\x80") << 2;
    QTest::newRow("lone low surrogate") << QByteArray("\xED\xBF\xBF") << 0;
    QTest::newRow("cut character") << QByteArray("abc\xF0\x9F\x98") << 3;
    QTest::newRow("overlong NUL") << QByteArray("a\xC0\x80") << 1;
}

void SentencePieceTokenizerTest::refusesInvalidText() {
    QFETCH(QByteArray, text);
    QFETCH(int, offset);
    const auto tokenizer = make(smallVocabulary());
    for (const bool parse : {false, true}) {
        const auto tokens = tokenizer->encode(text.toStdString(), {.parseSpecial = parse});
        QVERIFY(!tokens.ok());
        QCOMPARE(
            QString::fromStdString(tokens.error().message),
            QString("The text is not valid UTF-8: a broken character begins at byte %1 (counted from 0); save it as "
                    "UTF-8 or remove that character.")
                .arg(offset));
    }
}

void SentencePieceTokenizerTest::refusesEndlessText() {
    const auto tokenizer = make(smallVocabulary());
    const std::string text((std::size_t{16} << 20) + 1, 'a');
    const auto tokens = tokenizer->encode(text);
    QVERIFY(!tokens.ok());
    QVERIFY2(tokens.error().message.starts_with("The text has 16777217 bytes;"), tokens.error().message.c_str());
}

void SentencePieceTokenizerTest::idsOutsideAreEmpty() {
    const auto tokenizer = make(smallVocabulary());
    for (const int id : {-1, 267, std::numeric_limits<int>::max(), std::numeric_limits<int>::min()}) {
        const auto token = static_cast<TokenId>(id);
        QVERIFY(tokenizer->bytesOf(token).empty());
        QVERIFY(tokenizer->pieceOf(token).empty());
        QVERIFY(tokenizer->kindOf(token) == TokenKind::Unused);
        QVERIFY(!tokenizer->isEndToken(token));
    }
    QCOMPARE(decoded(*tokenizer, {-1, 263, 5000, 261}), std::string("ab"));
    QCOMPARE(tokenizer->pieceOf(TokenId{263}), std::string_view("▁a"));
    QCOMPARE(tokenizer->bytesOf(TokenId{263}), std::string_view(" a"));
    QCOMPARE(tokenizer->bytesOf(TokenId{266}), std::string_view("  "));
    QVERIFY(tokenizer->bytesOf(TokenId{1}).empty());
}

void SentencePieceTokenizerTest::refusesVocabularies_data() {
    using Change = std::function<void(SentencePieceVocabulary&)>;
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, const Change& change, const char* says) {
        QTest::newRow(name) << change << QString::fromUtf8(says);
    };
    using Vocabulary = SentencePieceVocabulary;
    row(
        "no pieces",
        [](Vocabulary& v) {
            v = Vocabulary();
            v.source = "small.gguf";
        },
        "it has 0 pieces");
    row(
        "too few scores", [](Vocabulary& v) { v.scores.pop_back(); }, "it has 267 pieces, 266 scores and 267 types");
    row(
        "too many types", [](Vocabulary& v) { v.kinds.push_back(TokenKind::Normal); }, "267 scores and 268 types");
    row(
        "a piece twice", [](Vocabulary& v) { addPiece(v, "ab"); }, "piece 267 ('ab') stands in it twice");
    row(
        "a control piece twice", [](Vocabulary& v) { addPiece(v, "</s>", 0, TokenKind::Control); },
        "piece 267 ('</s>') stands in it twice");
    row(
        "an empty piece", [](Vocabulary& v) { addPiece(v, ""); }, "piece 267 is empty");
    row(
        "an empty control piece", [](Vocabulary& v) { addPiece(v, "", 0, TokenKind::Control); }, "piece 267 is empty");
    row(
        "a score that is no number", [](Vocabulary& v) { v.scores[260] = std::numeric_limits<float>::quiet_NaN(); },
        "the score of piece 260 ('a') is not a number");
    row(
        "an infinite score", [](Vocabulary& v) { v.scores[260] = -std::numeric_limits<float>::infinity(); },
        "the score of piece 260 ('a') is not a number");
    row(
        "no unknown piece",
        [](Vocabulary& v) {
            v.unknown.reset();
            v.kinds[0] = TokenKind::Control;
        },
        "it has no unknown token");
    row(
        "unknown outside", [](Vocabulary& v) { v.unknown = TokenId{267}; },
        "a special token has the id 267, but there are 267 pieces");
    row(
        "begin below 0", [](Vocabulary& v) { v.begin = TokenId{-7}; }, "a special token has the id -7");
    row(
        "end outside", [](Vocabulary& v) { v.end = TokenId{4000}; }, "a special token has the id 4000");
    row(
        "another end outside",
        [](Vocabulary& v) {
            v.extraEnds = {TokenId{5}, TokenId{4000}};
        },
        "a special token has the id 4000");
    row(
        "a byte is missing",
        [](Vocabulary& v) {
            v.pieces[3] = "<0x100>";
            v.kinds[3] = TokenKind::Normal;
        },
        "it has 255 of the 256 byte pieces");
    row(
        "a byte in small letters", [](Vocabulary& v) { v.pieces[3 + 0x0A] = "<0x0a>"; },
        "piece 13 ('<0x0a>') is no byte from <0x00> to <0xFF>");
    row(
        "a byte that is a word", [](Vocabulary& v) { v.kinds[260] = TokenKind::Byte; },
        "piece 260 ('a') is no byte from <0x00> to <0xFF>");
    row(
        "a byte as unknown", [](Vocabulary& v) { v.unknown = TokenId{3}; }, "piece 3 ('<0x00>') is no byte");
    row(
        "NUL in a user-defined piece",
        [](Vocabulary& v) { addPiece(v, std::string("a\0b", 3), 0, TokenKind::UserDefined); },
        "piece 267 ('a�b') has a NUL byte");
    row(
        "65 nested user-defined pieces",
        [](Vocabulary& v) {
            for (std::size_t length = 1; length <= 65; ++length) {
                addPiece(v, std::string(length, 'x'), 0, TokenKind::UserDefined);
            }
        },
        "more than 64 of its user-defined pieces begin with one another");
    row(
        "damaged rules", [](Vocabulary& v) { v.charsMap = "rules"; }, "its normalisation rules are damaged");
    row(
        "a broken name",
        [](Vocabulary& v) {
            addPiece(v, "\xFF\n");
            addPiece(v, "\xFF\n");
        },
        "piece 268 ('��') stands");
}

void SentencePieceTokenizerTest::refusesVocabularies() {
    using Change = std::function<void(SentencePieceVocabulary&)>;
    QFETCH(Change, change);
    QFETCH(QString, says);
    SentencePieceVocabulary vocabulary = smallVocabulary();
    change(vocabulary);
    const auto tokenizer = makeSentencePieceTokenizer(vocabulary);
    QVERIFY(!tokenizer.ok());
    const QString message = QString::fromStdString(tokenizer.error().message);
    QVERIFY2(message.startsWith("The vocabulary of 'small.gguf' cannot be used: "), qPrintable(message));
    QVERIFY2(message.contains(says) && message.endsWith('.'), qPrintable(message));
}

void SentencePieceTokenizerTest::deeplyNestedPiecesStillEncode() {
    SentencePieceVocabulary vocabulary = smallVocabulary();
    for (std::size_t length = 1; length <= 64; ++length) {
        addPiece(vocabulary, std::string(length, 'x'), 0, TokenKind::UserDefined);
    }
    const auto tokenizer = make(vocabulary);
    QCOMPARE(encoded(*tokenizer, std::string(64 + 3, 'x')), (Ids{259, 267 + 63, 267 + 2}));
}

void SentencePieceTokenizerTest::severalUnknownPiecesAreAllowed() {
    // Phi-3 files fill the vocabulary up with pieces of that type, and call <unk> itself a control piece.
    SentencePieceVocabulary vocabulary = smallVocabulary();
    vocabulary.kinds[0] = TokenKind::Control;
    addPiece(vocabulary, "[PAD267]", -10000, TokenKind::Unknown);
    addPiece(vocabulary, "[PAD268]", -10000, TokenKind::Unknown);
    const auto tokenizer = make(vocabulary);
    QCOMPARE(encoded(*tokenizer, "ab"), Ids{265});
    QVERIFY(tokenizer->kindOf(TokenId{0}) == TokenKind::Unknown);
    QCOMPARE(tokenizer->vocabularySize(), std::size_t{269});
    QCOMPARE(encoded(*tokenizer, "[P]").size(), 4);
}

void SentencePieceTokenizerTest::brokenSpellingsAreShownAsReplacements() {
    SentencePieceVocabulary vocabulary = smallVocabulary();
    const TokenId broken = addPiece(vocabulary, "a\xFF", -5);
    const auto tokenizer = make(vocabulary);
    QCOMPARE(tokenizer->pieceOf(broken), std::string_view("a�"));
    QCOMPARE(tokenizer->bytesOf(broken), std::string_view("a\xFF"));
    QCOMPARE(decoded(*tokenizer, {numberOf(broken)}), std::string("a�"));
}

QTEST_APPLESS_MAIN(SentencePieceTokenizerTest)
#include "tst_sentencepiece_tokenizer.moc"
