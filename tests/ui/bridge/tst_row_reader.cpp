// Rows that memory let go come back bit for bit, walking through a long text does not stop, and what a session says of
// a run is enough to make it again.
#include "core/base/thread_pool.h"
#include "core/model/loader.h"
#include "core/session/replay.h"
#include "tests/support/paths.h"
#include "tests/support/random_model.h"
#include "ui/bridge/saved_runs.h"
#include "ui/bridge/workbench.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest/QTest>

#include <algorithm>
#include <cstring>

using namespace logitscope;

namespace {

constexpr int patience = 60000;

struct Fixture {
    explicit Fixture(int tokens, const std::string& file = test::resourcePath("models/tales.gguf").string(),
                     const char* prompt = "Once upon a time there was") {
        Document document;
        document.prompt = QString::fromUtf8(prompt);
        document.chain = {{{TopKOptions{40}}, {TemperatureOptions{0.9}}}};
        document.stop.maxTokens = tokens;
        document.stop.atEndToken = false;
        bench.restore(document);
        bench.openModel(QString::fromStdString(file));
    }
    bool awaitRun() {
        return QTest::qWaitFor([this] { return bench.run() && !bench.busy() && !bench.loading(); }, patience);
    }
    const Run& run() const { return *bench.run(); }
    std::size_t rowBytes() const { return run().model->info.config.vocabularySize * sizeof(float); }
    std::vector<std::vector<float>> rows() const {
        std::vector<std::vector<float>> all(1);
        for (std::size_t i = 1; i <= run().tokens.size(); ++i) {
            std::vector<float> buffer;
            const auto view = run().rowAt(i)->view(buffer);
            all.emplace_back(view.begin(), view.end());
        }
        return all;
    }
    bool isExact(std::size_t place) const { return run().rowAt(place) && !run().rowAt(place)->isHalf(); }
    bool hasBits(std::size_t place, const std::vector<float>& expected) const {
        std::vector<float> buffer;
        const auto view = run().rowAt(place)->view(buffer);
        return view.size() == expected.size() && std::memcmp(view.data(), expected.data(), view.size_bytes()) == 0;
    }

    Workbench bench;
};

} // namespace

class RowReaderTest : public QObject {
    Q_OBJECT

private slots:
    void everyRowComesBackBitForBit() {
        Fixture fixture(120);
        QVERIFY(fixture.awaitRun());
        const auto rows = fixture.rows();
        fixture.bench.setLogitMemory(40 * fixture.rowBytes());
        QTRY_VERIFY(fixture.bench.runs().logitBytes() <= fixture.bench.runs().budgetBytes());
        QVERIFY(!fixture.run().rowAt(1));
        const std::size_t last = fixture.run().tokens.size();
        for (const bool forward : {false, true}) {
            for (std::size_t step = 1; step <= last; ++step) {
                const std::size_t place = forward ? step : last + 1 - step;
                fixture.bench.select(place);
                if (!fixture.isExact(place)) {
                    QVERIFY(fixture.bench.requestRow(place));
                    QTRY_VERIFY_WITH_TIMEOUT(fixture.isExact(place), patience);
                }
                QVERIFY(fixture.hasBits(place, rows[place]));
                QVERIFY(fixture.bench.runs().logitBytes() <= fixture.bench.runs().budgetBytes() + 40 * rows[1].size());
            }
        }
    }

    void whereThereIsNoneThereIsNone() {
        Fixture fixture(8);
        QVERIFY(!fixture.bench.requestRow(1)); // no model, no run
        QVERIFY(fixture.awaitRun());
        QVERIFY(!fixture.bench.requestRow(0));
        QVERIFY(!fixture.bench.requestRow(3)); // it is there
        QVERIFY(!fixture.bench.requestRow(1000));
    }

    // Less memory than a single row: it comes, goes, and is not asked for without end.
    void tinyMemoryDoesNotLoop() {
        Fixture fixture(8);
        QVERIFY(fixture.awaitRun());
        fixture.bench.setLogitMemory(1);
        QTRY_VERIFY(!fixture.run().rowAt(3));
        QSignalSpy refilled(&fixture.bench.runs(), &RunStore::rowsRefilled);
        QVERIFY(fixture.bench.requestRow(3));
        QVERIFY(fixture.bench.requestRow(3)); // it is on its way
        QVERIFY(refilled.wait(patience));
        QTRY_VERIFY(!fixture.run().rowAt(3));
        QVERIFY(!fixture.bench.requestRow(3));
        QVERIFY(fixture.bench.requestRow(4)); // another place is another matter
    }

    void aRunComesFirst() {
        Fixture fixture(30);
        QVERIFY(fixture.awaitRun());
        fixture.bench.setLogitMemory(1);
        QTRY_VERIFY(!fixture.run().rowAt(3));
        QVERIFY(fixture.bench.requestRow(3));
        fixture.bench.start();
        QVERIFY(fixture.awaitRun());
        QCOMPARE(fixture.bench.runs().size(), std::size_t(2));
    }

    // 10 000 tokens, of which memory holds the rows of 200.
    void walkingThroughALongTextIsSmooth() {
        const QTemporaryDir folder;
        test::RandomModel shape;
        shape.context = 12000;
        shape.vocabulary = 2000;
        const std::string file = folder.filePath(QStringLiteral("long.gguf")).toStdString();
        shape.builder().writeTo(file);
        Fixture fixture(10000, file, "5 6 7");
        QVERIFY(fixture.awaitRun());
        QCOMPARE(fixture.run().tokens.size(), std::size_t(10003));
        fixture.bench.setLogitMemory(200 * fixture.rowBytes());
        QTRY_VERIFY_WITH_TIMEOUT(fixture.bench.runs().logitBytes() <= fixture.bench.runs().budgetBytes(), patience);

        // A key that is held: a place every 10 ms, forwards and backwards, then leaps.
        qint64 longest = 0;
        std::vector<qint64> waits;
        const auto visit = [&](std::size_t place, int pause) {
            QElapsedTimer clock;
            clock.start();
            fixture.bench.select(place);
            fixture.bench.requestRow(place);
            longest = std::max(longest, clock.nsecsElapsed());
            if (!QTest::qWaitFor([&] { return fixture.run().rowAt(place) != nullptr; }, patience)) {
                QFAIL("the row did not come");
            }
            waits.push_back(clock.nsecsElapsed());
            QTest::qWait(pause);
        };
        for (std::size_t place = 3000; place < 3200; ++place) {
            visit(place, 10);
        }
        for (std::size_t place = 7200; place > 7000; --place) {
            visit(place, 10);
        }
        const std::size_t walked = waits.size();
        for (std::size_t place = 100; place < 10000; place += 701) {
            visit(place, 0);
        }
        std::sort(waits.begin(), waits.begin() + static_cast<std::ptrdiff_t>(walked));
        std::sort(waits.begin() + static_cast<std::ptrdiff_t>(walked), waits.end());
        qInfo("10 000 tokens: GUI thread at most %.2f ms a place; walking, a row is there after %.2f ms (median), %.2f "
              "ms "
              "(longest); leaping, after %.2f ms (median)",
              static_cast<double>(longest) * 1e-6, static_cast<double>(waits[walked / 2]) * 1e-6,
              static_cast<double>(waits[walked - 1]) * 1e-6,
              static_cast<double>(waits[walked + (waits.size() - walked) / 2]) * 1e-6);
        QVERIFY(longest < 16'000'000);
    }

    // Everything that a person can do to a run, saved and made again from its passages by the core's own means.
    void whatIsSavedMakesItAgain() {
        Fixture fixture(40);
        QVERIFY(fixture.awaitRun());
        const std::size_t prompt = fixture.run().promptLength();
        fixture.bench.setChain({{{TopPOptions{0.7}}, {TemperatureOptions{1.2}}}});
        fixture.bench.proceed();
        QVERIFY(fixture.awaitRun());
        fixture.bench.setSeed(11);
        fixture.bench.step();
        QVERIFY(fixture.awaitRun());
        fixture.bench.reroll(prompt + 50); // in the second half, whose chain is another
        QVERIFY(fixture.awaitRun());
        fixture.bench.branch(prompt + 45, TokenId{300});
        QVERIFY(fixture.awaitRun());
        fixture.bench.setPrompt(QStringLiteral("Another prompt, not the one of these branches"));
        QVERIFY(fixture.bench.insertText(prompt + 10, QStringLiteral(" suddenly")).ok());
        QVERIFY(fixture.awaitRun());
        fixture.bench.drawWith(prompt + 5, 77);
        QVERIFY(fixture.awaitRun());
        // A chain that changes while the text is written.
        StopRules stop = fixture.bench.document().stop;
        stop.maxTokens = 300;
        fixture.bench.setStopRules(stop);
        fixture.bench.setPrompt(QStringLiteral("The little dog"));
        fixture.bench.start();
        for (const double temperature : {0.5, 0.7, 1.1}) {
            QTRY_VERIFY_WITH_TIMEOUT(fixture.bench.run()->figures.decodedTokens > 20 * temperature, patience);
            fixture.bench.setChain({{{TemperatureOptions{temperature}}}});
        }
        QVERIFY(fixture.awaitRun());
        QVERIFY(fixture.run().passages.size() >= 2);
        fixture.bench.deleteBranch(RunId{1}); // its branches stand alone

        SessionSnapshot snapshot(fixture.bench);
        auto taken = snapshot.take({});
        SessionSnapshot::complete(taken);
        const Status checked = checkSession(taken.session);
        QVERIFY2(checked.ok(), checked ? "" : checked.error().message.c_str());
        ThreadPool pool(2);
        auto model = loadModel(test::resourcePath("models/tales.gguf"), pool);
        QVERIFY(model.ok());
        Session engine(std::move(*model), pool);
        std::size_t told = 0;
        for (const ReplayedRun& run : replaySession(engine, taken.session, 0, [&](const ReplayedRun&) { ++told; })) {
            QVERIFY2(run.identical(),
                     qPrintable(QStringLiteral("run %1 at %2").arg(numberOf(run.run)).arg(run.tokens)));
            QVERIFY(!run.numbersDiffer);
        }
        QCOMPARE(told, taken.session.runs.size());
        QVERIFY(told >= 5);
    }
};

QTEST_GUILESS_MAIN(RowReaderTest)
#include "tst_row_reader.moc"
