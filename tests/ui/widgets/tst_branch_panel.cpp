// The tree of branches and of continuations: the models keep Qt's rules while runs come, go and come back, and the
// panel does what a person asks.
#include "core/sampling/sampler_catalog.h"
#include "tests/support/paths.h"
#include "ui/widgets/branch_compare_dialog.h"
#include "ui/widgets/branch_panel.h"
#include "ui/widgets/branch_tree_model.h"
#include "ui/widgets/probability_tree_model.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTextBrowser>
#include <QTreeView>
#include <QtTest/QTest>

#include <cmath>

using namespace logitscope;

namespace {

constexpr int patience = 20000;

struct Fixture {
    Fixture() : model(bench), tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest) {
        Document document;
        document.prompt = QStringLiteral("Once upon a time there was");
        document.chain = {{{TopKOptions{40}}, {TemperatureOptions{0.8}}}};
        document.stop.maxTokens = 10;
        document.stop.atEndToken = false;
        bench.restore(document);
        bench.openModel(QString::fromStdString(test::resourcePath("models/tales.gguf").string()));
    }
    bool awaitRun() {
        return QTest::qWaitFor([this] { return bench.run() && !bench.busy() && !bench.loading(); }, patience);
    }
    RunId shown() const { return *bench.document().run; }
    // "label(child, child)" of the whole tree, by run numbers.
    QString shape(const QModelIndex& parent = {}) const {
        QStringList parts;
        for (int row = 0; row < model.rowCount(parent); ++row) {
            const QModelIndex index = model.index(row, 0, parent);
            const QString below = shape(index);
            parts << QString::number(index.data(BranchTreeModel::RunRole).toInt()) +
                         (below.isEmpty() ? QString() : QLatin1Char('(') + below + QLatin1Char(')'));
        }
        return parts.join(QLatin1Char(' '));
    }

    Workbench bench;
    BranchTreeModel model;
    QAbstractItemModelTester tester;
};

} // namespace

class BranchPanelTest : public QObject {
    Q_OBJECT

private slots:
    void followsTheRuns() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const RunId trunk = fixture.shown();
        QCOMPARE(fixture.shape(), QStringLiteral("1"));
        const std::size_t place = fixture.bench.run()->promptLength() + 3;
        fixture.bench.branch(place, TokenId{300});
        QVERIFY(fixture.awaitRun());
        const RunId branch = fixture.shown();
        fixture.bench.reroll(place + 2);
        QVERIFY(fixture.awaitRun());
        fixture.bench.start();
        QVERIFY(fixture.awaitRun());
        QCOMPARE(fixture.shape(), QStringLiteral("1(2(3)) 4"));

        // Figures: the sum of log-probabilities after the prompt.
        const Run& run = *fixture.bench.runs().find(branch);
        double sum = 0.0;
        for (std::size_t i = run.promptLength(); i < run.tokens.size(); ++i) {
            sum += std::log(run.tokens[i].rawProbability);
        }
        const Run::Score score = run.score();
        QCOMPARE(score.logProbability, sum);
        QCOMPARE(score.tokens, run.tokens.size() - run.promptLength());
        const auto text = [&](int column) { return fixture.model.indexOf(branch, column).data().toString(); };
        QCOMPARE(text(BranchTreeModel::Tokens), QString::number(score.tokens));
        QVERIFY(text(BranchTreeModel::Name).contains(QStringLiteral("by hand")));
        QVERIFY(fixture.model.indexOf(trunk).data().toString().startsWith(QStringLiteral("Once upon")));

        const PlotTable table = fixture.model.table();
        QCOMPARE(table.rows.size(), std::size_t(4));
        QCOMPARE(table.rows[1][1].toInt(), 1);
        QCOMPARE(table.rows[1][5].toDouble(), sum); // every digit
        QVERIFY(!table.rows[3][1].isValid());

        // Deleting the middle leaves its branch under the trunk; undo brings it back.
        fixture.bench.deleteBranch(branch);
        QCOMPARE(fixture.shape(), QStringLiteral("1(3) 4"));
        fixture.bench.undo();
        QCOMPARE(fixture.shape(), QStringLiteral("1(2(3)) 4"));
        fixture.bench.redo();
        fixture.bench.deleteBranch(trunk);
        QCOMPARE(fixture.shape(), QStringLiteral("3 4"));
        fixture.bench.undo();
        fixture.bench.undo();
        QCOMPARE(fixture.shape(), QStringLiteral("1(2(3)) 4"));
    }

    void deletingWhatIsShownShowsAnother() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const RunId trunk = fixture.shown();
        fixture.bench.reroll(fixture.bench.run()->promptLength() + 2);
        QVERIFY(fixture.awaitRun());
        const RunId branch = fixture.shown();
        fixture.bench.deleteBranch(branch);
        QCOMPARE(fixture.shown(), trunk);
        QCOMPARE(fixture.bench.focus().run(), std::optional(trunk));
        fixture.bench.deleteBranch(trunk);
        QVERIFY(!fixture.bench.document().run);
        QVERIFY(!fixture.bench.run());
        fixture.bench.undo();
        fixture.bench.undo();
        QCOMPARE(fixture.shown(), branch);
    }

    void namesAreEditedAndUndone() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const QModelIndex index = fixture.model.indexOf(fixture.shown());
        const QString usual = index.data().toString();
        QVERIFY(fixture.model.flags(index) & Qt::ItemIsEditable);
        QVERIFY(fixture.model.setData(index, QStringLiteral("  my  trunk ")));
        QCOMPARE(index.data().toString(), QStringLiteral("my trunk"));
        QCOMPARE(index.data(Qt::EditRole).toString(), QStringLiteral("my trunk"));
        fixture.bench.undo();
        QCOMPARE(index.data().toString(), usual);
        fixture.bench.redo();
        QVERIFY(fixture.model.setData(index, QString()));
        QCOMPARE(index.data().toString(), usual);
    }

    void typedTextIsABranchWithScores() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const Run& old = *fixture.bench.run();
        const std::size_t place = old.promptLength() + 2;
        QVERIFY(fixture.bench.insertText(place, QStringLiteral(" big red dragon")).ok());
        QVERIFY(fixture.awaitRun());
        const Run& run = *fixture.bench.run();
        QVERIFY(run.id != old.id);
        QCOMPARE(run.ids(place), old.ids(place));
        std::string typed;
        std::size_t chosen = place;
        for (; run.tokens[chosen].origin == TokenOrigin::Chosen; ++chosen) {
            typed += run.model->tokenizer->bytesOf(run.tokens[chosen].token);
        }
        QCOMPARE(QString::fromStdString(typed), QStringLiteral(" big red dragon"));
        QCOMPARE(run.tokens.size(), chosen + 10);
        QTRY_VERIFY_WITH_TIMEOUT(run.tokens[chosen - 1].predicted, patience); // scored once the run rests
        QCOMPARE(run.score().tokens, run.tokens.size() - run.promptLength());
        QVERIFY(!fixture.bench.insertText(place, QString()).ok());
        fixture.bench.undo();
        QCOMPARE(fixture.bench.run()->id, old.id);
    }

    void theFirstDifferenceIsFound() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const Run& trunk = *fixture.bench.run();
        const std::size_t place = trunk.promptLength() + 4;
        fixture.bench.branch(place, TokenId{300});
        QVERIFY(fixture.awaitRun());
        const Run& branch = *fixture.bench.run();
        QCOMPARE(firstDifference(trunk, branch), std::optional(place));
        QVERIFY(!firstDifference(trunk, trunk));
        const BranchCompareDialog dialog(trunk, QStringLiteral("a"), branch, QStringLiteral("b"));
        const auto texts = dialog.findChildren<QTextBrowser*>();
        QCOMPARE(texts.size(), 2);
        QVERIFY(texts[0]->toPlainText() != texts[1]->toPlainText());
        QVERIFY(texts[0]->toPlainText().contains(QStringLiteral("Once upon a time there was")));
    }

    void thePanelSelectsComparesAndDeletes() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const RunId trunk = fixture.shown();
        fixture.bench.reroll(fixture.bench.run()->promptLength() + 2);
        QVERIFY(fixture.awaitRun());
        const RunId branch = fixture.shown();
        BranchPanel panel(fixture.bench);
        panel.resize(360, 600);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        QTreeView& view = panel.branches();
        auto& tree = *qobject_cast<BranchTreeModel*>(view.model());
        QCOMPARE(tree.runAt(view.currentIndex()), std::optional(branch));
        view.setCurrentIndex(tree.indexOf(trunk));
        QCOMPARE(fixture.shown(), trunk);
        fixture.bench.undo(); // looking at another branch can be undone as well
        QCOMPARE(fixture.shown(), branch);
        QCOMPARE(tree.runAt(view.currentIndex()), std::optional(branch));
        fixture.bench.start();
        QVERIFY(fixture.awaitRun());
        QTRY_COMPARE(tree.runAt(view.currentIndex()), fixture.bench.document().run);
        fixture.bench.showBranch(branch);
        panel.compareSelected(); // with what it branched from
        auto* dialog = panel.findChild<BranchCompareDialog*>();
        QVERIFY(dialog);
        dialog->close();
        view.setFocus();
        QTest::keyClick(&view, Qt::Key_Delete);
        QCOMPARE(fixture.shown(), trunk);
        QCOMPARE(tree.rowCount(tree.indexOf(trunk)), 0);
    }

    void continuationsGrowAndAreTaken() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const RunId trunk = fixture.shown();
        const std::size_t place = fixture.bench.run()->promptLength() + 1;
        fixture.bench.select(place);
        BranchPanel panel(fixture.bench);
        panel.show();
        auto& model = *qobject_cast<ProbabilityTreeModel*>(panel.continuations().model());
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy finished(&fixture.bench, &Workbench::treeFinished);
        panel.grow();
        QVERIFY(finished.wait(patience));
        QVERIFY(finished[0][0].toString().isEmpty());
        QVERIFY(model.size() > 20);
        const QModelIndex first = model.index(0, 0);
        const QModelIndex second = model.index(0, 0, first);
        QVERIFY(second.isValid());
        const std::vector<TokenId> path = model.pathTo(second);
        QCOMPARE(path.size(), std::size_t(2));
        const PlotTable table = model.table();
        QCOMPARE(table.rows.size(), model.size());
        QVERIFY(table.rows[0][4].toDouble() >= table.rows[1][4].toDouble());
        QStringList actions;
        for (const QAction* action : panel.continuations().actions()) {
            actions << action->objectName();
        }
        QCOMPARE(actions, QStringList({"table", "copyCsv", "saveCsv"}));
        emit panel.continuations().activated(second);
        QVERIFY(fixture.awaitRun());
        const Run& run = *fixture.bench.run();
        QVERIFY(run.id != trunk);
        QCOMPARE(run.branchedAt, place);
        QCOMPARE(run.tokens[place].token, path[0]);
        QCOMPARE(run.tokens[place + 1].token, path[1]);
        QCOMPARE(run.tokens.size(), place + 2 + 10);
    }

    void aTreeEndsWhenItIsStopped() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        QSignalSpy finished(&fixture.bench, &Workbench::treeFinished);
        fixture.bench.growTree(5, {.depth = 32, .width = 50, .mass = 1.0, .expansions = 2000});
        QVERIFY(fixture.bench.growing());
        fixture.bench.start(); // what a person wants next comes first
        QVERIFY(fixture.awaitRun());
        QTRY_COMPARE(finished.size(), 1);
        QVERIFY(!fixture.bench.growing());
    }
};

QTEST_MAIN(BranchPanelTest)
#include "tst_branch_panel.moc"
