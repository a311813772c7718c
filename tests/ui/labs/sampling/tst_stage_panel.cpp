// What the stage panel says of a chain that was really run.
#include "core/sampling/chain.h"
#include "core/sampling/sampler_catalog.h"
#include "ui/labs/sampling/stage_panel.h"
#include "ui/labs/sampling/stage_rows.h"
#include "ui/theme/theme.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QTableView>
#include <QtTest>

#include <cmath>

using namespace logitscope;

namespace {

// The row of the reference vectors.
const std::vector<float> reference{2, 1.5F, 1, 0.5F, 0, -1, -2, -4};

std::vector<StageTrace> tracesOf(const ChainSpec& chain) {
    return SamplerChain::create(chain)->apply(reference).stages();
}

ChainSpec mixedChain() {
    return {{{TopKOptions{5}, true},
             {TopPOptions{0.9, 1}, true},
             {MinPOptions{0.0, 1}, true},
             {MinPOptions{0.4, 1}, false},
             {TemperatureOptions{0.5}, true}}};
}

QString cell(const QTableView& table, int row, int column) {
    return table.model()->index(row, column).data().toString();
}

} // namespace

class TestStagePanel : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { Theme::instance().apply(*qApp); }

    void rowsTellWhatHappened();
    void headlineSkipsWhatRemovedNothing();
    void everyKindSaysWhatDecided_data();
    void everyKindSaysWhatDecided();
    void modelIsSound();
    void tableShowsTheFigures();
    void stagesWithoutEffectAreFolded();
    void nothingActsSaysSo();
    void emptyPanelSaysWhatToDo();
    void columnsKeepTheirWidth();
};

void TestStagePanel::rowsTellWhatHappened() {
    const ChainSpec chain = mixedChain();
    const std::vector<StageTrace> traces = tracesOf(chain);
    const std::vector<StageRow> rows = stageRows(chain, traces, 8);
    QCOMPARE(rows.size(), std::size_t(5));
    QCOMPARE(rows[0].title, "Top-k");
    QCOMPARE(rows[0].parameters, "k 5");
    QCOMPARE(rows[0].before, 8);
    QCOMPARE(rows[0].survivors, 5);
    QVERIFY(std::abs(rows[0].removedMass - (0.020715 + 0.007621 + 0.001031)) < 1e-6);
    QCOMPARE(rows[1].before, 5);
    QCOMPARE(rows[1].survivors, 4);
    QCOMPARE(rows[1].entropyBefore, rows[0].entropyAfter);
    QCOMPARE(rows[2].effect, StageEffect::Neutral);
    QCOMPARE(rows[3].effect, StageEffect::Off);
    QCOMPARE(rows[3].survivors, 4); // passes unchanged
    QCOMPARE(rows[4].effect, StageEffect::Acts);
    QCOMPARE(rows[4].survivors, 4);
    QVERIFY(rows[4].entropyAfter < rows[4].entropyBefore);
}

void TestStagePanel::headlineSkipsWhatRemovedNothing() {
    const ChainSpec chain = mixedChain();
    QCOMPARE(survivorsLine(stageRows(chain, tracesOf(chain), 8), 8), "8 → 5 → 4");
    QCOMPARE(survivorsLine({}, 4096), QStringLiteral("4\u202f096"));
}

namespace {

// One of each kind, and more of those that say different things.
const std::vector<SamplerOptions> deciders{
    TemperatureOptions{0.5},
    TopKOptions{3},
    TopPOptions{0.9, 1},
    MinPOptions{0.1, 1},
    ArgmaxOptions{},
    LogitBiasOptions{{{TokenId{1}, 2.0}}, {TokenId{2}}},
    LogitBiasOptions{{},
                     {TokenId{0}, TokenId{1}, TokenId{2}, TokenId{3}, TokenId{4}, TokenId{5}, TokenId{6}, TokenId{7}}},
    PenaltiesOptions{1.5},
    DryOptions{.multiplier = 0.8},
    TopNSigmaOptions{1.0},
    TypicalPOptions{0.5},
    EpsilonOptions{0.05},
    EtaOptions{0.1},
    XtcOptions{1.0, 0.1},
    XtcOptions{0.01, 0.1},
    DynamicTemperatureOptions{1.0, 0.5},
    MirostatOptions{1, 1.0},
    MirostatOptions{2, 1.0},
    AdaptivePOptions{0.43}};

} // namespace

void TestStagePanel::everyKindSaysWhatDecided_data() {
    QTest::addColumn<int>("index");
    QTest::addColumn<QString>("threshold");
    QTest::addColumn<QString>("parameters");
    int index = 0;
    const auto add = [&index](const char* name, const QString& threshold, const QString& parameters) {
        QTest::newRow(name) << index++ << threshold << parameters;
    };
    add("temperature", "logits ÷ 0.5", "T 0.50");
    add("top-k", "logit ≥ 1.00", "k 3");
    add("top-p", QStringLiteral("Σ p = 91.4\u00a0%"), "p 0.900");
    add("min-p", QStringLiteral("p ≥ 4.2\u00a0%"), "p 0.100");
    add("argmax", "logit = 2.00", "");
    add("logit bias", "changed: 2", "biases 1, banned 1");
    add("a ban of everything", "it would ban every token", "banned 8");
    add("penalties", "changed: 2", "repeat 1.50");
    add("DRY", "repeats 2 tokens", "multiplier 0.80, breakers 4");
    add("top-nσ", "logit ≥ 0.13", "n 1.00");
    add("typical-p", "|−ln p − H| ≤ 0.63", "p 0.500");
    add("epsilon", QStringLiteral("p ≥ 5.0\u00a0%"), "ε 0.0500");
    add("eta", QStringLiteral("p ≥ 7.0\u00a0%"), "ε 0.1000");
    add("XTC acts", QStringLiteral("p ≥ 10.0\u00a0%, u = 0.25"), "acts 1.00");
    add("XTC does nothing", "u = 0.25 > 0.01", "acts 0.01");
    add("dynamic temperature", "logits ÷ 1.225", "T 1.00, range 0.50");
    add("mirostat 1", "the first 2", "version 1, τ 1.0");
    add("mirostat 2", QStringLiteral("−log₂ p ≤ 2.00\u00a0bits"), "version 2, τ 1.0");
    add("adaptive-p", QStringLiteral("p near 43.0\u00a0%"), "target 0.43");
    QCOMPARE(index, int(deciders.size()));
}

void TestStagePanel::everyKindSaysWhatDecided() {
    QFETCH(int, index);
    QFETCH(QString, threshold);
    QFETCH(QString, parameters);
    const ChainSpec chain{{{deciders[index], true}}};
    const std::vector<TokenId> text{TokenId{1}, TokenId{2}, TokenId{1}, TokenId{1}, TokenId{2}};
    const auto traces = SamplerChain::create(chain)->apply(reference, {text, 7, 0, Position{5}}).stages();
    const StageRow row = stageRows(chain, traces, 8)[0];
    QCOMPARE(row.threshold, threshold);
    QCOMPARE(row.parameters, parameters);
}

void TestStagePanel::modelIsSound() {
    StageTableModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const ChainSpec chain = mixedChain();
    model.setRows(stageRows(chain, tracesOf(chain), 8));
    model.setRows(stageRows(chain, tracesOf(chain), 8)); // the same number of rows: no reset
    QCOMPARE(model.rowCount(), 5);
    model.setRows({});
    QCOMPARE(model.rowCount(), 0);
}

void TestStagePanel::tableShowsTheFigures() {
    StagePanel panel;
    const ChainSpec chain = mixedChain();
    panel.setStages(chain, tracesOf(chain), 8);
    panel.resize(420, 240);
    panel.show();
    QCOMPARE(panel.findChild<QLabel*>("survivors")->text(), "8 → 5 → 4");
    auto* table = panel.findChild<QTableView*>();
    QVERIFY(table->isVisible());
    QCOMPARE(cell(*table, 0, StageTableModel::Stage), "Top-k");
    QCOMPARE(cell(*table, 0, StageTableModel::Kept), "5");
    QCOMPARE(cell(*table, 0, StageTableModel::Removed), QStringLiteral("2.9\u00a0%"));
    QCOMPARE(cell(*table, 0, StageTableModel::Entropy), "2.17 → 2.01");
    QCOMPARE(cell(*table, 4, StageTableModel::Removed), QStringLiteral("0\u00a0%"));
    QCOMPARE(table->model()->index(1, 0).data(Qt::AccessibleTextRole).toString(), "Top-p p 0.900");
    QVERIFY(table->model()->index(1, 3).data(Qt::ToolTipRole).toString().contains("Σ p log₂ p"));
    QCOMPARE(table->model()->headerData(3, Qt::Horizontal).toString(), "Entropy, bits");
}

void TestStagePanel::stagesWithoutEffectAreFolded() {
    StagePanel panel;
    const ChainSpec chain = mixedChain();
    panel.setStages(chain, tracesOf(chain), 8);
    panel.show();
    auto* table = panel.findChild<QTableView*>();
    auto* fold = panel.findChild<QLabel*>("fold");
    QVERIFY(!table->isRowHidden(1));
    QVERIFY(table->isRowHidden(2));
    QVERIFY(table->isRowHidden(3));
    QVERIFY(fold->isVisible());
    QVERIFY(fold->text().startsWith("Without effect: Min-p, Min-p"));
    emit fold->linkActivated("#");
    QVERIFY(!table->isRowHidden(2));
    QCOMPARE(cell(*table, 2, StageTableModel::Kept), "neutral");
    QCOMPARE(cell(*table, 3, StageTableModel::Kept), "off");
    QCOMPARE(cell(*table, 3, StageTableModel::Entropy), "");
    emit fold->linkActivated("#");
    QVERIFY(table->isRowHidden(2));

    const ChainSpec acting{{{TopKOptions{5}, true}}};
    panel.setStages(acting, tracesOf(acting), 8);
    QVERIFY(!fold->isVisible());
    QVERIFY(!table->isRowHidden(0));
}

void TestStagePanel::nothingActsSaysSo() {
    StagePanel panel;
    panel.show();
    const ChainSpec neutral{{{TemperatureOptions{1.0}, true}}};
    panel.setStages(neutral, tracesOf(neutral), 8);
    auto* said = panel.findChild<QLabel*>("empty");
    QVERIFY(said->isVisible());
    QCOMPARE(said->text(), "At these settings no stage changes the softmax of the raw logits.");
    panel.setStages({}, {}, 8);
    QCOMPARE(said->text(), "The chain has no stage: the token is drawn from the softmax of the raw logits.");
    QCOMPARE(panel.findChild<QLabel*>("survivors")->text(), "8");
}

void TestStagePanel::emptyPanelSaysWhatToDo() {
    StagePanel panel;
    panel.show();
    auto* said = panel.findChild<QLabel*>("empty");
    QVERIFY(said->isVisible());
    QVERIFY(said->text().startsWith("Run a prompt"));
    const ChainSpec chain = mixedChain();
    panel.setStages(chain, tracesOf(chain), 8);
    QVERIFY(!said->isVisible());
    panel.clear();
    QVERIFY(said->isVisible());
    QVERIFY(!panel.findChild<QTableView*>()->isVisible());
}

void TestStagePanel::columnsKeepTheirWidth() {
    StagePanel panel;
    panel.resize(420, 240);
    panel.show();
    auto* table = panel.findChild<QTableView*>();
    std::vector<int> widths;
    for (const int k : {8, 7, 3, 1}) {
        const ChainSpec chain{{{TopKOptions{k}, true}, {TemperatureOptions{0.5 + k}, true}}};
        panel.setStages(chain, tracesOf(chain), 8);
        std::vector<int> now;
        for (int column = 0; column < StageTableModel::ColumnCount; ++column) {
            now.push_back(table->columnWidth(column));
        }
        QVERIFY(widths.empty() || widths == now);
        widths = now;
    }
}

QTEST_MAIN(TestStagePanel)
#include "tst_stage_panel.moc"
