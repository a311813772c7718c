// Whether a row is sound, and one token's figures in it.
#include "core/sampling/chain.h"
#include "tests/core/sampling/plain_chain.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>
#include <random>

using namespace logitscope;

Q_DECLARE_METATYPE(std::vector<float>)

namespace {

constexpr float notANumber = std::numeric_limits<float>::quiet_NaN();
constexpr float endless = std::numeric_limits<float>::infinity();

std::vector<float> rowWith(std::size_t size, std::size_t place, float value) {
    std::vector<float> row(size, 0.5F);
    row[place] = value;
    return row;
}

} // namespace

class TestRawScore : public QObject {
    Q_OBJECT
private slots:
    void checksRows_data();
    void checksRows();
    void scoresEveryToken();
    void scoresImpossibleTokens();
};

void TestRawScore::checksRows_data() {
    QTest::addColumn<std::vector<float>>("row");
    QTest::addColumn<QString>("part"); // of the sentence; empty: sound
    QTest::newRow("one number") << std::vector<float>{-3e38F} << QString();
    QTest::newRow("some impossible") << rowWith(100, 7, -endless) << QString();
    QTest::newRow("NaN in the middle") << rowWith(100, 57, notANumber) << QString("no number as the logit of token 57");
    QTest::newRow("NaN at the end") << rowWith(100, 99, notANumber) << QString("token 99");
    QTest::newRow("infinity") << rowWith(100, 0, endless) << QString("infinity as the logit of token 0");
    QTest::newRow("all impossible") << std::vector<float>(9, -endless) << QString("rules out every token");
    QTest::newRow("empty") << std::vector<float>() << QString("rules out every token");
}

void TestRawScore::checksRows() {
    QFETCH(std::vector<float>, row);
    QFETCH(QString, part);
    const Status status = checkLogits(row);
    QCOMPARE(status.ok(), part.isEmpty());
    if (!status) {
        const QString message = QString::fromStdString(status.error().message);
        QVERIFY2(message.contains(part) && message.endsWith('.'), qPrintable(message));
    }
}

void TestRawScore::scoresEveryToken() {
    std::mt19937 random(3);
    std::vector<float> row(777);
    for (float& logit : row) {
        logit = static_cast<float>(random() % 64) * 0.25F - 9.0F; // many ties
    }
    const test::PlainChain plain(row);
    for (std::size_t i = 0; i < row.size(); ++i) {
        const test::PlainCandidate& expected = plain.candidates()[i];
        const RawScore score = scoreToken(row, TokenId{expected.token});
        QCOMPARE(score.rank, static_cast<int>(i) + 1);
        QVERIFY(std::fabs(score.logProbability - std::log(expected.probability)) < 1e-12);
        QVERIFY(std::fabs(score.entropyBits - plain.entropyBits()) < 1e-12);
    }
}

void TestRawScore::scoresImpossibleTokens() {
    const std::vector<float> row = {-endless, 0.0F, -endless};
    QCOMPARE(scoreToken(row, TokenId{1}).logProbability, 0.0);
    QCOMPARE(scoreToken(row, TokenId{1}).entropyBits, 0.0);
    QCOMPARE(scoreToken(row, TokenId{0}).logProbability, -std::numeric_limits<double>::infinity());
    QCOMPARE(scoreToken(row, TokenId{0}).rank, 2);
    QCOMPARE(scoreToken(row, TokenId{2}).rank, 3);
    // Far below what exp() can hold, the log-probability is still a number.
    QCOMPARE(scoreToken(std::vector<float>{0.0F, -5000.0F}, TokenId{1}).logProbability, -5000.0);
}

QTEST_APPLESS_MAIN(TestRawScore)
#include "tst_raw_score.moc"
