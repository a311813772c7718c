// Samplers that read the text so far or name tokens: penalties, DRY with its breakers, logit bias.
#include "core/sampling/chain.h"
#include "core/sampling/repetitions.h"
#include "core/sampling/sampler_catalog.h"

#include <QtTest/QTest>

#include <cmath>
#include <map>
#include <random>
#include <vector>

using namespace logitscope;

Q_DECLARE_METATYPE(logitscope::ChainSpec)

namespace {

using Ids = std::vector<int>;
using Logits = std::map<int, double>; // of the tokens that change; the others keep theirs
using Texts = std::vector<std::string>;

const std::vector<float> reference = {2.0F, 1.5F, 1.0F, 0.5F, 0.0F, -1.0F, -2.0F, -4.0F};
constexpr double banned = -INFINITY;

ChainSpec penalties(double repeat, double frequency, double presence, int lastN) {
    return {{SamplerSpec{PenaltiesOptions{repeat, frequency, presence, lastN}}}};
}

ChainSpec dry(double multiplier, double base, int allowed, Texts breakers = {}, int lastN = -1) {
    return {{SamplerSpec{DryOptions{multiplier, base, allowed, lastN, std::move(breakers)}}}};
}

std::vector<TokenId> tokens(const Ids& ids) {
    std::vector<TokenId> result;
    for (const int id : ids) {
        result.push_back(TokenId{id});
    }
    return result;
}

// Token i spells the i-th of these.
TokenTexts spelling(const Texts& texts) {
    return [texts](TokenId token) -> std::string_view {
        return indexOf(token) < texts.size() ? std::string_view(texts[indexOf(token)]) : std::string_view();
    };
}

} // namespace

Q_DECLARE_METATYPE(Ids)
Q_DECLARE_METATYPE(Logits)
Q_DECLARE_METATYPE(Texts)

class TestHistorySamplers : public QObject {
    Q_OBJECT
private slots:
    void editsLogits_data();
    void editsLogits();
    void publishedDry();
    void breakersInTexts_data();
    void breakersInTexts();
    void repetitionsAgreeWithTheBlackboard();
    void bansTakeTokensOut();
    void aBanOfEverythingBansNothing();
};

void TestHistorySamplers::editsLogits_data() {
    QTest::addColumn<ChainSpec>("chain");
    QTest::addColumn<Ids>("history");
    QTest::addColumn<Logits>("changed");
    QTest::addColumn<double>("threshold");
    const auto add = [](const char* name, const ChainSpec& chain, const Ids& history, const Logits& changed,
                        double threshold) { QTest::newRow(name) << chain << history << changed << threshold; };

    // llama.cpp's output; the window of four leaves out the first 0.
    add("penalties", penalties(1.5, .5, .25, 4), {0, 0, 5, 1, 0}, {{0, .083333}, {1, .25}, {5, -2.25}}, 3);
    add("penalties, whole text", penalties(1.5, .5, .25, -1), {0, 0, 5, 1, 0}, {{0, -.416667}, {1, .25}, {5, -2.25}},
        3);
    add("penalties, a window longer than the text", penalties(1, 1, 0, 64), {0, 0}, {{0, 0}}, 1);
    add("penalties, no window", penalties(1.5, .5, .25, 0), {0, 0, 5, 1, 0}, {}, 0);
    add("penalties, no text", penalties(1.5, .5, .25, 4), {}, {}, 0);
    add("penalties, neutral", penalties(1, 0, 0, 64), {0, 1, 2}, {}, 0);
    add("repeat alone: a logit of 0 stays", penalties(2, 0, 0, 64), {0, 4, 5}, {{0, 1}, {5, -2}}, 3);
    add("repeat below 1 rewards", penalties(.5, 0, 0, 64), {0, 5}, {{0, 4}, {5, -.5}}, 2);
    add("frequency counts", penalties(1, .5, 0, 64), {1, 1, 1}, {{1, 0}}, 1);
    add("presence does not", penalties(1, 0, .5, 64), {1, 1, 1}, {{1, 1}}, 1);
    add("tokens beyond the row", penalties(2, 1, 1, 64), {900, 1000}, {}, 0);

    add("DRY, three tokens", dry(.8, 1.75, 2), {3, 4, 5, 6, 3, 4, 5}, {{6, -3.4}}, 3);
    add("DRY, two tokens", dry(.8, 1.75, 2), {3, 4, 5, 6, 3, 4}, {{5, -1.8}}, 2);
    add("DRY, one token is allowed", dry(.8, 1.75, 2), {3, 4, 5, 6, 3}, {}, 0);
    add("DRY, one token is too many", dry(.8, 1.75, 1), {3, 4, 5, 6, 3}, {{4, -.8}}, 1);
    add("DRY, the longest of several", dry(1, 2, 1), {1, 2, 5, 2, 6, 1, 2}, {{5, -3}, {6, -3}}, 2);
    add("DRY, overlapping", dry(1, 2, 1), {3, 3, 3, 3}, {{3, -3.5}}, 3);
    add("DRY, as long as allowed is no context", dry(1, 2, 3), {3, 3, 3}, {}, 0);
    add("DRY, a window without the repetition", dry(.8, 1.75, 2, {}, 4), {3, 4, 5, 6, 3, 4, 5}, {}, 0);
    add("DRY, a window that cuts it", dry(1, 2, 2, {}, 6), {3, 4, 5, 6, 3, 4, 5}, {{6, -3}}, 2);
    add("DRY, multiplier 0", dry(0, 1.75, 2), {3, 4, 5, 6, 3, 4, 5}, {}, 0);
    add("DRY, base below 1", dry(.8, .99, 2), {3, 4, 5, 6, 3, 4, 5}, {}, 0);
    add("DRY, base 1 is the same for any length", dry(.8, 1, 2), {3, 4, 5, 6, 3, 4, 5}, {{6, -2.8}}, 3);
    add("DRY, no window", dry(.8, 1.75, 2, {}, 0), {3, 4, 5, 6, 3, 4, 5}, {}, 0);
    add("DRY, a breaker inside", dry(.8, 1.75, 2, {"e"}), {3, 4, 5, 6, 3, 4, 5}, {}, 0);
    add("DRY, a breaker before", dry(.8, 1.75, 2, {"d"}), {3, 4, 5, 6, 3, 4, 5}, {{6, -2.8}}, 2);
    add("DRY, a breaker of several tokens", dry(.8, 1.75, 2, {"gd"}), {3, 4, 5, 6, 3, 4, 5}, {{6, -2.8}}, 2);
    add("DRY, a breaker that is not there", dry(.8, 1.75, 2, {"ged"}), {3, 4, 5, 6, 3, 4, 5}, {{6, -3.4}}, 3);
    add("DRY, a breaker is not penalised", dry(.8, 1.75, 2, {"g"}), {3, 4, 5, 6, 3, 4, 5}, {}, 0);
    // 88.7228 / ln 2 = 127.99: base^127, though the exponent would be 499.
    Ids endless(501, 0);
    add("DRY, exponents end where a float32 would", dry(1, 2, 1), endless, {{0, 2 - std::exp2(127)}}, 500);

    LogitBiasOptions bias;
    bias.biases = {{TokenId{7}, 3.5}, {TokenId{0}, -1}, {TokenId{99}, 5}};
    add("logit bias", {{SamplerSpec{bias}}}, {}, {{0, 1}, {7, -.5}}, 2);
}

void TestHistorySamplers::editsLogits() {
    QFETCH(ChainSpec, chain);
    QFETCH(Ids, history);
    QFETCH(Logits, changed);
    QFETCH(double, threshold);
    const std::vector<TokenId> text = tokens(history);
    const SamplerChain made = SamplerChain::create(chain, spelling({"a", "b", "c", "d", "e", "f", "g", "h"})).value();
    const ChainResult result = made.apply(reference, {text, 7, 0, Position{0}});
    QCOMPARE(result.stages()[0].threshold, threshold);
    QCOMPARE(result.stages()[0].removedMass, 0.0);
    for (int id = 0; id < 8; ++id) {
        const auto edit = changed.find(id);
        const double expected =
            edit == changed.end() ? static_cast<double>(reference[static_cast<std::size_t>(id)]) : edit->second;
        const double actual = result.outcomeOf(TokenId{id}).logit;
        QVERIFY2(std::fabs(actual - expected) <= 1e-6 * std::max(1.0, std::fabs(expected)),
                 qPrintable(QString("token %1: %2 instead of %3").arg(id).arg(actual).arg(expected)));
    }
    // Without texts no breaker is ever found.
    if (changed.empty() && threshold == 0 && !std::get_if<DryOptions>(&chain.stages[0].options)) {
        QCOMPARE(SamplerChain::create(chain)->apply(reference, {text, 7, 0, Position{0}}).entropyBits(),
                 result.entropyBits());
    }
}

// llama.cpp's tests/test-sampling.cpp: uniform over four, multiplier 1, base 1.1, allowed 2, history 0 1 2 0 1.
void TestHistorySamplers::publishedDry() {
    const std::vector<TokenId> text = tokens({0, 1, 2, 0, 1});
    const std::vector<float> row(4, std::log(.25F));
    const ChainResult result = SamplerChain::create(dry(1, 1.1, 2))->apply(row, {text, 7, 0, Position{5}});
    for (int id = 0; id < 4; ++id) {
        const double expected = id == 2 ? .109232 : .296923;
        QVERIFY(std::fabs(result.outcomeOf(TokenId{id}).probability - expected) < 1e-6);
    }
}

void TestHistorySamplers::breakersInTexts_data() {
    QTest::addColumn<Texts>("texts"); // of tokens 0, 1, …: the text in this order
    QTest::addColumn<Texts>("breakers");
    QTest::addColumn<int>("after");
    const auto add = [](const char* name, const Texts& texts, const Texts& breakers, int after) {
        QTest::newRow(name) << texts << breakers << after;
    };
    add("none", {"a", "b"}, {"x"}, 2);
    add("no breakers", {"a", "b"}, {}, 2);
    add("no tokens", {}, {"x"}, 0);
    add("a token of its own", {"a", "\n", "b"}, {"\n"}, 1);
    add("inside a token", {"a", "so:", "b", "c"}, {":"}, 2);
    add("the last token", {"a", "b", "x"}, {"x"}, 0);
    add("across two", {"a", "en", "d", "b"}, {"end"}, 1);
    add("from within one into another", {"a", "broken", "dash", "b", "c"}, {"end"}, 2);
    add("across three", {"e", "n", "d", "b"}, {"end"}, 1);
    add("cut short at the end", {"a", "en"}, {"end"}, 2);
    add("another ending", {"en", "c", "b"}, {"end"}, 3);
    add("the last of several", {"x", "a", "x", "b"}, {"x"}, 1);
    add("the last of different ones", {"x", "a", "y", "b"}, {"y", "x"}, 1);
    // Both begin in the same token: the longer one ends later.
    add("the longer of two", {"a", "x", "y", "b"}, {"x", "xy"}, 1);
    add("overlapping itself", {"a", "aa", "b", "c"}, {"aab"}, 1);
    add("tokens without text between", {"e", "", "nd", "b"}, {"end"}, 1);
    add("a character in bytes", {"\xE3", "\x80", "\x82", "b"}, {"\xE3\x80\x82"}, 1);
}

void TestHistorySamplers::breakersInTexts() {
    QFETCH(Texts, texts);
    QFETCH(Texts, breakers);
    QFETCH(int, after);
    std::vector<TokenId> text;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        text.push_back(TokenId{static_cast<std::int32_t>(i)});
    }
    QCOMPARE(tokensAfterBreaker(text, spelling(texts), breakers, text.size()), static_cast<std::size_t>(after));
    QCOMPARE(tokensAfterBreaker(text, {}, breakers, text.size()), text.size());
}

void TestHistorySamplers::repetitionsAgreeWithTheBlackboard() {
    std::mt19937 random(5);
    for (int round = 0; round < 3000; ++round) {
        const int letters = 1 + static_cast<int>(random() % 4);
        std::vector<TokenId> text(random() % 40);
        for (TokenId& token : text) {
            token = TokenId{static_cast<std::int32_t>(random() % static_cast<unsigned>(letters))};
        }
        const std::vector<std::size_t> lengths = repetitionLengths(text);
        QCOMPARE(lengths.size(), text.size());
        for (std::size_t i = 0; i < text.size(); ++i) {
            std::size_t length = 0;
            while (length < i && text[i - 1 - length] == text[text.size() - 1 - length]) {
                ++length;
            }
            QCOMPARE(lengths[i], length);
        }
    }
}

void TestHistorySamplers::bansTakeTokensOut() {
    LogitBiasOptions bias;
    bias.biases = {{TokenId{1}, .5}, {TokenId{3}, 1.5}};
    bias.banned = {TokenId{0}, TokenId{3}}; // a ban is stronger than a bias
    ChainSpec chain{{SamplerSpec{TopKOptions{7}}, SamplerSpec{bias}}};
    const ChainResult result = SamplerChain::create(chain)->apply(reference);
    QCOMPARE(result.survivors(), 5);
    QCOMPARE(result.topKept(1)[0].token, TokenId{1});
    QCOMPARE(result.outcomeOf(TokenId{1}).logit, 2.0);
    QCOMPARE(result.outcomeOf(TokenId{0}).cutBy, std::optional(1));
    QCOMPARE(result.outcomeOf(TokenId{0}).logit, 2.0);
    QCOMPARE(result.outcomeOf(TokenId{3}).cutBy, std::optional(1));
    QCOMPARE(result.outcomeOf(TokenId{7}).cutBy, std::optional(0));
    QVERIFY(std::fabs(result.stages()[1].removedMass - (.416067 + .092837) / (1 - .001031)) < 2e-6);
    QVERIFY(!result.stages()[1].blocked);
    const Removal removal = *result.historyOf(TokenId{0}).removal;
    QCOMPARE(removal.unit, RemovalUnit::None);
    QVERIFY(removal.remedies.empty());
}

void TestHistorySamplers::aBanOfEverythingBansNothing() {
    LogitBiasOptions bias;
    bias.banned = {TokenId{0}, TokenId{1}};
    ChainSpec chain{{SamplerSpec{TopKOptions{2}}, SamplerSpec{bias}}};
    const ChainResult result = SamplerChain::create(chain)->apply(reference);
    QCOMPARE(result.survivors(), 2);
    QVERIFY(result.stages()[1].blocked);
    QCOMPARE(result.stages()[1].threshold, 0.0);
    QCOMPARE(result.stages()[1].removedMass, 0.0);
}

QTEST_APPLESS_MAIN(TestHistorySamplers)
#include "tst_history_samplers.moc"
