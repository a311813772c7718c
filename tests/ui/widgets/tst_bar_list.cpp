#include "ui/widgets/bar_list.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace logitscope;

namespace {

// p = 0.5, 0.25, 0.125, … by falling id; the last two share what is left.
std::vector<float> halving(int size) {
    std::vector<float> logits;
    for (int i = 0; i < size; ++i) {
        logits.push_back(static_cast<float>(-std::min(i, size - 2) * std::log(2.0)));
    }
    return logits;
}

ChainSpec chainOf(std::vector<SamplerOptions> options) {
    ChainSpec chain;
    for (SamplerOptions& option : options) {
        chain.stages.push_back({option, true});
    }
    return chain;
}

ChainResult resultOf(const ChainSpec& chain, const std::vector<float>& logits) {
    return SamplerChain::create(chain).value().apply(logits);
}

BarList barsOf(const ChainSpec& chain, int size, int kept, int cut, std::optional<TokenId> taken = std::nullopt) {
    return barListOf(resultOf(chain, halving(size)), chain, nullptr, kept, cut, taken, 3);
}

QStringList labelsOf(BarList list) {
    std::sort(list.rows.begin(), list.rows.end(), barComesBefore);
    QStringList labels;
    for (const BarRow& row : list.rows) {
        labels << row.label + (row.cut ? " cut by " + row.cut->name : "");
    }
    return labels;
}

} // namespace

class TestBarList : public QObject {
    Q_OBJECT

private slots:
    void listsKeptAndCut() {
        const BarList list = barsOf(chainOf({TopKOptions{2}, MinPOptions{0.6}}), 8, 5, 3);
        QCOMPARE(labelsOf(list), (QStringList{"#0", "#1 cut by Min-p", "#2 cut by Top-k", "#3 cut by Top-k"}));
        QCOMPARE(list.rows[0].probability, 1.0);
        QVERIFY(std::abs(list.rows[0].rawProbability - 0.5) < 1e-6);
        QCOMPARE(list.rows[1].cut->kindIndex, static_cast<int>(SamplerKind::MinP));
        QCOMPARE(list.moreKept, 0);
        QCOMPARE(list.moreCut, 4);
        // 1/32 + 1/64 + 2/128, of the tokens that are not listed.
        QVERIFY(std::abs(*list.moreCutRawMass - (1.0 - 0.5 - 0.25 - 0.125 - 0.0625)) < 1e-6);
        QCOMPARE(list.source, 3);
    }

    void everyTokenIsCountedOnce() {
        for (const int kept : {1, 3, 20}) {
            for (const int cut : {0, 2, 20}) {
                for (const int k : {1, 4, 16}) {
                    const BarList list = barsOf(chainOf({TopKOptions{k}}), 16, kept, cut, TokenId(9));
                    QCOMPARE(qint64(list.rows.size()) + list.moreKept + list.moreCut, 16);
                    double mass = list.moreKeptMass;
                    for (const BarRow& row : list.rows) {
                        mass += row.probability;
                        QCOMPARE(row.cut.has_value(), row.probability == 0.0);
                    }
                    QVERIFY(std::abs(mass - 1.0) < 1e-9);
                    QCOMPARE(list.moreCutRawMass.has_value(), list.moreKept == 0);
                }
            }
        }
    }

    void takenTokenIsListedWhereverItRanks() {
        const BarList kept = barsOf(chainOf({}), 16, 2, 2, TokenId(9));
        QCOMPARE(labelsOf(kept), (QStringList{"#0", "#1", "#9"}));
        QCOMPARE(kept.taken, std::optional(TokenId(9)));
        QCOMPARE(kept.moreKept, 13);
        const BarList cut = barsOf(chainOf({TopKOptions{2}}), 16, 5, 1, TokenId(9));
        QCOMPARE(labelsOf(cut), (QStringList{"#0", "#1", "#2 cut by Top-k", "#9 cut by Top-k"}));
        // Listed once, also where it is among the first.
        QCOMPARE(barsOf(chainOf({}), 16, 3, 0, TokenId(1)).rows.size(), std::size_t(3));
    }

    void switchedOffStagesKeepTheirPlaceInTheChain() {
        ChainSpec chain = chainOf({TopKOptions{1}, TopPOptions{0.6}});
        chain.stages[0].enabled = false;
        const BarList list = barListOf(resultOf(chain, halving(8)), chain, nullptr, 8, 1, std::nullopt, 0);
        QCOMPARE(labelsOf(list), (QStringList{"#0", "#1", "#2 cut by Top-p"}));
    }
};

QTEST_MAIN(TestBarList)
#include "tst_bar_list.moc"
