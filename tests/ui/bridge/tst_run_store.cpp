// Runs grow by facts, branches share rows, and stored logits stay within their budget.
#include "ui/bridge/run_store.h"

#include <QSignalSpy>
#include <QtTest/QTest>

#include <cmath>

using namespace logitscope;

namespace {

constexpr std::size_t vocabulary = 1000;
constexpr std::size_t bytesPerRow = vocabulary * sizeof(float);

LogitsPtr row(float first) {
    std::vector<float> logits(vocabulary);
    for (std::size_t i = 0; i < vocabulary; ++i) {
        logits[i] = first - static_cast<float>(i) * 0.5F;
    }
    return LogitRow::copyOf(logits);
}

StepRecord step(int position, int token) {
    StepRecord record;
    record.position = static_cast<Position>(position);
    record.token = static_cast<TokenId>(token);
    record.logits = row(static_cast<float>(position));
    record.milliseconds = 2.0;
    return record;
}

std::vector<PromptRecord> prompt(int count) {
    std::vector<PromptRecord> records(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        auto& [score, logits] = records[static_cast<std::size_t>(i)];
        score.token = static_cast<TokenId>(100 + i);
        score.position = static_cast<Position>(i);
        score.scored = i > 0;
        score.logProbability = -1.0;
        score.rank = 3;
        logits = i > 0 ? row(1.0F) : nullptr;
    }
    return records;
}

// A store with one run of `prompt` prompt tokens and `drawn` drawn ones.
struct Fixture {
    explicit Fixture(int drawn, std::size_t budget = RunStore::defaultBudgetBytes) : store(budget) {
        run = store.begin(std::make_shared<RunModel>(), {});
        store.setPrompt(run, prompt(3));
        std::vector<StepRecord> steps;
        for (int i = 0; i < drawn; ++i) {
            steps.push_back(step(3 + i, i));
        }
        store.append(run, steps);
    }
    const Run& shown() const { return *store.find(run); }

    RunStore store;
    RunId run{};
};

} // namespace

class RunStoreTest : public QObject {
    Q_OBJECT

private slots:
    void keepsWhatArrives() {
        Fixture fixture(2);
        const Run& run = fixture.shown();
        QCOMPARE(run.tokens.size(), std::size_t(5));
        QCOMPARE(run.promptLength(), std::size_t(3));
        QVERIFY(!run.tokens[0].predicted);
        QVERIFY(!run.rowAt(0));
        QVERIFY(run.tokens[1].predicted);
        QCOMPARE(run.tokens[1].rawProbability, std::exp(-1.0));
        QCOMPARE(run.tokens[4].origin, TokenOrigin::Drawn);
        QCOMPARE(run.figures.decodedTokens, std::size_t(2));
        QCOMPARE(run.figures.decodeMilliseconds, 4.0);
        QVERIFY(!run.rowAt(5)); // nothing known of what comes next yet
        Outcome outcome;
        outcome.finish = FinishReason::Length;
        outcome.nextLogits = row(9.0F);
        fixture.store.setOutcome(fixture.run, outcome);
        QVERIFY(run.rowAt(5));
        QCOMPARE(run.finish, FinishReason::Length);
        QVERIFY(run.live());
        fixture.store.finish(fixture.run, {});
        QVERIFY(!run.live());
    }

    void tellsWhereItGrew() {
        Fixture fixture(1);
        const QSignalSpy grown(&fixture.store, &RunStore::tokensAppended);
        fixture.store.append(fixture.run, {step(4, 7), step(5, 8)});
        QCOMPARE(grown.size(), 1);
        QCOMPARE(grown[0][1].value<std::size_t>(), std::size_t(4));
    }

    void aBranchSharesItsRows() {
        Fixture fixture(4);
        const RunId branch = fixture.store.branch(fixture.run, 5, {});
        const Run& run = *fixture.store.find(branch);
        QCOMPARE(run.tokens.size(), std::size_t(5));
        QCOMPARE(run.parent, fixture.run);
        QCOMPARE(run.rowAt(4), fixture.shown().rowAt(4));
        QCOMPARE(run.rowAt(5), fixture.shown().rowAt(5)); // what the chosen token is taken from
        const std::size_t bytes = fixture.store.logitBytes();
        fixture.store.appendChosen(branch, static_cast<TokenId>(1), 0.25);
        QCOMPARE(fixture.store.logitBytes(), bytes);
        const RunToken& chosen = run.tokens[5];
        QCOMPARE(chosen.origin, TokenOrigin::Chosen);
        QCOMPARE(chosen.rawRank, 2);
        // softmax of a geometric row: (1 - e^-0.5) e^-0.5
        QVERIFY(std::abs(chosen.rawProbability - (1 - std::exp(-0.5)) * std::exp(-0.5)) < 1e-9);
        QCOMPARE(fixture.shown().tokens.size(), std::size_t(7)); // the old run is as it was
        fixture.store.append(branch, {step(6, 3)});
        QCOMPARE(run.tokens.size(), std::size_t(7));
    }

    void aContinuationKeepsItsPrompt() {
        Fixture fixture(2);
        fixture.store.beginContinuation(fixture.run, {}, 7, {}, true);
        QVERIFY(fixture.shown().live());
        QVERIFY(fixture.shown().stepping);
        fixture.store.setPrompt(fixture.run, prompt(5)); // the engine repeats what it was given
        QCOMPARE(fixture.shown().tokens.size(), std::size_t(5));
        QCOMPARE(fixture.shown().promptLength(), std::size_t(3));
    }

    void oldRowsBecomeHalves() {
        // 2 prompt rows and 20 drawn ones; room for 16.5 full rows.
        Fixture fixture(20, bytesPerRow * 33 / 2);
        QTRY_VERIFY(fixture.store.logitBytes() <= fixture.store.budgetBytes());
        const Run& run = fixture.shown();
        QVERIFY(run.rowAt(1)->isHalf());
        QVERIFY(!run.rowAt(22)->isHalf());
        std::size_t bytes = 0;
        for (std::size_t i = 0; i < run.tokens.size(); ++i) {
            bytes += run.rowAt(i) ? run.rowAt(i)->memoryBytes() : 0;
        }
        QCOMPARE(fixture.store.logitBytes(), bytes);
        std::vector<float> half, full;
        const auto halves = run.rowAt(3)->view(half);
        QCOMPARE(halves.size(), vocabulary);
        QVERIFY(std::abs(halves[0] - 3.0F) < 0.01F);
    }

    void beyondHalvesTheOldestAreLetGo() {
        Fixture fixture(40, bytesPerRow * 10);
        QTRY_VERIFY(fixture.store.logitBytes() <= fixture.store.budgetBytes());
        const Run& run = fixture.shown();
        QVERIFY(!run.rowAt(1));
        QVERIFY(!run.rowAt(10));
        QVERIFY(run.rowAt(42));
        QCOMPARE(run.tokens.size(), std::size_t(43)); // the tokens and their figures stay
        QCOMPARE(run.tokens[10].rawRank, 0);
        fixture.store.append(fixture.run, {step(43, 1), step(44, 2)});
        QTRY_VERIFY(fixture.store.logitBytes() <= fixture.store.budgetBytes());
        QVERIFY(run.rowAt(44));
    }

    void rowsThatComeAgainAreNew() {
        Fixture fixture(40, bytesPerRow * 10);
        QTRY_VERIFY(fixture.store.logitBytes() <= fixture.store.budgetBytes());
        const Run& run = fixture.shown();
        QVERIFY(!run.rowAt(5));
        const RunId branch = fixture.store.branch(fixture.run, 6, {});
        const QSignalSpy refilled(&fixture.store, &RunStore::rowsRefilled);
        fixture.store.refill(fixture.run, 5, {row(2.0F), row(3.0F)});
        QCOMPARE(refilled.size(), 1);
        QVERIFY(!run.rowAt(5)->isHalf());
        QCOMPARE(fixture.store.find(branch)->rowAt(5), run.rowAt(5)); // for everyone who passes there
        QTRY_VERIFY(fixture.store.logitBytes() <= fixture.store.budgetBytes());
        QVERIFY(!run.rowAt(5)->isHalf()); // the newest stay exact
        // A half becomes exact again, and is counted once.
        std::size_t half = 7;
        while (!run.rowAt(half) || !run.rowAt(half)->isHalf()) {
            ++half;
        }
        fixture.store.refill(fixture.run, half, {row(1.0F)});
        QVERIFY(!run.rowAt(half)->isHalf());
        QTRY_VERIFY(fixture.store.logitBytes() <= fixture.store.budgetBytes());
        std::size_t bytes = 0;
        for (std::size_t i = 0; i <= run.tokens.size(); ++i) {
            bytes += run.rowAt(i) ? run.rowAt(i)->memoryBytes() : 0;
        }
        QCOMPARE(fixture.store.logitBytes(), bytes);
        // Rows for tokens without a score give them one.
        const QSignalSpy scored(&fixture.store, &RunStore::tokensScored);
        const RunId typed = fixture.store.branch(fixture.run, 4, {});
        fixture.store.appendChosen(typed, static_cast<TokenId>(1), 0.5);
        fixture.store.appendChosen(typed, static_cast<TokenId>(2), 0.5);
        QVERIFY(!fixture.store.find(typed)->tokens[5].predicted);
        fixture.store.refill(typed, 5, {row(9.0F)});
        QCOMPARE(scored.size(), 1);
        QCOMPARE(fixture.store.find(typed)->tokens[5].rawRank, 3);
    }

    void passagesSayHowTokensCameAbout() {
        Fixture fixture(3);
        QCOMPARE(fixture.shown().passages.size(), std::size_t(1));
        const ChainSpec warm{{{TemperatureOptions{2.0}}}}, cool{{{TemperatureOptions{0.5}}}};
        // A continuation with other settings, whose chain changes at its second token.
        fixture.store.beginContinuation(fixture.run, warm, 9, {}, false);
        StepRecord first = step(6, 1), second = step(7, 1), third = step(8, 1);
        first.chain = std::make_shared<const ChainSpec>(warm);
        second.chain = third.chain = std::make_shared<const ChainSpec>(cool);
        fixture.store.append(fixture.run, {first, second, third});
        const auto& passages = fixture.shown().passages;
        QCOMPARE(passages.size(), std::size_t(3));
        QCOMPARE(passages[1].first, std::size_t(6));
        QCOMPARE(passages[1].seed, std::uint64_t(9));
        QVERIFY(passages[1].chain == warm);
        QVERIFY(!passages[1].continues);
        QCOMPARE(passages[2].first, std::size_t(7));
        QVERIFY(passages[2].chain == cool);
        QVERIFY(passages[2].continues);
        // A branch takes what lies before it, and begins its own.
        const RunId branch = fixture.store.branch(fixture.run, 7, {{}, false, {}, 4, 2, {}});
        const auto& own = fixture.store.find(branch)->passages;
        QCOMPARE(own.size(), std::size_t(3));
        QCOMPARE(own[2].first, std::size_t(7));
        QCOMPARE(own[2].sequence, std::uint32_t(2));
        QVERIFY(!own[2].continues);
        fixture.store.appendChosen(branch, static_cast<TokenId>(1), 0.5);
        fixture.store.beginContinuation(branch, cool, 5, {}, false); // nothing was drawn: the passage is still open
        QCOMPARE(own.size(), std::size_t(3));
        QCOMPARE(own[2].seed, std::uint64_t(5));
    }
};

QTEST_GUILESS_MAIN(RunStoreTest)
#include "tst_run_store.moc"
