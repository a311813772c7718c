// The microscope page by page, as it answers for a row of logits.
#include "ui/labs/sampling/microscope/formula_panel.h"
#include "ui/labs/sampling/microscope/microscope_panel.h"
#include "ui/labs/sampling/microscope/order_page.h"
#include "ui/labs/sampling/microscope/stage_page.h"
#include "ui/labs/sampling/microscope/token_pairs_plot.h"
#include "ui/labs/sampling/microscope/why_panel.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QTabBar>
#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace logitscope;

namespace {

const std::vector<float> reference{2, 1.5F, 1, 0.5F, 0, -1, -2, -4};

MicroscopePlace placeOf(const ChainSpec& chain, const std::vector<float>& row = reference, int token = 0) {
    return {LogitRow::copyOf(row), chain, {}, std::make_shared<const RunModel>(), TokenId{token}};
}

ChainSpec usual() { return {{{TopKOptions{5}, true}, {TopPOptions{0.9, 1}, true}, {TemperatureOptions{0.5}, true}}}; }

struct Fixture {
    MicroscopePanel panel;

    Fixture() {
        panel.resize(440, 260);
        panel.show();
    }
    void look(const MicroscopePlace& place, MicroscopePage page) {
        panel.setPlace(place);
        panel.showPage(page);
        panel.finishNow();
    }
};

} // namespace

class TestMicroscopePanel : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { Theme::instance().apply(*qApp); }

    void saysWhatToDoWhileEmpty() {
        Fixture fixture;
        QVERIFY(fixture.panel.findChild<QLabel*>("empty")->isVisible());
        fixture.look(placeOf(usual()), MicroscopePage::Why);
        QVERIFY(!fixture.panel.findChild<QLabel*>("empty")->isVisible());
        fixture.panel.clear();
        QVERIFY(fixture.panel.findChild<QLabel*>("empty")->isVisible());
        QVERIFY(!fixture.panel.findChild<QTabBar*>("pages")->isVisible());
    }

    void answersForTheTokenAskedFor() {
        Fixture fixture;
        fixture.look(placeOf(usual()), MicroscopePage::Why);
        QVERIFY(fixture.panel.why().text().contains("No stage removes it"));
        fixture.panel.askFor(TokenId{6});
        fixture.panel.finishNow();
        QVERIFY(fixture.panel.why().text().contains("k ≥ 7"));
        fixture.panel.showPage(MicroscopePage::Formula);
        fixture.panel.finishNow();
        QVERIFY(fixture.panel.formula().text().contains("-2.0000"));
    }

    void holdsTheTokenOnlyWhenTold() {
        Fixture fixture;
        fixture.look(placeOf(usual()), MicroscopePage::Why);
        fixture.panel.askFor(TokenId{6});
        fixture.look(placeOf(usual()), MicroscopePage::Why); // another row
        QVERIFY(fixture.panel.why().text().contains("“#0”"));
        fixture.panel.askFor(TokenId{6});
        fixture.panel.findChild<QCheckBox*>("hold")->setChecked(true);
        fixture.look(placeOf(usual()), MicroscopePage::Why);
        QVERIFY(fixture.panel.why().text().contains("“#6”"));
        fixture.look(placeOf({}, {1, 2}), MicroscopePage::Why); // has no token 6
        QVERIFY(fixture.panel.why().text().contains("“#0”"));
    }

    void theNewestQuestionWins() {
        Fixture fixture;
        MicroscopePlace place = placeOf(usual());
        fixture.panel.askFor(TokenId{6});
        for (int k = 1; k <= 5; ++k) {
            place.chain = {{{TopKOptions{k}, true}}};
            place.token = TokenId{6};
            fixture.panel.setPlace(place);
        }
        fixture.panel.finishNow();
        QVERIFY2(fixture.panel.why().text().contains("after rank 5"), qPrintable(fixture.panel.why().text()));
    }

    void asksNothingWhileHidden() {
        MicroscopePanel panel;
        panel.setPlace(placeOf(usual()));
        panel.finishNow();
        QVERIFY(panel.why().text().isEmpty());
        panel.show();
        panel.finishNow();
        QVERIFY(!panel.why().text().isEmpty());
    }

    // With the temperature as the last stage the sweep goes through the final distribution.
    void temperatureSweepMeetsTheDistribution() {
        Fixture fixture;
        fixture.look(placeOf(usual()), MicroscopePage::Temperature);
        fixture.panel.temperature().drawNow();
        const TemperatureSweep& sweep = fixture.panel.temperature().sweep();
        QCOMPARE(sweep.present, 0.5);
        const ChainResult result = SamplerChain::create(usual())->apply(reference);
        const SweepPoint& point = sweep.points[20];
        QCOMPARE(point.temperature, 0.5);
        QVERIFY(std::abs(point.entropyBits - result.entropyBits()) < 1e-9);
        for (std::size_t i = 0; i < sweep.tokens.size(); ++i) {
            QVERIFY(std::abs(point.probabilities[i] - result.probabilityOf(sweep.tokens[i])) < 1e-9);
        }
        QCOMPARE(sweep.points.front().probabilities.front(), 1.0); // T = 0
        const PlotTable table = fixture.panel.temperature().table();
        QCOMPARE(table.rows.size(), sweep.points.size());
        QCOMPARE(table.columns.size(), static_cast<qsizetype>(sweep.tokens.size() + 2));
    }

    void histogramCountsEveryToken() {
        const ChainSpec chain{{{LogitBiasOptions{{{TokenId{5}, 5.0}}, {}}, true}, {TopKOptions{3}, true}}};
        const ChainResult result = SamplerChain::create(chain)->apply(reference);
        const LogitHistogram histogram = logitHistogramOf(result, reference);
        int count = 0, kept = 0;
        for (const LogitBin& bin : histogram.bins) {
            count += bin.count;
            kept += bin.kept;
        }
        QCOMPARE(count, 8);
        QCOMPARE(kept, 3);
        QCOMPARE(histogram.lowestKept, -1.0); // the biased one
        Fixture fixture;
        fixture.look(placeOf(chain), MicroscopePage::Logits);
        fixture.panel.logits().drawNow();
        fixture.panel.findChild<QCheckBox*>("logarithmic")->setChecked(false);
        fixture.panel.logits().drawNow();
        QCOMPARE(fixture.panel.logits().table().rows.size(), histogram.bins.size());
    }

    void ordersAreCompared() {
        Fixture fixture;
        const ChainSpec chain{{{TopPOptions{0.8, 1}, true}, {TemperatureOptions{0.5}, true}}};
        fixture.look(placeOf(chain, {3, 2, 1}), MicroscopePage::Orders);
        QVERIFY(fixture.panel.orders().sentence().contains("JS divergence 0.0000")); // llama.cpp's is the same
        auto* right = fixture.panel.findChild<QComboBox*>("rightOrder");
        right->setCurrentIndex(right->findText("as Hugging Face"));
        fixture.panel.finishNow();
        const QString sentence = fixture.panel.orders().sentence();
        QVERIFY2(sentence.contains("keeps 2") && sentence.contains("keeps 1"), qPrintable(sentence));
        QVERIFY(sentence.contains("Tokens only in the first: 1"));
        const TokenPairs& pairs = fixture.panel.orders().plot().pairs();
        QCOMPARE(pairs.pairs.size(), std::size_t(2));
        QCOMPARE(pairs.pairs[1].note, "first only");
        const ChainSpec foreign{{{TopKOptions{2}, true}}};
        right->setCurrentIndex(right->findText("as OpenAI"));
        fixture.look(placeOf(foreign), MicroscopePage::Orders);
        QVERIFY(fixture.panel.orders().sentence().contains("OpenAI does not have: Top-k"));
    }

    void stagesAreTakenApart() {
        Fixture fixture;
        fixture.look(placeOf(usual()), MicroscopePage::Why);
        fixture.panel.showStage(0);
        fixture.panel.finishNow();
        const TokenPairs& pairs = fixture.panel.stage().plot().pairs();
        QCOMPARE(pairs.cutAfter, 5);
        QCOMPARE(pairs.pairs.size(), std::size_t(8));
        QCOMPARE(pairs.pairs[5].note, "removed");
        QCOMPARE(pairs.pairs[5].second, 0.0);
        QVERIFY2(fixture.panel.stage().sentence().contains("8 tokens come in, 5 stay"),
                 qPrintable(fixture.panel.stage().sentence()));
        fixture.panel.findChild<QComboBox*>("stage")->setCurrentIndex(2); // the temperature
        fixture.panel.finishNow();
        QVERIFY(fixture.panel.stage().sentence().contains("all stay"));
        fixture.look(placeOf({{{TopKOptions{0}, true}}}), MicroscopePage::Stage); // neutral: nothing to take apart
        QVERIFY(!fixture.panel.stage().chosen());
    }

    void pagesFitALowPanel() {
        Fixture fixture;
        QVERIFY(fixture.panel.minimumSizeHint().width() <= 440);
        QVERIFY2(fixture.panel.minimumSizeHint().height() <= 260,
                 qPrintable(QString::number(fixture.panel.minimumSizeHint().height())));
    }

    // A moved slider costs the window's thread next to nothing, whatever the vocabulary.
    void theWindowDoesNotWaitForALargeVocabulary() {
        std::vector<float> row(152000);
        for (std::size_t i = 0; i < row.size(); ++i) {
            row[i] = static_cast<float>(8.0 * std::sin(static_cast<double>(i) * 12.9898));
        }
        Fixture fixture;
        MicroscopePlace place = placeOf(usual(), row);
        for (int page = 0; page < 6; ++page) {
            fixture.look(place, static_cast<MicroscopePage>(page));
            std::vector<double> times;
            for (int i = 0; i < 11; ++i) {
                place.chain.stages[2].options = TemperatureOptions{0.5 + 0.01 * i};
                QElapsedTimer timer;
                timer.start();
                fixture.panel.setPlace(place);
                times.push_back(static_cast<double>(timer.nsecsElapsed()) * 1e-6);
                fixture.panel.finishNow();
            }
            std::ranges::sort(times);
            QVERIFY2(times[5] < 16.0, qPrintable(QString::number(times[5])));
        }
    }
};

QTEST_MAIN(TestMicroscopePanel)
#include "tst_microscope_panel.moc"
