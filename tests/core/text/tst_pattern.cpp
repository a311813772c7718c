// Pattern: the dialect of tokenizers' regular expressions, what is refused, and that no text makes one run for ever.
#include "core/text/pattern.h"

#include <QtTest/QTest>

using namespace logitscope;

class PatternTest : public QObject {
    Q_OBJECT

private slots:
    void finds_data();
    void finds();
    void refuses_data();
    void refuses();
    void aRunawayPatternIsASentence();
    void longRunsMatch();
    void literals_data();
    void literals();
};

namespace {

// The matches, each in brackets.
QString found(const Pattern& pattern, std::string_view text) {
    QString shown;
    const Status status = pattern.forEachMatch(text, [&](std::size_t begin, std::size_t end) {
        shown += "[" + QString::fromUtf8(text.data() + begin, qsizetype(end - begin)) + "]";
    });
    return status ? shown : QString::fromStdString(status.error().message);
}

} // namespace

void PatternTest::finds_data() {
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("matches");
    const auto row = [](const char* name, const char* pattern, const char* text, const char* matches) {
        QTest::newRow(name) << QString::fromUtf8(pattern) << QString::fromUtf8(text) << QString::fromUtf8(matches);
    };
    row("letters of every script", R"(\p{L}+)", "año, день 日本", "[año][день][日本]");
    row("white space of Unicode", R"(\s+)", "a\u00A0\u3000b\u0085c", "[\u00A0\u3000][\u0085]");
    row("numbers of Unicode", R"(\d)", "1٣x", "[1][٣]");
    row("words of Unicode", R"(\w+)", "naïve—ü", "[naïve][ü]");
    row("a look-ahead", R"(\s+(?!\S))", "a   b", "[  ]");
    row("case inside a group", R"((?i:'s|'ll))", "it'S we'LL", "['S]['LL]");
    row("possessive", R"([^\s\p{L}]++!?)", "a.,!", "[.,!]");
    row("Han", R"(\p{Han}+)", "a漢字b", "[漢字]");
    row("the end of a line", R"(\s+$)", "a \nb  ", "[ ][  ]");
    row("empty matches", R"(x*)", "axé", "[][x][][]");
    row("an empty text", R"(x*)", "", "[]");
    row("nothing", R"(x)", "", "");
}

void PatternTest::finds() {
    QFETCH(QString, pattern);
    QFETCH(QString, text);
    QFETCH(QString, matches);
    const auto compiled = Pattern::compile(pattern.toStdString());
    QVERIFY2(compiled.ok(), compiled ? "" : compiled.error().message.c_str());
    QCOMPARE(found(*compiled, text.toStdString()), matches);
}

void PatternTest::refuses_data() {
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QString>("says");
    QTest::newRow("a hole") << QByteArray("(a") << "The pattern '(a' cannot be used (at byte 2: ";
    QTest::newRow("a range the wrong way round") << QByteArray("[z-a]") << "at byte 3";
    QTest::newRow("an intersection") << QByteArray("[a-z&&[^b]]") << "intersections of character classes";
    QTest::newRow("no UTF-8") << QByteArray("a\xFF") << "cannot be used";
    QTest::newRow("a property that is not there") << QByteArray("\\p{Nonsense}") << "cannot be used";
    QTest::newRow("half characters") << QByteArray("\\C") << "cannot be used";
}

void PatternTest::refuses() {
    QFETCH(QByteArray, pattern);
    QFETCH(QString, says);
    const auto compiled = Pattern::compile({pattern.data(), std::size_t(pattern.size())});
    QVERIFY(!compiled.ok());
    const QString message = QString::fromStdString(compiled.error().message);
    QVERIFY2(message.contains(says) && message.endsWith('.'), qPrintable(message));
}

void PatternTest::aRunawayPatternIsASentence() {
    const auto compiled = Pattern::compile("(a+)+$");
    QVERIFY(compiled.ok());
    const QString message = found(*compiled, std::string(64, 'a') + "b");
    QVERIFY2(message.startsWith("The text is too much for the pattern '(a+)+$' of this vocabulary ("),
             qPrintable(message));
}

void PatternTest::longRunsMatch() {
    const std::string letters(3'000'000, 'a');
    // Nested repeats keep a note for each round: more than the stack that machine code has.
    for (const char* source : {R"(\p{L}+)", R"((?:\p{L}\p{M}*)+)", R"([\p{Lu}]*[\p{Ll}]+)"}) {
        const auto compiled = Pattern::compile(source);
        QVERIFY(compiled.ok());
        std::size_t bytes = 0;
        int matches = 0;
        const Status status = compiled->forEachMatch(letters, [&](std::size_t begin, std::size_t end) {
            bytes += end - begin;
            ++matches;
        });
        if (status) {
            QCOMPARE(bytes, letters.size());
            QCOMPARE(matches, 1);
        } else {
            QVERIFY(status.error().message.starts_with("The text is too much for the pattern"));
        }
    }
}

void PatternTest::literals_data() {
    QTest::addColumn<QString>("text");
    for (const char* text : {" ", "a.b", "[x]", "\\E", "&&", "▁", "a\nb", "(?:", "<|x|>", "-^$"}) {
        QTest::newRow(text) << QString::fromUtf8(text);
    }
}

void PatternTest::literals() {
    QFETCH(QString, text);
    const auto compiled = Pattern::compile(literalPattern(text.toStdString()));
    QVERIFY2(compiled.ok(), compiled ? "" : compiled.error().message.c_str());
    QCOMPARE(found(*compiled, "q" + text.toStdString() + "q"), "[" + text + "]");
}

QTEST_APPLESS_MAIN(PatternTest)
#include "tst_pattern.moc"
