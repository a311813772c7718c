// The same settings in the orders of other programs.
#include "core/sampling/sampler_catalog.h"
#include "ui/labs/sampling/microscope/chain_orders.h"

#include <QtTest>

#include <cmath>

using namespace logitscope;

namespace {

const ChainSpec& orderOf(const std::string& name) {
    for (const ChainPreset& preset : chainPresets()) {
        if (preset.name == name) {
            return preset.chain;
        }
    }
    qFatal("no such order");
}

std::vector<SamplerKind> kindsOf(const ChainSpec& chain) {
    std::vector<SamplerKind> kinds;
    for (const SamplerSpec& stage : chain.stages) {
        kinds.push_back(stage.kind());
    }
    return kinds;
}

} // namespace

class TestChainOrders : public QObject {
    Q_OBJECT

private slots:
    // At T 0.5 the first token alone has 87 %, at T 1 it has 67 %: whether the cut at 80 % comes before the temperature
    // decides between two tokens and one.
    void twoTokensAgainstOne() {
        const ChainSpec chain{{{TopPOptions{0.8, 1}, true}, {TemperatureOptions{0.5}, true}}};
        const std::vector<float> row{3, 2, 1};
        const OrderDiff diff = orderDiff(row, {}, {}, reordered(chain, orderOf("llama.cpp")),
                                         reordered(chain, orderOf("Hugging Face")), 10);
        QCOMPARE(kindsOf(diff.left), (std::vector{SamplerKind::TopP, SamplerKind::Temperature}));
        QCOMPARE(kindsOf(diff.right), (std::vector{SamplerKind::Temperature, SamplerKind::TopP}));
        QCOMPARE(diff.keptLeft, 2);
        QCOMPARE(diff.keptRight, 1);
        QCOMPARE(diff.onlyLeft, 1);
        QCOMPARE(diff.onlyRight, 0);
        QCOMPARE(diff.tokens, (std::vector{TokenId{0}, TokenId{1}}));
        const double p = 1.0 / (1.0 + std::exp(-2.0)); // of the two tokens at T 0.5
        QVERIFY(std::abs(diff.leftProbabilities[0] - p) < 1e-12);
        QVERIFY(std::abs(diff.leftProbabilities[1] - (1.0 - p)) < 1e-12);
        QCOMPARE(diff.rightProbabilities, (std::vector{1.0, 0.0}));
        // JS of (p, 1 - p) and (1, 0), by hand.
        const double m = (1.0 + p) / 2.0, n = (1.0 - p) / 2.0;
        const double js =
            0.5 * (p * std::log2(p / m) + (1.0 - p) * std::log2((1.0 - p) / n)) + 0.5 * std::log2(1.0 / m);
        QVERIFY(std::abs(diff.jsBits - js) < 1e-12);
    }

    void settingsAreKeptAndStrangersStay() {
        const ChainSpec chain{{{TopPOptions{0.8, 2}, true},
                               {TopKOptions{7}, true},
                               {TemperatureOptions{0.5}, false},
                               {PenaltiesOptions{1.2}, true}}};
        const ChainSpec openAi = reordered(chain, orderOf("OpenAI"));
        QCOMPARE(kindsOf(openAi),
                 (std::vector{SamplerKind::Penalties, SamplerKind::TopK, SamplerKind::Temperature, SamplerKind::TopP}));
        QCOMPARE(openAi.stages[0], chain.stages[3]);
        QCOMPARE(openAi.stages[1], chain.stages[1]);
        QCOMPARE(openAi.stages[2], chain.stages[2]);
        QCOMPARE(openAi.stages[3], chain.stages[0]);
        QCOMPARE(foreignKinds(chain, orderOf("OpenAI")), (std::vector{SamplerKind::TopK}));
        QVERIFY(foreignKinds(chain, orderOf("llama.cpp")).empty());
        const ChainSpec dynamic{{{DynamicTemperatureOptions{1.0, 0.5}, true}, {TopKOptions{7}, true}}};
        QCOMPARE(kindsOf(reordered(dynamic, orderOf("llama.cpp"))),
                 (std::vector{SamplerKind::TopK, SamplerKind::DynamicTemperature}));
    }

    void sameOrderIsNoDifference() {
        const ChainSpec chain{{{TemperatureOptions{0.5}, true}, {TopPOptions{0.9, 1}, true}}};
        const std::vector<float> row{3, 2, 1, 0};
        const OrderDiff diff = orderDiff(row, {}, {}, chain, reordered(chain, orderOf("Hugging Face")), 10);
        QCOMPARE(diff.left, diff.right);
        QCOMPARE(diff.jsBits, 0.0);
        QCOMPARE(diff.onlyLeft + diff.onlyRight, 0);
    }
};

QTEST_APPLESS_MAIN(TestChainOrders)
#include "tst_chain_orders.moc"
