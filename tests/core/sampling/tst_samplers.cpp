// The reference vectors of the samplers: llama.cpp's outputs and its own published tests, and the edges of each
// setting.
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

} // namespace

Q_DECLARE_METATYPE(Row)
Q_DECLARE_METATYPE(KeptTokens)

class TestSamplers : public QObject {
    Q_OBJECT
private slots:
    void referenceVectors_data();
    void referenceVectors();
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

    // llama.cpp's tests/test-sampling.cpp, on p = .1 .2 .3 .4.
    add("published top-k 1", ascending, topK(1), {{3, 1}});
    add("published top-k 3", ascending, topK(3), {{3, .44444}, {2, .33333}, {1, .22222}}, 1e-5);
    add("published top-p 0.7", ascending, topP(.7), {{3, .571429}, {2, .428571}});
    add("published top-p 0.8", ascending, topP(.8), {{3, .44444}, {2, .33333}, {1, .22222}}, 1e-5);
    add("published min-p 0.24", ascending, minP(.24), {{3, .4}, {2, .3}, {1, .2}, {0, .1}});
    add("published min-p 0.26", ascending, minP(.26), {{3, .44444}, {2, .33333}, {1, .22222}}, 1e-5);
    add("published min-p 0.51", ascending, minP(.51), {{3, .571429}, {2, .428571}});
    add("published min-p 0.76", ascending, minP(.76), {{3, 1}});

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

QTEST_APPLESS_MAIN(TestSamplers)
#include "tst_samplers.moc"
