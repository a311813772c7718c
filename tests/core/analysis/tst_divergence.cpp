// Divergences by hand, estimates against printed tables, agreement of texts.
#include "core/analysis/agreement.h"
#include "core/analysis/divergence.h"
#include "core/analysis/estimate.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>

using namespace logitscope;

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr float never = -std::numeric_limits<float>::infinity();

bool same(double left, double right, double tolerance = 1e-12) {
    return (std::isnan(left) && std::isnan(right)) || left == right || std::abs(left - right) < tolerance;
}

using Numbers = QList<double>;
std::vector<double> vectorOf(const Numbers& numbers) { return {numbers.begin(), numbers.end()}; }

std::vector<TokenId> letters(const QString& text) {
    std::vector<TokenId> tokens;
    for (const QChar letter : text) {
        tokens.push_back(TokenId{letter.unicode()});
    }
    return tokens;
}

} // namespace

class TestDivergence : public QObject {
    Q_OBJECT

private slots:
    void softmax() {
        const std::vector<float> row = {std::log(1.0F), std::log(3.0F), never, std::log(4.0F)};
        const std::vector<double> p = softmaxOf(row);
        QVERIFY(same(p[0], 0.125, 1e-7));
        QVERIFY(same(p[1], 0.375, 1e-7));
        QCOMPARE(p[2], 0.0);
        QVERIFY(same(p[3], 0.5, 1e-7));
        const std::vector<float> far = {1e30F, -1e30F}; // no overflow
        QCOMPARE(softmaxOf(far)[0], 1.0);
    }

    void bits_data() {
        QTest::addColumn<Numbers>("p");
        QTest::addColumn<Numbers>("q");
        QTest::addColumn<double>("klPq");
        QTest::addColumn<double>("klQp");
        QTest::addColumn<double>("js");
        const Numbers half = {0.5, 0.5}, quarter = {0.25, 0.75}, first = {1.0, 0.0}, second = {0.0, 1.0};
        QTest::newRow("the same") << half << half << 0.0 << 0.0 << 0.0;
        QTest::newRow("nothing in common") << first << second << infinite << infinite << 1.0;
        // KL(first, half) = log2(1 / 0.5); JS: mean is (3/4, 1/4).
        QTest::newRow("one in two") << first << half << 1.0 << infinite
                                    << 0.5 * std::log2(4.0 / 3.0) + 0.25 * std::log2(2.0 / 3.0) + 0.25 * 1.0;
        QTest::newRow("half and quarter")
            << half << quarter << 0.5 + 0.5 * std::log2(2.0 / 3.0) << 0.25 * -1.0 + 0.75 * std::log2(1.5)
            << 0.25 * std::log2(0.5 / 0.375) + 0.25 * std::log2(0.5 / 0.625) + 0.125 * std::log2(0.25 / 0.375) +
                   0.375 * std::log2(0.75 / 0.625);
    }
    void bits() {
        QFETCH(Numbers, p);
        QFETCH(Numbers, q);
        QFETCH(double, klPq);
        QFETCH(double, klQp);
        QFETCH(double, js);
        QVERIFY(same(klDivergenceBits(vectorOf(p), vectorOf(q)), klPq));
        QVERIFY(same(klDivergenceBits(vectorOf(q), vectorOf(p)), klQp));
        QVERIFY(same(jsDivergenceBits(vectorOf(p), vectorOf(q)), js));
        QVERIFY(same(jsDivergenceBits(vectorOf(q), vectorOf(p)), js));
    }

    // The 97.5 % column and a few others of the tables in every statistics book.
    void studentTable_data() {
        QTest::addColumn<double>("p");
        QTest::addColumn<int>("degrees");
        QTest::addColumn<double>("t");
        const std::tuple<double, int, double> table[] = {
            {0.975, 1, 12.7062},  {0.975, 2, 4.30265},  {0.975, 3, 3.18245},  {0.975, 4, 2.77645},
            {0.975, 9, 2.26216},  {0.975, 30, 2.04227}, {0.975, 63, 1.99834}, {0.95, 5, 2.01505},
            {0.995, 10, 3.16927}, {0.9, 1, 3.07768},    {0.025, 4, -2.77645}};
        for (const auto& [p, degrees, t] : table) {
            QTest::addRow("%g, %d", p, degrees) << p << degrees << t;
        }
    }
    void studentTable() {
        QFETCH(double, p);
        QFETCH(int, degrees);
        QFETCH(double, t);
        QVERIFY(std::abs(studentQuantile(p, static_cast<std::size_t>(degrees)) / t - 1.0) < 3e-6);
    }

    void estimates_data() {
        QTest::addColumn<Numbers>("values");
        QTest::addColumn<int>("count");
        QTest::addColumn<double>("mean");
        QTest::addColumn<double>("half");
        QTest::newRow("none") << Numbers() << 0 << nothing << nothing;
        QTest::newRow("one") << Numbers{3.0} << 1 << 3.0 << nothing;
        // s = sqrt(2), standard error 1.
        QTest::newRow("two") << Numbers{1.0, 3.0} << 2 << 2.0 << 12.706204736;
        // s = 1, standard error 1 / sqrt(3).
        QTest::newRow("three") << Numbers{1.0, 2.0, 3.0} << 3 << 2.0 << 4.302652730 / std::sqrt(3.0);
        QTest::newRow("no spread") << Numbers{5.0, 5.0, 5.0} << 3 << 5.0 << 0.0;
        QTest::newRow("what is no number stays out") << Numbers{1.0, nothing, 3.0} << 2 << 2.0 << 12.706204736;
        QTest::newRow("infinite") << Numbers{1.0, infinite} << 2 << infinite << nothing;
    }
    void estimates() {
        QFETCH(Numbers, values);
        QFETCH(int, count);
        QFETCH(double, mean);
        QFETCH(double, half);
        const Estimate estimate = estimateMean(vectorOf(values));
        QCOMPARE(estimate.count, static_cast<std::size_t>(count));
        QVERIFY(same(estimate.mean, mean));
        QVERIFY(same(estimate.halfWidth, half, 1e-8));
    }

    void texts_data() {
        QTest::addColumn<QStringList>("texts");
        QTest::addColumn<int>("first");
        QTest::addColumn<Numbers>("agreement");
        QTest::newRow("one") << QStringList{"abc"} << -1 << Numbers{1.0, 1.0, 1.0, nothing};
        QTest::newRow("the same") << QStringList{"abc", "abc"} << -1 << Numbers{1.0, 1.0, 1.0};
        QTest::newRow("one is ahead") << QStringList{"abc", "a"} << -1 << Numbers{1.0, 1.0, 1.0};
        QTest::newRow("they part") << QStringList{"abcd", "abxd"} << 2 << Numbers{1.0, 1.0, 0.5, 1.0};
        QTest::newRow("at once") << QStringList{"a", "b", "c"} << 0 << Numbers{1.0 / 3.0};
        QTest::newRow("two of three") << QStringList{"ab", "ac", "ab"} << 1 << Numbers{1.0, 2.0 / 3.0};
        QTest::newRow("the later pair parts first")
            << QStringList{"aab", "aac", "ax"} << 1 << Numbers{1.0, 2.0 / 3.0, 0.5};
        QTest::newRow("nothing yet") << QStringList{"", ""} << -1 << Numbers{nothing};
    }
    void texts() {
        QFETCH(QStringList, texts);
        QFETCH(int, first);
        QFETCH(Numbers, agreement);
        std::vector<std::vector<TokenId>> all;
        for (const QString& text : texts) {
            all.push_back(letters(text));
        }
        const auto found = firstDifference(all);
        QCOMPARE(found ? static_cast<int>(*found) : -1, first);
        for (qsizetype step = 0; step < agreement.size(); ++step) {
            QVERIFY(same(agreementAt(all, static_cast<std::size_t>(step)), agreement[step]));
        }
    }
};

QTEST_APPLESS_MAIN(TestDivergence)
#include "tst_divergence.moc"
