// The engine with several texts at once and with two models.
#include "tests/core/engine/engine_workshop.h"

#include <QtTest/QTest>

using namespace logitscope;
using namespace logitscope::test;

class TestEngineBatch : public QObject {
    Q_OBJECT

private slots:
    void manyTextsAreWrittenTogether() {
        Workshop workshop;
        Engine engine(workshop.options());
        QVERIFY(loads(engine, "good"));
        GenerateManyRequest request;
        for (std::uint32_t i = 0; i < 3; ++i) {
            SequenceRequest one;
            one.prompt = std::string("Once");
            one.sequence = i;
            one.stop.maxTokens = 4;
            one.stop.atEndToken = false;
            request.sequences.push_back(one);
        }
        const auto run = spy();
        engine.submit(request, run);
        QVERIFY(run->awaitFinished());
        QCOMPARE(run->ends.at(0).end, JobEnd::Completed);
        QCOMPARE(run->sequenceOutcomes.size(), std::size_t{3});
        QCOMPARE(run->sequencePrompts.at(1).size(), std::size_t{5}); // the begin token and four letters
        for (std::uint32_t i = 0; i < 3; ++i) {
            GenerateRequest single = writing(4, "Once");
            single.sequence = i;
            const auto alone = spy();
            engine.submit(single, alone);
            QVERIFY(alone->awaitFinished());
            QCOMPARE(run->sequenceOutcomes.at(i).tokens, alone->outcomes.at(0).tokens);
        }
        // What is there already goes before what is written.
        std::vector<TokenId> whole;
        for (int round = 0; round < 4; ++round) {
            GenerateManyRequest more;
            more.sequences = {request.sequences[2]};
            more.sequences[0].written = whole;
            more.sequences[0].stop.maxTokens = 1;
            const auto step = spy();
            engine.submit(more, step);
            QVERIFY(step->awaitFinished());
            whole.push_back(step->sequenceOutcomes.at(0).tokens.at(0));
        }
        QCOMPARE(whole, run->sequenceOutcomes.at(2).tokens);
    }

    void manyTextsStopTogether() {
        Workshop workshop;
        Engine engine(workshop.options());
        QVERIFY(loads(engine, "slow"));
        GenerateManyRequest request;
        SequenceRequest one;
        one.prompt = std::string("Once");
        one.stop.maxTokens = 200;
        one.stop.atEndToken = false;
        request.sequences.assign(4, one);
        const auto run = spy();
        const JobId job = engine.submit(request, run);
        QVERIFY(run->await("sequence step", 8));
        engine.cancel(job);
        QVERIFY(run->awaitFinished());
        QCOMPARE(run->ends.at(0).end, JobEnd::Cancelled);
        QCOMPARE(run->sequenceOutcomes.size(), std::size_t{4});
        QVERIFY(run->sequenceOutcomes.at(3).tokens.size() >= 2);
    }

    void twoModelsLiveSideBySide() {
        Workshop workshop;
        Engine engine(workshop.options());
        const auto tokensOf = [&engine](ModelSlot slot) {
            const auto run = spy();
            GenerateRequest request = writing(3);
            request.slot = slot;
            request.scorePrompt = false;
            engine.submit(request, run);
            run->awaitFinished();
            return run->ends.at(0).end == JobEnd::Completed ? run->outcomes.at(0).tokens : std::vector<TokenId>();
        };
        const auto load = [&engine](const std::string& name, ModelSlot slot) {
            const auto loading = spy();
            engine.submit(LoadRequest{name, "", slot}, loading);
            loading->awaitFinished();
            return loading->ends.at(0).end;
        };
        QCOMPARE(load("good", ModelSlot::First), JobEnd::Completed);
        const std::weak_ptr<ScriptedModel> first = workshop.lastModel;
        const auto before = tokensOf(ModelSlot::First);
        QCOMPARE(before.size(), std::size_t{3});
        QVERIFY(tokensOf(ModelSlot::Second).empty()); // nothing there yet

        // A second one that fails, then one that opens: the first never notices.
        QCOMPARE(load("missing", ModelSlot::Second), JobEnd::Failed);
        QCOMPARE(load("huge", ModelSlot::Second), JobEnd::Failed);
        QCOMPARE(load("other", ModelSlot::Second), JobEnd::Completed);
        const std::weak_ptr<ScriptedModel> second = workshop.lastModel;
        const std::size_t read = first.lock()->tokensRun;
        QCOMPARE(tokensOf(ModelSlot::Second).size(), std::size_t{3});
        QCOMPARE(first.lock()->tokensRun.load(), read);
        QVERIFY(second.lock()->tokensRun > 0);
        QCOMPARE(tokensOf(ModelSlot::First), before);
        QVERIFY(first.lock()->tokensRun - read < 10); // from its own cache

        const auto unloading = spy();
        engine.submit(UnloadRequest{ModelSlot::Second}, unloading);
        QVERIFY(unloading->awaitFinished());
        QVERIFY(second.expired());
        QVERIFY(tokensOf(ModelSlot::Second).empty());
        QCOMPARE(tokensOf(ModelSlot::First), before);
    }
};

QTEST_APPLESS_MAIN(TestEngineBatch)
#include "tst_engine_batch.moc"
