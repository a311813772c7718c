// Replaying a session: identical when it is, and the first place where it is not.
#include "core/base/thread_pool.h"
#include "core/session/replay.h"
#include "tests/support/recorded_session.h"
#include "tests/support/scripted_model.h"

#include <QtTest/QTest>

using namespace logitscope;
using namespace logitscope::test;

namespace {

struct Fixture {
    explicit Fixture(RowScript script = hashedRows())
        : tokenizer(std::make_shared<ScriptedTokenizer>()),
          model(std::make_shared<ScriptedModel>(tokenizer->vocabularySize(), 4096, std::move(script))),
          engine(loaded(model, tokenizer), pool) {}

    std::vector<ReplayedRun> replay(const SavedSession& session, const std::stop_token& stop = {}) {
        return replaySession(
            engine, session, 0, [this](const ReplayedRun&) { ++told; }, stop);
    }

    ThreadPool pool{1};
    std::shared_ptr<ScriptedTokenizer> tokenizer;
    std::shared_ptr<ScriptedModel> model;
    Session engine;
    int told = 0;
};

// The session with one run changed.
SavedSession changed(SavedSession session, std::size_t run, const std::function<void(SavedRun&)>& change) {
    auto copy = std::make_shared<SavedRun>(*session.runs[run]);
    change(*copy);
    session.runs[run] = copy;
    return session;
}

using Change = std::function<void(SavedRun&)>;

} // namespace

Q_DECLARE_METATYPE(Change)

class ReplayTest : public QObject {
    Q_OBJECT

private slots:
    void everyTokenIsIdentical() {
        Fixture first, second;
        const SavedSession session = recordSession(first.engine, "Once upon");
        QVERIFY(checkSession(session).ok());
        QCOMPARE(session.runs[0]->passages.size(), std::size_t(3));
        const auto reports = second.replay(session);
        QCOMPARE(reports.size(), std::size_t(3));
        QCOMPARE(second.told, 3);
        for (const ReplayedRun& report : reports) {
            QVERIFY(report.identical());
            QVERIFY(!report.numbersDiffer);
            QCOMPARE(report.tokens, findRun(session, report.run)->length());
        }
        QCOMPARE(reports[0].drawn, std::size_t(18));
        QCOMPARE(reports[1].drawn, std::size_t(8)); // what it shares with its parent is not drawn twice
        QCOMPARE(reports[2].drawn, std::size_t(5));
    }

    void aBranchWithoutItsParentIsReplayedWhole() {
        Fixture fixture;
        SavedSession session = recordSession(fixture.engine, "Once upon");
        const WholeRun whole = wholeRun(session, *session.runs[2]);
        SavedRun alone = *session.runs[2];
        alone.parent.reset();
        alone.branchedAt = 0;
        alone.tokens = whole.tokens;
        alone.passages = whole.passages;
        session.runs = {std::make_shared<SavedRun>(alone)};
        QVERIFY(checkSession(session).ok());
        const auto reports = fixture.replay(session);
        QVERIFY(reports[0].identical());
        QCOMPARE(reports[0].drawn, std::size_t(4 + 3 + 5)); // but for the one chosen by hand
    }

    void theFirstDifferenceIsNamed_data() {
        QTest::addColumn<Change>("change");
        QTest::addColumn<int>("place"); // after the prompt's 9 letters and begin token; -1: only numbers differ
        const auto row = [](const char* name, int place, const Change& change) {
            QTest::newRow(name) << change << place;
        };
        row("another token", 3, [](SavedRun& run) { run.tokens[13].token = TokenId{200}; });
        row("another seed from there", 12, [](SavedRun& run) { run.passages[2].seed = 9; });
        row("another prompt", -10, [](SavedRun& run) { run.prompt = "once upon"; });
        row("a longer prompt", 0, [](SavedRun& run) { run.prompt = "Once upon a"; });
        row("another probability", -1,
            [](SavedRun& run) { run.tokens[12].probability = std::nextafter(run.tokens[12].probability, 1.0); });
        row("another u", -1, [](SavedRun& run) { run.tokens[12].uniform = 0.5; });
    }
    void theFirstDifferenceIsNamed() {
        QFETCH(Change, change);
        QFETCH(int, place);
        Fixture fixture;
        SavedSession session = recordSession(fixture.engine, "Once upon");
        session = changed(session, 0, change);
        const auto reports = fixture.replay(session);
        const std::size_t prompt = 10;
        if (place == -1) {
            QVERIFY(reports[0].identical());
            QCOMPARE(reports[0].numbersDiffer, std::optional(Position{12}));
            return;
        }
        QVERIFY(!reports[0].identical());
        QVERIFY(reports[0].difference);
        if (place == -10) {
            QCOMPARE(indexOf(reports[0].difference->position), std::size_t(1));
        } else {
            // Another seed may draw the same token once; what matters is that nothing before the place differs.
            QVERIFY(indexOf(reports[0].difference->position) >= prompt + static_cast<std::size_t>(place));
            QVERIFY(indexOf(reports[0].difference->position) < prompt + static_cast<std::size_t>(place) + 3);
        }
        QCOMPARE(reports[0].tokens, indexOf(reports[0].difference->position));
    }

    void anotherModelDiffers() {
        Fixture fixture;
        Fixture other(preferring([](std::span<const TokenId>) { return TokenId{42}; }));
        const SavedSession session = recordSession(fixture.engine, "Once upon");
        const auto reports = other.replay(session);
        QVERIFY(reports[0].difference);
        QCOMPARE(reports[0].difference->replayed, std::optional(TokenId{42}));
        QCOMPARE(reports[0].difference->saved, std::optional(session.runs[0]->tokens[10].token));
    }

    void stoppedItIsNotIdentical() {
        Fixture fixture;
        const SavedSession session = recordSession(fixture.engine, "Once upon");
        std::stop_source stop;
        Fixture second;
        second.model->onToken = [&stop](std::size_t tokens) {
            if (tokens == 14) {
                stop.request_stop();
            }
        };
        const auto reports = second.replay(session, stop.get_token());
        QCOMPARE(reports.size(), std::size_t(1));
        QVERIFY(reports[0].interrupted);
        QVERIFY(!reports[0].identical());
        QVERIFY(!reports[0].difference);
    }

    void aModelWithoutAVocabularyReadsNumbers() {
        Fixture fixture;
        const LoadedModel bare = loaded(fixture.model, nullptr);
        QCOMPARE(promptIds("1 15,27\n3", false, bare).value(), ids({1, 15, 27, 3}));
        QVERIFY(!promptIds("1 two", false, bare).ok());
        QVERIFY(!promptIds("-1", false, bare).ok());
        QVERIFY(!promptIds("", false, bare).ok());
        QVERIFY(!promptIds("100000", false, bare).ok());
    }
};

QTEST_GUILESS_MAIN(ReplayTest)
#include "tst_replay.moc"
