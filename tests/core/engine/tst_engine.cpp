// The engine's promises on a scripted model: order, one end for every job, cancelling, dropping, live chains, failures.
#include "tests/core/engine/engine_workshop.h"

#include <QtTest/QTest>

#include <random>

using namespace logitscope;
using namespace logitscope::test;

namespace {

std::string nameOfModel(Engine& engine) { // by its text length: every scripted model writes; none loaded is a sentence
    const auto listener = spy();
    engine.submit(writing(1), listener);
    listener->awaitFinished();
    return listener->ends.at(0).sentence;
}

} // namespace

class TestEngine : public QObject {
    Q_OBJECT

private slots:
    void loadsAndWrites() {
        Workshop workshop;
        Engine engine(workshop.options());
        const auto loading = spy();
        engine.submit(LoadRequest{"good", "My own name"}, loading);
        QVERIFY(loading->awaitFinished());
        QCOMPARE(loading->events(), (std::vector<std::string>{"started", "loading", "loaded", "finished"}));
        QCOMPARE(loading->loadedName, std::string("My own name"));

        const auto run = spy();
        GenerateRequest request = writing(3);
        engine.submit(request, run);
        QVERIFY(run->awaitFinished());
        QCOMPARE(run->events(), (std::vector<std::string>{"started", "prefill", "prefill", "prompt", "step", "step",
                                                          "step", "outcome", "finished"}));
        QCOMPARE(run->ends.at(0).end, JobEnd::Completed);
        QVERIFY(run->ends.at(0).sentence.empty());
        QCOMPARE(run->prompt.size(), std::size_t{17});
        QCOMPARE(run->outcomes.at(0).tokens.size(), std::size_t{3});
        QVERIFY(run->thread != std::this_thread::get_id());
        QCOMPARE(run->thread, loading->thread);
    }

    void scores() {
        Workshop workshop;
        Engine engine(workshop.options());
        QVERIFY(loads(engine, "good"));
        const auto listener = spy();
        const std::string text(1000, 'x'); // longer than the context of 256
        engine.submit(ScoreRequest{text}, listener);
        QVERIFY(listener->awaitFinished());
        QCOMPARE(listener->ends.at(0).end, JobEnd::Completed);
        QCOMPARE(listener->scores.size(), text.size() + 1);
        QCOMPARE(listener->summary.bytes, text.size());
        QCOMPARE(listener->summary.scoredTokens, text.size());
        QVERIFY(listener->count("prefill") >= 4);
    }

    void withoutAModelThereIsASentence() {
        Workshop workshop;
        Engine engine(workshop.options());
        const auto run = spy();
        const auto scoring = spy();
        engine.submit(writing(1), run);
        engine.submit(ScoreRequest{std::string("text")}, scoring);
        QVERIFY(run->awaitFinished());
        QVERIFY(scoring->awaitFinished());
        for (const auto& one : {run, scoring}) {
            QCOMPARE(one->ends.at(0).end, JobEnd::Failed);
            QCOMPARE(one->ends.at(0).sentence, std::string("No model is loaded; open one first."));
        }
    }

    void failures_data() {
        QTest::addColumn<int>("what");
        QTest::addColumn<QString>("part");
        QTest::newRow("file missing") << 0 << "does not exist";
        QTest::newRow("out of memory") << 1 << "not enough memory";
        QTest::newRow("a library throws") << 2 << "library trouble";
        QTest::newRow("prompt too long") << 3 << "301 tokens, 45 more than the context of 256";
        QTest::newRow("invalid UTF-8") << 4 << "UTF-8";
        QTest::newRow("id outside the vocabulary") << 5 << "outside the vocabulary";
        QTest::newRow("no ids") << 6 << "empty";
        QTest::newRow("setting out of range") << 7 << "emperature";
        QTest::newRow("no tokens to make") << 8 << "at least 1";
        QTest::newRow("invalid UTF-8 to score") << 9 << "UTF-8";
        QTest::newRow("a listener throws") << 10 << "listener trouble";
    }
    // Every failure is one sentence, and the model that was there works on.
    void failures() {
        QFETCH(int, what);
        QFETCH(QString, part);
        Workshop workshop;
        Engine engine(workshop.options());
        QVERIFY(loads(engine, "good"));
        const auto listener = spy();
        GenerateRequest request = writing(1);
        Request job;
        switch (what) {
        case 0:
            job = LoadRequest{"missing", ""};
            break;
        case 1:
            job = LoadRequest{"huge", ""};
            break;
        case 2:
            job = LoadRequest{"throwing", ""};
            break;
        case 3:
            job = writing(1, std::string(300, 'x'));
            break;
        case 4:
            job = writing(1, "a\xFF");
            break;
        case 5:
            request.prompt = ids({4, 1 << 20}), job = request;
            break;
        case 6:
            request.prompt = std::vector<TokenId>{}, job = request;
            break;
        case 7:
            request.chain = {{SamplerSpec{TemperatureOptions{-1.0}}}}, job = request;
            break;
        case 8:
            job = writing(0);
            break;
        case 9:
            job = ScoreRequest{std::string("a\xFF")};
            break;
        case 10:
            job = request;
            listener->onEvent = [](JobSpy&, const std::string& event) {
                if (event == "step") {
                    throw std::runtime_error("listener trouble");
                }
            };
            break;
        default:
            QFAIL("row without a case");
        }
        engine.submit(std::move(job), listener);
        QVERIFY(listener->awaitFinished());
        QCOMPARE(listener->ends.at(0).end, JobEnd::Failed);
        const QString sentence = QString::fromStdString(listener->ends.at(0).sentence);
        QVERIFY2(sentence.contains(part), qPrintable(sentence));
        QVERIFY(sentence.endsWith('.'));
        QCOMPARE(nameOfModel(engine), std::string());
    }

    void aCancelledLoadKeepsTheModel_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("while it reads") << "stuck";
        QTest::newRow("too late for the loader to notice") << "anyway";
    }
    void aCancelledLoadKeepsTheModel() {
        QFETCH(QString, name);
        Workshop workshop;
        Engine engine(workshop.options());
        QVERIFY(loads(engine, "good"));
        const auto kept = workshop.lastModel;
        const auto loading = spy();
        const JobId job = engine.submit(LoadRequest{name.toStdString(), ""}, loading);
        QVERIFY(loading->await("loading"));
        engine.cancel(job);
        QVERIFY(loading->awaitFinished());
        QCOMPARE(loading->ends.at(0).end, JobEnd::Cancelled);
        QCOMPARE(loading->count("loaded"), std::size_t{0});
        QVERIFY(!kept.expired());
        QCOMPARE(nameOfModel(engine), std::string());
    }

    void aNewModelReplacesTheOldOneWhenItIsReady() {
        Workshop workshop;
        Engine engine(workshop.options());
        QVERIFY(loads(engine, "good"));
        const auto old = workshop.lastModel;
        bool there = false;
        const auto loading = spy();
        loading->onEvent = [&](JobSpy&, const std::string& event) {
            if (event == "loading") {
                there = !old.expired();
            }
        };
        engine.submit(LoadRequest{"other", ""}, loading);
        QVERIFY(loading->awaitFinished());
        QVERIFY(there);
        QVERIFY(old.expired()); // and nothing of it stays in memory
    }

    void jobsRunInTheOrderTheyCame() {
        Workshop workshop;
        Engine engine(workshop.options());
        std::vector<int> order;
        std::vector<std::shared_ptr<JobSpy>> spies;
        engine.submit(LoadRequest{"good", ""}, spy());
        for (int i = 0; i < 20; ++i) {
            spies.push_back(spy());
            spies.back()->onEvent = [&order, i](JobSpy&, const std::string& event) {
                if (event == "started" || event == "finished") {
                    order.push_back(i);
                }
            };
            engine.submit(writing(2), spies.back());
        }
        QVERIFY(spies.back()->awaitFinished());
        QCOMPARE(order.size(), std::size_t{40});
        QVERIFY(std::is_sorted(order.begin(), order.end()));
    }

    void aWaitingJobIsCancelledWhileAnotherRuns() {
        Workshop workshop;
        Engine engine(workshop.options());
        QVERIFY(loads(engine, "slow"));
        const auto running = spy();
        const auto waiting = spy();
        const JobId first = engine.submit(writing(200), running);
        const JobId second = engine.submit(writing(200), waiting);
        QVERIFY(running->await("step"));
        engine.cancel(second);
        QVERIFY(waiting->awaitFinished());
        QCOMPARE(running->count("finished"), std::size_t{0});
        QCOMPARE(waiting->events(), (std::vector<std::string>{"finished"}));
        QCOMPARE(waiting->ends.at(0).end, JobEnd::Cancelled);
        engine.cancel(first);
        engine.cancel(second); // over: ignored
        engine.cancel(JobId{9999});
        QVERIFY(running->awaitFinished());
        QCOMPARE(running->ends.at(0).end, JobEnd::Cancelled);
        QCOMPARE(running->outcomes.at(0).finish, FinishReason::Cancelled);
        QCOMPARE(running->outcomes.at(0).tokens.size(), running->steps.size());
    }

    void cancellingTakesEffectWithinOneToken() {
        Workshop workshop;
        std::atomic<bool> cancelled{false};
        std::atomic<int> begunAfter{0};
        workshop.onToken = [&](std::size_t) {
            if (cancelled) {
                ++begunAfter;
            }
        };
        Engine engine(workshop.options());
        QVERIFY(loads(engine, "slow"));
        for (const std::size_t step : {1, 7, 30}) {
            cancelled = false;
            begunAfter = 0;
            const auto listener = spy();
            const JobId job = engine.submit(writing(200), listener);
            QVERIFY(listener->await("step", step));
            engine.cancel(job);
            cancelled = true;
            QVERIFY(listener->awaitFinished());
            QVERIFY(begunAfter <= 1);
            QCOMPARE(listener->ends.at(0).end, JobEnd::Cancelled);
            QVERIFY(listener->steps.size() >= step);
        }
        // In the prefill and while scoring as well.
        const std::string longText(250, 'y');
        for (const Request& request : {Request(writing(5, longText)), Request(ScoreRequest{longText})}) {
            const std::size_t before = workshop.tokensRun();
            cancelled = false;
            begunAfter = 0;
            const auto listener = spy();
            const JobId job = engine.submit(request, listener);
            QVERIFY(listener->await("started"));
            while (workshop.tokensRun() < before + 5) {
                std::this_thread::yield();
            }
            engine.cancel(job);
            cancelled = true;
            QVERIFY(listener->awaitFinished());
            QVERIFY(begunAfter <= 1);
            QCOMPARE(listener->ends.at(0).end, JobEnd::Cancelled);
            QCOMPARE(listener->count("outcome") + listener->count("scores"), std::size_t{1});
        }
    }

    void aChangedChainTakesEffectAtTheNextToken() {
        Workshop workshop;
        Engine engine(workshop.options());
        QVERIFY(loads(engine, "good"));
        const auto listener = spy();
        listener->onEvent = [&](JobSpy& self, const std::string& event) {
            if (event == "step" && self.steps.size() == 5) {
                QVERIFY(engine.updateChain(self.job, greedy()).ok());
            }
        };
        GenerateRequest request = writing(10);
        request.chain = {{SamplerSpec{TemperatureOptions{1.0}}}};
        engine.submit(request, listener);
        QVERIFY(listener->awaitFinished());
        for (std::size_t i = 0; i < 10; ++i) {
            QCOMPARE(listener->steps.at(i).stages.at(0).kind, i < 5 ? SamplerKind::Temperature : SamplerKind::Argmax);
        }
    }

    void aWaitingJobStartsWithTheChangedChain() {
        Workshop workshop;
        Engine engine(workshop.options());
        QVERIFY(loads(engine, "slow"));
        const auto running = spy();
        const auto waiting = spy();
        const JobId first = engine.submit(writing(200), running);
        const JobId second = engine.submit(writing(3), waiting);
        QVERIFY(engine.updateChain(second, greedy()).ok());
        QVERIFY(!engine.updateChain(second, {{SamplerSpec{TemperatureOptions{-1.0}}}}).ok()); // changes nothing
        engine.cancel(first);
        QVERIFY(waiting->awaitFinished());
        QCOMPARE(waiting->ends.at(0).end, JobEnd::Completed);
        QCOMPARE(waiting->steps.at(0).stages.at(0).kind, SamplerKind::Argmax);
        QVERIFY(engine.updateChain(second, greedy()).ok()); // over: ignored
    }

    void listenersMayGiveNewOrders() {
        Workshop workshop;
        Engine engine(workshop.options());
        const auto second = spy();
        const auto first = spy();
        first->onEvent = [&](JobSpy&, const std::string& event) {
            if (event == "finished") {
                engine.submit(writing(2), second);
            }
        };
        engine.submit(LoadRequest{"good", ""}, first);
        QVERIFY(second->awaitFinished());
        QCOMPARE(second->ends.at(0).end, JobEnd::Completed);
    }

    void destroyingMidRunEndsEveryJob() {
        for (int round = 0; round < 20; ++round) {
            Workshop workshop;
            std::atomic<bool> closing{false};
            std::atomic<int> begunAfter{0};
            workshop.onToken = [&](std::size_t) { begunAfter += closing ? 1 : 0; };
            auto engine = std::make_unique<Engine>(workshop.options());
            QVERIFY(loads(*engine, "slow"));
            const auto running = spy();
            const auto removed = spy();
            const std::vector<std::shared_ptr<JobSpy>> waiting = {spy(), spy(), spy()};
            engine->submit(writing(200), running);
            const JobId cancelled = engine->submit(writing(200), removed);
            for (const auto& one : waiting) {
                engine->submit(writing(200), one);
            }
            QVERIFY(running->await("step", static_cast<std::size_t>(round + 1)));
            engine->cancel(cancelled);
            closing = true;
            engine.reset();
            // One more may have begun between the flag and the destructor's own request.
            QVERIFY(begunAfter <= 2);
            QCOMPARE(running->count("finished"), std::size_t{1});
            QCOMPARE(running->ends.at(0).end, JobEnd::Cancelled);
            QCOMPARE(removed->count("finished"), std::size_t{1});
            QCOMPARE(removed->ends.at(0).end, JobEnd::Cancelled);
            for (const auto& one : waiting) {
                QCOMPARE(one->events(), (std::vector<std::string>{"finished"}));
                QCOMPARE(one->ends.at(0).end, JobEnd::Dropped);
            }
        }
    }

    void destroyingAnIdleEngineAndOneThatLoads() {
        Workshop workshop;
        { const Engine idle(workshop.options()); }
        const auto loading = spy();
        {
            Engine engine(workshop.options());
            engine.submit(LoadRequest{"stuck", ""}, loading);
            QVERIFY(loading->await("loading"));
        }
        QCOMPARE(loading->ends.at(0).end, JobEnd::Cancelled);
    }

    // Jobs of every kind, cancelled at random moments: in the queue, in the load, in the prefill, in the text, too
    // late.
    void everyJobOfAThousandEndsOnce() {
        Workshop workshop;
        std::mt19937 random(20240607);
        std::vector<std::shared_ptr<JobSpy>> spies;
        {
            Engine engine(workshop.options());
            QVERIFY(loads(engine, "slow"));
            std::vector<JobId> jobs;
            for (int i = 0; i < 1000; ++i) {
                spies.push_back(spy());
                Request request;
                switch (random() % 5) {
                case 0:
                    request = LoadRequest{random() % 2 == 0 ? "slow" : "stuck", ""};
                    break;
                case 1:
                    request = ScoreRequest{std::string(10 + random() % 400, 's')};
                    break;
                default:
                    request = writing(static_cast<int>(1 + random() % 20),
                                      std::string(1 + random() % 40, static_cast<char>('a' + random() % 3)));
                }
                jobs.push_back(engine.submit(std::move(request), spies.back()));
                if (random() % 4 == 0) {
                    std::this_thread::sleep_for(std::chrono::microseconds(random() % 2000));
                }
                // Some job near the head of the queue, often this one or one that is over.
                engine.cancel(jobs[jobs.size() - 1 - random() % std::min<std::size_t>(jobs.size(), 4)]);
                if (random() % 8 == 0) {
                    (void)engine.updateChain(jobs.back(), greedy());
                }
            }
            for (const JobId job : jobs) { // what is left, the stuck loads among it
                engine.cancel(job);
            }
            for (const auto& one : spies) {
                QVERIFY(one->awaitFinished());
            }
        }
        std::size_t counts[4] = {};
        for (const auto& one : spies) {
            QCOMPARE(one->count("finished"), std::size_t{1});
            QCOMPARE(one->events().back(), std::string("finished"));
            QVERIFY(one->count("outcome") <= 1);
            QVERIFY(one->ends.at(0).end != JobEnd::Failed);
            ++counts[static_cast<std::size_t>(one->ends.at(0).end)];
            if (!one->outcomes.empty()) {
                QCOMPARE(one->outcomes[0].tokens.size(), one->steps.size());
            }
        }
        QVERIFY(counts[static_cast<std::size_t>(JobEnd::Completed)] > 0);
        QVERIFY(counts[static_cast<std::size_t>(JobEnd::Cancelled)] > 100);
    }
};

QTEST_APPLESS_MAIN(TestEngine)
#include "tst_engine.moc"
