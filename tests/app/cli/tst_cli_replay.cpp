// replay: a session of the model in the box is the same again on another number of threads; what differs is named.
#include "core/base/thread_pool.h"
#include "core/model/loader.h"
#include "core/session/model_identity.h"
#include "core/session/session_file.h"
#include "tests/app/cli/cli_runner.h"
#include "tests/support/recorded_session.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace logitscope;
using namespace logitscope::test;

class CliReplayTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    SavedSession m_session;

    std::string path(const std::string& name) const {
        return m_folder.filePath(QString::fromStdString(name)).toStdString();
    }
    std::string save(const SavedSession& session) const {
        const std::string file = path("session.logitscope");
        const Status written = writeSessionFile(session, file);
        return written ? file : std::string();
    }

private slots:
    void initTestCase() {
        const std::filesystem::path model = resourcePath("models/tales.gguf");
        ThreadPool pool(1);
        auto loadedModel = loadModel(model, pool);
        QVERIFY(loadedModel.ok());
        Session session(std::move(*loadedModel), pool);
        m_session = recordSession(session, "Once upon a time there was a little girl");
        m_session.models[0].identity = identifyModel(model).value();
        auto named = std::make_shared<SavedRun>(*m_session.runs[1]);
        named->name = "by hand";
        m_session.runs[1] = named;
    }

    void identicalOnAnyNumberOfThreads_data() {
        QTest::addColumn<QString>("threads");
        QTest::newRow("1") << "1";
        QTest::newRow("2") << "2";
        QTest::newRow("3") << "3";
    }
    void identicalOnAnyNumberOfThreads() {
        QFETCH(QString, threads);
        const std::string file = save(m_session);
        const CliRun run = cli({"replay", file, "--threads", threads.toStdString()});
        QVERIFY2(run.code == Done, (run.out + run.err).c_str());
        QVERIFY(run.err.empty());
        QVERIFY(run.out.find("run 2 'by hand': ") != std::string::npos);
        QVERIFY(run.out.ends_with("Every token is identical.\n"));
        const auto json = cliJson({"replay", file, "--threads", threads.toStdString()});
        QVERIFY(json["identical"] == true);
        QCOMPARE(json["runs"].size(), std::size_t(3));
        for (const auto& one : json["runs"]) {
            QVERIFY(one["identical"] == true);
            QVERIFY(one["numbers_identical"] == true);
            QVERIFY(one["first_difference"].is_null());
        }
    }

    void aDifferenceIsNamedAndFails() {
        SavedSession session = m_session;
        auto root = std::make_shared<SavedRun>(*session.runs[0]);
        const std::size_t place = root->tokens.size() - 2;
        root->tokens[place].token = TokenId{300};
        session.runs[0] = root;
        const std::string file = save(session);
        const CliRun text = cli({"replay", file});
        QCOMPARE(text.code, static_cast<int>(Failed));
        QVERIFY2(text.out.find("place " + std::to_string(place) + " is '") != std::string::npos, text.out.c_str());
        QVERIFY(text.out.ends_with("Not identical.\n"));
        const CliRun json = cli({"replay", file, "--json"});
        QCOMPARE(json.code, static_cast<int>(Failed));
        QVERIFY(json.json()["identical"] == false);
        QVERIFY(json.json()["runs"][0]["first_difference"]["position"] == place);
        QVERIFY(json.json()["runs"][0]["first_difference"]["saved_id"] == 300);
        QVERIFY(json.json()["runs"][2]["identical"] == true);
    }

    void aModelThatMovedIsFoundInTheBox() {
        SavedSession session = m_session;
        session.models[0].path = "/nowhere/tales.gguf";
        const CliRun run = cli({"replay", save(session)});
        QVERIFY2(run.code == Done, run.err.c_str());
        session.models[0].identity->fileName = "gone.gguf";
        const CliRun gone = cli({"replay", save(session)});
        QCOMPARE(gone.code, static_cast<int>(Failed));
        QVERIFY(gone.isOneSentence());
        QVERIFY(gone.err.find("give its file with --model") != std::string::npos);
        QCOMPARE(cli({"replay", save(session), "--model", resourcePath("models/tales.gguf").string()}).code,
                 static_cast<int>(Done));
    }

    void anotherFileIsNoted() {
        SavedSession session = m_session;
        session.models[0].identity->sha256 = std::string(64, '0');
        const CliRun run = cli({"replay", save(session)});
        QCOMPARE(run.code, static_cast<int>(Done));
        QVERIFY(run.err.find("is not the one that the session was made with") != std::string::npos);
        QVERIFY(cli({"replay", save(session), "--quiet"}).err.empty());
    }

    void unreadableFiles_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("part");
        QTest::newRow("no session") << QByteArray("hello") << "is damaged";
        QTest::newRow("newer") << QByteArray("{\"format\":\"logitscope session\",\"version\":9}") << "newer Logitscope";
    }
    void unreadableFiles() {
        QFETCH(QByteArray, text);
        QFETCH(QString, part);
        const CliRun run = cli({"replay", writeFile(path("odd.logitscope"), text.toStdString())});
        QCOMPARE(run.code, static_cast<int>(Failed));
        QVERIFY(run.isOneSentence());
        QVERIFY(run.err.find(part.toStdString()) != std::string::npos);
    }

    void usage() {
        QCOMPARE(cli({"replay"}).code, static_cast<int>(Misused));
        QCOMPARE(cli({"replay", path("missing")}).code, static_cast<int>(Failed));
        const CliRun empty = cli({"replay", save({})});
        QCOMPARE(empty.code, static_cast<int>(Done));
    }
};

QTEST_GUILESS_MAIN(CliReplayTest)
#include "tst_cli_replay.moc"
