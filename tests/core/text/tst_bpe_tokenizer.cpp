// BPE over bytes and over characters, with vocabularies that can be merged by hand; the merging against a plain search.
#include "core/text/bpe_merges.h"
#include "core/text/bpe_tokenizer.h"
#include "tests/support/small_bpe.h"

#include <QtCore/QElapsedTimer>
#include <QtTest/QTest>

#include <functional>
#include <map>
#include <random>
#include <set>

using namespace logitscope;
using namespace logitscope::test;

using Ids = std::vector<int>;
using Change = std::function<void(BpeVocabulary&)>;

class BpeTokenizerTest : public QObject {
    Q_OBJECT

private slots:
    void theAlphabetOfBytes();
    void mergesByRank_data();
    void mergesByRank();
    void mergesAsAPlainSearch();
    void longWordsMergeFast();
    void everyByteComesBack();
    void userDefinedPiecesAreLiteral();
    void controlTokensAreReadWhenAsked();
    void trimsWhiteSpaceBesideTokens();
    void beginAndEnd();
    void wholeWordsGoFirst();
    void spacePrefixes_data();
    void spacePrefixes();
    void charactersFallBackToBytes();
    void charactersFallBackToUnknown();
    void bytesThatAreMissing();
    void refusesTexts();
    void refusesVocabularies_data();
    void refusesVocabularies();
    void aMillionPieces();
};

namespace {

std::unique_ptr<Tokenizer> made(const BpeVocabulary& vocabulary) {
    auto tokenizer = makeBpeTokenizer(vocabulary);
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

// "▁" 0, "a" 1, "b" 2, "▁a" 3, "▁▁" 4; then what the test adds.
BpeVocabulary characterVocabulary() {
    BpeVocabulary vocabulary;
    vocabulary.source = "small.json";
    vocabulary.alphabet = BpeAlphabet::Characters;
    for (const char* letter : {"▁", "a", "b"}) {
        addToken(vocabulary, letter);
    }
    addMerge(vocabulary, "▁", "a");
    addMerge(vocabulary, "▁", "▁");
    return vocabulary;
}

// The definition: of all pairs the one of lowest rank, of equal ones the leftmost, until there is none.
Ids plainlyMerged(Ids word, const std::map<std::pair<int, int>, std::pair<int, int>>& merges) {
    for (;;) {
        std::size_t best = word.size();
        for (std::size_t i = 0; i + 1 < word.size(); ++i) {
            const auto found = merges.find({word[i], word[i + 1]});
            if (found != merges.end() &&
                (best == word.size() || found->second.first < merges.at({word[best], word[best + 1]}).first)) {
                best = i;
            }
        }
        if (best == word.size()) {
            return word;
        }
        word[best] = merges.at({word[best], word[best + 1]}).second;
        word.erase(word.begin() + std::ptrdiff_t(best) + 1);
    }
}

} // namespace

void BpeTokenizerTest::theAlphabetOfBytes() {
    QCOMPARE(letterOfByte(' '), std::string_view("Ġ"));
    QCOMPARE(letterOfByte('\n'), std::string_view("Ċ"));
    QCOMPARE(letterOfByte('a'), std::string_view("a"));
    QCOMPARE(letterOfByte(0xAD), std::string_view("Ń"));
    QCOMPARE(letterOfByte(0xFF), std::string_view("ÿ"));
    std::set<std::string_view> letters;
    for (int byte = 0; byte < 256; ++byte) {
        const auto letter = letterOfByte(static_cast<std::uint8_t>(byte));
        QVERIFY(letters.insert(letter).second);
        QCOMPARE(bytesOfLetters(letter).value(), std::string(1, static_cast<char>(byte)));
    }
    QCOMPARE(bytesOfLetters("Ġgirl").value(), std::string(" girl"));
    for (const char* other : {" ", "日", "a\x80", "\xC4", "ń\x01", "ŧ"}) {
        QVERIFY2(!bytesOfLetters(other), other);
    }
}

void BpeTokenizerTest::mergesByRank_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<Ids>("ids");
    QTest::newRow("empty") << "" << Ids{};
    QTest::newRow("one letter") << "h" << Ids{'h'};
    QTest::newRow("a merge") << "he" << Ids{256};
    QTest::newRow("merges of merges") << "hello" << Ids{259};
    QTest::newRow("with its space") << "hello hello" << Ids{259, ' ', 259}; // "he" goes before "Ġhe"
    QTest::newRow("the leftmost of equals") << "lll" << Ids{257, 'l'};
    QTest::newRow("a word of its own") << "hel lo" << Ids{256, 'l', ' ', 'l', 'o'};
    QTest::newRow("bytes of a letter") << "ü" << Ids{261};
    QTest::newRow("other bytes") << "é" << Ids{0xC3, 0xA9};
}

void BpeTokenizerTest::mergesByRank() {
    QFETCH(QString, text);
    QFETCH(Ids, ids);
    // Ids of this vocabulary's bytes are the bytes. The order in which "Ġ" and "he" could meet: "he" is complete first,
    // then "hell" has a lower rank than "Ġhe".
    const auto tokenizer = made(helloVocabulary());
    QCOMPARE(encoded(*tokenizer, text.toStdString()), ids);
    QCOMPARE(decoded(*tokenizer, ids), text.toStdString());
}

void BpeTokenizerTest::mergesAsAPlainSearch() {
    std::mt19937 random(5);
    for (int round = 0; round < 300; ++round) {
        std::map<std::pair<int, int>, std::pair<int, int>> plain;
        BpeMerges merges;
        const int letters = 2 + int(random() % 3);
        int next = letters;
        for (int rank = 0; rank < 40; ++rank) {
            const int left = int(random() % unsigned(next)), right = int(random() % unsigned(next));
            if (plain.try_emplace({left, right}, std::pair(rank, next)).second) {
                merges.add(TokenId{left}, TokenId{right}, TokenId{next++});
            } else {
                merges.add(TokenId{left}, TokenId{right}, TokenId{0}); // counts for nothing
            }
        }
        Ids word;
        std::vector<TokenId> symbols;
        for (std::size_t i = random() % 60; i > 0; --i) {
            word.push_back(int(random() % unsigned(letters)));
            symbols.push_back(TokenId{word.back()});
        }
        BpeMerges::Workspace workspace;
        std::vector<TokenId> tokens;
        merges.apply(symbols, workspace, tokens);
        Ids ids;
        for (const TokenId token : tokens) {
            ids.push_back(numberOf(token));
        }
        QCOMPARE(ids, plainlyMerged(word, plain));
    }
}

void BpeTokenizerTest::longWordsMergeFast() {
    BpeVocabulary vocabulary = byteVocabulary();
    std::string piece = "a";
    for (int doubling = 0; doubling < 12; ++doubling) {
        addMerge(vocabulary, piece, piece);
        piece += piece;
    }
    const auto tokenizer = made(vocabulary);
    QElapsedTimer timer;
    timer.start();
    // A search through the word for each merge would be 10^12 steps.
    const Ids ids = encoded(*tokenizer, std::string(1 << 20, 'a'));
    QCOMPARE(ids, Ids(256, 256 + 11));
    QVERIFY2(timer.elapsed() < 60'000, qPrintable(QString::number(timer.elapsed())));
}

void BpeTokenizerTest::everyByteComesBack() {
    const auto tokenizer = made(helloVocabulary());
    std::string text;
    for (char32_t c = 0; c < 0x30000; c += c < 0x3000 ? 1 : 0x7F) {
        if (c < 0xD800 || c > 0xDFFF) {
            text += QString::fromUcs4(&c, 1).toStdString();
        }
    }
    QCOMPARE(decoded(*tokenizer, encoded(*tokenizer, text)), text);
}

void BpeTokenizerTest::userDefinedPiecesAreLiteral() {
    BpeVocabulary vocabulary = helloVocabulary();
    const int umlaut = numberOf(addToken(vocabulary, "ü", TokenKind::UserDefined)); // not the letter of the byte 0xFC
    const int spaces = numberOf(addToken(vocabulary, "   ", TokenKind::UserDefined));
    const int inside = numberOf(addToken(vocabulary, "ell", TokenKind::UserDefined));
    const auto tokenizer = made(vocabulary);
    QCOMPARE(encoded(*tokenizer, "hüh"), (Ids{'h', umlaut, 'h'}));
    QCOMPARE(encoded(*tokenizer, "a    he"), (Ids{'a', spaces, 260}));
    QCOMPARE(encoded(*tokenizer, "hello"), (Ids{'h', inside, 'o'}));
    QCOMPARE(decoded(*tokenizer, {'h', umlaut, spaces, 0xC3, 0xBC}), std::string("hü   ü"));
    QCOMPARE(tokenizer->bytesOf(TokenId{0xFC}), std::string_view("\xFC"));
    QCOMPARE(tokenizer->pieceOf(TokenId{260}), std::string_view("Ġhe"));
    QCOMPARE(tokenizer->bytesOf(TokenId{260}), std::string_view(" he"));
    QVERIFY(tokenizer->kindOf(TokenId{umlaut}) == TokenKind::UserDefined);
}

void BpeTokenizerTest::controlTokensAreReadWhenAsked() {
    BpeVocabulary vocabulary = helloVocabulary();
    const int bar = numberOf(addToken(vocabulary, "<|x|>", TokenKind::Control));
    const int user = numberOf(addToken(vocabulary, "<|x|>y", TokenKind::UserDefined));
    const auto tokenizer = made(vocabulary);
    const Ids letters = encoded(*tokenizer, "<|x|>");
    QCOMPARE(letters, (Ids{'<', '|', 'x', '|', '>'}));
    QCOMPARE(encoded(*tokenizer, "he<|x|>he", {.parseSpecial = true}), (Ids{256, bar, 256}));
    QCOMPARE(encoded(*tokenizer, "<|x|>y", {.parseSpecial = true}), (Ids{user}));
    QCOMPARE(encoded(*tokenizer, "<|x|>y"), (Ids{user}));
    QCOMPARE(decoded(*tokenizer, {256, bar, 256}), std::string("hehe"));
}

void BpeTokenizerTest::trimsWhiteSpaceBesideTokens() {
    BpeVocabulary vocabulary = helloVocabulary();
    vocabulary.trimsRight = {addToken(vocabulary, "<r>", TokenKind::Control)};
    vocabulary.trimsLeft = {addToken(vocabulary, "<l>", TokenKind::UserDefined)};
    const int right = numberOf(vocabulary.trimsRight[0]), left = numberOf(vocabulary.trimsLeft[0]);
    const auto tokenizer = made(vocabulary);
    const EncodeOptions special{.parseSpecial = true};
    QCOMPARE(encoded(*tokenizer, "he <r> \n\the", special), (Ids{256, ' ', right, 256}));
    QCOMPARE(encoded(*tokenizer, "he \n<l> he", special), (Ids{256, left, 260}));
    QCOMPARE(encoded(*tokenizer, " <l>"), (Ids{left}));
    QCOMPARE(encoded(*tokenizer, "<r>  ", special), (Ids{right}));
}

void BpeTokenizerTest::beginAndEnd() {
    BpeVocabulary vocabulary = helloVocabulary();
    vocabulary.begin = addToken(vocabulary, "<s>", TokenKind::Control);
    vocabulary.end = addToken(vocabulary, "</s>", TokenKind::Control);
    vocabulary.extraEnds = {addToken(vocabulary, "<|im_end|>", TokenKind::Control)};
    QCOMPARE(encoded(*made(vocabulary), "he"), (Ids{256}));
    vocabulary.addBegin = vocabulary.addEnd = true;
    const auto tokenizer = made(vocabulary);
    QCOMPARE(encoded(*tokenizer, "he"), (Ids{262, 256, 263}));
    QCOMPARE(encoded(*tokenizer, ""), (Ids{262, 263}));
    QCOMPARE(encoded(*tokenizer, "he", {.addSpecial = false}), (Ids{256}));
    QVERIFY(tokenizer->isEndToken(TokenId{263}) && tokenizer->isEndToken(TokenId{264}));
    QVERIFY(!tokenizer->isEndToken(TokenId{262}));
    QVERIFY(tokenizer->beginToken() == TokenId{262} && tokenizer->endToken() == TokenId{263});
    QCOMPARE(tokenizer->vocabularySize(), std::size_t{265});
}

void BpeTokenizerTest::wholeWordsGoFirst() {
    BpeVocabulary vocabulary = helloVocabulary();
    const int word = numberOf(addToken(vocabulary, "Ġhello")); // no merge leads to it
    QCOMPARE(encoded(*made(vocabulary), " hello"), (Ids{' ', 259}));
    vocabulary.wholeWordsFirst = true;
    QCOMPARE(encoded(*made(vocabulary), " hello"), (Ids{word}));
    QCOMPARE(encoded(*made(vocabulary), " helloo"), (Ids{' ', 259, 'o'}));
}

void BpeTokenizerTest::spacePrefixes_data() {
    QTest::addColumn<int>("prefix");
    QTest::addColumn<QString>("text");
    QTest::addColumn<Ids>("ids");
    const auto row = [](const char* name, SpacePrefix prefix, const char* text, const Ids& ids) {
        QTest::newRow(name) << int(prefix) << QString(text) << ids;
    };
    // <x> is 5.
    row("none", SpacePrefix::None, "a<x>a", {1, 5, 1});
    row("always", SpacePrefix::Always, "a<x>a", {3, 5, 3});
    row("always, before a space", SpacePrefix::Always, " a", {0, 3});
    row("where missing", SpacePrefix::WhereMissing, "a<x> a", {3, 5, 3});
    row("only the first", SpacePrefix::FirstWhereMissing, "a<x>a", {3, 5, 1});
    row("the first is a token", SpacePrefix::FirstWhereMissing, "<x>a", {5, 1});
    row("the first has one", SpacePrefix::FirstWhereMissing, " a", {3});
    row("an empty text", SpacePrefix::Always, "", {});
}

void BpeTokenizerTest::spacePrefixes() {
    QFETCH(int, prefix);
    QFETCH(QString, text);
    QFETCH(Ids, ids);
    BpeVocabulary vocabulary = characterVocabulary();
    addToken(vocabulary, "<x>", TokenKind::UserDefined);
    vocabulary.spacePrefix = static_cast<SpacePrefix>(prefix);
    const auto tokenizer = made(vocabulary);
    QCOMPARE(encoded(*tokenizer, text.toStdString()), ids);
    QCOMPARE(tokenizer->addsSpacePrefix(), vocabulary.spacePrefix != SpacePrefix::None);
    QCOMPARE(decoded(*tokenizer, {3, 1}), std::string(tokenizer->addsSpacePrefix() ? "aa" : " aa"));
}

void BpeTokenizerTest::charactersFallBackToBytes() {
    BpeVocabulary vocabulary = characterVocabulary();
    const int first = int(vocabulary.pieces.size());
    for (int byte = 0; byte < 256; ++byte) {
        addToken(vocabulary, QString("<0x%1>").arg(byte, 2, 16, QChar('0')).toUpper().replace("X", "x").toStdString(),
                 TokenKind::Byte);
    }
    const TokenId spaces = addToken(vocabulary, "▁▁▁", TokenKind::UserDefined); // Gemma's, reached by merges alone
    vocabulary.merges.push_back({"▁▁", "▁"});
    const auto tokenizer = made(vocabulary);
    QCOMPARE(encoded(*tokenizer, "b   b"), (Ids{2, numberOf(spaces), 2}));
    QCOMPARE(tokenizer->bytesOf(spaces), std::string_view("   "));
    QCOMPARE(encoded(*tokenizer, "aé\n"), (Ids{1, first + 0xC3, first + 0xA9, first + 0x0A}));
    QCOMPARE(decoded(*tokenizer, {1, first + 0xC3, first + 0xA9, 3}), std::string("aé a"));
    QCOMPARE(tokenizer->pieceOf(TokenId{first + 0x0A}), std::string_view("<0x0A>"));
}

void BpeTokenizerTest::charactersFallBackToUnknown() {
    BpeVocabulary vocabulary = characterVocabulary();
    vocabulary.unknown = addToken(vocabulary, "<unk>", TokenKind::Unknown);
    const int unknown = numberOf(*vocabulary.unknown);
    const auto tokenizer = made(vocabulary);
    QCOMPARE(encoded(*tokenizer, "aéöb日"), (Ids{1, unknown, 2, unknown}));
}

void BpeTokenizerTest::bytesThatAreMissing() {
    BpeVocabulary vocabulary = byteVocabulary();
    vocabulary.pieces[3] = "nothing"; // the byte 3
    const auto tokenizer = made(vocabulary);
    const auto tokens = tokenizer->encode("a\x03z");
    QVERIFY(!tokens.ok());
    QVERIFY2(tokens.error().message.find("byte 3") != std::string::npos, tokens.error().message.c_str());
    QVERIFY(tokens.error().message.ends_with('.'));
    QCOMPARE(encoded(*tokenizer, "az"), (Ids{'a', 'z'}));
}

void BpeTokenizerTest::refusesTexts() {
    const auto tokenizer = made(helloVocabulary());
    const auto broken = tokenizer->encode("he\xC3(");
    QVERIFY(!broken.ok());
    QVERIFY2(broken.error().message.find("begins at byte 2 ") != std::string::npos, broken.error().message.c_str());
    const auto endless = tokenizer->encode(std::string((16 << 20) + 1, ' '));
    QVERIFY(!endless.ok());
    QVERIFY2(endless.error().message.find("at most 16777216") != std::string::npos, endless.error().message.c_str());
}

void BpeTokenizerTest::refusesVocabularies_data() {
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, const Change& change, const char* says) {
        QTest::newRow(name) << change << QString(says);
    };
    row(
        "no pieces", [](BpeVocabulary& v) { v.pieces.clear(); }, "it has 0 pieces");
    row(
        "more pieces than types", [](BpeVocabulary& v) { v.kinds.pop_back(); }, "262 pieces and 261 types");
    row(
        "begin outside", [](BpeVocabulary& v) { v.begin = TokenId{262}; }, "the id 262, but there are 262 pieces");
    row(
        "a negative end", [](BpeVocabulary& v) { v.extraEnds = {TokenId{-5}}; }, "the id -5");
    row(
        "a trim outside", [](BpeVocabulary& v) { v.trimsLeft = {TokenId{1'000'000}}; }, "the id 1000000");
    row(
        "a merge of nothing",
        [](BpeVocabulary& v) {
            v.merges.push_back({"", "a"});
        },
        "merge 6 ('' with 'a')");
    row(
        "a merge of strangers",
        [](BpeVocabulary& v) {
            v.merges.push_back({"日", "a"});
        },
        "merge 6 ('日' with 'a')");
    row(
        "a merge to nowhere",
        [](BpeVocabulary& v) {
            v.merges.push_back({"a", "b"});
        },
        "merge 6 ('a' with 'b') is of or to a piece that it does not have");
    row(
        "a merge in a circle",
        [](BpeVocabulary& v) {
            v.merges = {{"he", "he"}};
        },
        "merge 0 ('he' with 'he')");
    row(
        "a broken pattern", [](BpeVocabulary& v) { v.splits.push_back({"(?<"}); }, "The pattern '(?<' cannot be used");
}

void BpeTokenizerTest::refusesVocabularies() {
    QFETCH(Change, change);
    QFETCH(QString, says);
    BpeVocabulary vocabulary = helloVocabulary();
    change(vocabulary);
    const auto tokenizer = makeBpeTokenizer(vocabulary);
    QVERIFY(!tokenizer.ok());
    const QString message = QString::fromStdString(tokenizer.error().message);
    QVERIFY2(message.startsWith("The vocabulary of 'small.gguf' cannot be used: ") && message.endsWith('.'),
             qPrintable(message));
    QVERIFY2(message.contains(says), qPrintable(message));
}

void BpeTokenizerTest::aMillionPieces() {
    BpeVocabulary vocabulary = byteVocabulary();
    for (int i = 0; i < 500'000; ++i) {
        addToken(vocabulary, "[" + std::to_string(i) + "]", TokenKind::UserDefined); // all begin with one letter
    }
    // As many merges of equal pairs, each a way to the same piece.
    addMerge(vocabulary, "a", "b");
    for (int i = 0; i < 500'000; ++i) {
        vocabulary.merges.push_back({"a", "b"});
    }
    const auto tokenizer = made(vocabulary);
    std::string text;
    for (int i = 0; i < 20'000; ++i) {
        text += "[" + std::to_string(i * 7) + "[ab";
    }
    QCOMPARE(decoded(*tokenizer, encoded(*tokenizer, text)), text);
    QCOMPARE(encoded(*tokenizer, "[ab[77]"), (Ids{'[', 500'256, 256 + 77}));
}

QTEST_APPLESS_MAIN(BpeTokenizerTest)
#include "tst_bpe_tokenizer.moc"
