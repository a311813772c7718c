// Runs as JSON, CSV and HTML: every number with its bits, no text that breaks out of its place.
#include "core/session/html_report.h"
#include "core/session/run_export.h"
#include "core/session/saved_tokenizer.h"
#include "tests/core/session/session_samples.h"

#include <QtCore/QXmlStreamReader>
#include <QtTest/QTest>
#include <nlohmann/json.hpp>

using namespace logitscope;
using namespace logitscope::test;

namespace {

ExportedRun exported() {
    const SavedSession session = sampleSession();
    ExportedRun run;
    run.model = session.models[0];
    run.prompt = session.prompt;
    run.run = wholeRun(session, *session.runs[1]);
    run.stop = session.stop;
    const std::vector<float> row{2.0F, 1.5F, 1.0F, 0.5F, 0.0F, -1.0F, -2.0F, -4.0F};
    const SamplerChain chain = SamplerChain::create({{{TopKOptions{3}}}}).value();
    run.distributions.resize(run.run.tokens.size());
    run.distributions[2] = distributionOf(row, chain, {}, 4, true);
    return run;
}

} // namespace

class ExportsTest : public QObject {
    Q_OBJECT

private slots:
    void aDistributionIsTheTopOfTheRow() {
        const ExportedRun run = exported();
        const StepDistribution& distribution = *run.distributions[2];
        QCOMPARE(distribution.top.size(), std::size_t(4));
        QCOMPARE(distribution.survivors, 3);
        QVERIFY(std::abs(distribution.keptMass - 1.0) < 1e-12);
        QVERIFY(std::abs(distribution.top[0].probability - 0.506480) < 1e-6); // SAMPLERS.md, 6
        QCOMPARE(distribution.top[3].cutBy, std::optional(0));
        const std::vector<float> small{1.0F, 0.0F};
        QCOMPARE(distributionOf(small, SamplerChain::create({}).value(), {}, 20, true).top.size(), std::size_t(2));
    }

    void jsonHoldsEveryStep() {
        const ExportedRun run = exported();
        const SavedTokenizer tokenizer(run.model);
        const auto json = nlohmann::json::parse(exportJson(run, &tokenizer), nullptr, false);
        QVERIFY(!json.is_discarded());
        QVERIFY(json["prompt"] == run.prompt);
        QVERIFY(json["model"]["sha256"] == run.model.identity->sha256);
        QVERIFY(json["steps"].size() == run.run.tokens.size());
        const auto& step = json["steps"][2];
        QVERIFY(step["origin"] == "drawn");
        QVERIFY(step["probability"].get<double>() == run.run.tokens[2].probability);
        QVERIFY(step["raw_entropy_bits"].get<double>() == run.run.tokens[2].rawEntropyBits);
        QVERIFY(step["distribution"]["candidates"].size() == 4);
        QVERIFY(step["distribution"]["candidates"][3]["cut_by"] == "top_k");
        QVERIFY(step["distribution"]["exact"] == true);
        QVERIFY(!json["steps"][0].contains("raw_probability"));
        QVERIFY(!json["steps"][1].contains("distribution"));
        QVERIFY(json["passages"][1]["seed"] == "8");
        QVERIFY(!nlohmann::json::parse(exportJson(run, nullptr), nullptr, false).is_discarded());
    }

    void csvHasARowForEveryStep() {
        ExportedRun run = exported();
        run.model.pieces[2].piece = "say \"hi\", then\nleave";
        const SavedTokenizer tokenizer(run.model);
        const QByteArray csv = QByteArray::fromStdString(exportCsv(run, &tokenizer));
        const auto rows = csv.split('\r');
        QCOMPARE(rows.size(), static_cast<qsizetype>(run.run.tokens.size()) + 2);
        QVERIFY(rows[0].startsWith("position,id,piece,origin,seed,uniform,raw_probability"));
        QVERIFY(csv.contains("\"say \"\"hi\"\", then\nleave\""));
        QCOMPARE(rows[1], QByteArray("\n0,1,\"<s>\",prompt,7,") +
                              QByteArray::number(run.run.tokens[0].uniform, 'g', 17) + ",,,,,,,");
        QVERIFY(rows[3].contains(",drawn,7,"));
        QCOMPARE(rows[3].count(','), rows[0].count(','));
    }

    void htmlIsWellFormedWhateverTheTexts() {
        ReportRun run;
        run.title = "<script>alert(1)</script>";
        run.prompt = "a < b && c > \"d\" \x01\xC3(";
        run.settings = {{"Chain", "top-k <40>"}};
        run.figures = {{"Tokens", "3"}};
        run.tokens = {{"", "<s>", TokenOrigin::Given, false, 0.0, 0},
                      {"\xEC\x98", "x", TokenOrigin::Drawn, true, 0.5, 1},
                      {"\x9B", "y", TokenOrigin::Drawn, true, 0.01, 12},
                      {"<b>", "<b>", TokenOrigin::Chosen, true, 1e-9, 1000},
                      {"\xEC", "z", TokenOrigin::Drawn, true, 1.0, 1}};
        const std::string html = htmlReport({run, run});
        QVERIFY(html.find("<script>") == std::string::npos);
        QVERIFY(html.find("\xEC\x98\x9B") != std::string::npos); // one character of two tokens
        QVERIFY(html.find("class=\"c r100\"") != std::string::npos);
        QVERIFY(html.find(" r10\"") != std::string::npos);
        QVERIFY(html.find("http") == std::string::npos); // it needs nothing from anywhere
        QString body = QString::fromStdString(html);
        body = body.mid(body.indexOf(QStringLiteral("<body>")));
        body.chop(QStringLiteral("</html>\n").size());
        QXmlStreamReader reader(body);
        while (!reader.atEnd()) {
            reader.readNext();
        }
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
    }
};

QTEST_GUILESS_MAIN(ExportsTest)
#include "tst_exports.moc"
