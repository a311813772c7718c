// Sessions live on: saved by themselves, found again after a crash, side by side with another program's, and bit for
// bit what they were.
#include "core/session/model_identity.h"
#include "core/session/session_file.h"
#include "core/session/session_json.h"
#include "tests/support/paths.h"
#include "tests/support/scripted_model.h"
#include "ui/bridge/session_keeper.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest/QTest>

#include <csignal>
#include <cstdio>

using namespace logitscope;

namespace {

constexpr int patience = 20000;

QString tales() { return QString::fromStdString(test::resourcePath("models/tales.gguf").string()); }

std::vector<CatalogModel> catalog() {
    CatalogModel model;
    model.title = "Tales";
    model.file = test::resourcePath("models/tales.gguf");
    return {model};
}

Document shortDocument(int tokens = 12) {
    Document document;
    document.prompt = QStringLiteral("Once upon a time there was");
    document.chain = {{{TopKOptions{40}}, {TemperatureOptions{0.8}}}};
    document.stop.maxTokens = tokens;
    document.stop.atEndToken = false;
    return document;
}

struct Program {
    explicit Program(const QString& folder) : keeper(bench, folder, catalog()) {}

    void start() {
        bench.restore(shortDocument());
        bench.openModel(tales(), QStringLiteral("Tales"));
    }
    bool awaitRun() {
        return QTest::qWaitFor([this] { return bench.run() && !bench.busy() && !bench.loading(); }, patience);
    }
    bool awaitModel() {
        return QTest::qWaitFor([this] { return bench.run() && bench.run()->model == bench.model(); }, patience);
    }
    QString text() const {
        const Run* run = bench.run();
        return run ? QString::fromStdString(run->model->tokenizer->decode(run->ids(run->tokens.size()))) : QString();
    }

    Workbench bench;
    SessionKeeper keeper;
};

// A model that writes forever, a token every few milliseconds.
Result<LoadedModel> slowModel() {
    const auto tokenizer = std::make_shared<test::ScriptedTokenizer>();
    const auto model = std::make_shared<test::ScriptedModel>(tokenizer->vocabularySize(), 1 << 20, test::hashedRows());
    model->layerTime = std::chrono::microseconds(1500);
    return test::loaded(model, tokenizer);
}

// The program that is killed: writes, keeps its session, and says every tenth of a second how many tokens there are.
int writeUntilKilled(int argc, char** argv, const QString& folder) {
    QCoreApplication application(argc, argv);
    Workbench bench({.threads = 1, .loader = [](auto&&...) { return slowModel(); }});
    SessionKeeper keeper(bench, folder, {});
    bench.restore(shortDocument(1'000'000));
    bench.openModel(QStringLiteral("slow"));
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, [&bench] {
        std::printf("%zu\n", bench.run() ? bench.run()->tokens.size() : 0);
        std::fflush(stdout);
    });
    timer.start(100);
    return QCoreApplication::exec();
}

} // namespace

class SessionKeeperTest : public QObject {
    Q_OBJECT

private slots:
    void everythingComesBack() {
        const QTemporaryDir folder;
        QString text, name;
        std::vector<std::vector<float>> rows;
        std::size_t position = 0, runs = 0;
        {
            Program first(folder.path());
            first.start();
            QVERIFY(first.awaitRun());
            const RunId trunk = first.bench.run()->id;
            first.bench.reroll(first.bench.run()->promptLength() + 3);
            QVERIFY(first.awaitRun());
            first.bench.renameBranch(first.bench.run()->id, QStringLiteral("another die"));
            first.bench.renameBranch(trunk, QStringLiteral("trunk"));
            first.bench.select(first.bench.run()->promptLength() + 5);
            first.bench.setSeed(99);
            text = first.text();
            position = first.bench.focus().position();
            runs = first.bench.runs().size();
            for (std::size_t i = 1; i <= first.bench.run()->tokens.size(); ++i) {
                std::vector<float> buffer;
                const auto view = first.bench.run()->rowAt(i)->view(buffer);
                rows.emplace_back(view.begin(), view.end());
            }
            first.keeper.setViewSource([] { return SessionKeeper::ViewState{{"lab", "3"}}; });
            first.keeper.close();
        }
        Program second(folder.path());
        QSignalSpy opened(&second.keeper, &SessionKeeper::opened);
        QVERIFY(second.keeper.restoreLast());
        QVERIFY(opened.wait(patience));
        QCOMPARE(opened[0][0].value<SessionKeeper::ViewState>().at("lab"), std::string("3"));
        QCOMPARE(opened[0][1].toBool(), true);
        QCOMPARE(opened[0][2].toBool(), false); // it ended by itself
        // Readable at once, before the model is there.
        QCOMPARE(second.text(), text);
        QCOMPARE(second.bench.runs().size(), runs);
        QCOMPARE(second.bench.focus().position(), position);
        QCOMPARE(second.bench.document().seed, std::uint64_t(99));
        QStringList names = second.bench.document().names.values();
        QCOMPARE(names, (QStringList{QStringLiteral("trunk"), QStringLiteral("another die")}));
        QVERIFY(!second.bench.canUndo());
        const Run& run = *second.bench.run();
        QVERIFY(run.parent);
        QVERIFY(!run.rowAt(3));
        // Then the model comes, and with it the rows: the same bits.
        QVERIFY(second.awaitModel());
        for (std::size_t i = 1; i <= run.tokens.size(); ++i) {
            QTRY_VERIFY_WITH_TIMEOUT(run.rowAt(i) || !second.bench.requestRow(i), patience);
            std::vector<float> buffer;
            QVERIFY(run.rowAt(i));
            const auto view = run.rowAt(i)->view(buffer);
            QVERIFY(std::equal(view.begin(), view.end(), rows[i - 1].begin(), rows[i - 1].end()));
        }
        // A branch shares its beginning with its parent again.
        const Run& parent = *second.bench.runs().find(*run.parent);
        QCOMPARE(parent.rowAt(run.branchedAt - 1), run.rowAt(run.branchedAt - 1));
        QCOMPARE(parent.rowAt(run.branchedAt), run.rowAt(run.branchedAt));
        // It can go on, and does so as it would have.
        second.bench.proceed();
        QVERIFY(second.awaitRun());
        QCOMPARE(second.bench.run()->tokens.size(), rows.size() + 12);
    }

    void aRunIsSavedAsSoonAsItIsOver() {
        const QTemporaryDir folder;
        Program program(folder.path());
        program.start();
        QVERIFY(program.awaitRun());
        const std::size_t tokens = program.bench.run()->tokens.size();
        const std::filesystem::path file = folder.filePath(QStringLiteral("session-1.logitscope")).toStdString();
        const auto saved = [&] {
            const auto session = readSessionFile(file);
            return session && session->runs.size() == 1 && session->runs[0]->tokens.size() == tokens &&
                   session->runs[0]->finish == FinishReason::Length;
        };
        QVERIFY(QTest::qWaitFor(saved, 1000));
    }

    void killedItLosesAtMostTwoSeconds() {
        const QTemporaryDir folder;
        QProcess program;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("LOGITSCOPE_TEST_FOLDER"), folder.path());
        program.setProcessEnvironment(environment);
        program.start(QCoreApplication::applicationFilePath(), QStringList());
        QVERIFY(program.waitForStarted());
        // What it had written, by time.
        std::vector<std::pair<qint64, std::size_t>> told;
        QElapsedTimer clock;
        clock.start();
        while (clock.elapsed() < 5200) {
            program.waitForReadyRead(100);
            for (const QByteArray& line : program.readAllStandardOutput().split('\n')) {
                if (!line.isEmpty()) {
                    told.emplace_back(clock.elapsed(), line.toULongLong());
                }
            }
        }
        const qint64 killed = clock.elapsed();
        ::kill(static_cast<pid_t>(program.processId()), SIGKILL);
        QVERIFY(program.waitForFinished());
        std::size_t twoSecondsAgo = 0;
        for (const auto& [time, tokens] : told) {
            twoSecondsAgo = time <= killed - 2000 ? tokens : twoSecondsAgo;
        }
        QVERIFY(twoSecondsAgo > 50);
        qInfo("killed with %zu tokens, %zu two seconds before", told.back().second, twoSecondsAgo);

        Program next(folder.path()); // the lock went with the process
        QSignalSpy opened(&next.keeper, &SessionKeeper::opened);
        QVERIFY(next.keeper.restoreLast());
        QVERIFY(opened.wait(patience));
        QCOMPARE(opened[0][2].toBool(), true); // it did not end by itself
        qInfo("%zu came back", next.bench.run()->tokens.size());
        QVERIFY(next.bench.run()->tokens.size() >= twoSecondsAgo);
        QVERIFY(!next.bench.run()->finish);
    }

    void twoProgramsKeepTheirOwn() {
        const QTemporaryDir folder;
        QString first, second;
        {
            Program one(folder.path()), two(folder.path());
            one.start();
            QVERIFY(one.awaitRun());
            two.bench.setSeed(1234);
            two.start();
            QVERIFY(two.awaitRun());
            first = one.text();
            two.bench.setPrompt(QStringLiteral("The king"));
            two.bench.start();
            QVERIFY(two.awaitRun());
            second = two.text();
            one.keeper.close();
            QTest::qWait(20);
            two.keeper.close();
        }
        QCOMPARE(QDir(folder.path()).entryList({QStringLiteral("*.logitscope")}).size(), 2);
        Program latest(folder.path()), earlier(folder.path());
        QVERIFY(latest.keeper.restoreLast());
        QVERIFY(earlier.keeper.restoreLast());
        QTRY_COMPARE(latest.text(), second);
        QTRY_COMPARE(earlier.text(), first);
    }

    void freshLeavesTheOldSessionWhereItIs() {
        const QTemporaryDir folder;
        Program program(folder.path());
        program.start();
        QVERIFY(program.awaitRun());
        program.bench.renameBranch(program.bench.run()->id, QStringLiteral("old"));
        program.keeper.startFresh();
        QVERIFY(program.awaitRun());
        QCOMPARE(program.bench.runs().size(), std::size_t(1));
        QVERIFY(program.bench.document().names.isEmpty());
        program.keeper.close();
        const auto old = readSessionFile(folder.filePath(QStringLiteral("session-1.logitscope")).toStdString());
        QVERIFY(old.ok());
        QCOMPARE(old->runs.at(0)->name, std::string("old"));
        const auto fresh = readSessionFile(folder.filePath(QStringLiteral("session-2.logitscope")).toStdString());
        QVERIFY(fresh.ok());
        QVERIFY(fresh->runs.at(0)->name.empty());
    }

    void savesAndOpensAFile() {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("mine.logitscope"));
        Program program({});
        program.start();
        QVERIFY(program.awaitRun());
        const QString text = program.text();
        QSignalSpy saved(&program.keeper, &SessionKeeper::saved);
        program.keeper.save(file);
        QVERIFY(saved.wait(patience));
        QCOMPARE(program.keeper.file(), file);
        QVERIFY(!program.keeper.isChanged());
        QVERIFY(SessionKeeper::looksLikeSession(file));
        QVERIFY(!SessionKeeper::looksLikeSession(tales()));
        QVERIFY(!SessionKeeper::looksLikeSession(folder.path()));
        program.bench.setSeed(5);
        QVERIFY(program.keeper.isChanged());
        program.bench.start();
        QVERIFY(program.awaitRun());

        // The model is loaded already: its own runs are at once its own.
        QSignalSpy opened(&program.keeper, &SessionKeeper::opened);
        program.keeper.open(file);
        QVERIFY(opened.wait(patience));
        QCOMPARE(program.text(), text);
        QCOMPARE(program.bench.runs().size(), std::size_t(1));
        QTRY_COMPARE_WITH_TIMEOUT(program.bench.run()->model, program.bench.model(), patience);
        QVERIFY(!program.bench.loading());
        QVERIFY(!program.bench.canUndo());
    }

    void whatCannotBeSavedOrOpenedIsSaid() {
        const QTemporaryDir folder;
        Program program({});
        QSignalSpy failed(&program.keeper, &SessionKeeper::saveFailed);
        program.keeper.save(folder.filePath(QStringLiteral("nowhere/x.logitscope")));
        QVERIFY(failed.wait(patience));
        QVERIFY(failed[0][0].toString().endsWith(QLatin1Char('.')));
        QFile newer(folder.filePath(QStringLiteral("newer.logitscope")));
        QVERIFY(newer.open(QIODevice::WriteOnly));
        newer.write("{\"format\": \"logitscope session\", \"version\": 3}");
        newer.close();
        QSignalSpy refused(&program.keeper, &SessionKeeper::openFailed);
        program.keeper.open(newer.fileName());
        QVERIFY(refused.wait(patience));
        QVERIFY(refused[0][0].toString().contains(QStringLiteral("newer Logitscope (version 3)")));
    }

    void anUnreadableSlotIsLeftAlone() {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("session-1.logitscope"));
        QFile damaged(file);
        QVERIFY(damaged.open(QIODevice::WriteOnly));
        damaged.write("{\"format\": \"logitscope session\", \"version\": 3}");
        damaged.close();
        Program program(folder.path());
        QSignalSpy refused(&program.keeper, &SessionKeeper::openFailed);
        QVERIFY(program.keeper.restoreLast());
        QVERIFY(refused.wait(patience));
        program.start();
        QVERIFY(program.awaitRun());
        program.keeper.close();
        QVERIFY(damaged.open(QIODevice::ReadOnly));
        QVERIFY(damaged.readAll().endsWith("\"version\": 3}"));
        QVERIFY(QFile::exists(folder.filePath(QStringLiteral("session-2.logitscope"))));
    }

    void aModelThatIsGoneLeavesTheTextReadable() {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("mine.logitscope"));
        QString text;
        {
            Program program({});
            program.start();
            QVERIFY(program.awaitRun());
            text = program.text();
            QSignalSpy saved(&program.keeper, &SessionKeeper::saved);
            program.keeper.save(file);
            QVERIFY(saved.wait(patience));
        }
        auto session = readSessionFile(file.toStdString());
        QVERIFY(session.ok());
        QVERIFY(session->models.at(0).identity);
        session->models[0].path = "/nowhere/other.gguf";
        session->models[0].identity->fileName = "other.gguf";
        session->models[0].identity->sha256 = std::string(64, '1');
        QVERIFY(writeSessionFile(*session, file.toStdString()).ok());
        Program program({});
        QSignalSpy missing(&program.keeper, &SessionKeeper::modelMissing);
        program.keeper.open(file);
        QVERIFY(missing.wait(patience));
        QVERIFY(missing[0][0].toString().contains(QStringLiteral("other.gguf")));
        QCOMPARE(program.text(), text);
        QSignalSpy failed(&program.bench, &Workbench::runFailed);
        program.bench.proceed();
        QCOMPARE(failed.size(), 1);
        QVERIFY(!program.bench.requestRow(5));
    }

    // Killed again before its model is there, it still knows which one that was.
    void aSessionWithoutItsModelYetKeepsItsName() {
        const QTemporaryDir folder;
        {
            Program first(folder.path());
            first.start();
            QVERIFY(first.awaitRun());
            first.keeper.close();
        }
        const auto before = readSessionFile(folder.filePath(QStringLiteral("session-1.logitscope")).toStdString());
        QVERIFY(before.ok());
        Workbench bench;
        SessionSnapshot snapshot(bench);
        auto opened = openedSession(*before);
        const std::map<const RunModel*, FileIdentity> identities{
            {opened.models.at(0).get(), *before->models.at(0).identity}};
        bench.open(std::move(opened));
        auto taken = snapshot.take(identities);
        SessionSnapshot::complete(taken);
        taken.session.view = before->view;
        SavedSession expected = *before;
        // Runs get new numbers.
        QCOMPARE(taken.session.runs.size(), std::size_t(1));
        QVERIFY(taken.session.models == expected.models);
        QCOMPARE(taken.session.model, expected.model);
        QVERIFY(taken.session.runs[0]->tokens == expected.runs[0]->tokens);
        QVERIFY(taken.session.runs[0]->passages == expected.runs[0]->passages);
        QCOMPARE(toJson(taken.session), toJson(expected));
    }

    // What a snapshot costs the GUI thread once a long text stands.
    void aSnapshotOfALongSessionIsQuick() {
        Workbench bench({.threads = 1, .loader = [](auto&&...) { return slowModel(); }});
        SessionSnapshot snapshot(bench);
        SavedSession session;
        session.models.resize(1);
        session.models[0].vocabularySize = 300;
        auto run = std::make_shared<SavedRun>();
        run->id = RunId{1};
        run->passages = {{}};
        SavedToken token;
        token.origin = TokenOrigin::Drawn;
        token.predicted = true;
        token.rawRank = 1;
        run->tokens.assign(100000, token);
        session.runs = {run};
        session.shown = run->id;
        bench.open(openedSession(session));
        QElapsedTimer clock;
        clock.start();
        qint64 longest = 0;
        emit bench.findChild<RunStore*>()->runChanged(bench.run()->id); // as its model would, when it comes
        for (int i = 0; i < 200; ++i) {
            clock.start();
            QCoreApplication::processEvents();
            longest = std::max(longest, clock.nsecsElapsed());
            QTest::qSleep(1);
        }
        clock.start();
        auto taken = snapshot.take({});
        const qint64 first = clock.nsecsElapsed();
        SessionSnapshot::complete(taken);
        snapshot.remember(taken);
        QCOMPARE(taken.session.runs[0]->tokens.size(), std::size_t(100000));
        clock.start();
        taken = snapshot.take({});
        const qint64 again = clock.nsecsElapsed();
        qInfo("100 000 tokens: slices of at most %.2f ms, then %.3f ms for a snapshot, and %.3f ms for the next",
              static_cast<double>(longest) * 1e-6, static_cast<double>(first) * 1e-6,
              static_cast<double>(again) * 1e-6);
        QVERIFY(taken.pending.empty());
        QVERIFY(first < 5'000'000);
        QVERIFY(again < 5'000'000);
    }
};

int main(int argc, char** argv) {
    if (const QString folder = qEnvironmentVariable("LOGITSCOPE_TEST_FOLDER"); !folder.isEmpty()) {
        return writeUntilKilled(argc, argv, folder);
    }
    QCoreApplication application(argc, argv);
    SessionKeeperTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_session_keeper.moc"
