// What samplers may do with candidates beyond the cuts that the chain's own tests cover: single logits, sets that are
// no prefix of the order, and the story of a token through such changes.
#include "core/sampling/candidates.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>
#include <numbers>

using namespace logitscope;

namespace {

constexpr double impossible = -std::numeric_limits<double>::infinity();
const std::vector<float> row = {2.0F, 1.5F, 1.0F, 0.5F, 0.0F, -1.0F, -2.0F, -4.0F};

bool near(double a, double b) { return std::fabs(a - b) < 1e-12; }

// Softmax by hand over (token, logit).
void compare(Candidates& candidates, const std::vector<TokenLogit>& expected) {
    QCOMPARE(candidates.count(), expected.size());
    double total = 0.0;
    for (const TokenLogit& one : expected) {
        total += std::exp(one.logit);
    }
    double bits = 0.0;
    candidates.settle();
    for (const TokenLogit& one : expected) {
        const double p = std::exp(one.logit) / total;
        bits -= p * std::log2(p);
        const Candidates::Fate fate = candidates.fateOf(one.token);
        QVERIFY(!fate.cutBy);
        QVERIFY(near(fate.logit, one.logit));
        QVERIFY2(near(fate.probability, p), qPrintable(QString::number(fate.probability, 'g', 17)));
        QVERIFY(near(*candidates.logitOf(one.token), one.logit));
    }
    QVERIFY(near(candidates.entropyBits(), bits));
}

} // namespace

class TestCandidates : public QObject {
    Q_OBJECT
private slots:
    void editsSingleLogits();
    void editsUnderATemperature();
    void bansTokens();
    void editedLogitsKeepTheTieRule();
    void keepsAnySet();
    void keepsASetWithoutTheMaximum();
    void tellsTheFateOfTokens();
    void dynamicTemperature();
    void knowsItsExtremes();
    void ranksAfterEdits();
};

void TestCandidates::editsSingleLogits() {
    // Repetition 1.5, frequency 0.5, presence 0.25 after "5 1 0": llama.cpp's figures.
    Candidates candidates(row);
    candidates.beginStage(0);
    const std::vector<TokenLogit> edits = {
        {TokenId{0}, 2.0 / 1.5 - 1.25}, {TokenId{1}, 1.5 / 1.5 - 0.75}, {TokenId{5}, -1.5 - 0.75}};
    candidates.setLogits(edits);
    compare(candidates, {{TokenId{0}, 2.0 / 1.5 - 1.25},
                         {TokenId{1}, 0.25},
                         {TokenId{2}, 1.0},
                         {TokenId{3}, 0.5},
                         {TokenId{4}, 0.0},
                         {TokenId{5}, -2.25},
                         {TokenId{6}, -2.0},
                         {TokenId{7}, -4.0}});
    QCOMPARE(candidates.removedMass(), 0.0);
    QCOMPARE(candidates.maximumLogit(), 1.0);
    QVERIFY(!candidates.keepsRawOrder());
    QCOMPARE(candidates.rawLogit(TokenId{0}), 2.0);
}

void TestCandidates::editsUnderATemperature() {
    Candidates candidates(row);
    candidates.beginStage(0);
    candidates.divideLogits(2.0);
    candidates.beginStage(1);
    const std::vector<TokenLogit> edits = {{TokenId{7}, 3.0}}; // a new maximum
    candidates.setLogits(edits);
    compare(candidates, {{TokenId{0}, 1.0},
                         {TokenId{1}, 0.75},
                         {TokenId{2}, 0.5},
                         {TokenId{3}, 0.25},
                         {TokenId{4}, 0.0},
                         {TokenId{5}, -0.5},
                         {TokenId{6}, -1.0},
                         {TokenId{7}, 3.0}});
    candidates.beginStage(2);
    candidates.keepFirst(1);
    compare(candidates, {{TokenId{7}, 3.0}});
    QCOMPARE(*candidates.fateOf(TokenId{0}).cutBy, 2);
    QVERIFY(near(candidates.fateOf(TokenId{0}).logit, 1.0));
}

void TestCandidates::bansTokens() {
    Candidates candidates(row);
    candidates.beginStage(4);
    const std::vector<TokenLogit> edits = {{TokenId{0}, impossible}, {TokenId{2}, impossible}};
    candidates.setLogits(edits);
    compare(candidates, {{TokenId{1}, 1.5},
                         {TokenId{3}, 0.5},
                         {TokenId{4}, 0.0},
                         {TokenId{5}, -1.0},
                         {TokenId{6}, -2.0},
                         {TokenId{7}, -4.0}});
    const Candidates::Fate fate = candidates.fateOf(TokenId{0});
    QCOMPARE(*fate.cutBy, 4);
    QCOMPARE(fate.logit, 2.0);
    QCOMPARE(fate.probability, 0.0);
    QVERIFY(!candidates.logitOf(TokenId{0}));
}

void TestCandidates::editedLogitsKeepTheTieRule() {
    Candidates candidates(row);
    candidates.beginStage(0);
    const std::vector<TokenLogit> edits = {{TokenId{0}, 1.0}, {TokenId{1}, 1.0}};
    candidates.setLogits(edits);
    candidates.beginStage(1);
    candidates.keepFirst(2);
    compare(candidates, {{TokenId{0}, 1.0}, {TokenId{1}, 1.0}});
    QCOMPARE(*candidates.fateOf(TokenId{2}).cutBy, 1);
}

void TestCandidates::keepsAnySet() {
    // Typical-p 0.5 on this row: ids 1, 2, 0 in llama.cpp; here a set with holes at both ends and in the middle.
    Candidates candidates(row);
    candidates.beginStage(2);
    candidates.keepOnly({TokenId{0}, TokenId{2}, TokenId{5}});
    compare(candidates, {{TokenId{0}, 2.0}, {TokenId{2}, 1.0}, {TokenId{5}, -1.0}});
    double kept = 0.0;
    double total = 0.0;
    for (std::size_t i = 0; i < row.size(); ++i) {
        total += std::exp(static_cast<double>(row[i]));
        kept += i == 0 || i == 2 || i == 5 ? std::exp(static_cast<double>(row[i])) : 0.0;
    }
    QVERIFY(near(candidates.removedMass(), 1.0 - kept / total));
    QCOMPARE(*candidates.fateOf(TokenId{1}).cutBy, 2);
    QVERIFY(!candidates.keepsRawOrder());
}

void TestCandidates::keepsASetWithoutTheMaximum() {
    // XTC's cut: the most probable go.
    Candidates candidates(row);
    candidates.beginStage(0);
    candidates.divideLogits(0.5);
    candidates.beginStage(1);
    candidates.keepOnly({TokenId{2}, TokenId{3}, TokenId{4}, TokenId{5}, TokenId{6}, TokenId{7}});
    compare(candidates, {{TokenId{2}, 2.0},
                         {TokenId{3}, 1.0},
                         {TokenId{4}, 0.0},
                         {TokenId{5}, -2.0},
                         {TokenId{6}, -4.0},
                         {TokenId{7}, -8.0}});
    QVERIFY(near(candidates.removedMass(), 0.635268 + 0.233702) ||
            std::fabs(candidates.removedMass() - 0.86897) < 2e-6);
    QCOMPARE(candidates.maximumLogit(), 2.0);
    QVERIFY(near(candidates.fateOf(TokenId{0}).logit, 4.0));
}

void TestCandidates::tellsTheFateOfTokens() {
    // Edit, cut, temperature, cut: the logit is that of the moment the token went.
    Candidates candidates(row);
    candidates.beginStage(0);
    const std::vector<TokenLogit> edits = {{TokenId{1}, -3.0}};
    candidates.setLogits(edits);
    candidates.beginStage(1);
    candidates.keepFirst(6); // 7 (-4) and 1 (-3) go
    candidates.beginStage(2);
    candidates.divideLogits(2.0);
    candidates.beginStage(3);
    candidates.keepFirst(2); // 0 and 2 stay
    compare(candidates, {{TokenId{0}, 1.0}, {TokenId{2}, 0.5}});
    QCOMPARE(*candidates.fateOf(TokenId{1}).cutBy, 1);
    QVERIFY(near(candidates.fateOf(TokenId{1}).logit, -3.0));
    QCOMPARE(*candidates.fateOf(TokenId{7}).cutBy, 1);
    QCOMPARE(*candidates.fateOf(TokenId{3}).cutBy, 3);
    QVERIFY(near(candidates.fateOf(TokenId{3}).logit, 0.25));
}

void TestCandidates::dynamicTemperature() {
    // temp_ext T 1, range 0.5, exponent 1 in llama.cpp: T = 1.22463.
    Candidates candidates(row);
    candidates.beginStage(0);
    const double share =
        candidates.entropyBits() * std::numbers::ln2 / std::log(static_cast<double>(candidates.count()));
    const double temperature = 0.5 + share;
    QVERIFY2(std::fabs(temperature - 1.22463) < 1e-5, qPrintable(QString::number(temperature, 'g', 9)));
    candidates.divideLogits(temperature);
    candidates.settle();
    QVERIFY(std::fabs(candidates.fateOf(TokenId{0}).probability - 0.366600) < 1e-6);
}

void TestCandidates::knowsItsExtremes() {
    Candidates candidates(row);
    QCOMPARE(candidates.minimumLogit(), -4.0);
    QCOMPARE(candidates.maximumLogit(), 2.0);
    QVERIFY(near(candidates.largestProbability(), 1.0 / candidates.total()));
    candidates.beginStage(0);
    candidates.keepWithin(-2.5, 0);
    QCOMPARE(candidates.minimumLogit(), 0.0);
    candidates.beginStage(1);
    candidates.divideLogits(4.0);
    QCOMPARE(candidates.minimumLogit(), 0.0);
    QCOMPARE(candidates.maximumLogit(), 0.5);
}

void TestCandidates::ranksAfterEdits() {
    Candidates candidates(row);
    candidates.beginStage(0);
    const std::vector<TokenLogit> edits = {{TokenId{0}, -9.0}};
    candidates.setLogits(edits);
    QCOMPARE(candidates.rawRank(TokenId{0}), 1);
    QCOMPARE(candidates.rawRank(TokenId{7}), 8);
}

QTEST_APPLESS_MAIN(TestCandidates)
#include "tst_candidates.moc"
