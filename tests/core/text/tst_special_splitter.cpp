// SpecialSplitter: which control tokens a text spells, and what is left between them.
#include "core/text/special_splitter.h"

#include <QtTest/QTest>

using namespace logitscope;

class SpecialSplitterTest : public QObject {
    Q_OBJECT

private slots:
    void splits_data();
    void splits();
    void partsCoverTheText();
    void withoutSpellingsTheTextIsOnePart();
    void trimsBesideWhatIsCut();
    void spellingsThatBeginWithOneAnother();
};

namespace {

// <a> 1, <a>b 2, ☂ 3 (control); <a>bc 4, x<a> 5 (not).
SpecialSplitter splitter() {
    SpecialSplitter made;
    made.add("<a>", TokenId{1}, true);
    made.add("<a>bc", TokenId{4}, false);
    made.add("<a>b", TokenId{2}, true);
    made.add("x<a>", TokenId{5}, false);
    made.add("☂", TokenId{3}, true);
    made.add("", TokenId{6}, true); // never matches
    return made;
}

QString shown(const std::vector<TextPart>& parts) {
    QStringList words;
    for (const TextPart& part : parts) {
        words << QString::fromUtf8(part.text.data(), qsizetype(part.text.size())) +
                     (part.token ? "=" + QString::number(numberOf(*part.token)) : QString());
    }
    return words.join(" | ");
}

} // namespace

void SpecialSplitterTest::splits_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("parts");
    QTest::newRow("empty") << ""
                           << "";
    QTest::newRow("none") << "a<b"
                          << "a<b";
    QTest::newRow("alone") << "<a>"
                           << "<a>=1";
    QTest::newRow("between") << "p<a>q"
                             << "p | <a>=1 | q";
    QTest::newRow("neighbours") << "<a><a>"
                                << "<a>=1 | <a>=1";
    QTest::newRow("the longest") << "<a>bb"
                                 << "<a>b=2 | b";
    QTest::newRow("a longer one that stays text") << "p<a>bcq<a>"
                                                  << "p<a>bcq | <a>=1";
    QTest::newRow("hidden in one that stays text") << "x<a>"
                                                   << "x<a>";
    QTest::newRow("several bytes") << "a☂"
                                   << "a | ☂=3";
    QTest::newRow("the end of one") << "<a"
                                    << "<a";
}

void SpecialSplitterTest::splits() {
    QFETCH(QString, text);
    QFETCH(QString, parts);
    const std::string bytes = text.toStdString();
    QCOMPARE(shown(splitter().split(bytes)), parts);
}

void SpecialSplitterTest::partsCoverTheText() {
    const SpecialSplitter made = splitter();
    const std::string alphabet = "<a>bcx";
    std::uint32_t state = 1;
    for (int round = 0; round < 2000; ++round) {
        std::string text, joined;
        for (int i = 0; i < round % 17; ++i) {
            state = state * 1664525 + 1013904223; // Numerical Recipes' generator
            text += alphabet[(state >> 16) % alphabet.size()];
        }
        for (const TextPart& part : made.split(text)) {
            QVERIFY(!part.text.empty());
            joined += part.text;
        }
        QCOMPARE(joined, text);
    }
}

void SpecialSplitterTest::withoutSpellingsTheTextIsOnePart() {
    QCOMPARE(shown(SpecialSplitter().split("<a>b")), QString("<a>b"));
}

void SpecialSplitterTest::trimsBesideWhatIsCut() {
    SpecialSplitter made;
    made.add("<l>", TokenId{1}, true, {true, false});
    made.add("<r>", TokenId{2}, true, {false, true});
    QCOMPARE(shown(made.split("a \n<l> b <r>\t c")), QString("a | <l>=1 |  b  | <r>=2 | c"));
    QCOMPARE(shown(made.split("  <l><r>  ")), QString("<l>=1 | <r>=2"));
}

void SpecialSplitterTest::spellingsThatBeginWithOneAnother() {
    // Whatever was added, the longest that fits is found; shorter ones stand behind longer ones that do not.
    SpecialSplitter made;
    for (const char* spelling : {"ab", "abcd", "abcde!", "abce", "b", "abc\xFF"}) {
        made.add(spelling, static_cast<TokenId>(std::string_view(spelling).size()), true);
    }
    QCOMPARE(shown(made.split("abcdef")), QString("abcd=4 | ef"));
    QCOMPARE(shown(made.split("abcab")), QString("ab=2 | c | ab=2"));
    QCOMPARE(shown(made.split("abb")), QString("ab=2 | b=1"));
    QCOMPARE(shown(made.split("aabcde!")), QString("a | abcde!=6"));
}

QTEST_APPLESS_MAIN(SpecialSplitterTest)
#include "tst_special_splitter.moc"
