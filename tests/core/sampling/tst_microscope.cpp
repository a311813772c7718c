// One token's way through a chain and what would have saved it; stages one by one; sweep and histogram.
#include "core/sampling/chain.h"
#include "core/sampling/sampler_catalog.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

using namespace logitscope;

namespace {

const std::vector<float> reference = {2.0F, 1.5F, 1.0F, 0.5F, 0.0F, -1.0F, -2.0F, -4.0F};

ChainSpec chainOf(std::initializer_list<SamplerOptions> stages) {
    ChainSpec spec;
    for (const SamplerOptions& options : stages) {
        spec.stages.push_back({options, true});
    }
    return spec;
}

ChainResult applied(const ChainSpec& chain, const std::vector<float>& row = reference) {
    return SamplerChain::create(chain)->apply(row, {{}, 1, 0, Position{3}});
}

bool near(double a, double b, double tolerance = 1e-6) { return std::fabs(a - b) <= tolerance; }

using Random = std::mt19937_64;

double real(Random& random, double low, double high) {
    return low + (high - low) * (static_cast<double>(random() >> 11) * 0x1p-53);
}

SamplerOptions randomCut(Random& random) {
    switch (random() % 11) {
    case 0:
        return TopKOptions{static_cast<int>(1 + random() % 20)};
    case 1:
        return TopPOptions{real(random, 0, .99), static_cast<int>(random() % 3)};
    case 2:
        return MinPOptions{std::exp(real(random, -6, 0))};
    case 3:
        return TypicalPOptions{real(random, 0, .9)};
    case 4:
        return TopNSigmaOptions{real(random, .01, 2)};
    case 5:
        return EpsilonOptions{std::exp(real(random, -8, 0))};
    case 6:
        return EtaOptions{std::exp(real(random, -8, 0))};
    case 7:
        return XtcOptions{1.0, std::exp(real(random, -4, -.7))};
    case 8:
        return MirostatOptions{static_cast<int>(1 + random() % 2), real(random, 0, 3), .1};
    case 9:
        return random() % 2 == 0 ? SamplerOptions{ArgmaxOptions{}} : SamplerOptions{TemperatureOptions{0}};
    default:
        return DynamicTemperatureOptions{0, 0, 1};
    }
}

// Towards the setting that the chain has: a value that must not help any more.
double justShort(const ParameterInfo& parameter, double value, double present) {
    return parameter.scale == ParameterScale::Linear ? std::nextafter(value, present)
                                                     : value + (present > value ? 1.0 : -1.0);
}

} // namespace

class TestMicroscope : public QObject {
    Q_OBJECT
private slots:
    void tellsTheWayOfAToken();
    void namesWhatDecided_data();
    void namesWhatDecided();
    void remediesAreExact();
    void momentsAreThoseOfThePrefixes();
    void tokensInPlayNeedNothing();
    void viewsStages();
    void cutLines_data();
    void cutLines();
    void resultsBeforeAStage();
    void sweepsTheTemperature();
    void countsTheLogits();
    void largeVocabulary();
};

void TestMicroscope::tellsTheWayOfAToken() {
    ChainSpec chain = chainOf({TemperatureOptions{.5}, TopKOptions{6}, TopPOptions{.9}, MinPOptions{.01}});
    chain.stages[1].enabled = false;
    const TokenHistory history = applied(chain).historyOf(TokenId{3});
    QCOMPARE(history.outcome.token, TokenId{3});
    QCOMPARE(history.outcome.rawLogit, .5);
    QCOMPARE(history.outcome.rawRank, 4);
    QCOMPARE(history.stages.size(), std::size_t{3});
    QCOMPARE(history.stages[0].kind, SamplerKind::Temperature);
    QVERIFY(history.stages[0].inPlay);
    QCOMPARE(history.stages[0].logit, 1.0);
    QVERIFY(near(history.stages[0].probability, .031628));
    QCOMPARE(history.stages[1].stageIndex, 2);
    QVERIFY(!history.stages[1].inPlay);
    QCOMPARE(history.stages[1].logit, 1.0);
    QCOMPARE(history.stages[1].probability, 0.0);
    QVERIFY(!history.stages[2].inPlay);
    QCOMPARE(history.stages[2].logit, 1.0);
    QVERIFY(history.removal);
    QCOMPARE(history.removal->stageIndex, 2);
    QCOMPARE(history.removal->kind, SamplerKind::TopP);
    QCOMPARE(history.removal->threshold, .9);
    QVERIFY(near(history.removal->value, .635268 + .233702 + .085974, 2e-6));
    QVERIFY(near(history.removal->margin(), history.removal->value - .9));
    QCOMPARE(history.removal->remedies.size(), std::size_t{1});
    QVERIFY(near(history.removal->remedies[0].value, history.removal->value, 1e-12));
}

void TestMicroscope::namesWhatDecided_data() {
    QTest::addColumn<int>("unit");
    QTest::addColumn<double>("threshold");
    QTest::addColumn<double>("value");
    QTest::addColumn<double>("remedy"); // of the first parameter that helps; NaN: none does
    QTest::addColumn<int>("token");
    QTest::addColumn<int>("kind");
    const double none = std::numeric_limits<double>::quiet_NaN();
    const auto add = [](const char* name, SamplerKind kind, int token, RemovalUnit unit, double threshold, double value,
                        double remedy) {
        QTest::newRow(name) << static_cast<int>(unit) << threshold << value << remedy << token
                            << static_cast<int>(kind);
    };
    add("top-k", SamplerKind::TopK, 5, RemovalUnit::Rank, 3, 6, 6);
    add("top-p", SamplerKind::TopP, 4, RemovalUnit::CumulativeProbability, .5, .914325, .914325);
    add("min-p", SamplerKind::MinP, 4, RemovalUnit::Probability, .3 * .416067, .056309, std::exp(-2.0));
    add("typical-p", SamplerKind::TypicalP, 3, RemovalUnit::CumulativeProbability, .5, .821488, .821488);
    add("top-nσ", SamplerKind::TopNSigma, 4, RemovalUnit::Deviations, 1, 2 / 1.870829, 2 / 1.870829);
    add("epsilon", SamplerKind::Epsilon, 3, RemovalUnit::Probability, .1, .092837, .092837);
    add("XTC", SamplerKind::Xtc, 0, RemovalUnit::Probability, .1, .416067, .252358);
    add("temperature", SamplerKind::Temperature, 2, RemovalUnit::Logit, 2, 1, 5e-324);
    add("argmax", SamplerKind::Argmax, 1, RemovalUnit::Logit, 2, 1.5, none);
    add("mirostat", SamplerKind::Mirostat, 2, RemovalUnit::Bits, 2, 2.707806, 1.353903);
}

void TestMicroscope::namesWhatDecided() {
    QFETCH(int, unit);
    QFETCH(double, threshold);
    QFETCH(double, value);
    QFETCH(double, remedy);
    QFETCH(int, token);
    QFETCH(int, kind);
    const std::vector<SamplerOptions> settings = {
        TopKOptions{3},     TopPOptions{.5},   MinPOptions{.3},       TypicalPOptions{.5}, TopNSigmaOptions{1},
        EpsilonOptions{.1}, XtcOptions{1, .1}, TemperatureOptions{0}, ArgmaxOptions{},     MirostatOptions{2, 1, .1}};
    const auto chosen = std::ranges::find_if(
        settings, [kind](const SamplerOptions& one) { return static_cast<int>(one.index()) == kind; });
    QVERIFY(chosen != settings.end());
    const TokenHistory history = applied(chainOf({*chosen})).historyOf(TokenId{token});
    QVERIFY(history.removal);
    QCOMPARE(static_cast<int>(history.removal->unit), unit);
    QVERIFY2(near(history.removal->threshold, threshold), qPrintable(QString::number(history.removal->threshold)));
    QVERIFY2(near(history.removal->value, value), qPrintable(QString::number(history.removal->value)));
    QCOMPARE(history.removal->remedies.empty(), std::isnan(remedy));
    if (!std::isnan(remedy)) {
        QVERIFY2(near(history.removal->remedies[0].value, remedy),
                 qPrintable(QString::number(history.removal->remedies[0].value)));
    }
}

// Whatever took a token out: with a remedy it stays, just short of it it does not; and where there is none, the ends of
// the parameters' ranges do not help.
void TestMicroscope::remediesAreExact() {
    Random random(3);
    int remedies = 0;
    for (int round = 0; round < 1500; ++round) {
        std::vector<float> row(2 + random() % 60);
        for (float& logit : row) {
            logit = static_cast<float>(random() % 3 == 0 ? std::round(real(random, -3, 3)) : real(random, -6, 6));
        }
        ChainSpec chain;
        if (random() % 2 == 0) {
            chain.stages.push_back(SamplerSpec{TemperatureOptions{real(random, .3, 2)}});
        }
        chain.stages.push_back(SamplerSpec{randomCut(random)});
        chain.stages.push_back(SamplerSpec{randomCut(random)});
        const ChainResult result = applied(chain, row);
        const TokenId token{static_cast<std::int32_t>(random() % row.size())};
        const TokenHistory history = result.historyOf(token);
        QCOMPARE(history.removal.has_value(), history.outcome.cutBy.has_value());
        if (!history.removal) {
            continue;
        }
        const int stage = history.removal->stageIndex;
        const SamplerInfo& info = infoOf(history.removal->kind);
        const auto survives = [&](std::size_t parameter, double value) {
            ChainSpec changed = chain;
            info.parameters[parameter].set(changed.stages[static_cast<std::size_t>(stage)].options, value);
            return applied(changed, row).outcomeOf(token).cutBy != stage;
        };
        const SamplerOptions& options = chain.stages[static_cast<std::size_t>(stage)].options;
        for (const Remedy& remedy : history.removal->remedies) {
            const ParameterInfo& parameter = info.parameters[remedy.parameter];
            const double present = parameter.get(options);
            const QByteArray story = QString("%1 %2: %3 from %4")
                                         .arg(QLatin1String(info.name), QLatin1String(parameter.name))
                                         .arg(remedy.value, 0, 'g', 17)
                                         .arg(present, 0, 'g', 17)
                                         .toUtf8();
            QVERIFY2(checkParameter(info, parameter, remedy.value).ok(), story);
            QVERIFY2(survives(remedy.parameter, remedy.value), story);
            QVERIFY2(!survives(remedy.parameter, justShort(parameter, remedy.value, present)), story);
            ++remedies;
        }
        if (history.removal->remedies.empty() && !info.parameters.empty()) {
            QVERIFY(info.kind == SamplerKind::Mirostat || info.kind == SamplerKind::Xtc ||
                    info.kind == SamplerKind::TopNSigma);
        }
        QVERIFY(history.removal->margin() >= 0.0);
    }
    QVERIFY(remedies > 500);
}

void TestMicroscope::momentsAreThoseOfThePrefixes() {
    Random random(4);
    for (int round = 0; round < 200; ++round) {
        std::vector<float> row(2 + random() % 40);
        for (float& logit : row) {
            logit = static_cast<float>(real(random, -4, 4));
        }
        LogitBiasOptions bias;
        bias.biases = {{TokenId{1}, 2.5}};
        bias.banned = {TokenId{0}};
        ChainSpec chain = chainOf({bias, randomCut(random), TemperatureOptions{.7}, AdaptivePOptions{.4, .9},
                                   randomCut(random), PenaltiesOptions{1.5}});
        const ChainResult result = applied(chain, row);
        for (std::size_t id = 0; id < row.size(); ++id) {
            const TokenId token{static_cast<std::int32_t>(id)};
            const TokenHistory history = result.historyOf(token);
            for (std::size_t i = 0; i < chain.stages.size(); ++i) {
                const TokenOutcome prefix = result.before(static_cast<int>(i) + 1).outcomeOf(token);
                QCOMPARE(history.stages[i].inPlay, !prefix.cutBy);
                QCOMPARE(history.stages[i].logit, prefix.logit);
                QCOMPARE(history.stages[i].probability, prefix.probability);
            }
            QCOMPARE(history.stages.back().probability, history.outcome.probability);
        }
    }
}

void TestMicroscope::tokensInPlayNeedNothing() {
    constexpr float never = -std::numeric_limits<float>::infinity();
    const ChainResult result = applied(chainOf({TopKOptions{2}}), {1, never, 2, 0});
    QVERIFY(!result.historyOf(TokenId{0}).removal);
    const TokenHistory impossible = result.historyOf(TokenId{1});
    QVERIFY(!impossible.removal);
    QVERIFY(!impossible.stages[0].inPlay);
    QCOMPARE(impossible.stages[0].probability, 0.0);
    QVERIFY(result.historyOf(TokenId{3}).removal);
    QVERIFY(applied({}).historyOf(TokenId{0}).stages.empty());
}

void TestMicroscope::viewsStages() {
    const ChainResult result = applied(chainOf({TopKOptions{5}, TemperatureOptions{.5}, MinPOptions{.1}}));
    const StageView view = result.stageView(2, 4);
    QCOMPARE(view.trace.kind, SamplerKind::MinP);
    QCOMPARE(view.countBefore, 5);
    QCOMPARE(view.countAfter, 3);
    QCOMPARE(view.cutLine, std::optional(3));
    QCOMPARE(view.tokens.size(), std::size_t{4});
    double before = 0.0;
    for (std::size_t i = 0; i < 4; ++i) {
        QCOMPARE(view.tokens[i].token, TokenId{static_cast<std::int32_t>(i)});
        QCOMPARE(view.tokens[i].kept, i < 3);
        QCOMPARE(view.tokens[i].logitBefore, 2.0 * static_cast<double>(reference[i]));
        QCOMPARE(view.tokens[i].probabilityAfter, result.outcomeOf(view.tokens[i].token).probability);
        before += view.tokens[i].probabilityBefore;
    }
    QVERIFY(near(before, 1.0 - view.tokens[0].probabilityBefore * std::exp(-4.0), 1e-12));
    const StageView temperature = result.stageView(1, 9);
    QCOMPARE(temperature.tokens.size(), std::size_t{5});
    QVERIFY(!temperature.cutLine);
    QVERIFY(temperature.tokens[0].probabilityAfter > temperature.tokens[0].probabilityBefore);
    // Tokens that later stages took out were there all the same.
    QVERIFY(temperature.tokens[4].kept);
    QCOMPARE(temperature.tokens[4].logitAfter, 0.0);
}

void TestMicroscope::cutLines_data() {
    QTest::addColumn<int>("index");
    QTest::addColumn<int>("line"); // -1: none
    QTest::newRow("top-p") << 0 << 4;
    QTest::newRow("typical-p, which may cut the first") << 1 << -1;
    QTest::newRow("XTC") << 2 << -1;
    QTest::newRow("a ban") << 3 << -1;
    QTest::newRow("top-k that keeps all") << 4 << -1;
    QTest::newRow("temperature 0") << 5 << 1;
}

void TestMicroscope::cutLines() {
    QFETCH(int, index);
    QFETCH(int, line);
    LogitBiasOptions ban;
    ban.banned = {TokenId{7}};
    const std::vector<SamplerOptions> stages = {TopPOptions{.9}, TypicalPOptions{.2},  XtcOptions{1, .1}, ban,
                                                TopKOptions{8},  TemperatureOptions{0}};
    const StageView view = applied(chainOf({stages[static_cast<std::size_t>(index)]})).stageView(0, 8);
    QCOMPARE(view.cutLine.value_or(-1), line);
    const auto kept = std::ranges::count_if(view.tokens, &StageToken::kept);
    QCOMPARE(static_cast<int>(kept), view.countAfter);
}

void TestMicroscope::resultsBeforeAStage() {
    ChainSpec chain = chainOf({TopKOptions{5}, TopKOptions{4}, TopKOptions{3}, TopKOptions{2}});
    chain.stages[1].enabled = false;
    const ChainResult result = applied(chain);
    QCOMPARE(result.before(0).survivors(), 8);
    QCOMPARE(result.before(1).survivors(), 5);
    QCOMPARE(result.before(2).survivors(), 5);
    QCOMPARE(result.before(3).survivors(), 3);
    QCOMPARE(result.before(4).survivors(), 2);
    QCOMPARE(result.before(3).stages().size(), std::size_t{2});
    QCOMPARE(result.before(3).before(2).survivors(), 5);
    QCOMPARE(result.before(4).entropyBits(), result.entropyBits());
}

void TestMicroscope::sweepsTheTemperature() {
    const ChainResult incoming = applied(chainOf({TopKOptions{5}, TemperatureOptions{2}}));
    const std::vector<TokenId> tokens = {TokenId{4}, TokenId{0}, TokenId{7}};
    const std::vector<double> temperatures = {0.0, .5, 1.0, 2.0};
    const std::vector<SweepPoint> points = incoming.temperatureSweep(tokens, temperatures);
    QCOMPARE(points.size(), temperatures.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        const ChainResult direct =
            applied(chainOf({TopKOptions{5}, TemperatureOptions{2}, TemperatureOptions{temperatures[i]}}));
        QCOMPARE(points[i].temperature, temperatures[i]);
        QVERIFY(near(points[i].entropyBits, direct.entropyBits(), 1e-12));
        for (std::size_t t = 0; t < tokens.size(); ++t) {
            QVERIFY(near(points[i].probabilities[t], direct.outcomeOf(tokens[t]).probability, 1e-12));
        }
    }
    QCOMPARE(points[0].probabilities, (std::vector<double>{0.0, 1.0, 0.0}));
    QCOMPARE(points[0].entropyBits, 0.0);
}

void TestMicroscope::countsTheLogits() {
    constexpr float never = -std::numeric_limits<float>::infinity();
    std::vector<float> row = reference;
    row.push_back(never);
    const ChainResult result = applied(chainOf({TopKOptions{4}, TemperatureOptions{.1}}), row);
    const std::vector<LogitBin> bins = result.histogram(3); // -4 … -2 … 0 … 2
    QCOMPARE(bins.size(), std::size_t{3});
    QCOMPARE(bins[0].from, -4.0);
    QCOMPARE(bins[1].from, -2.0);
    QCOMPARE(bins[2].to, 2.0);
    QCOMPARE(bins[0].count, 1);
    QCOMPARE(bins[1].count, 2);
    QCOMPARE(bins[2].count, 5);
    QCOMPARE(bins[2].kept, 4);
    QCOMPARE(bins[0].kept + bins[1].kept, 0);
    QVERIFY(near(bins[0].mass, .001031));
    QVERIFY(near(bins[0].mass + bins[1].mass + bins[2].mass, 1.0, 1e-12));
    const std::vector<LogitBin> equal = applied({}, {3, 3, 3}).histogram(4);
    QCOMPARE(equal[0].count, 3);
    QCOMPARE(equal[0].from, 3.0);
    QCOMPARE(equal[3].to, 3.0);
}

void TestMicroscope::largeVocabulary() {
    Random random(9);
    std::vector<float> row(152'000);
    for (float& logit : row) {
        logit = static_cast<float>(real(random, -6, 6) + (random() % 3000 == 0 ? 8 : 0));
    }
    const ChainResult result = applied(chainOf({TemperatureOptions{.9}, TopPOptions{.8}}), row);
    const TokenId token = result.topRaw(result.survivors() + 10).back().token;
    const TokenHistory history = result.historyOf(token);
    QVERIFY(history.removal);
    const double needed = history.removal->remedies.at(0).value;
    const auto kept = [&](double p) {
        return !applied(chainOf({TemperatureOptions{.9}, TopPOptions{p}}), row).outcomeOf(token).cutBy;
    };
    QVERIFY(kept(needed));
    QVERIFY(!kept(std::nextafter(needed, 0.0)));
}

QTEST_APPLESS_MAIN(TestMicroscope)
#include "tst_microscope.moc"
