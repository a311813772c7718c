// The chain against the blackboard version, over random rows and chains; and what a result says of itself.
#include "core/sampling/chain.h"
#include "core/sampling/sampler_catalog.h"
#include "tests/core/sampling/plain_chain.h"

#include <QtTest/QTest>

#include <atomic>
#include <cmath>
#include <limits>
#include <random>
#include <thread>

using namespace logitscope;
using namespace logitscope::test;

namespace {

constexpr double tolerance = 1e-12;

using Random = std::mt19937_64;

double real(Random& random, double low, double high) {
    return low + (high - low) * (static_cast<double>(random() >> 11) * 0x1p-53);
}

int whole(Random& random, int low, int high) {
    return low + static_cast<int>(random() % static_cast<std::uint64_t>(high - low + 1));
}

enum class RowKind { Flat, Peaked, LikeAModel, Ties, AllEqual, WithImpossible, Huge, Outlier, Count };

std::vector<float> randomRow(Random& random, RowKind kind, int size) {
    std::vector<float> row(static_cast<std::size_t>(size));
    const auto normal = [&] {
        return std::sqrt(-2.0 * std::log(real(random, 1e-300, 1.0))) * std::cos(real(random, 0.0, 6.283185307179586));
    };
    for (float& logit : row) {
        double value = 0.0;
        switch (kind) {
        case RowKind::Flat:
            value = normal();
            break;
        case RowKind::Peaked:
            value = 8.0 * normal();
            break;
        case RowKind::LikeAModel:
            value = 2.5 * normal() + (whole(random, 0, 500) == 0 ? real(random, 5.0, 15.0) : 0.0);
            break;
        case RowKind::Ties:
            value = 0.5 * std::round(4.0 * normal());
            break;
        case RowKind::AllEqual:
            value = -3.25;
            break;
        case RowKind::WithImpossible:
            value = whole(random, 0, 2) == 0 ? -std::numeric_limits<double>::infinity() : 3.0 * normal();
            break;
        case RowKind::Huge:
            value = 1e30 * (whole(random, 0, 1) == 0 ? 1.0 : -normal());
            break;
        case RowKind::Outlier:
            value = whole(random, 0, 100) == 0 ? -1e30 : 0.1 * normal();
            break;
        case RowKind::Count:
            break;
        }
        logit = static_cast<float>(value);
    }
    if (kind == RowKind::WithImpossible) {
        row[static_cast<std::size_t>(whole(random, 0, size - 1))] = 1.0F;
    }
    return row;
}

SamplerOptions randomStage(Random& random, int vocabulary) {
    const int minKeep = whole(random, 0, 3) == 0 ? whole(random, 0, vocabulary + 3) : 1;
    const auto token = [&] { return TokenId{whole(random, 0, vocabulary - 1)}; };
    switch (whole(random, 0, 19)) {
    case 0:
        return TopKOptions{whole(random, 0, 50)};
    case 1:
        return TopKOptions{whole(random, 0, vocabulary + 10)};
    case 2:
    case 3:
        return TopPOptions{real(random, 0.0, 1.0), minKeep};
    case 4:
        return TopPOptions{1.0 - std::exp(real(random, -20.0, 0.0)), minKeep};
    case 5:
    case 6:
        return MinPOptions{std::exp(real(random, -12.0, 0.0)), minKeep};
    case 7:
        return whole(random, 0, 5) == 0 ? SamplerOptions{ArgmaxOptions{}} : TemperatureOptions{1.0};
    case 8:
        return TopNSigmaOptions{real(random, 0.0, 4.0)};
    case 9:
    case 10:
        return TypicalPOptions{real(random, 0.0, 1.0), minKeep};
    case 11:
        return EpsilonOptions{std::exp(real(random, -14.0, 0.0)), minKeep};
    case 12:
        return EtaOptions{std::exp(real(random, -14.0, 0.0)), minKeep};
    case 13:
        return XtcOptions{whole(random, 0, 3) == 0 ? 0.0 : 1.0, std::exp(real(random, -10.0, -0.5)), minKeep};
    case 14:
        return DynamicTemperatureOptions{real(random, 0.2, 2.0), real(random, -0.5, 1.5) < 0.0 ? 0.0 : 0.4,
                                         real(random, 0.0, 3.0)};
    case 15: {
        LogitBiasOptions bias;
        bias.biases = {{token(), real(random, -8.0, 8.0)}};
        bias.banned = {token()};
        return bias;
    }
    case 16:
        return PenaltiesOptions{real(random, 0.5, 2.0), real(random, -1.0, 1.0), real(random, -1.0, 1.0),
                                whole(random, -1, 40)};
    default:
        return TemperatureOptions{whole(random, 0, 9) == 0 ? 0.0 : real(random, 0.1, 3.0)};
    }
}

ChainSpec randomChain(Random& random, int vocabulary) {
    ChainSpec chain;
    const int stages = whole(random, 0, 5);
    for (int i = 0; i < stages; ++i) {
        chain.stages.push_back({randomStage(random, vocabulary), whole(random, 0, 9) != 0});
    }
    return chain;
}

std::vector<TokenId> randomHistory(Random& random, int vocabulary) {
    std::vector<TokenId> history(static_cast<std::size_t>(whole(random, 0, 60)));
    for (TokenId& token : history) {
        token = TokenId{whole(random, 0, std::min(vocabulary, 30) - 1)};
    }
    return history;
}

bool near(double actual, double expected, double scale = 1.0) {
    return std::fabs(actual - expected) <= tolerance * scale;
}

#define NEAR(actual, expected) QVERIFY2(near(actual, expected), qPrintable(difference(actual, expected)))

QString difference(double actual, double expected) {
    return QString("%1 instead of %2").arg(actual, 0, 'g', 17).arg(expected, 0, 'g', 17);
}

} // namespace

class TestChain : public QObject {
    Q_OBJECT
private slots:
    void agreesWithTheBlackboard_data();
    void agreesWithTheBlackboard();
    void tracesOfKnownChains();
    void ordersDiffer();
    void leavesOutSwitchedOffStages();
    void drawsTileTheUnitInterval_data();
    void drawsTileTheUnitInterval();
    void drawsFollowTheProbabilities();
    void pagesThroughTheKept();
    void namesImpossibleTokens();
    void showsTheWholeVocabulary();
    void outlivesTheChain();
    void runsOnManyThreads();

private:
    void compare(const std::vector<float>& row, const ChainSpec& chain, Random& random);
};

void TestChain::agreesWithTheBlackboard_data() {
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("largest");
    QTest::addColumn<int>("rounds");
    const char* const names[] = {"flat",      "peaked",          "like a model", "ties",
                                 "all equal", "with impossible", "huge",         "outlier"};
    for (int kind = 0; kind < static_cast<int>(RowKind::Count); ++kind) {
        QTest::addRow("%s, tiny", names[kind]) << kind << 20 << 400;
        QTest::addRow("%s, small", names[kind]) << kind << 3000 << 60;
        QTest::addRow("%s, large", names[kind]) << kind << 152'000 << 3;
    }
}

void TestChain::agreesWithTheBlackboard() {
    QFETCH(int, kind);
    QFETCH(int, largest);
    QFETCH(int, rounds);
    Random random(static_cast<std::uint64_t>(kind * 1'000'003 + largest));
    for (int round = 0; round < rounds; ++round) {
        const int size = round == 0 ? largest : whole(random, 1, largest);
        const std::vector<float> row = randomRow(random, static_cast<RowKind>(kind), size);
        const ChainSpec chain = randomChain(random, size);
        compare(row, chain, random);
        if (QTest::currentTestFailed()) {
            qWarning("round %d, %d tokens, chain %s", round, size, toJson(chain).c_str());
            return;
        }
    }
}

void TestChain::compare(const std::vector<float>& row, const ChainSpec& chain, Random& random) {
    const Result<SamplerChain> made = SamplerChain::create(chain);
    QVERIFY(made.ok());
    const std::vector<TokenId> history = randomHistory(random, static_cast<int>(row.size()));
    const ChainResult result = made->apply(row, {history, 3, 0, Position{static_cast<std::int32_t>(history.size())}});
    PlainChain plain(row, history);
    plain.apply(chain);

    QCOMPARE(result.vocabularySize(), static_cast<int>(row.size()));
    NEAR(result.rawEntropyBits(), plain.rawEntropyBits());
    NEAR(result.entropyBits(), plain.entropyBits());

    QCOMPARE(result.stages().size(), plain.traces().size());
    for (std::size_t i = 0; i < plain.traces().size(); ++i) {
        const StageTrace& actual = result.stages()[i];
        const StageTrace& expected = plain.traces()[i];
        QCOMPARE(actual.kind, expected.kind);
        QCOMPARE(actual.stageIndex, expected.stageIndex);
        QCOMPARE(actual.survivors, expected.survivors);
        NEAR(actual.removedMass, expected.removedMass);
        NEAR(actual.entropyBefore, expected.entropyBefore);
        NEAR(actual.entropyBits, expected.entropyBits);
        QVERIFY2(near(actual.threshold, expected.threshold, std::max(1.0, std::fabs(expected.threshold))),
                 qPrintable(difference(actual.threshold, expected.threshold)));
    }

    // Everyone that was kept, in order.
    QCOMPARE(result.survivors(), static_cast<int>(plain.candidates().size()));
    const int shown = std::min(result.survivors(), row.size() > 10'000 ? 300 : 3000);
    const int skipped = whole(random, 0, result.survivors() - shown);
    const std::vector<TokenOutcome> kept = result.topKept(shown, skipped);
    QCOMPARE(static_cast<int>(kept.size()), shown);
    for (int i = 0; i < shown; ++i) {
        const PlainCandidate& expected = plain.candidates()[static_cast<std::size_t>(skipped + i)];
        const TokenOutcome& actual = kept[static_cast<std::size_t>(i)];
        QCOMPARE(numberOf(actual.token), expected.token);
        NEAR(actual.probability, expected.probability);
    }

    // The head of the raw row.
    PlainChain raw(row);
    const int head = std::min<int>(50, static_cast<int>(raw.candidates().size()));
    const std::vector<TokenOutcome> top = result.topRaw(head);
    QCOMPARE(static_cast<int>(top.size()), head);
    for (int i = 0; i < head; ++i) {
        const PlainCandidate& expected = raw.candidates()[static_cast<std::size_t>(i)];
        const TokenOutcome& actual = top[static_cast<std::size_t>(i)];
        QCOMPARE(numberOf(actual.token), expected.token);
        QCOMPARE(actual.rawRank, i + 1);
        QCOMPARE(actual.rawLogit, expected.logit);
        NEAR(actual.rawProbability, expected.probability);
    }

    // The fate of some tokens.
    const std::vector<double> probabilities = result.probabilities();
    QCOMPARE(probabilities.size(), row.size());
    for (int i = 0; i < 20; ++i) {
        const int token = whole(random, 0, static_cast<int>(row.size()) - 1);
        const TokenOutcome actual = result.outcomeOf(TokenId{token});
        const PlainFate& expected = plain.fates()[static_cast<std::size_t>(token)];
        QCOMPARE(actual.token, TokenId{token});
        QCOMPARE(actual.cutBy, expected.cutBy);
        NEAR(actual.probability, expected.probability);
        QCOMPARE(probabilities[static_cast<std::size_t>(token)], actual.probability);
        QVERIFY2(actual.logit == expected.logit || near(actual.logit, expected.logit, std::fabs(expected.logit)),
                 qPrintable(difference(actual.logit, expected.logit)));
    }

    // Draws.
    for (int i = 0; i < 20; ++i) {
        const double u = i == 0 ? 0.0 : i == 1 ? 1.0 - 0x1p-53 : real(random, 0.0, 1.0);
        long double start = 0.0;
        std::size_t chosen = 0;
        while (chosen + 1 < plain.candidates().size() && start + plain.candidates()[chosen].probability <= u) {
            start += plain.candidates()[chosen++].probability;
        }
        const Draw draw = result.draw(u);
        const PlainCandidate& expected = plain.candidates()[chosen];
        QVERIFY(draw.start <= u && u < draw.end);
        QCOMPARE(draw.uniform, u);
        if (std::fabs(u - start) > tolerance && std::fabs(start + expected.probability - u) > tolerance) {
            QCOMPARE(numberOf(draw.token), expected.token);
            NEAR(draw.start, static_cast<double>(start));
            NEAR(draw.end, static_cast<double>(start + expected.probability));
            NEAR(draw.probability, expected.probability);
        }
    }
}

namespace {

const std::vector<float> reference = {2.0F, 1.5F, 1.0F, 0.5F, 0.0F, -1.0F, -2.0F, -4.0F};

ChainSpec chainOf(std::initializer_list<SamplerOptions> stages) {
    ChainSpec spec;
    for (const SamplerOptions& options : stages) {
        spec.stages.push_back({options, true});
    }
    return spec;
}

ChainResult applied(const ChainSpec& chain, const std::vector<float>& row) {
    return SamplerChain::create(chain)->apply(row);
}

} // namespace

void TestChain::tracesOfKnownChains() {
    const ChainResult result = applied(
        chainOf({TopKOptions{5}, TopPOptions{0.9, 1}, MinPOptions{0.3, 1}, TemperatureOptions{0.5}}), reference);
    const std::vector<StageTrace>& stages = result.stages();
    QCOMPARE(stages.size(), std::size_t{4});
    // Probabilities of the row: .416067 .252358 .153063 .092837 .056309 .020715 .007621 .001031.
    QCOMPARE(stages[0].survivors, 5);
    QVERIFY(std::fabs(stages[0].removedMass - 0.029367) < 2e-6);
    QCOMPARE(stages[0].threshold, 0.0); // the logit of token 4
    QCOMPARE(stages[0].entropyBefore, result.rawEntropyBits());
    QCOMPARE(stages[1].survivors, 4);
    QVERIFY(std::fabs(stages[1].threshold - 0.914325 / 0.970633) < 2e-6); // reached at the fourth
    QVERIFY(std::fabs(stages[1].removedMass - 0.056309 / 0.970633) < 2e-6);
    QCOMPARE(stages[1].entropyBefore, stages[0].entropyBits);
    QCOMPARE(stages[2].survivors, 3);
    QVERIFY(std::fabs(stages[2].threshold - 0.3 * 0.455054) < 1e-6);
    QVERIFY(std::fabs(stages[2].removedMass - 0.101536) < 1e-6);
    QCOMPARE(stages[3].survivors, 3);
    QCOMPARE(stages[3].threshold, 0.5);
    QCOMPARE(stages[3].removedMass, 0.0);
    QVERIFY(stages[3].entropyBits < stages[3].entropyBefore);
    QCOMPARE(stages[3].entropyBits, result.entropyBits());

    QCOMPARE(*result.outcomeOf(TokenId{3}).cutBy, 2);
    QCOMPARE(*result.outcomeOf(TokenId{4}).cutBy, 1);
    QCOMPARE(*result.outcomeOf(TokenId{5}).cutBy, 0);
    QCOMPARE(result.outcomeOf(TokenId{3}).logit, 0.5);
    QCOMPARE(result.outcomeOf(TokenId{0}).logit, 4.0);
    QCOMPARE(result.outcomeOf(TokenId{5}).rawRank, 6);
}

void TestChain::ordersDiffer() {
    const std::vector<float> row = {3.0F, 2.0F, 1.0F};
    QCOMPARE(applied(chainOf({TopPOptions{0.8}, TemperatureOptions{0.5}}), row).survivors(), 2);
    QCOMPARE(applied(chainOf({TemperatureOptions{0.5}, TopPOptions{0.8}}), row).survivors(), 1);
}

void TestChain::leavesOutSwitchedOffStages() {
    ChainSpec chain = chainOf({TopKOptions{2}, TemperatureOptions{0.5}, TopKOptions{1}});
    chain.stages[0].enabled = false;
    const ChainResult result = applied(chain, reference);
    QCOMPARE(result.stages().size(), std::size_t{2});
    QCOMPARE(result.stages()[0].kind, SamplerKind::Temperature);
    QCOMPARE(result.stages()[0].stageIndex, 1);
    QCOMPARE(result.stages()[0].survivors, 8);
    QCOMPARE(result.stages()[1].stageIndex, 2);
    QCOMPARE(*result.outcomeOf(TokenId{1}).cutBy, 2);
    QCOMPARE(result.outcomeOf(TokenId{1}).logit, 3.0);
    QCOMPARE(result.entropyBits(), 0.0);
    QCOMPARE(SamplerChain::create(chain)->spec(), chain);
}

void TestChain::drawsTileTheUnitInterval_data() {
    QTest::addColumn<int>("kind");
    QTest::newRow("like a model") << static_cast<int>(RowKind::LikeAModel);
    QTest::newRow("ties") << static_cast<int>(RowKind::Ties);
    QTest::newRow("all equal") << static_cast<int>(RowKind::AllEqual);
    QTest::newRow("impossible") << static_cast<int>(RowKind::WithImpossible);
}

// Walking from interval to interval visits every kept token once, in order, without gap or overlap.
void TestChain::drawsTileTheUnitInterval() {
    QFETCH(int, kind);
    Random random(11);
    const std::vector<float> row = randomRow(random, static_cast<RowKind>(kind), 3000);
    const ChainResult result = applied(chainOf({TopPOptions{0.999}}), row);
    const std::vector<TokenOutcome> kept = result.topKept(result.survivors());
    double u = 0.0;
    for (const TokenOutcome& outcome : kept) {
        const Draw draw = result.draw(u);
        QCOMPARE(draw.token, outcome.token);
        QCOMPARE(draw.start, u);
        QVERIFY(draw.end > u);
        NEAR(draw.end - draw.start, outcome.probability);
        u = draw.end;
    }
    QCOMPARE(u, 1.0);
}

void TestChain::drawsFollowTheProbabilities() {
    const ChainResult result = applied(chainOf({TemperatureOptions{1.5}}), reference);
    std::vector<double> counts(reference.size());
    constexpr int draws = 20'000;
    Random random(7);
    for (int i = 0; i < draws; ++i) {
        counts[indexOf(result.draw(real(random, 0.0, 1.0)).token)] += 1.0;
    }
    double chiSquare = 0.0;
    for (int token = 0; token < 8; ++token) {
        const double expected = draws * result.outcomeOf(TokenId{token}).probability;
        chiSquare += std::pow(counts[static_cast<std::size_t>(token)] - expected, 2) / expected;
    }
    QVERIFY2(chiSquare < 24.3, qPrintable(QString::number(chiSquare))); // 7 degrees of freedom, p = 0.001
}

void TestChain::pagesThroughTheKept() {
    const ChainResult result = applied(chainOf({TopKOptions{5}}), reference);
    QCOMPARE(result.topKept(0).size(), std::size_t{0});
    QCOMPARE(result.topKept(100).size(), std::size_t{5});
    QCOMPARE(result.topKept(3, 3).size(), std::size_t{2});
    QCOMPARE(result.topKept(3, 3)[0].token, TokenId{3});
    QCOMPARE(result.topKept(3, 9).size(), std::size_t{0});
    QCOMPARE(result.topRaw(0).size(), std::size_t{0});
    QCOMPARE(result.topRaw(6)[5].cutBy, std::optional(0));
    QVERIFY(result.topRaw(6)[4].cutBy == std::nullopt);
}

void TestChain::namesImpossibleTokens() {
    constexpr float impossible = -std::numeric_limits<float>::infinity();
    const ChainResult result = applied(chainOf({TopKOptions{1}}), {impossible, 1.0F, 2.0F, impossible});
    const TokenOutcome never = result.outcomeOf(TokenId{0});
    QVERIFY(!never.cutBy);
    QCOMPARE(never.probability, 0.0);
    QCOMPARE(never.rawProbability, 0.0);
    QCOMPARE(never.rawRank, 3);
    const std::vector<TokenOutcome> all = result.topRaw(4);
    QCOMPARE(all.size(), std::size_t{4});
    QCOMPARE(all[2].token, TokenId{0});
    QCOMPARE(all[3].token, TokenId{3});
    QCOMPARE(result.vocabularySize(), 4);
    QCOMPARE(result.topKept(4).size(), std::size_t{1});
}

void TestChain::showsTheWholeVocabulary() {
    Random random(1);
    const std::vector<float> row = randomRow(random, RowKind::Ties, 152'000);
    const ChainResult result = applied({}, row);
    const std::vector<TokenOutcome> all = result.topKept(152'000);
    QCOMPARE(all.size(), row.size());
    double sum = 0.0;
    for (std::size_t i = 1; i < all.size(); ++i) {
        const TokenOutcome& before = all[i - 1];
        QVERIFY(before.logit > all[i].logit || (before.logit == all[i].logit && before.token < all[i].token));
        sum += all[i].probability;
    }
    QVERIFY(std::fabs(sum + all[0].probability - 1.0) < 1e-10);
}

void TestChain::outlivesTheChain() {
    ChainResult result;
    {
        std::vector<float> row = reference;
        const SamplerChain chain = std::move(*SamplerChain::create(chainOf({TopKOptions{2}})));
        result = chain.apply(row);
        row.assign(row.size(), 0.0F);
    }
    const ChainResult other = applied({}, std::vector<float>(8, 1.0F));
    QCOMPARE(result.topKept(8).size(), std::size_t{2});
    QCOMPARE(result.outcomeOf(TokenId{7}).rawLogit, -4.0);
    QCOMPARE(other.outcomeOf(TokenId{7}).probability, 0.125);
}

// One chain and one result, read by several threads: everyone sees the same bits.
void TestChain::runsOnManyThreads() {
    Random random(2);
    const std::vector<float> row = randomRow(random, RowKind::LikeAModel, 30'000);
    const SamplerChain chain = std::move(*SamplerChain::create(chainOf({TemperatureOptions{0.7}, TopPOptions{0.9}})));
    const ChainResult shared = chain.apply(row);
    const Draw expected = shared.draw(0.625);
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    threads.reserve(4);
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int round = 0; round < 20; ++round) {
                const ChainResult own = chain.apply(row);
                const Draw draw = round % 2 == 0 ? own.draw(0.625) : shared.draw(0.625);
                if (draw.token != expected.token || draw.start != expected.start || draw.end != expected.end ||
                    own.entropyBits() != shared.entropyBits() ||
                    shared.topKept(5)[4].probability != own.topKept(5)[4].probability) {
                    ++wrong;
                }
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    QCOMPARE(wrong.load(), 0);
}

QTEST_APPLESS_MAIN(TestChain)
#include "tst_chain.moc"
