// Engine events become signals on the GUI thread: complete, in order, at most one drain per frame.
#include "tests/support/paths.h"
#include "ui/bridge/engine_host.h"

#include <QSignalSpy>
#include <QThread>
#include <QtTest/QTest>

#include <chrono>
#include <fstream>
#include <thread>

using namespace logitscope;

namespace {

constexpr auto someJob = static_cast<JobId>(77);

StepRecord step(int position) {
    StepRecord record;
    record.position = static_cast<Position>(position);
    return record;
}

GenerateRequest story(int tokens) {
    GenerateRequest request;
    request.prompt = std::string("Once upon a time");
    request.stop.maxTokens = tokens;
    request.stop.atEndToken = false;
    return request;
}

} // namespace

class EngineHostTest : public QObject {
    Q_OBJECT

private slots:
    void eventsComeInOrderOnThisThread() {
        EngineHost host;
        QStringList heard;
        const QThread* here = QThread::currentThread();
        bool elsewhere = false;
        const auto hear = [&](const QString& what) {
            heard << what;
            elsewhere = elsewhere || QThread::currentThread() != here;
        };
        connect(&host, &EngineHost::prefillProgressed, this,
                [&](JobId, std::size_t done, std::size_t) { hear(QStringLiteral("prefill %1").arg(done)); });
        connect(&host, &EngineHost::promptArrived, this,
                [&](JobId, const std::vector<PromptRecord>&) { hear(QStringLiteral("prompt")); });
        connect(&host, &EngineHost::stepsArrived, this, [&](JobId, const std::vector<StepRecord>& steps) {
            hear(QStringLiteral("steps %1").arg(steps.size()));
        });
        connect(&host, &EngineHost::outcomeArrived, this, [&] { hear(QStringLiteral("outcome")); });
        connect(&host, &EngineHost::jobFinished, this, [&] { hear(QStringLiteral("finished")); });
        std::thread engine([&] {
            JobListener& box = host.mailbox();
            box.onPrefillProgress(someJob, 1, 3);
            box.onPrefillProgress(someJob, 3, 3);
            box.onPrompt(someJob, {});
            box.onStep(someJob, step(0));
            box.onStep(someJob, step(1));
            box.onOutcome(someJob, {});
            box.onFinished(someJob, {});
        });
        engine.join();
        QVERIFY(heard.isEmpty()); // nothing runs on the engine's thread
        QTRY_VERIFY(heard.contains(QStringLiteral("finished")));
        QCOMPARE(heard, QStringList({QStringLiteral("prefill 3"), QStringLiteral("prompt"), QStringLiteral("steps 2"),
                                     QStringLiteral("outcome"), QStringLiteral("finished")}));
        QVERIFY(!elsewhere);
    }

    void jobsAreNotMixed() {
        EngineHost host;
        std::vector<std::pair<JobId, std::size_t>> heard;
        connect(&host, &EngineHost::stepsArrived, this,
                [&](JobId job, const std::vector<StepRecord>& steps) { heard.emplace_back(job, steps.size()); });
        const auto other = static_cast<JobId>(78);
        host.mailbox().onStep(someJob, step(0));
        host.mailbox().onStep(other, step(0));
        host.mailbox().onStep(someJob, step(1));
        QTRY_COMPARE(heard.size(), std::size_t(3));
        QCOMPARE(heard[1].first, other);
    }

    // 5 000 tokens a second for half a second: a person sees at most 60 batches a second, and every token.
    void aFloodArrivesFrameByFrame() {
        EngineHost host;
        int batches = 0;
        int next = 0;
        bool ordered = true;
        connect(&host, &EngineHost::stepsArrived, this, [&](JobId, const std::vector<StepRecord>& steps) {
            ++batches;
            for (const StepRecord& record : steps) {
                ordered = ordered && numberOf(record.position) == next++;
            }
        });
        constexpr int total = 2500;
        QElapsedTimer clock;
        clock.start();
        std::thread engine([&] {
            const auto begin = std::chrono::steady_clock::now();
            for (int i = 0; i < total; ++i) {
                host.mailbox().onStep(someJob, step(i));
                std::this_thread::sleep_until(begin + std::chrono::microseconds(200) * (i + 1));
            }
        });
        while (next < total && clock.elapsed() < 20000) {
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 50);
        }
        const double seconds = static_cast<double>(clock.elapsed()) / 1000.0;
        engine.join();
        QCOMPARE(next, total);
        QVERIFY(ordered);
        QVERIFY2(batches <= seconds * 1000.0 / (EngineHost::frameMilliseconds - 1) + 2,
                 qPrintable(QStringLiteral("%1 batches in %2 s").arg(batches).arg(seconds)));
        QVERIFY(batches >= 5);
    }

    void runsTheModelInTheBox() {
        EngineHost host;
        QSignalSpy loaded(&host, &EngineHost::modelLoaded);
        QSignalSpy finished(&host, &EngineHost::jobFinished);
        host.loadModel({resourcePathOfModel(), "Tales"});
        QVERIFY(finished.wait(20000));
        QCOMPARE(loaded.size(), 1);
        QCOMPARE(loaded[0][1].value<LoadedModel>().info.displayName, std::string("Tales"));

        std::vector<StepRecord> steps;
        connect(&host, &EngineHost::stepsArrived, this, [&](JobId, const std::vector<StepRecord>& some) {
            steps.insert(steps.end(), some.begin(), some.end());
        });
        const JobId job = host.generate(story(20));
        QVERIFY(finished.wait(20000));
        QCOMPARE(finished.last()[0].value<JobId>(), job);
        QCOMPARE(finished.last()[1].value<Finished>().end, JobEnd::Completed);
        QCOMPARE(steps.size(), std::size_t(20));
    }

    void manyTextsAreToldApart() {
        EngineHost host;
        host.loadModel({resourcePathOfModel(), "Tales"});
        GenerateManyRequest request;
        for (std::uint32_t i = 0; i < 5; ++i) {
            SequenceRequest one;
            one.prompt = std::string("Once upon a time");
            one.sequence = i;
            one.stop.maxTokens = 10 + static_cast<int>(i);
            one.stop.atEndToken = false;
            request.sequences.push_back(one);
        }
        std::vector<std::vector<TokenId>> tokens(5);
        std::vector<Outcome> outcomes(5);
        connect(&host, &EngineHost::sequenceStepsArrived, this, [&](JobId, const std::vector<SequenceStep>& steps) {
            for (const SequenceStep& step : steps) {
                tokens.at(step.sequence).push_back(step.step.token);
            }
        });
        connect(&host, &EngineHost::sequenceOutcomeArrived, this,
                [&](JobId, std::size_t sequence, const Outcome& outcome) { outcomes.at(sequence) = outcome; });
        QSignalSpy finished(&host, &EngineHost::jobFinished);
        const JobId job = host.generateMany(request);
        QTRY_VERIFY_WITH_TIMEOUT(!finished.isEmpty() && finished.last()[0].value<JobId>() == job, 20000);
        for (std::size_t i = 0; i < 5; ++i) {
            QCOMPARE(outcomes[i].tokens.size(), 10 + i);
            QCOMPARE(tokens[i], outcomes[i].tokens);
        }
    }

    void aCorruptFileIsASentence() {
        EngineHost host;
        const QString path = QDir(QDir::tempPath()).filePath(QStringLiteral("logitscope_corrupt.gguf"));
        std::ofstream(path.toStdString()) << "GGUF and then something else";
        QSignalSpy finished(&host, &EngineHost::jobFinished);
        host.loadModel({path.toStdString(), {}});
        QVERIFY(finished.wait(20000));
        const auto how = finished[0][1].value<Finished>();
        QCOMPARE(how.end, JobEnd::Failed);
        QVERIFY(QString::fromStdString(how.sentence).contains(QStringLiteral("logitscope_corrupt.gguf")));
        QFile::remove(path);
    }

    void cancelEndsARunOnce() {
        EngineHost host;
        QSignalSpy finished(&host, &EngineHost::jobFinished);
        host.loadModel({resourcePathOfModel(), {}});
        QVERIFY(finished.wait(20000));
        finished.clear();
        const JobId job = host.generate(story(100000));
        QSignalSpy steps(&host, &EngineHost::stepsArrived);
        QVERIFY(steps.wait(20000));
        host.cancel(job);
        host.cancel(job);
        if (finished.isEmpty()) {
            QVERIFY(finished.wait(5000));
        }
        QTest::qWait(50);
        QCOMPARE(finished.size(), 1);
    }

    void goingAwayMidRunIsClean() {
        for (int i = 0; i < 20; ++i) {
            EngineHost host;
            host.loadModel({resourcePathOfModel(), {}});
            host.generate(story(100000));
            host.generate(story(100000));
            QTest::qWait(i * 5);
        }
    }

private:
    static std::filesystem::path resourcePathOfModel() { return test::resourcePath("models/tales.gguf"); }
};

QTEST_GUILESS_MAIN(EngineHostTest)
#include "tst_engine_host.moc"
