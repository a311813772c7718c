// The columns and their jobs: the same texts together, one by one, step by step and alone; dice, models, failures.
#include "tests/ui/labs/compare/compare_fixture.h"
#include "ui/labs/compare/column_figures.h"
#include "ui/labs/compare/compare_runs.h"
#include "ui/labs/compare/place_distributions.h"
#include "ui/labs/compare/sweep.h"
#include "ui/labs/compare/sweep_runs.h"

#include <QtTest/QTest>

#include <cmath>

using namespace logitscope;
using namespace logitscope::test;

namespace {

bool awaitEnd(const CompareRuns& runs) {
    return QTest::qWaitFor([&runs] { return runs.state() != CompareRuns::State::Running; }, patience);
}

std::vector<std::vector<TokenId>> textsOf(const CompareRuns& runs) {
    std::vector<std::vector<TokenId>> texts;
    for (std::size_t i = 0; i < runs.columns().size(); ++i) {
        texts.push_back(runs.text(i).ids());
    }
    return texts;
}

} // namespace

class TestCompareRuns : public QObject {
    Q_OBJECT

private slots:
    void startsWithThreeChains() {
        CompareFixture fixture;
        const CompareRuns runs(fixture.bench);
        QCOMPARE(runs.columns().size(), std::size_t{3});
        QCOMPARE(runs.recipeOf(0).chain, fixture.bench.document().chain); // the window's
        QCOMPARE(runs.titleOf(1), QStringLiteral("greedy"));
        QCOMPARE(runs.titleOf(2), QStringLiteral("creative"));
        QCOMPARE(runs.state(), CompareRuns::State::Empty);
        QCOMPARE(runs.stepCount(), std::size_t{0});
    }

    void aColumnIsTheTextThatTheWindowWouldWrite() {
        CompareFixture fixture;
        QVERIFY(fixture.open());
        CompareRuns runs(fixture.bench);
        runs.runAll();
        QVERIFY(awaitEnd(runs));
        QCOMPARE(runs.state(), CompareRuns::State::Done);
        const Run& run = *fixture.bench.run();
        const auto whole = run.ids(run.tokens.size());
        const std::vector<TokenId> written(whole.begin() + static_cast<std::ptrdiff_t>(run.promptLength()),
                                           whole.end());
        QCOMPARE(runs.text(0).ids(), written);
        QCOMPARE(runs.text(0).finish, FinishReason::Length);
        QVERIFY(runs.text(0).tokens[3].row);
        QVERIFY(runs.text(1).ids() != written);
    }

    void howTheColumnsAdvanceMakesNoDifference() {
        CompareFixture fixture;
        QVERIFY(fixture.open());
        CompareRuns runs(fixture.bench);
        runs.runAll();
        QVERIFY(awaitEnd(runs));
        const auto together = textsOf(runs);
        runs.setPace(CompareRuns::Pace::OneByOne);
        runs.runAll();
        QVERIFY(awaitEnd(runs));
        QCOMPARE(textsOf(runs), together);

        CompareRuns stepped(fixture.bench);
        for (std::size_t step = 1; step <= 12; ++step) {
            stepped.stepAll();
            QVERIFY(awaitEnd(stepped));
            for (std::size_t i = 0; i < 3; ++i) {
                QCOMPARE(stepped.text(i).tokens.size(), step);
                QCOMPARE(stepped.text(i).finish.has_value(), step == 12);
            }
        }
        QCOMPARE(textsOf(stepped), together);
        stepped.stepAll(); // nothing is open any more
        QCOMPARE(stepped.state(), CompareRuns::State::Done);
    }

    void aStepAfterAChangeBeginsAnew() {
        CompareFixture fixture;
        QVERIFY(fixture.open());
        CompareRuns runs(fixture.bench);
        runs.stepAll();
        QVERIFY(awaitEnd(runs));
        runs.stepAll();
        QVERIFY(awaitEnd(runs));
        QVERIFY(!runs.isStale(1));
        ColumnSettings settings = runs.columns()[1];
        settings.chain = ChainSpec{{SamplerSpec{TopKOptions{3}}}};
        runs.setColumn(1, settings);
        QVERIFY(runs.isStale(1));
        QCOMPARE(runs.text(1).tokens.size(), std::size_t{2}); // what is there stays to be seen
        runs.stepAll();
        QVERIFY(awaitEnd(runs));
        QCOMPARE(runs.text(0).tokens.size(), std::size_t{1});
        QCOMPARE(runs.text(1).tokens.size(), std::size_t{1});
        QVERIFY(!runs.isStale(1));
    }

    void sameDiceOrOwnSeeds() {
        CompareFixture fixture;
        QVERIFY(fixture.open());
        CompareRuns runs(fixture.bench);
        for (std::size_t i = 0; i < 3; ++i) { // three times the window's chain
            ColumnSettings settings = runs.columns()[i];
            settings.chain.reset();
            runs.setColumn(i, settings);
        }
        runs.runAll();
        QVERIFY(awaitEnd(runs));
        QCOMPARE(runs.text(1).ids(), runs.text(0).ids());
        QCOMPARE(runs.text(2).ids(), runs.text(0).ids());
        runs.setDice(CompareRuns::Dice::Own);
        QVERIFY(runs.isStale(1));
        QVERIFY(!runs.isStale(0));
        runs.runAll();
        QVERIFY(awaitEnd(runs));
        QVERIFY(runs.text(1).ids() != runs.text(0).ids());
        QVERIFY(runs.text(2).ids() != runs.text(1).ids());
        QCOMPARE(runs.recipeOf(2).seed, fixture.bench.document().seed + 2);
    }

    void repeatsGiveMeansAndIntervals() {
        CompareFixture fixture;
        QVERIFY(fixture.open());
        CompareRuns runs(fixture.bench);
        runs.setRepeats(9);
        runs.runAll();
        QCOMPARE(runs.wantedSamples(), std::size_t{3 * 8});
        QVERIFY(awaitEnd(runs));
        QCOMPARE(runs.endedSamples(), std::size_t{3 * 8});
        QTRY_VERIFY_WITH_TIMEOUT(runs.text(0).selfBleu && runs.text(1).selfBleu && runs.text(2).selfBleu, patience);
        const ColumnFigures mixed = figuresOf(runs.text(0)), greedy = figuresOf(runs.text(1));
        QCOMPARE(figureOf(mixed, Figure::MeanLogProbability).count, std::size_t{9});
        QVERIFY(figureOf(mixed, Figure::MeanLogProbability).halfWidth > 0.0);
        QVERIFY(figureOf(mixed, Figure::Speed).mean > 0.0);
        // Greedy texts are all the same: no spread, and as alike as can be.
        QCOMPARE(figureOf(greedy, Figure::MeanLogProbability).halfWidth, 0.0);
        QVERIFY(std::abs(figureOf(greedy, Figure::SelfBleu).mean - 1.0) < 1e-9);
        QVERIFY(figureOf(mixed, Figure::SelfBleu).mean < 0.9);
        // Text k is the one of sequence number k.
        QVERIFY(runs.text(0).samples[0].ids() != runs.text(0).samples[1].ids());
    }

    void aPromptOfItsOwn() {
        CompareFixture fixture;
        QVERIFY(fixture.open());
        CompareRuns runs(fixture.bench);
        for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
            ColumnSettings settings = runs.columns()[i];
            settings.chain.reset();
            settings.prompt = i == 1 ? std::optional(QStringLiteral("Twice")) : std::nullopt;
            runs.setColumn(i, settings);
        }
        runs.runAll();
        QVERIFY(awaitEnd(runs));
        QCOMPARE(runs.text(1).recipe.prompt, QStringLiteral("Twice"));
        QVERIFY(runs.text(0).ids() != runs.text(1).ids());
        QCOMPARE(runs.text(0).prompt.size(), std::size_t{5});
        QCOMPARE(runs.text(1).prompt.size(), std::size_t{6});
        const std::vector<const ColumnText*> texts{&runs.text(0), &runs.text(1)};
        QVERIFY(askAt(texts, {"A", "B"}, {0, 1}, 0, 0).afterDifferentTexts);
    }

    void twoModels() {
        CompareFixture fixture;
        QVERIFY(fixture.open());
        const std::shared_ptr<const RunModel> first = fixture.bench.model();
        CompareRuns runs(fixture.bench);
        ColumnSettings settings = runs.columns()[1];
        settings.chain.reset();
        settings.slot = ModelSlot::Second;
        runs.setColumn(1, settings);
        runs.runAll();
        QCOMPARE(runs.state(), CompareRuns::State::Failed); // there is none yet
        QVERIFY2(runs.problem().startsWith(QStringLiteral("B: ")), qPrintable(runs.problem()));
        QVERIFY(runs.problem().contains(QStringLiteral("second model")));

        QVERIFY(!fixture.openSecond(QStringLiteral("missing")));
        QVERIFY(fixture.bench.secondModel().problem().contains(QStringLiteral("missing")));
        QVERIFY(fixture.openSecond(QStringLiteral("second")));
        QVERIFY(fixture.bench.secondModel().problem().isEmpty());
        QCOMPARE(fixture.bench.model(), first); // the window's model never noticed
        runs.runAll();
        QVERIFY(awaitEnd(runs));
        QCOMPARE(runs.state(), CompareRuns::State::Done);
        QVERIFY(runs.problem().isEmpty());
        const std::vector<const ColumnText*> texts{&runs.text(0), &runs.text(1)};
        const PlaceDistributions place = answer(askAt(texts, {"A", "B"}, {0, 1}, 0, 0));
        QCOMPARE(place.series.size(), std::size_t{2});
        QVERIFY(place.divergences.at(0).jsRaw > 0.01); // other weights, even before a text
        QVERIFY(!place.afterDifferentTexts);

        // Another vocabulary: its ids mean other tokens, so nothing is compared.
        QVERIFY(fixture.openSecond(QStringLiteral("other")));
        QVERIFY(runs.isStale(1));
        runs.runAll();
        QVERIFY(awaitEnd(runs));
        const std::vector<const ColumnText*> others{&runs.text(0), &runs.text(1)};
        const PlaceDistributions apart = answer(askAt(others, {"A", "B"}, {0, 1}, 0, 0));
        QVERIFY(apart.otherVocabularies);
        QCOMPARE(apart.series.size(), std::size_t{1});
        QVERIFY(std::isnan(largestDivergence(askAt(others, {"A", "B"}, {0, 1}, 0, 0))));
    }

    void distributionsAtAStep() {
        CompareFixture fixture;
        QVERIFY(fixture.open());
        CompareRuns runs(fixture.bench);
        runs.runAll();
        QVERIFY(awaitEnd(runs));
        const std::vector<const ColumnText*> texts{&runs.text(0), &runs.text(1), &runs.text(2)};
        const PlaceDistributions place = answer(askAt(texts, {"A", "B", "C"}, {0, 1, 2}, 0, 1));
        QCOMPARE(place.series.size(), std::size_t{3});
        QCOMPARE(place.series[0].column, std::size_t{1}); // the reference first
        // Greedy: one token has it all, and it is listed first.
        QCOMPARE(place.series[0].probabilities.at(0), 1.0);
        QCOMPARE(place.tokens.at(0), runs.text(1).tokens[0].token);
        QCOMPARE(place.divergences.size(), std::size_t{2});
        const PlaceDivergence& pair = place.divergences[0];
        QCOMPARE(pair.jsRaw, 0.0); // one model, one prompt
        QVERIFY(pair.jsDrawn > 0.0 && pair.jsDrawn <= 1.0);
        // KL(greedy ‖ A) is -log2 of A's probability of that token; the other way greedy rules tokens out.
        const double bits = -std::log2(place.series[1].probabilities.at(0));
        QVERIFY(std::abs(pair.klToOther - bits) < 1e-9);
        QVERIFY(std::isinf(pair.klToReference));
        QVERIFY(largestDivergence(askAt(texts, {"A", "B", "C"}, {0, 1, 2}, 0, 0)) >= pair.jsDrawn);
        QVERIFY(std::isnan(largestDivergence(askAt(texts, {"A", "B", "C"}, {0, 1, 2}, 99, 0))));
    }

    void cancelKeepsWhatThereIs() {
        CompareFixture fixture(200, std::chrono::microseconds(200));
        QVERIFY(fixture.open());
        CompareRuns runs(fixture.bench);
        runs.runAll();
        QVERIFY(QTest::qWaitFor([&runs] { return runs.stepCount() >= 3; }, patience));
        runs.stop();
        QVERIFY(awaitEnd(runs));
        QCOMPARE(runs.state(), CompareRuns::State::Cancelled);
        QVERIFY(runs.stepCount() >= 3 && runs.stepCount() < 200);
        QCOMPARE(runs.text(0).finish, FinishReason::Cancelled);
        const std::size_t before = runs.text(0).tokens.size();
        runs.stepAll(); // goes on where it was
        QVERIFY(awaitEnd(runs));
        QCOMPARE(runs.text(0).tokens.size(), before + 1);
    }

    void failuresAreSentences() {
        CompareFixture fixture;
        CompareRuns runs(fixture.bench);
        runs.runAll();
        QCOMPARE(runs.state(), CompareRuns::State::Failed);
        QVERIFY(runs.problem().contains(QStringLiteral("no model")));
        QVERIFY(fixture.open());
        ColumnSettings settings = runs.columns()[2];
        settings.prompt = QString(400, QLatin1Char('x')); // more than the context
        runs.setColumn(2, settings);
        runs.runAll();
        QVERIFY(awaitEnd(runs));
        QCOMPARE(runs.state(), CompareRuns::State::Failed);
        QVERIFY2(runs.problem().contains(QStringLiteral("context")), qPrintable(runs.problem()));
        settings.prompt.reset();
        settings.chain = ChainSpec{{SamplerSpec{TemperatureOptions{-1.0}}}};
        runs.setColumn(2, settings);
        runs.runAll();
        QVERIFY2(runs.problem().startsWith(QStringLiteral("C: Temperature")), qPrintable(runs.problem()));
        settings.chain.reset();
        runs.setColumn(2, settings);
        runs.runAll();
        QVERIFY(awaitEnd(runs));
        QCOMPARE(runs.state(), CompareRuns::State::Done);
        QVERIFY(runs.problem().isEmpty());
    }

    // A job asked for while a model is on its way would be written by that one.
    void nothingRunsWhileAModelIsLoaded() {
        CompareFixture fixture(200, std::chrono::microseconds(100));
        QVERIFY(fixture.open());
        CompareRuns runs(fixture.bench);
        runs.runAll();
        QVERIFY(QTest::qWaitFor([&runs] { return runs.stepCount() >= 2; }, patience));
        fixture.bench.secondModel().open(QStringLiteral("second"));
        QVERIFY(awaitEnd(runs));
        QCOMPARE(runs.state(), CompareRuns::State::Cancelled); // it made way
        fixture.bench.secondModel().open(QStringLiteral("second"));
        runs.runAll();
        QCOMPARE(runs.state(), CompareRuns::State::Failed);
        QVERIFY2(runs.problem().contains(QStringLiteral("loaded")), qPrintable(runs.problem()));
    }

    void columnsAreTwoToSix() {
        CompareFixture fixture;
        CompareRuns runs(fixture.bench);
        QVERIFY(runs.addColumn({}) && runs.addColumn({}) && runs.addColumn({}));
        QVERIFY(!runs.addColumn({}));
        std::set<int> colours, ids;
        for (const ColumnSettings& column : runs.columns()) {
            colours.insert(column.colour);
            ids.insert(column.id);
        }
        QCOMPARE(colours.size(), std::size_t{6});
        QCOMPARE(ids.size(), std::size_t{6});
        for (int i = 0; i < 8; ++i) {
            runs.removeColumn(0);
        }
        QCOMPARE(runs.columns().size(), std::size_t{2});
    }

    void aColumnMayGoWhileItIsWritten() {
        CompareFixture fixture(100, std::chrono::microseconds(100));
        QVERIFY(fixture.open());
        CompareRuns runs(fixture.bench);
        runs.runAll();
        QVERIFY(QTest::qWaitFor([&runs] { return runs.stepCount() >= 2; }, patience));
        runs.removeColumn(1);
        QVERIFY(awaitEnd(runs));
        QCOMPARE(runs.columns().size(), std::size_t{2});
        QCOMPARE(runs.text(1).tokens.size(), std::size_t{100});
    }

    // --- the sweep

    void sweptChains() {
        SweepAxis axis{SamplerKind::Temperature, 0, 0.5, 1.5, 5};
        QCOMPARE(axis.valueAt(0), 0.5);
        QCOMPARE(axis.valueAt(1), 0.75);
        QCOMPARE(axis.valueAt(4), 1.5);
        SweepAxis k{SamplerKind::TopK, 0, 1.0, 4.0, 3};
        QCOMPARE(k.valueAt(1), 3.0); // whole numbers only
        const ChainSpec base{{SamplerSpec{TopKOptions{40}}, SamplerSpec{TemperatureOptions{0.8}, false}}};
        QCOMPARE(withParameter(base, axis, 0.75),
                 (ChainSpec{{SamplerSpec{TopKOptions{40}}, SamplerSpec{TemperatureOptions{0.75}, true}}}));
        const SweepAxis p{SamplerKind::TopP, 0, 0.5, 1.0, 2};
        QCOMPARE(withParameter(base, p, 0.5).stages.size(), std::size_t{3});
        QVERIFY(validateSweep(axis, p).ok());
        QVERIFY(!validateSweep(axis, axis).ok());
        axis.from = -1.0;
        QVERIFY(!validateSweep(axis, p).ok());
        axis.from = 0.5;
        axis.steps = 1;
        QVERIFY(!validateSweep(axis, p).ok());
        QVERIFY(sweepAxes().size() >= 6);
    }

    void aSweepMeasuresEveryCell() {
        CompareFixture fixture(10);
        QVERIFY(fixture.open());
        const CompareRuns runs(fixture.bench);
        SweepRuns sweep(fixture.bench);
        const SweepAxis x{SamplerKind::Temperature, 0, 0.0, 1.0, 4}, y{SamplerKind::TopK, 0, 1.0, 50.0, 3};
        sweep.run(x, y, runs.recipeOf(0), ModelSlot::First, 7); // 84 texts: two batches
        QVERIFY(QTest::qWaitFor([&] { return sweep.state() != SweepRuns::State::Running; }, patience));
        QCOMPARE(sweep.state(), SweepRuns::State::Done);
        QCOMPARE(sweep.endedCells(), 12);
        // At T = 0 and at k = 1 every text is the greedy one.
        const Estimate cold = sweep.figureAt(0, 2, Figure::MeanLogProbability);
        QCOMPARE(cold.count, std::size_t{7});
        QCOMPARE(cold.halfWidth, 0.0);
        QCOMPARE(sweep.figureAt(3, 0, Figure::MeanLogProbability).mean, cold.mean);
        QVERIFY(sweep.figureAt(3, 2, Figure::MeanLogProbability).mean < cold.mean);
        QVERIFY(std::abs(sweep.figureAt(0, 0, Figure::SelfBleu).mean - 1.0) < 1e-9);
    }

    void aSweepCanBeStopped() {
        CompareFixture fixture(100, std::chrono::microseconds(50));
        QVERIFY(fixture.open());
        const CompareRuns runs(fixture.bench);
        SweepRuns sweep(fixture.bench);
        sweep.run({SamplerKind::Temperature, 0, 0.1, 1.0, 8}, {SamplerKind::TopP, 0, 0.5, 1.0, 8}, runs.recipeOf(0),
                  ModelSlot::First, 8);
        QTest::qWait(30);
        sweep.stop();
        QVERIFY(QTest::qWaitFor([&] { return sweep.state() != SweepRuns::State::Running; }, patience));
        QCOMPARE(sweep.state(), SweepRuns::State::Cancelled);
        QVERIFY(sweep.endedCells() < 64);
        QVERIFY(std::isnan(sweep.figureAt(7, 7, Figure::Distinct1).mean));
    }
};

QTEST_GUILESS_MAIN(TestCompareRuns)
#include "tst_compare_runs.moc"
