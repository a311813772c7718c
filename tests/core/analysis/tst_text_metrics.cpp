// Figures of texts against values worked out by hand.
#include "core/analysis/text_metrics.h"

#include <QtTest/QTest>

#include <cmath>

using namespace logitscope;

namespace {

std::vector<TokenId> letters(const QString& text) {
    std::vector<TokenId> tokens;
    for (const QChar letter : text) {
        tokens.push_back(TokenId{letter.unicode()});
    }
    return tokens;
}

bool same(double left, double right) {
    return (std::isnan(left) && std::isnan(right)) || std::abs(left - right) < 1e-12;
}

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

} // namespace

class TestTextMetrics : public QObject {
    Q_OBJECT

private slots:
    void variety_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("distinct1");
        QTest::addColumn<double>("distinct2");
        QTest::addColumn<double>("distinct3");
        QTest::addColumn<double>("repetition");
        QTest::newRow("empty") << "" << nothing << nothing << nothing << nothing;
        QTest::newRow("one") << "a" << 1.0 << nothing << nothing << nothing;
        QTest::newRow("all different") << "abcdef" << 1.0 << 1.0 << 1.0 << 0.0;
        // ab ba ab ba ab; aba bab aba bab; abab baba abab
        QTest::newRow("two in turn") << "ababab" << 2.0 / 6.0 << 2.0 / 5.0 << 2.0 / 4.0 << 1.0 / 3.0;
        QTest::newRow("the same") << "aaaaaa" << 1.0 / 6.0 << 1.0 / 5.0 << 1.0 / 4.0 << 2.0 / 3.0;
        QTest::newRow("one letter twice") << "abca" << 3.0 / 4.0 << 1.0 << 1.0 << 0.0;
    }
    void variety() {
        QFETCH(QString, text);
        QFETCH(double, distinct1);
        QFETCH(double, distinct2);
        QFETCH(double, distinct3);
        QFETCH(double, repetition);
        const std::vector<TokenId> tokens = letters(text);
        QVERIFY(same(distinctShare(tokens, 1), distinct1));
        QVERIFY(same(distinctShare(tokens, 2), distinct2));
        QVERIFY(same(distinctShare(tokens, 3), distinct3));
        QVERIFY(same(repetitionRate(tokens), repetition));
    }

    void figuresOfAText() {
        const std::vector<MeasuredToken> text = {
            {TokenId{5}, std::log(0.5), 1.0}, {TokenId{6}, std::log(0.25), 2.0}, {TokenId{5}, std::log(0.125), 6.0}};
        const TextMetrics metrics = measureText(text);
        QCOMPARE(metrics.length, std::size_t{3});
        QCOMPARE(metrics.vocabularyUsed, std::size_t{2});
        QVERIFY(same(metrics.meanLogProbability, -2.0 * std::log(2.0))); // bits 1, 2, 3
        QVERIFY(same(metrics.perplexity, 4.0));
        QVERIFY(same(metrics.meanEntropyBits, 3.0));
        QVERIFY(same(metrics.distinct[0], 2.0 / 3.0));
        QVERIFY(same(metrics.distinct[1], 1.0));
        QVERIFY(same(metrics.distinct[2], 1.0));
        QVERIFY(std::isnan(metrics.repetitionRate));
    }

    void noTextHasNoFigures() {
        const TextMetrics metrics = measureText({});
        QCOMPARE(metrics.length, std::size_t{0});
        QVERIFY(std::isnan(metrics.meanLogProbability));
        QVERIFY(std::isnan(metrics.perplexity));
        QVERIFY(std::isnan(metrics.meanEntropyBits));
    }

    void loopsAreMarked_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("n");
        QTest::addColumn<QString>("marks");
        QTest::newRow("none") << "abcdef" << 2 << "......";
        QTest::newRow("short") << "a" << 2 << ".";
        QTest::newRow("a pair again") << "abxab" << 2 << "...##";
        QTest::newRow("a loop") << "abcabcabc" << 3 << "...######";
        QTest::newRow("overlapping itself") << "aaaaa" << 2 << ".####";
        QTest::newRow("two stretches") << "abxabyab" << 2 << "...##.##";
        QTest::newRow("single tokens") << "aba" << 1 << "..#";
        QTest::newRow("neighbours join") << "abcdabcd" << 2 << "....####";
    }
    void loopsAreMarked() {
        QFETCH(QString, text);
        QFETCH(int, n);
        QFETCH(QString, marks);
        QString found(text.size(), QLatin1Char('.'));
        std::size_t end = 0;
        for (const TextSpan& span : repeatedSpans(letters(text), static_cast<std::size_t>(n))) {
            QVERIFY(span.first > end || (span.first == 0 && end == 0)); // apart, in order
            end = span.first + span.count;
            for (std::size_t i = span.first; i < end; ++i) {
                found[static_cast<qsizetype>(i)] = QLatin1Char('#');
            }
        }
        QCOMPARE(found, marks);
    }
};

QTEST_APPLESS_MAIN(TestTextMetrics)
#include "tst_text_metrics.moc"
