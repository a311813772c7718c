// Exports are complete whatever memory holds: the distributions of rows that were let go are computed again.
#include "tests/support/paths.h"
#include "ui/bridge/run_exporter.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest/QTest>
#include <nlohmann/json.hpp>

using namespace logitscope;

namespace {

constexpr int patience = 20000;

struct Fixture {
    Fixture() {
        Document document;
        document.prompt = QStringLiteral("Once upon a time there was");
        document.chain = {{{TopKOptions{40}}, {TemperatureOptions{0.8}}}};
        document.stop.maxTokens = 60;
        document.stop.atEndToken = false;
        bench.restore(document);
        bench.openModel(QString::fromStdString(test::resourcePath("models/tales.gguf").string()));
    }
    bool awaitRun() {
        return QTest::qWaitFor([this] { return bench.run() && !bench.busy() && !bench.loading(); }, patience);
    }
    QByteArray exported(const char* name) {
        QSignalSpy finished(&exporter, &RunExporter::finished);
        const QString file = folder.filePath(QLatin1String(name));
        exporter.start(*bench.run(), QStringLiteral("A run"), file);
        if (!finished.wait(patience)) {
            return {};
        }
        without = finished[0][1].toInt();
        QFile written(file);
        return written.open(QIODevice::ReadOnly) ? written.readAll() : QByteArray();
    }

    QTemporaryDir folder;
    Workbench bench;
    RunExporter exporter{bench};
    int without = -1;
};

} // namespace

class RunExporterTest : public QObject {
    Q_OBJECT

private slots:
    void isTheSameWhateverMemoryHolds() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const QByteArray whole = fixture.exported("whole.json");
        QCOMPARE(fixture.without, 0);
        QVERIFY(whole.contains("\"candidates\""));
        fixture.bench.setLogitMemory(3 * fixture.bench.run()->model->info.config.vocabularySize * sizeof(float));
        QTRY_VERIFY(!fixture.bench.run()->rowAt(5));
        const QByteArray again = fixture.exported("again.json");
        QCOMPARE(fixture.without, 0);
        QCOMPARE(again, whole);
        const auto json = nlohmann::json::parse(whole.toStdString(), nullptr, false);
        const Run& run = *fixture.bench.run();
        QVERIFY(json["steps"].size() == run.tokens.size());
        for (std::size_t i = run.promptLength(); i < run.tokens.size(); ++i) {
            // The drawn token is among the candidates with the probability that it was drawn with.
            bool found = false;
            for (const auto& candidate : json["steps"][i]["distribution"]["candidates"]) {
                if (candidate["id"] == numberOf(run.tokens[i].token)) {
                    found = true;
                    QVERIFY(candidate["probability"].get<double>() == run.tokens[i].probability);
                    QVERIFY(candidate["raw_probability"].get<double>() == run.tokens[i].rawProbability);
                }
            }
            QVERIFY(found || run.tokens[i].rawRank > RunExporter::candidates);
        }
    }

    void tablesAndReports() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const QByteArray csv = fixture.exported("run.csv");
        QCOMPARE(csv.count("\r\n"), static_cast<qsizetype>(fixture.bench.run()->tokens.size()) + 1);
        const QByteArray html = fixture.exported("run.html");
        QVERIFY(html.startsWith("<!DOCTYPE html>"));
        QVERIFY(html.contains("Once upon a time there was"));
        QVERIFY(html.contains("Temperature"));
        QVERIFY(html.contains("Perplexity"));
    }

    void whatCannotBeWrittenIsSaid() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        QSignalSpy failed(&fixture.exporter, &RunExporter::failed);
        fixture.exporter.start(*fixture.bench.run(), {}, fixture.folder.filePath(QStringLiteral("no/where.csv")));
        QVERIFY(failed.wait(patience));
        QVERIFY(failed[0][0].toString().endsWith(QLatin1Char('.')));
    }
};

QTEST_GUILESS_MAIN(RunExporterTest)
#include "tst_run_exporter.moc"
