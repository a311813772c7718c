// "Why not this token?": the sentences against chains that were really run, and every remedy as it is printed tried
// out.
#include "core/sampling/chain.h"
#include "ui/labs/sampling/microscope/why_panel.h"
#include "ui/labs/sampling/microscope/why_text.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QRegularExpression>
#include <QTableWidget>
#include <QtTest>

#include <limits>

using namespace logitscope;

namespace {

// 100 tokens, the most probable first.
std::vector<float> slope() {
    std::vector<float> row;
    for (int i = 0; i < 100; ++i) {
        row.push_back(5.0F - 0.07F * static_cast<float>(i));
    }
    return row;
}

TokenHistory historyOf(const ChainSpec& chain, int token, const std::vector<float>& row = slope()) {
    return SamplerChain::create(chain)->apply(row).historyOf(TokenId{token});
}

ChainSpec chainOf(std::initializer_list<SamplerOptions> stages) {
    ChainSpec chain;
    for (const SamplerOptions& options : stages) {
        chain.stages.push_back({options, true});
    }
    return chain;
}

} // namespace

class TestWhyText : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { Theme::instance().apply(*qApp); }

    void topKSaysByHowMuch() {
        const ChainSpec chain = chainOf({TemperatureOptions{0.8}, TopKOptions{40}, TopPOptions{1.0, 1}});
        const WhyView view = whyView(historyOf(chain, 56), chain, "x");
        QCOMPARE(view.sentences.size(), 3);
        QVERIFY(view.sentences[0].contains("rank 57"));
        QCOMPARE(view.sentences[1],
                 "Top-k removed it: it came in at rank 57, the line is after rank 40; it missed by 17.");
        QCOMPARE(view.sentences[2], "Top-k would keep it at k ≥ 57, all else as it is.");
        QCOMPARE(view.rows.size(), std::size_t(3)); // the neutral top-p has no row
        QCOMPARE(view.rows[0].stage, "model");
        QCOMPARE(view.rows[1].stage, "Temperature");
        QVERIFY(view.rows[1].inPlay);
        QCOMPARE(view.rows[2].stage, "Top-k");
        QVERIFY(!view.rows[2].inPlay);
        QVERIFY(std::abs(view.rows[1].logit - view.rows[0].logit / 0.8) < 1e-12);
    }

    void keptBannedAndImpossibleTokens() {
        const ChainSpec chain = chainOf({LogitBiasOptions{{}, {TokenId{1}}}, TopKOptions{10}});
        QVERIFY(whyView(historyOf(chain, 0), chain, "x").sentences.last().startsWith("No stage removes it"));
        const WhyView banned = whyView(historyOf(chain, 1), chain, "x");
        QCOMPARE(banned.sentences[1], "Logit bias removed it: it is banned.");
        QCOMPARE(banned.sentences[2], "No other number in Logit bias would keep it.");
        std::vector<float> row = slope();
        row[3] = -std::numeric_limits<float>::infinity();
        const WhyView impossible = whyView(historyOf(chain, 3, row), chain, "x");
        QCOMPARE(impossible.sentences.size(), 2);
        QVERIFY(impossible.sentences[1].contains("impossible"));
        QVERIFY(!impossible.rows[0].inPlay);
    }

    void anyTemperatureAboveNoneHelps() {
        const ChainSpec chain = chainOf({TemperatureOptions{0.0}});
        QCOMPARE(whyView(historyOf(chain, 1), chain, "x").sentences[2],
                 "Temperature would keep it at T > 0, all else as it is.");
    }

    void printedRemediesHelp_data() {
        QTest::addColumn<ChainSpec>("chain");
        QTest::addColumn<int>("token");
        QTest::newRow("top-k") << chainOf({TopKOptions{4}}) << 60;
        QTest::newRow("top-p") << chainOf({TopPOptions{0.5, 1}}) << 31;
        QTest::newRow("top-p, hot") << chainOf({TemperatureOptions{1.7}, TopPOptions{0.31, 1}}) << 77;
        QTest::newRow("min-p") << chainOf({MinPOptions{0.4, 1}}) << 50;
        QTest::newRow("typical-p") << chainOf({TypicalPOptions{0.3, 1}}) << 90;
        QTest::newRow("epsilon") << chainOf({EpsilonOptions{0.02, 1}}) << 40;
        QTest::newRow("eta") << chainOf({EtaOptions{0.02, 1}}) << 99;
        QTest::newRow("top-n-sigma") << chainOf({TopNSigmaOptions{0.7}}) << 70;
        QTest::newRow("XTC") << chainOf({XtcOptions{1.0, 0.03}}) << 2;
        QTest::newRow("mirostat 2") << chainOf({MirostatOptions{2, 1.5}}) << 60;
    }

    void printedRemediesHelp() {
        QFETCH(ChainSpec, chain);
        QFETCH(int, token);
        const TokenHistory history = historyOf(chain, token);
        QVERIFY(history.removal.has_value());
        QVERIFY(!history.removal->remedies.empty());
        const auto stage = static_cast<std::size_t>(history.removal->stageIndex);
        for (const Remedy& remedy : history.removal->remedies) {
            const ParameterInfo& parameter = infoOf(history.removal->kind).parameters[remedy.parameter];
            const QString text = remedyText(parameter, parameter.get(chain.stages[stage].options), remedy.value);
            QVERIFY2(whyView(history, chain, "x").sentences.last().contains(text), qPrintable(text));
            const auto number = QRegularExpression("[≥≤] (.*)$").match(text);
            QVERIFY2(number.hasMatch(), qPrintable(text));
            ChainSpec changed = chain;
            bool read = false;
            parameter.set(changed.stages[stage].options, number.captured(1).toDouble(&read));
            QVERIFY(read);
            QVERIFY2(historyOf(changed, token).outcome.probability > 0.0, qPrintable(text));
        }
    }

    void panelShowsSentencesAndStages() {
        const ChainSpec chain = chainOf({TopKOptions{40}});
        WhyPanel panel;
        panel.setView(whyView(historyOf(chain, 56), chain, "x"));
        QVERIFY(panel.text().contains("k ≥ 57"));
        auto* table = panel.findChild<QTableWidget*>("stagesOfToken");
        QCOMPARE(table->rowCount(), 2);
        QCOMPARE(table->item(1, 0)->text(), "Top-k");
        QCOMPARE(table->item(1, 2)->text(), "removed");
        QVERIFY(!table->accessibleName().isEmpty());
    }
};

QTEST_MAIN(TestWhyText)
#include "tst_why_text.moc"
