// Samplers that remember: mirostat and adaptive-p, and the memory on its way from step to step. The reference vectors
// are llama.cpp's, whose draws are those of mt19937.
#include "core/sampling/chain.h"
#include "core/sampling/sampler_catalog.h"

#include <QtTest/QTest>

#include <cmath>
#include <random>
#include <vector>

using namespace logitscope;

Q_DECLARE_METATYPE(logitscope::ChainSpec)

namespace {

using Numbers = std::vector<int>;

const std::vector<float> reference = {2.0F, 1.5F, 1.0F, 0.5F, 0.0F, -1.0F, -2.0F, -4.0F};

ChainSpec mirostat(int version, double tau, double eta) { return {{SamplerSpec{MirostatOptions{version, tau, eta}}}}; }

ChainSpec adaptiveP(double target, double decay) { return {{SamplerSpec{AdaptivePOptions{target, decay}}}}; }

// The doubles that std::discrete_distribution of libstdc++ draws with: two outputs of 32 bits each.
class Twister {
public:
    explicit Twister(std::uint32_t seed) : m_engine(seed) {}
    double next() {
        const auto low = static_cast<double>(m_engine());
        const auto high = static_cast<double>(m_engine());
        return (low + high * 0x1p32) * 0x1p-64;
    }

private:
    std::mt19937 m_engine;
};

} // namespace

Q_DECLARE_METATYPE(Numbers)

class TestFeedbackSamplers : public QObject {
    Q_OBJECT
private slots:
    void drawsOfTheTwister();
    void mirostatVectors_data();
    void mirostatVectors();
    void mirostatEdges_data();
    void mirostatEdges();
    void adaptiveP_();
    void memoryGoesByKind();
    void memoryOfTokensNotInPlay();
    void chainsWithoutMemory();
};

void TestFeedbackSamplers::drawsOfTheTwister() {
    std::mt19937 engine(42);
    for (const std::uint32_t expected : {1608637542U, 3421126067U, 4083286876U, 787846414U}) {
        QCOMPARE(static_cast<std::uint32_t>(engine()), expected);
    }
    Twister uniforms(42);
    for (const double expected : {0.79654298428784598, 0.18343478789336848, 0.77969099761266125, 0.59685016158005655}) {
        QCOMPARE(uniforms.next(), expected);
    }
    const std::vector<float> row = {std::log(.4F), std::log(.3F), std::log(.2F), std::log(.1F)};
    const ChainResult result = SamplerChain::create({})->apply(row);
    Twister dice(42);
    for (const int token : {2, 0, 2, 1, 1, 0, 1, 0, 0, 1, 0, 2, 3, 0, 3, 1, 1, 0, 0, 1}) {
        QCOMPARE(numberOf(result.draw(dice.next()).token), token);
    }
}

void TestFeedbackSamplers::mirostatVectors_data() {
    QTest::addColumn<ChainSpec>("chain");
    QTest::addColumn<Numbers>("survivors");
    QTest::addColumn<Numbers>("picks");
    QTest::newRow("version 2") << mirostat(2, 1, .1) << Numbers{2, 1, 2, 2, 2, 2} << Numbers{1, 0, 0, 1, 0, 0};
    QTest::newRow("version 1") << mirostat(1, 1, .1) << Numbers{2, 2, 2, 2, 2, 2} << Numbers{1, 0, 1, 0, 0, 0};
}

void TestFeedbackSamplers::mirostatVectors() {
    QFETCH(ChainSpec, chain);
    QFETCH(Numbers, survivors);
    QFETCH(Numbers, picks);
    const SamplerChain made = SamplerChain::create(chain).value();
    QVERIFY(made.remembers());
    Twister dice(42);
    ChainMemory memory;
    double mu = 2.0;
    for (std::size_t step = 0; step < picks.size(); ++step) {
        StepContext context;
        context.memory = step == 0 ? nullptr : &memory;
        const ChainResult result = made.apply(reference, context);
        QCOMPARE(result.survivors(), survivors[step]);
        // Of a single token std::discrete_distribution draws nothing.
        const Draw draw = result.draw(result.survivors() > 1 ? dice.next() : 0.5);
        QCOMPARE(numberOf(draw.token), picks[step]);
        memory = made.remember(result, draw.token, context);
        mu -= .1 * (-std::log2(draw.probability) - 1.0);
        QCOMPARE(memory.stages.size(), std::size_t{1});
        QCOMPARE(memory.stages[0].kind, SamplerKind::Mirostat);
        QVERIFY(std::fabs(memory.stages[0].number - mu) < 1e-12);
    }
}

void TestFeedbackSamplers::mirostatEdges_data() {
    QTest::addColumn<int>("version");
    QTest::addColumn<std::vector<float>>("row");
    QTest::addColumn<double>("mu");
    QTest::addColumn<int>("survivors");
    using Row = std::vector<float>;
    const float never = -INFINITY;
    QTest::newRow("2: one token") << 2 << Row{3, never} << 0.0 << 1;
    QTest::newRow("2: none is plain enough") << 2 << Row{1, 1, 1, 1} << 1.9 << 1;
    QTest::newRow("2: all just are") << 2 << Row{1, 1, 1, 1} << 2.000001 << 4;
    QTest::newRow("2: μ below 0") << 2 << reference << -5.0 << 1;
    QTest::newRow("2: a huge μ") << 2 << reference << 1e6 << 8;
    QTest::newRow("1: one token") << 1 << Row{3, never} << 5.0 << 1;
    QTest::newRow("1: equal logits, no slope") << 1 << Row{1, 1, 1, 1} << 10.0 << 4;
    QTest::newRow("1: equal logits, a small μ") << 1 << Row{1, 1, 1, 1} << 0.5 << 1;
    QTest::newRow("1: a slope of one") << 1
                                       << Row{0, -std::log(2.0F), -std::log(3.0F), -std::log(4.0F), -std::log(5.0F)}
                                       << 2.0 << 2; // 2^2 / ln 5 = 2.49
    QTest::newRow("1: a sure model") << 1 << Row{100, 0, 0, 0} << 5.0 << 1;
    QTest::newRow("1: a huge μ") << 1 << reference << 1e6 << 8;
    QTest::newRow("1: μ below 0") << 1 << reference << -50.0 << 1;
    QTest::newRow("off") << 0 << reference << 0.1 << 8;
}

void TestFeedbackSamplers::mirostatEdges() {
    QFETCH(int, version);
    QFETCH(std::vector<float>, row);
    QFETCH(double, mu);
    QFETCH(int, survivors);
    const SamplerChain made = SamplerChain::create(mirostat(version, 3, .1)).value();
    const ChainMemory memory{{{SamplerKind::Mirostat, mu}}};
    StepContext context;
    context.memory = &memory;
    const ChainResult result = made.apply(row, context);
    QCOMPARE(result.survivors(), survivors);
    QCOMPARE(made.remembers(), version != 0);
}

void TestFeedbackSamplers::adaptiveP_() {
    // By hand: target' = clamp(2 · 0.3 − average, 0, 1), logit = 5 − 10 d² / (1 + d) with d = |p − target'| / 0.3.
    const SamplerChain made = SamplerChain::create(adaptiveP(.3, .9)).value();
    const ChainResult raw = SamplerChain::create({})->apply(reference);
    ChainMemory memory;
    double average = .3;
    for (const int taken : {0, 0, 7, 3}) {
        StepContext context;
        context.memory = &memory;
        const ChainResult result = made.apply(reference, context);
        const double target = std::clamp(.6 - average, 0., 1.);
        QVERIFY(std::fabs(result.stages()[0].threshold - target) < 1e-12);
        QCOMPARE(result.survivors(), 8);
        QCOMPARE(result.stages()[0].removedMass, 0.0);
        double total = 0.0;
        std::vector<double> logits;
        for (int id = 0; id < 8; ++id) {
            const double d = std::fabs(raw.outcomeOf(TokenId{id}).probability - target) / .3;
            logits.push_back(5 - 10 * d * d / (1 + d));
            total += std::exp(logits.back());
        }
        for (int id = 0; id < 8; ++id) {
            const double logit = logits[static_cast<std::size_t>(id)];
            const TokenOutcome outcome = result.outcomeOf(TokenId{id});
            QVERIFY(std::fabs(outcome.logit - logit) < 1e-12);
            QVERIFY(std::fabs(outcome.probability - std::exp(logit) / total) < 1e-12);
        }
        memory = made.remember(result, TokenId{taken}, context);
        average = .9 * average + .1 * raw.outcomeOf(TokenId{taken}).probability;
        QVERIFY(std::fabs(memory.stages[0].number - average) < 1e-12);
    }
    QVERIFY(!SamplerChain::create(adaptiveP(-1, .9))->remembers());
    // What is cut after it keeps the logit that it gave.
    ChainSpec then = adaptiveP(.3, .9);
    then.stages.insert(then.stages.begin(), SamplerSpec{TemperatureOptions{.5}});
    then.stages.push_back(SamplerSpec{TopKOptions{3}});
    const ChainResult whole = SamplerChain::create({{then.stages.begin(), then.stages.end() - 1}})->apply(reference);
    const ChainResult cut = SamplerChain::create(then)->apply(reference);
    QCOMPARE(cut.survivors(), 3);
    for (int id = 0; id < 8; ++id) {
        QCOMPARE(cut.outcomeOf(TokenId{id}).logit, whole.outcomeOf(TokenId{id}).logit);
    }
}

void TestFeedbackSamplers::memoryGoesByKind() {
    ChainSpec chain{{SamplerSpec{MirostatOptions{2, 1, .1}}, SamplerSpec{AdaptivePOptions{.3, .5}},
                     SamplerSpec{MirostatOptions{2, 4, .1}}}};
    const SamplerChain first = SamplerChain::create(chain).value();
    const StepContext start;
    const ChainMemory left = first.remember(first.apply(reference, start), TokenId{0}, start);
    QCOMPARE(left.stages.size(), std::size_t{3});
    QCOMPARE(left.stages[1].kind, SamplerKind::AdaptiveP);
    QVERIFY(left.stages[2].number > 7.0); // began at 2 · 4
    // Another order, other stages: each finds its own.
    chain.stages.insert(chain.stages.begin(), {SamplerSpec{TopKOptions{8}}, SamplerSpec{MirostatOptions{}}});
    std::swap(chain.stages[2], chain.stages[3]);
    const SamplerChain second = SamplerChain::create(chain).value();
    StepContext next;
    next.memory = &left;
    const ChainResult result = second.apply(reference, next);
    QCOMPARE(result.stages()[3].threshold, left.stages[0].number);
    QCOMPARE(result.stages()[4].threshold, left.stages[2].number);
    // A stage that was not there starts anew.
    chain.stages.push_back(SamplerSpec{MirostatOptions{2, 3, .1}});
    const SamplerChain third = SamplerChain::create(chain).value();
    QCOMPARE(third.apply(reference, next).stages()[5].threshold, 6.0);
}

void TestFeedbackSamplers::memoryOfTokensNotInPlay() {
    const SamplerChain made = SamplerChain::create(mirostat(2, 1, .1)).value();
    const ChainMemory memory{{{SamplerKind::Mirostat, 1.5}}};
    StepContext context;
    context.memory = &memory;
    QCOMPARE(made.remember(made.apply(reference, context), TokenId{7}, context), memory);
}

void TestFeedbackSamplers::chainsWithoutMemory() {
    const SamplerChain made = SamplerChain::create({{SamplerSpec{TopKOptions{3}}}}).value();
    QVERIFY(!made.remembers());
    QCOMPARE(made.remember(made.apply(reference), TokenId{0}, {}), ChainMemory{});
}

QTEST_APPLESS_MAIN(TestFeedbackSamplers)
#include "tst_feedback_samplers.moc"
