// SentencePiece `.model` files: written and read back, normalisation rules, and files that are damaged or made to harm.
#include "core/base/utf8.h"
#include "core/text/chars_map.h"
#include "core/text/sentencepiece_tokenizer.h"
#include "core/text/sentencepiece_vocabulary.h"
#include "tests/support/small_vocabulary.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtCore/QTemporaryFile>
#include <QtTest/QTest>

#include <cstdio>
#include <cstring>
#include <map>
#include <random>
#include <unistd.h>

using namespace logitscope;
using namespace logitscope::test;

class SentencePieceVocabularyTest : public QObject {
    Q_OBJECT

private slots:
    void isReadBackAsWritten();
    void defaultsAreTheFormats();
    void unknownFieldsAreSkipped();
    void readsOnlyTheSpecialTokensThereAre_data();
    void readsOnlyTheSpecialTokensThereAre();
    void followsNormalisationRules();
    void rulesMayShareTheirEndings();
    void refusesUnsoundRules_data();
    void refusesUnsoundRules();
    void opensFiles();
    void refusesOtherFiles_data();
    void refusesOtherFiles();
    void everyPrefixIsReadOrRefused();
    void randomByteFlipsNeverCrash();
};

namespace {

using Rules = std::map<std::string, std::string>;

// The compiled form of rules: a double array in which every node has 256 units of its own for its children.
class CharsMap {
public:
    explicit CharsMap(const Rules& rules) : m_units(256, 0) {
        for (const auto& [from, to] : rules) {
            std::uint32_t node = 0;
            for (const char byte : from) {
                node = child(node, static_cast<unsigned char>(byte));
            }
            m_units[node] |= 0x100; // a text hangs here
            m_units[children(node)] = 0x80000000 | static_cast<std::uint32_t>(m_texts.size());
            m_texts += to + '\0';
        }
    }
    std::vector<std::uint32_t>& units() { return m_units; }
    std::uint32_t children(std::uint32_t node) {
        if (m_units[node] >> 10 == 0) {
            const auto base = static_cast<std::uint32_t>(m_units.size());
            m_units.resize(m_units.size() + 256, 0xFF); // a label that fits no place but the last
            m_units.back() = 0xFE;
            m_units[node] |= (node ^ base) << 10;
        }
        return node ^ m_units[node] >> 10;
    }
    std::uint32_t child(std::uint32_t node, std::uint32_t byte) {
        const std::uint32_t index = children(node) ^ byte;
        if ((m_units[index] & 0xFF) != byte) {
            m_units[index] = byte;
        }
        return index;
    }
    std::string bytes() const {
        const auto size = static_cast<std::uint32_t>(m_units.size() * sizeof m_units[0]);
        std::string bytes(sizeof size + size, '\0');
        std::memcpy(bytes.data(), &size, sizeof size);
        std::memcpy(bytes.data() + sizeof size, m_units.data(), size);
        return bytes + m_texts;
    }

private:
    std::vector<std::uint32_t> m_units;
    std::string m_texts;
};

// What is written to the standard error channel while it lives.
class ErrorChannel {
public:
    ErrorChannel() : m_saved(::dup(2)) {
        if (!m_file.open() || ::dup2(m_file.handle(), 2) < 0) {
            qFatal("cannot divert the error channel");
        }
    }
    ErrorChannel(const ErrorChannel&) = delete;
    ErrorChannel& operator=(const ErrorChannel&) = delete;
    ~ErrorChannel() {
        ::dup2(m_saved, 2);
        ::close(m_saved);
    }
    QByteArray text() {
        std::fflush(stderr);
        m_file.seek(0);
        return m_file.readAll();
    }

private:
    QTemporaryFile m_file;
    int m_saved;
};

SentencePieceVocabulary read(std::string_view bytes) {
    auto vocabulary = readModelBytes(bytes, "small.model");
    if (!vocabulary) {
        qFatal("%s", vocabulary.error().message.c_str());
    }
    return *vocabulary;
}

bool isSentence(const std::string& message) {
    return message.starts_with("The ") && message.find("'small.model'") != std::string::npos &&
           message.ends_with(".") && !findInvalidUtf8(message) && message.find('\n') == std::string::npos;
}

// Reads bytes as a model file, and uses the tokenizer where that succeeds. Says whether it did.
bool readAndUse(std::string_view bytes) {
    const auto vocabulary = readModelBytes(bytes, "small.model");
    if (!vocabulary) {
        [&] { QVERIFY2(isSentence(vocabulary.error().message), vocabulary.error().message.c_str()); }();
        return false;
    }
    const auto tokenizer = makeSentencePieceTokenizer(*vocabulary);
    if (!tokenizer) {
        [&] { QVERIFY2(isSentence(tokenizer.error().message), tokenizer.error().message.c_str()); }();
        return false;
    }
    const auto tokens = (*tokenizer)->encode("abc ab\n<s>é\0 Ａ", {.parseSpecial = true});
    if (tokens) {
        [&] { QVERIFY(!findInvalidUtf8((*tokenizer)->decode(*tokens))); }();
    }
    return true;
}

} // namespace

void SentencePieceVocabularyTest::isReadBackAsWritten() {
    SentencePieceVocabulary vocabulary = smallVocabulary();
    addPiece(vocabulary, "\n", -0.5F, TokenKind::UserDefined);
    addPiece(vocabulary, "idle", 7, TokenKind::Unused);
    vocabulary.addSpacePrefix = false;
    vocabulary.removeExtraWhitespaces = true;
    vocabulary.escapeWhitespaces = false;
    vocabulary.unknownSurface = "?";
    vocabulary.charsMap = CharsMap(Rules{{"A", "a"}}).bytes();
    vocabulary.algorithm = SentencePieceAlgorithm::Unigram;
    const SentencePieceVocabulary back = read(modelBytes(vocabulary));
    QVERIFY(back.pieces == vocabulary.pieces);
    QVERIFY(back.scores == vocabulary.scores);
    QVERIFY(back.kinds == vocabulary.kinds);
    QVERIFY(back.begin == vocabulary.begin && back.end == vocabulary.end);
    QVERIFY(!back.addSpacePrefix && back.removeExtraWhitespaces && !back.escapeWhitespaces);
    QCOMPARE(back.unknownSurface, std::string("?"));
    QVERIFY(back.charsMap == vocabulary.charsMap);
    QVERIFY(back.algorithm == SentencePieceAlgorithm::Unigram);
    QCOMPARE(back.source, std::string("small.model"));
}

void SentencePieceVocabularyTest::defaultsAreTheFormats() {
    // Three pieces and nothing else: <unk> (type 2), <s> and </s> (type 3).
    const SentencePieceVocabulary vocabulary = read("\x0A\x09\x0A\x05<unk>\x18\x02"
                                                    "\x0A\x07\x0A\x03<s>\x18\x03"
                                                    "\x0A\x08\x0A\x04</s>\x18\x03"
                                                    "\x0A\x03\x0A\x01x");
    QVERIFY(vocabulary.pieces == (std::vector<std::string>{"<unk>", "<s>", "</s>", "x"}));
    QVERIFY(vocabulary.kinds ==
            (std::vector<TokenKind>{TokenKind::Unknown, TokenKind::Control, TokenKind::Control, TokenKind::Normal}));
    QVERIFY(vocabulary.algorithm == SentencePieceAlgorithm::Unigram);
    QVERIFY(vocabulary.addSpacePrefix && vocabulary.removeExtraWhitespaces && vocabulary.escapeWhitespaces);
    QCOMPARE(vocabulary.begin, TokenId{1});
    QCOMPARE(vocabulary.end, TokenId{2});
    QCOMPARE(vocabulary.unknownSurface, std::string(" ⁇ "));
}

void SentencePieceVocabularyTest::unknownFieldsAreSkipped() {
    const std::string plain = modelBytes(smallVocabulary());
    // Fields 9 and 300, one of each wire type.
    const std::string future = "\x48\x05\xE2\x12\x03xyz\x4D"
                               "1234\x49"
                               "12345678";
    QVERIFY(read(plain + future).pieces == read(plain).pieces);
    // Field 4 is self-test data: "a" is to become "z". The library would run it, fail, and print that it did.
    const std::string selfTest = "\x22\x08\x0A\x06\x0A\x01"
                                 "a\x12\x01z";
    ErrorChannel channel;
    QVERIFY(makeSentencePieceTokenizer(read(plain + selfTest)).ok());
    QCOMPARE(channel.text(), QByteArray());
}

void SentencePieceVocabularyTest::readsOnlyTheSpecialTokensThereAre_data() {
    QTest::addColumn<int>("begin");
    QTest::addColumn<int>("end");
    QTest::addColumn<bool>("hasBegin");
    QTest::addColumn<bool>("hasEnd");
    QTest::newRow("as written") << 1 << 2 << true << true;
    QTest::newRow("none") << -1 << -1 << false << false;
    QTest::newRow("ordinary pieces") << 260 << 261 << false << false;
    QTest::newRow("outside") << 5000 << 2 << false << true;
}

void SentencePieceVocabularyTest::readsOnlyTheSpecialTokensThereAre() {
    QFETCH(int, begin);
    QFETCH(int, end);
    QFETCH(bool, hasBegin);
    QFETCH(bool, hasEnd);
    SentencePieceVocabulary vocabulary = smallVocabulary();
    vocabulary.begin = static_cast<TokenId>(begin);
    vocabulary.end = static_cast<TokenId>(end);
    const SentencePieceVocabulary back = read(modelBytes(vocabulary));
    QCOMPARE(back.begin.has_value(), hasBegin);
    QCOMPARE(back.end.has_value(), hasEnd);
}

void SentencePieceVocabularyTest::followsNormalisationRules() {
    SentencePieceVocabulary vocabulary = smallVocabulary();
    vocabulary.charsMap = CharsMap(Rules{{"A", "a"}, {"Ａ", "a"}, {"AB", "c"}, {"ß", "bb"}, {"-", ""}}).bytes();
    QVERIFY(isSoundCharsMap(vocabulary.charsMap));
    const auto tokenizer = makeSentencePieceTokenizer(vocabulary);
    QVERIFY2(tokenizer.ok(), tokenizer ? "" : tokenizer.error().message.c_str());
    const auto same = [&tokenizer](std::string_view text, std::string_view normalised) {
        return *(*tokenizer)->encode(text) == *(*tokenizer)->encode(normalised);
    };
    QVERIFY(same("A", "a"));
    QVERIFY(same("Ａb", "ab"));
    QVERIFY(same("ABA", "ca")); // the longest rule
    QVERIFY(same("aß", "abb"));
    QVERIFY(same("a-b", "ab"));
    QVERIFY(!same("b", "a"));
    QVERIFY(!same("a", std::string_view("a\0", 2)));
}

void SentencePieceVocabularyTest::rulesMayShareTheirEndings() {
    // As the library's own rule compiler stores them: "B" leads to where "A" leads, so "Bc" is a rule as well.
    CharsMap map(Rules{{"Ac", "a"}, {"B", "b"}});
    const std::uint32_t first = map.child(0, 'A');
    const std::uint32_t second = map.child(0, 'B');
    map.units()[second] = 'B' | (second ^ map.children(first)) << 10;
    SentencePieceVocabulary vocabulary = smallVocabulary();
    vocabulary.charsMap = map.bytes();
    const auto tokenizer = makeSentencePieceTokenizer(vocabulary);
    QVERIFY2(tokenizer.ok(), tokenizer ? "" : tokenizer.error().message.c_str());
    QVERIFY(*(*tokenizer)->encode("AcBc") == *(*tokenizer)->encode("aa"));
}

void SentencePieceVocabularyTest::refusesUnsoundRules_data() {
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char* name, const std::string& bytes) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes);
    };
    const auto changed = [](const Rules& rules, auto change) {
        CharsMap map(rules);
        change(map);
        return map.bytes();
    };
    const std::string good = CharsMap(Rules{{"A", "a"}}).bytes();
    QVERIFY(isSoundCharsMap(good));
    QVERIFY(isSoundCharsMap({}));
    row("one byte", "x");
    row("no trie", std::string(8, '\0'));
    row("no texts", good.substr(0, good.size() - 2));
    row("half a unit", changed(Rules{{"A", "a"}}, [](CharsMap&) {}).replace(0, 1, "\x02"));
    row("trie beyond the end", std::string(good).replace(0, 4, "\xFF\xFF\xFF\x7F"));
    row("children beyond the end", changed(Rules{{"A", "a"}}, [](CharsMap& map) { map.units()[0] = 0x7FFFFC00; }));
    row("grandchildren beyond the end",
        changed(Rules{{"A", "a"}}, [](CharsMap& map) { map.units()[map.child(0, 'A')] |= 0x7FFFFC00; }));
    row("text beyond the end",
        changed(Rules{{"A", "a"}}, [](CharsMap& map) { map.units()[map.children(map.child(0, 'A'))] = 0x80000002; }));
    row("a circle", changed(Rules{{"AA", "a"}}, [](CharsMap& map) {
            // The node of "AA" has itself as its child.
            const std::uint32_t node = map.child(map.child(0, 'A'), 'A');
            map.units()[node] = (map.units()[node] & 0x1FF) | static_cast<std::uint32_t>('A') << 10;
        }));
    Rules deep;
    for (std::size_t length = 1; length <= 33; ++length) {
        deep.emplace(std::string(length, 'A'), "a");
    }
    row("33 rules at one place", CharsMap(deep).bytes());
    deep.erase(std::string(33, 'A'));
    QVERIFY(isSoundCharsMap(CharsMap(deep).bytes()));
}

void SentencePieceVocabularyTest::refusesUnsoundRules() {
    QFETCH(QByteArray, bytes);
    QVERIFY(!isSoundCharsMap(bytes.toStdString()));
    SentencePieceVocabulary vocabulary = smallVocabulary();
    vocabulary.charsMap = bytes.toStdString();
    QVERIFY(!makeSentencePieceTokenizer(vocabulary).ok());
}

void SentencePieceVocabularyTest::opensFiles() {
    const QTemporaryDir folder;
    QFile file(folder.filePath("small.model"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(file.write(QByteArray::fromStdString(modelBytes(smallVocabulary()))) > 0);
    file.close();
    const auto tokenizer = openSentencePieceModel(file.filesystemFileName());
    QVERIFY2(tokenizer.ok(), tokenizer ? "" : tokenizer.error().message.c_str());
    QVERIFY(*(*tokenizer)->encode("ab ab") == (std::vector<TokenId>{TokenId{1}, TokenId{265}, TokenId{265}}));
}

void SentencePieceVocabularyTest::refusesOtherFiles_data() {
    QTest::addColumn<QByteArray>("contents");
    QTest::addColumn<QString>("says");
    const QString other = "The file '%1' is not a SentencePiece model, or it is damaged; choose another one.";
    const QByteArray model = QByteArray::fromStdString(modelBytes(smallVocabulary()));
    QTest::newRow("text") << QByteArray("Once upon a time.") << other;
    QTest::newRow("a GGUF file") << QByteArray("GGUF\3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 24) << other;
    QTest::newRow("cut") << model.chopped(1) << other;
    QTest::newRow("a piece of type 9") << model + QByteArray("\x0A\x05\x0A\x01z\x18\x09") << other;
    QTest::newRow("no pieces") << QByteArray("\x12\x02\x18\x02", 4) << other;
    QTest::newRow("an algorithm of the future") << model + QByteArray("\x12\x02\x18\x05", 4) << other;
    const QString rewrites = "The vocabulary of '%1' cannot be used: it writes spaces after words or rewrites decoded "
                             "text, which is not supported.";
    QTest::newRow("spaces after words") << model + QByteArray("\x12\x03\xC0\x01\x01", 5) << rewrites;
    QTest::newRow("rewritten text") << model + QByteArray("\x2A\x02\x18\x01", 4) << rewrites;
}

void SentencePieceVocabularyTest::refusesOtherFiles() {
    QFETCH(QByteArray, contents);
    QFETCH(QString, says);
    const QTemporaryDir folder;
    QFile file(folder.filePath("some.model"));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(contents) == contents.size());
    file.close();
    const auto tokenizer = openSentencePieceModel(file.filesystemFileName());
    QVERIFY(!tokenizer.ok());
    QCOMPARE(QString::fromStdString(tokenizer.error().message), says.arg(file.fileName()));
}

void SentencePieceVocabularyTest::everyPrefixIsReadOrRefused() {
    SentencePieceVocabulary vocabulary = smallVocabulary(false);
    vocabulary.charsMap = CharsMap(Rules{{"A", "a"}}).bytes();
    const std::string whole = modelBytes(vocabulary);
    ErrorChannel channel;
    QVERIFY(readAndUse(whole));
    int read = 0;
    for (std::size_t length = 0; length < whole.size(); ++length) {
        read += readAndUse(std::string(whole, 0, length)) ? 1 : 0;
        if (QTest::currentTestFailed()) {
            return;
        }
    }
    // The format has no end mark: a file cut between two of its fields is a smaller vocabulary.
    QVERIFY(read < 20);
    QCOMPARE(channel.text(), QByteArray());
}

void SentencePieceVocabularyTest::randomByteFlipsNeverCrash() {
    SentencePieceVocabulary vocabulary = smallVocabulary(false);
    addPiece(vocabulary, "aa", 0, TokenKind::UserDefined);
    addPiece(vocabulary, "aac", 0, TokenKind::Unused);
    CharsMap map(Rules{{"A", "a"}, {"ABC", "b"}});
    vocabulary.charsMap = map.bytes();
    const std::string whole = modelBytes(vocabulary);
    const std::size_t trieBegin = whole.find(vocabulary.charsMap);
    std::mt19937 random(20240301);
    ErrorChannel channel;
    int usable = 0;
    for (int i = 0; i < 5000; ++i) {
        std::string bytes = whole;
        for (int flips = 1 + i % 3; flips > 0; --flips) {
            // Half of them in the few bytes that are not the trie.
            const bool anywhere = random() % 2 == 0;
            std::size_t place = random() % (anywhere ? bytes.size() : bytes.size() - vocabulary.charsMap.size());
            if (!anywhere && place >= trieBegin) {
                place += vocabulary.charsMap.size();
            }
            bytes[place] = static_cast<char>(random());
        }
        usable += readAndUse(bytes) ? 1 : 0;
        if (QTest::currentTestFailed()) {
            return;
        }
    }
    QVERIFY(usable > 500 && usable < 4500);
    QCOMPARE(channel.text(), QByteArray());
}

QTEST_APPLESS_MAIN(SentencePieceVocabularyTest)
#include "tst_sentencepiece_vocabulary.moc"
