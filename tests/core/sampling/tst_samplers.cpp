// The reference vectors of the samplers: llama.cpp's outputs and its own published tests, and the edges of each
// setting.
#include "core/base/uniform.h"
#include "core/sampling/chain.h"
#include "core/sampling/sampler_catalog.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>
#include <vector>

using namespace logitscope;

Q_DECLARE_METATYPE(logitscope::ChainSpec)

namespace {

using Row = std::vector<float>;
struct Kept {
    int token;
    double probability;
};
using KeptTokens = std::vector<Kept>;

// Eight logits with ids 0-7, of which llama.cpp's outputs were taken.
const Row reference = {2.0F, 1.5F, 1.0F, 0.5F, 0.0F, -1.0F, -2.0F, -4.0F};
const Row ascending = {std::log(0.1F), std::log(0.2F), std::log(0.3F), std::log(0.4F)};
constexpr double sixDigits = 1e-6;
constexpr float impossible = -std::numeric_limits<float>::infinity();

ChainSpec chainOf(std::initializer_list<SamplerOptions> stages) {
    ChainSpec spec;
    for (const SamplerOptions& options : stages) {
        spec.stages.push_back({options, true});
    }
    return spec;
}

ChainSpec topK(int k) { return chainOf({TopKOptions{k}}); }
ChainSpec topP(double p, int minKeep = 1) { return chainOf({TopPOptions{p, minKeep}}); }
ChainSpec minP(double p, int minKeep = 1) { return chainOf({MinPOptions{p, minKeep}}); }
ChainSpec temperature(double value) { return chainOf({TemperatureOptions{value}}); }
ChainSpec typicalP(double p, int minKeep = 1) { return chainOf({TypicalPOptions{p, minKeep}}); }
ChainSpec topNSigma(double n) { return chainOf({TopNSigmaOptions{n}}); }
ChainSpec xtc(double threshold, int minKeep = 0, double probability = 1) {
    return chainOf({XtcOptions{probability, threshold, minKeep}});
}
ChainSpec dynamicTemperature(double temperature, double range, double exponent) {
    return chainOf({DynamicTemperatureOptions{temperature, range, exponent}});
}
ChainSpec epsilon(double value, int minKeep = 1) { return chainOf({EpsilonOptions{value, minKeep}}); }
ChainSpec eta(double value, int minKeep = 1) { return chainOf({EtaOptions{value, minKeep}}); }
Row logitsOf(std::initializer_list<double> probabilities) {
    Row row;
    for (const double probability : probabilities) {
        row.push_back(static_cast<float>(std::log(probability)));
    }
    return row;
}

} // namespace

Q_DECLARE_METATYPE(Row)
Q_DECLARE_METATYPE(KeptTokens)

class TestSamplers : public QObject {
    Q_OBJECT
private slots:
    void referenceVectors_data();
    void referenceVectors();
    void temperaturesOfEntropy_data();
    void temperaturesOfEntropy();
    void xtcRollsItsOwnDice();
};

void TestSamplers::referenceVectors_data() {
    QTest::addColumn<Row>("row");
    QTest::addColumn<ChainSpec>("chain");
    QTest::addColumn<KeptTokens>("kept"); // most probable first
    QTest::addColumn<double>("tolerance");

    const auto add = [](const char* name, const Row& row, const ChainSpec& chain, const KeptTokens& kept,
                        double tolerance = sixDigits) { QTest::newRow(name) << row << chain << kept << tolerance; };
    const KeptTokens whole = {{0, .416067}, {1, .252358}, {2, .153063}, {3, .092837},
                              {4, .056309}, {5, .020715}, {6, .007621}, {7, .001031}};

    add("no stage", reference, {}, whole);
    add("top-k 3", reference, topK(3), {{0, .506480}, {1, .307196}, {2, .186324}});
    add("top-k 0 keeps all", reference, topK(0), whole);
    add("top-k beyond the vocabulary", reference, topK(1000), whole);
    add("top-p 0.5", reference, topP(.5), {{0, .622459}, {1, .377541}});
    add("top-p 0.9", reference, topP(.9), {{0, .455054}, {1, .276004}, {2, .167405}, {3, .101536}});
    add("top-p 0.5, at least 4", reference, topP(.5, 4), {{0, .455054}, {1, .276004}, {2, .167405}, {3, .101536}});
    add("top-p 0", reference, topP(0), {{0, 1}});
    add("top-p 0, at least 0", reference, topP(0, 0), {{0, 1}});
    add("top-p 1", reference, topP(1), whole);
    add("top-p stops at equality", {std::log(.5F), std::log(.25F), std::log(.125F), std::log(.125F)}, topP(.75),
        {{0, 2. / 3}, {1, 1. / 3}});
    add("min-p 0.1", reference, minP(.1), {{0, .428656}, {1, .259993}, {2, .157694}, {3, .095646}, {4, .058012}});
    add("min-p 0.3", reference, minP(.3), {{0, .506480}, {1, .307196}, {2, .186324}});
    add("min-p 0.3, at least 5", reference, minP(.3, 5),
        {{0, .428656}, {1, .259993}, {2, .157694}, {3, .095646}, {4, .058012}});
    add("min-p 1 keeps the tied", {2, 2, 1}, minP(1), {{0, .5}, {1, .5}});
    add("min-p 0", reference, minP(0), whole);
    add("temperature 0.5", reference, temperature(.5),
        {{0, .635268},
         {1, .233702},
         {2, .085974},
         {3, .031628},
         {4, .011635},
         {5, .001575},
         {6, .000213},
         {7, .000004}});
    add("temperature 1", reference, temperature(1), whole);
    add("temperature 0 takes the first maximum", {1, 3, 3, 2}, temperature(0), {{1, 1}}, 0);
    add("argmax takes the first maximum", {1, 3, 3, 2}, chainOf({ArgmaxOptions{}}), {{1, 1}}, 0);
    add("top-p then temperature", {3, 2, 1}, chainOf({TopPOptions{.8}, TemperatureOptions{.5}}),
        {{0, .880797}, {1, .119203}});
    add("temperature then top-p", {3, 2, 1}, chainOf({TemperatureOptions{.5}, TopPOptions{.8}}), {{0, 1}});
    add("min-p then temperature", {5, 3, 2.5, 1}, chainOf({MinPOptions{.1}, TemperatureOptions{2}}),
        {{0, .731059}, {1, .268941}});
    add("temperature then min-p", {5, 3, 2.5, 1}, chainOf({TemperatureOptions{2}, MinPOptions{.1}}),
        {{0, .558747}, {1, .205551}, {2, .160084}, {3, .075618}});

    add("typical-p 0.5", reference, typicalP(.5), {{0, .506480}, {1, .307196}, {2, .186324}});
    // llama.cpp of February 2025 kept all eight at min_keep 0, by mistake; later versions do as here.
    add("typical-p 0.5, at least 0", reference, typicalP(.5, 0), {{0, .506480}, {1, .307196}, {2, .186324}});
    add("typical-p 0.9", reference, typicalP(.9), {{0, .455054}, {1, .276004}, {2, .167405}, {3, .101536}});
    add("typical-p 0.5, at least 5", reference, typicalP(.5, 5),
        {{0, .428656}, {1, .259993}, {2, .157694}, {3, .095646}, {4, .058012}});
    add("typical-p 1", reference, typicalP(1), whole);
    add("typical-p 0 keeps the most typical one", reference, typicalP(0), {{1, 1}});
    add("typical-p passes p, it does not stop at it", {1, 1, 1, 1}, typicalP(.5),
        {{0, 1. / 3}, {1, 1. / 3}, {2, 1. / 3}});
    add("top-nσ 1, by the deviation of the population", reference, topNSigma(1),
        {{0, .455054}, {1, .276004}, {2, .167405}, {3, .101536}});
    add("top-nσ 0.5", reference, topNSigma(.5), {{0, .622459}, {1, .377541}});
    add("top-nσ 0 is off", reference, topNSigma(0), whole);
    add("top-nσ of equal logits keeps them all", {1, 1, 1}, topNSigma(.001), {{0, 1. / 3}, {1, 1. / 3}, {2, 1. / 3}});
    add("top-nσ knows no impossible tokens", {impossible, 2, 0, impossible}, topNSigma(1), {{1, 1}});
    add("dynamic temperature 1 ± 0.5", reference, dynamicTemperature(1, .5, 1),
        {{0, .366600},
         {1, .243712},
         {2, .162017},
         {3, .107707},
         {4, .071603},
         {5, .031644},
         {6, .013985},
         {7, .002732}});
    add("dynamic temperature with range 0 is a temperature", {3, 2, 1}, dynamicTemperature(2, 0, 1),
        {{0, .506480}, {1, .307196}, {2, .186324}});
    add("dynamic temperature of one token", {3, impossible}, dynamicTemperature(.5, .5, 1), {{0, 1}}, 0);
    add("dynamic temperature 0 takes the first maximum", {1, 3, 3, 2}, dynamicTemperature(0, 0, 1), {{1, 1}}, 0);
    add("XTC, threshold 0.1", reference, xtc(.1),
        {{2, .461623}, {3, .279988}, {4, .169822}, {5, .062474}, {6, .022983}, {7, .003110}});
    add("XTC, threshold 0.1, at least 6", reference, xtc(.1, 6),
        {{2, .461623}, {3, .279988}, {4, .169822}, {5, .062474}, {6, .022983}, {7, .003110}});
    add("XTC, threshold 0.1, at least 7", reference, xtc(.1, 7), whole);
    add("XTC, threshold 0.5", reference, xtc(.5), whole);
    add("XTC, threshold above 0.5", {9, 9, 0}, xtc(.51), {{0, .499969}, {1, .499969}, {2, .000062}});
    add("XTC, probability 0", reference, xtc(.1, 0, 0), whole);
    add("XTC, threshold 0 leaves the last one", reference, xtc(0), {{7, 1}});
    add("XTC of one token", {3}, xtc(.1), {{0, 1}}, 0);
    add("XTC keeps the last of equal ones", {2, 2, 2, -9}, xtc(.2), {{2, .999983}, {3, .000017}});
    add("XTC then temperature 0 takes the last likely one", reference,
        chainOf({XtcOptions{1, .1, 0}, TemperatureOptions{0}}), {{2, 1}}, 0);
    add("epsilon 0.1", reference, epsilon(.1), {{0, .506480}, {1, .307196}, {2, .186324}});
    add("epsilon stops above the least probable", reference, epsilon(.00104),
        {{0, .416497}, {1, .252618}, {2, .153221}, {3, .092933}, {4, .056367}, {5, .020736}, {6, .007628}});
    add("epsilon above all keeps one", reference, epsilon(.5), {{0, 1}});
    add("epsilon above all, at least 2", reference, epsilon(.5, 2), {{0, .622459}, {1, .377541}});
    add("epsilon 0", reference, epsilon(0), whole);
    add("epsilon 1 keeps the first of equal ones", {2, 2}, epsilon(1), {{0, 1}}, 0);
    // H = 1.506837 nats, exp(-H) = .221610: min(.1, .316228 * .221610 = .070079).
    add("eta 0.1, by the entropy", reference, eta(.1), {{0, .455054}, {1, .276004}, {2, .167405}, {3, .101536}});
    // min(.02, .141421 * .221610 = .031340).
    add("eta 0.02, by epsilon", reference, eta(.02),
        {{0, .419699}, {1, .254560}, {2, .154398}, {3, .093647}, {4, .056800}, {5, .020896}});
    add("eta 0", reference, eta(0), whole);

    // llama.cpp's tests/test-sampling.cpp, on p = .1 .2 .3 .4.
    add("published top-k 1", ascending, topK(1), {{3, 1}});
    add("published top-k 3", ascending, topK(3), {{3, .44444}, {2, .33333}, {1, .22222}}, 1e-5);
    add("published top-p 0.7", ascending, topP(.7), {{3, .571429}, {2, .428571}});
    add("published top-p 0.8", ascending, topP(.8), {{3, .44444}, {2, .33333}, {1, .22222}}, 1e-5);
    add("published min-p 0.24", ascending, minP(.24), {{3, .4}, {2, .3}, {1, .2}, {0, .1}});
    add("published min-p 0.26", ascending, minP(.26), {{3, .44444}, {2, .33333}, {1, .22222}}, 1e-5);
    add("published min-p 0.51", ascending, minP(.51), {{3, .571429}, {2, .428571}});
    add("published min-p 0.76", ascending, minP(.76), {{3, 1}});
    const Row descending = logitsOf({.4, .3, .2, .1});
    add("published XTC 0.09", descending, xtc(.09), {{3, 1}});
    add("published XTC 0.19", descending, xtc(.19), {{2, .666667}, {3, .333333}});
    add("published XTC 0.29", descending, xtc(.29), {{1, .5}, {2, .333333}, {3, .166667}});
    add("published XTC 0.39", descending, xtc(.39), {{0, .4}, {1, .3}, {2, .2}, {3, .1}});
    add("published typical-p 0.5", logitsOf({.4, .2, .2, .2}), typicalP(.5), {{1, 1. / 3}, {2, 1. / 3}, {3, 1. / 3}});
    add("published typical-p 0.5 of a sure model", logitsOf({.97, .01, .01, .01}), typicalP(.5), {{0, 1}});
    add("published top-nσ 1", ascending, topNSigma(1), {{3, .571429}, {2, .428571}});
    add("published top-nσ 0 is off", ascending, topNSigma(0), {{3, .4}, {2, .3}, {1, .2}, {0, .1}});
    add("published top-nσ 3", ascending, topNSigma(3), {{3, .4}, {2, .3}, {1, .2}, {0, .1}});

    // Edges.
    add("one token", {-7}, chainOf({TemperatureOptions{.5}, TopKOptions{40}, TopPOptions{.9}, MinPOptions{.5}}),
        {{0, 1}}, 0);
    add("all equal, top-k", {1, 1, 1, 1}, topK(2), {{0, .5}, {1, .5}}, 0);
    add("all equal, top-p", {1, 1, 1, 1}, topP(.5), {{0, .5}, {1, .5}}, 0);
    add("all equal, min-p", {1, 1}, minP(1), {{0, .5}, {1, .5}}, 0);
    add("impossible tokens are no survivors", {impossible, 0, impossible, 0}, {}, {{1, .5}, {3, .5}}, 0);
    add("impossible tokens never fill up top-k", {impossible, 0, impossible, 0}, topK(3), {{1, .5}, {3, .5}}, 0);
    add("huge logits", {1e30F, -1e30F, 1e30F}, temperature(.5), {{0, .5}, {2, .5}, {1, 0}}, 0);
    add("huge logits, min-p", {1e30F, -1e30F, 1e30F}, minP(1e-9), {{0, .5}, {2, .5}}, 0);
    add("tiny temperature", {1, 1.0000001F, 0}, temperature(1e-9), {{1, 1}, {0, 0}, {2, 0}}, 1e-12);
    add("smallest temperature", {1, 1.0000001F, 0}, temperature(5e-324), {{1, 1}, {0, 0}, {2, 0}}, 0);
    add("huge temperature", {4, -4}, temperature(1e6), {{0, .500002}, {1, .499998}});
    add("temperatures multiply", {3, 2, 1}, chainOf({TemperatureOptions{2}, TemperatureOptions{.5}}),
        {{0, .665241}, {1, .244728}, {2, .090031}});
}

void TestSamplers::referenceVectors() {
    QFETCH(Row, row);
    QFETCH(ChainSpec, chain);
    QFETCH(KeptTokens, kept);
    QFETCH(double, tolerance);

    const Result<SamplerChain> made = SamplerChain::create(chain);
    QVERIFY2(made.ok(), made.ok() ? "" : made.error().message.c_str());
    const ChainResult result = made->apply(row);
    QCOMPARE(result.survivors(), static_cast<int>(kept.size()));
    const std::vector<TokenOutcome> top = result.topKept(static_cast<int>(row.size()));
    QCOMPARE(top.size(), kept.size());
    for (std::size_t i = 0; i < kept.size(); ++i) {
        QCOMPARE(numberOf(top[i].token), kept[i].token);
        QVERIFY2(std::fabs(top[i].probability - kept[i].probability) <= tolerance,
                 qPrintable(QString::number(top[i].probability, 'g', 17)));
        QVERIFY(!top[i].cutBy);
    }
}

void TestSamplers::temperaturesOfEntropy_data() {
    QTest::addColumn<ChainSpec>("chain");
    QTest::addColumn<double>("temperature");
    QTest::addColumn<double>("firstLogit");
    QTest::newRow("1 ± 0.5") << dynamicTemperature(1, .5, 1) << 1.22463 << 2. / 1.22463;
    QTest::newRow("exponent 2") << dynamicTemperature(1, .5, 2) << 1.02509 << 1.95104;
    QTest::newRow("the lower end stops at 0") << dynamicTemperature(.3, .5, 1) << .579704 << 3.45001;
}

void TestSamplers::temperaturesOfEntropy() {
    QFETCH(ChainSpec, chain);
    QFETCH(double, temperature);
    QFETCH(double, firstLogit);
    const ChainResult result = SamplerChain::create(chain)->apply(reference);
    QVERIFY(std::fabs(result.stages()[0].threshold - temperature) < 1e-5);
    QVERIFY(std::fabs(result.outcomeOf(TokenId{0}).logit - firstLogit) < 1e-5);
}

// XTC acts where its own u is at most the probability: uniform(seed, sequence, position, Xtc), whatever the draw's is.
void TestSamplers::xtcRollsItsOwnDice() {
    const SamplerChain chain = SamplerChain::create(xtc(.1, 0, .3)).value();
    int acted = 0;
    for (int position = 0; position < 2000; ++position) {
        const Position place{position};
        const double u = uniform(11, 5, place, RandomStream::Xtc);
        const ChainResult result = chain.apply(reference, {{}, 11, 5, place});
        QCOMPARE(result.stages()[0].uniform, std::optional(u));
        QCOMPARE(result.survivors(), u <= .3 ? 6 : 8);
        QVERIFY(u != uniform(11, 5, place));
        acted += result.survivors() == 6 ? 1 : 0;
        QCOMPARE(result.diceOutcomes(11), std::vector<int>{u <= .3 ? 1 : 0});
        const bool other = uniform(12, 5, place, RandomStream::Xtc) <= .3;
        QCOMPARE(result.diceOutcomes(12), std::vector<int>{other ? 1 : 0});
        QCOMPARE(result.underSeed(12).survivors(), other ? 6 : 8);
    }
    QVERIFY2(acted > 520 && acted < 680, qPrintable(QString::number(acted))); // 600 with a deviation of 20
    QVERIFY(!SamplerChain::create(xtc(.1, 0, 0))->apply(reference).stages()[0].uniform);
}

QTEST_APPLESS_MAIN(TestSamplers)
#include "tst_samplers.moc"
