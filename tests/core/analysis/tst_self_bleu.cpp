// BLEU-4 by hand, and self-BLEU against BLEU-4 of each text and the others.
#include "core/analysis/self_bleu.h"

#include <QtTest/QTest>

#include <cmath>
#include <random>

using namespace logitscope;

namespace {

std::vector<TokenId> letters(const QString& text) {
    std::vector<TokenId> tokens;
    for (const QChar letter : text) {
        tokens.push_back(TokenId{letter.unicode()});
    }
    return tokens;
}

std::vector<std::vector<TokenId>> all(const QStringList& texts) {
    std::vector<std::vector<TokenId>> made;
    for (const QString& text : texts) {
        made.push_back(letters(text));
    }
    return made;
}

double fourthRoot(double product) { return std::pow(product, 0.25); }

} // namespace

class TestSelfBleu : public QObject {
    Q_OBJECT

private slots:
    void bleuByHand_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("references");
        QTest::addColumn<double>("value");
        QTest::newRow("the same") << "abcde" << QStringList{"abcde"} << 1.0;
        QTest::newRow("among others") << "abcde" << QStringList{"zzzz", "abcde"} << 1.0;
        // Unigrams 4/5, bigrams 3/4, trigrams 2/3, fours 1/2.
        QTest::newRow("one letter off") << "abcdx" << QStringList{"abcde"}
                                        << fourthRoot(4.0 / 5.0 * 3.0 / 4.0 * 2.0 / 3.0 * 1.0 / 2.0);
        // a counts twice at most: 2/4; aa 1/3; no aaa: 0.1/2; no aaaa: 0.1/1.
        QTest::newRow("clipped") << "aaaa" << QStringList{"aabb"}
                                 << fourthRoot(2.0 / 4.0 * 1.0 / 3.0 * 0.1 / 2.0 * 0.1 / 1.0);
        QTest::newRow("nothing in common")
            << "abcd" << QStringList{"wxyz"} << fourthRoot(0.1 / 4.0 * 0.1 / 3.0 * 0.1 / 2.0 * 0.1 / 1.0);
        // All matches, but 4 tokens against 6: exp(1 - 6/4).
        QTest::newRow("too short") << "abcd" << QStringList{"abcdef"} << std::exp(-0.5);
        QTest::newRow("longer is no fault")
            << "abcdef" << QStringList{"abcd"} << fourthRoot(4.0 / 6.0 * 3.0 / 5.0 * 2.0 / 4.0 * 1.0 / 3.0);
        // 5 is as far from 4 as from 6: the shorter one counts, so there is no penalty.
        QTest::newRow("closest length, the shorter of two") << "abcde" << QStringList{"abcdef", "abcd"} << 1.0;
        // Two tokens: orders 3 and 4 do not exist and count 0.1 of 1.
        QTest::newRow("very short") << "ab" << QStringList{"ab"} << fourthRoot(0.1 * 0.1);
        QTest::newRow("empty") << "" << QStringList{"ab"} << std::numeric_limits<double>::quiet_NaN();
        QTest::newRow("no reference") << "ab" << QStringList() << std::numeric_limits<double>::quiet_NaN();
    }
    void bleuByHand() {
        QFETCH(QString, text);
        QFETCH(QStringList, references);
        QFETCH(double, value);
        const double found = bleu4(letters(text), all(references));
        QVERIFY2(std::isnan(value) ? std::isnan(found) : std::abs(found - value) < 1e-12,
                 qPrintable(QString::number(found, 'g', 17)));
    }

    void selfBleuIsBleuAgainstTheOthers() {
        std::mt19937 dice(5); // NOLINT(cert-msc51-cpp)
        std::vector<std::vector<TokenId>> texts(12);
        for (std::size_t i = 0; i < texts.size(); ++i) {
            for (std::size_t t = 0; t < i * 3; ++t) { // the first is empty
                texts[i].push_back(TokenId{static_cast<std::int32_t>(dice() % 4)});
            }
        }
        const std::vector<double> values = selfBleu(texts);
        QCOMPARE(values.size(), texts.size());
        for (std::size_t i = 0; i < texts.size(); ++i) {
            std::vector<std::vector<TokenId>> others = texts;
            others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
            const double expected = bleu4(texts[i], others);
            QVERIFY(std::isnan(expected) ? std::isnan(values[i]) : std::abs(values[i] - expected) < 1e-12);
        }
    }

    void oneTextResemblesNothing() {
        QVERIFY(std::isnan(selfBleu(all({"abcd"})).at(0)));
        QVERIFY(selfBleu({}).empty());
    }
};

QTEST_APPLESS_MAIN(TestSelfBleu)
#include "tst_self_bleu.moc"
