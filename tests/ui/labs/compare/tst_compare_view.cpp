// The Compare lab as a person uses it: empty, run, looked at, changed, swept, stopped, refused.
#include "core/analysis/agreement.h"
#include "tests/ui/labs/compare/compare_fixture.h"
#include "ui/labs/compare/column_card.h"
#include "ui/labs/compare/column_editor.h"
#include "ui/labs/compare/compare_view.h"
#include "ui/labs/compare/distribution_plot.h"
#include "ui/labs/compare/figures_table.h"
#include "ui/labs/compare/heat_map_plot.h"
#include "ui/labs/compare/place_panel.h"
#include "ui/labs/compare/quality_plot.h"
#include "ui/labs/compare/steps_table.h"
#include "ui/labs/compare/sweep_panel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/chain_panel.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>
#include <QTableWidget>
#include <QTextBrowser>
#include <QToolButton>
#include <QtTest/QTest>
#include <qcustomplot.h>

using namespace logitscope;
using namespace logitscope::test;

namespace {

struct Fixture : CompareFixture {
    explicit Fixture(int tokens = 12, std::chrono::microseconds layerTime = {})
        : CompareFixture(tokens, layerTime), view(bench) {
        view.resize(960, 620);
        view.show();
    }
    template<typename Widget>
    Widget& part(const char* name) {
        return *view.findChild<Widget*>(QLatin1String(name));
    }
    ColumnCard& card(int index) { return *view.findChildren<ColumnCard*>().at(index); }
    bool run() {
        view.run();
        return awaitEnd();
    }
    bool awaitEnd() {
        const bool ended = QTest::qWaitFor([this] { return !view.isBusy(); }, patience);
        view.refreshNow();
        return ended;
    }
    QTableView& table() { return part<QTableView>("steps"); }
    void openTab(int index) {
        part<QTabWidget>("details").setCurrentIndex(index);
        view.refreshNow();
    }

    CompareView view;
};

QString stateOf(const ColumnCard& card) { return card.findChild<QLabel*>(QStringLiteral("state"))->text(); }

QString header(const QTableView& table, int row) { return table.model()->headerData(row, Qt::Vertical).toString(); }

} // namespace

class TestCompareView : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { Theme::instance().apply(*qApp); }

    void saysWhatToDoWhileThereIsNothing() {
        Fixture fixture;
        fixture.view.refreshNow();
        auto& empty = fixture.part<QLabel>("compare_empty");
        QVERIFY(empty.isVisible());
        QVERIFY(empty.text().contains(QStringLiteral("No model")));
        QVERIFY(fixture.open());
        fixture.view.refreshNow();
        QVERIFY(empty.text().contains(QStringLiteral("Ctrl+Enter")));
        QCOMPARE(fixture.view.findChildren<ColumnCard*>().size(), 3);
        QCOMPARE(stateOf(fixture.card(1)), QStringLiteral("not run yet"));
        QVERIFY(!fixture.part<QLabel>("compare_problem").isVisible());
    }

    void showsTheTextsStepByStep() {
        Fixture fixture;
        QVERIFY(fixture.open());
        const QAbstractItemModelTester steps(&fixture.view.steps());
        const QAbstractItemModelTester figures(&fixture.view.figures());
        QVERIFY(fixture.run());
        QTableView& table = fixture.table();
        QVERIFY(table.isVisible());
        QVERIFY(!table.accessibleName().isEmpty());
        QCOMPARE(table.model()->rowCount(), 12);
        QCOMPARE(table.model()->columnCount(), 4);
        std::vector<std::vector<TokenId>> texts;
        for (std::size_t i = 0; i < 3; ++i) {
            texts.push_back(fixture.view.runs().text(i).ids());
        }
        const auto first = firstDifference(texts);
        QVERIFY(first);
        QCOMPARE(fixture.view.steps().firstDifference(), first);
        for (int row = 0; row < 12; ++row) {
            const bool parts = row == static_cast<int>(*first);
            QCOMPARE(header(table, row), parts ? QStringLiteral("≠ %1").arg(row + 1) : QString::number(row + 1));
        }
        QVERIFY(fixture.part<QLabel>("compare_state").text().contains(QString::number(*first + 1)));
        QVERIFY(stateOf(fixture.card(0)).contains(QStringLiteral("12 tokens")));
        // The divergences have been filled in.
        for (int row = 0; row < 12; ++row) {
            const QString bits = table.model()->index(row, 3).data().toString();
            QVERIFY2(bits.toDouble() >= 0.0 && bits.toDouble() <= 1.0 && bits.contains(QLatin1Char('.')),
                     qPrintable(bits));
        }
    }

    void agreementIsShaded() {
        Fixture fixture;
        QVERIFY(fixture.open());
        ColumnSettings same = fixture.view.runs().columns()[1];
        fixture.view.runs().setColumn(2, same); // two greedy columns
        QVERIFY(fixture.run());
        const auto background = [&](int row, int column) {
            return fixture.table().model()->index(row, column).data(Qt::BackgroundRole).value<QBrush>().color();
        };
        const QColor ground = Theme::instance().tokens().ground;
        const int parted = static_cast<int>(*fixture.view.steps().firstDifference());
        QCOMPARE(background(parted, 1), background(parted, 2));
        QVERIFY(background(parted, 1) != ground);
        QCOMPARE(background(parted, 0), ground); // alone
        // It is painted, too.
        QTableView& table = fixture.table();
        table.scrollTo(table.model()->index(parted, 1));
        const QRect cell = table.visualRect(table.model()->index(parted, 1));
        const QColor seen = table.viewport()->grab().toImage().pixelColor(cell.right() - 3, cell.bottom() - 3);
        QCOMPARE(seen.rgb(), background(parted, 1).rgb());
    }

    void pointingAtAStepShowsAllDistributions() {
        Fixture fixture;
        QVERIFY(fixture.open());
        QVERIFY(fixture.run());
        QTableView& table = fixture.table();
        table.scrollToTop();
        QTest::mouseMove(table.viewport(), QPoint(5, 5));
        const QRect cell = table.visualRect(table.model()->index(2, 1));
        QTest::mouseMove(table.viewport(), cell.center());
        QTRY_VERIFY(fixture.part<QLabel>("place").text().contains(QStringLiteral("Step 3")));
        const PlaceDistributions& place = fixture.view.place().plot().place();
        QCOMPARE(place.step, std::size_t{2});
        QCOMPARE(place.series.size(), std::size_t{3});
        QCOMPARE(place.series[0].column, std::size_t{1}); // the column pointed at is the reference
        auto& pairs = fixture.part<QTableWidget>("divergences");
        QVERIFY(pairs.isVisible());
        QCOMPARE(pairs.rowCount(), 2);
        QCOMPARE(pairs.item(0, 0)->text(), QStringLiteral("B · A"));
        QCOMPARE(pairs.item(0, 3)->text(), QStringLiteral("∞")); // greedy rules out what A allows
        const PlotTable table1 = fixture.view.place().plot().table();
        QCOMPARE(table1.columns.size(), qsizetype{4});
        QCOMPARE(table1.rows.size(), place.tokens.size());
        // The keyboard chooses a step as well, and stays when the pointer leaves.
        table.setCurrentIndex(table.model()->index(4, 0));
        QTRY_VERIFY(fixture.part<QLabel>("place").text().contains(QStringLiteral("Step 5")));
    }

    void figuresHaveUnitsMeaningsAndIntervals() {
        Fixture fixture;
        QVERIFY(fixture.open());
        fixture.openTab(2);
        auto& figures = fixture.part<QTableView>("figures");
        QVERIFY(fixture.run());
        QCOMPARE(figures.model()->rowCount(), static_cast<int>(figureCount));
        QCOMPARE(header(figures, 0), QStringLiteral("mean log-probability\nnats/token"));
        QVERIFY(!figures.model()->index(0, 0).data().toString().contains(QStringLiteral("±")));
        QCOMPARE(figures.model()->index(7, 0).data().toString(), QStringLiteral("—")); // self-BLEU of one text
        QCOMPARE(figures.model()->index(8, 0).data().toString(), QStringLiteral("12"));
        fixture.part<QSpinBox>("repeats").setValue(6);
        QVERIFY(fixture.run());
        QTRY_VERIFY(fixture.view.runs().text(2).selfBleu);
        fixture.view.refreshNow();
        QVERIFY(figures.model()->index(0, 0).data().toString().contains(QStringLiteral("\n± ")));
        QCOMPARE(figures.model()->index(7, 1).data().toString(), QStringLiteral("1.000")); // greedy texts are one text
        for (int row = 0; row < figures.model()->rowCount(); ++row) {
            QVERIFY(figures.model()->headerData(row, Qt::Vertical, Qt::ToolTipRole).toString().size() > 20);
        }
        figures.findChild<QAction*>(QStringLiteral("copyCsv"))->trigger();
        const QStringList lines = QApplication::clipboard()->text().split(QStringLiteral("\r\n"));
        QCOMPARE(lines.size(), qsizetype{static_cast<qsizetype>(figureCount) + 2});
        QVERIFY(lines[0].startsWith(QStringLiteral("figure,unit,")));
        QVERIFY(lines[1].startsWith(QStringLiteral("mean log-probability,nats/token,-")));

        fixture.openTab(3);
        auto* plot = fixture.view.findChild<QualityPlot*>();
        QVERIFY(plot->isVisible());
        QCOMPARE(plot->table().rows.size(), std::size_t{3});
        QCOMPARE(plot->table().rows[0][1].toDouble(),
                 figureOf(fixture.view.figures().figures()[0], Figure::Distinct2).mean);
    }

    void theTextsCanBeRead() {
        Fixture fixture;
        QVERIFY(fixture.open());
        fixture.openTab(1);
        auto& texts = fixture.part<QTextBrowser>("texts");
        QVERIFY(texts.toPlainText().contains(QStringLiteral("not run yet")));
        QVERIFY(fixture.run());
        QVERIFY(texts.toPlainText().contains(QStringLiteral("B greedy")));
        QVERIFY(texts.toPlainText().contains(QStringLiteral("│"))); // where they part
    }

    void aColumnIsEdited() {
        Fixture fixture;
        QVERIFY(fixture.open());
        QVERIFY(fixture.run());
        QTest::mouseClick(fixture.card(1).findChild<QToolButton*>(QStringLiteral("edit")), Qt::LeftButton);
        auto* editor = fixture.view.findChild<ColumnEditor*>();
        QVERIFY(editor && editor->isVisible());
        QVERIFY(editor->windowTitle().contains(QLatin1Char('B')));
        auto* preset = editor->findChild<QComboBox*>(QStringLiteral("preset"));
        QVERIFY(preset->isEnabled());
        preset->setCurrentIndex(1);
        emit preset->activated(1);
        fixture.view.refreshNow();
        QCOMPARE(fixture.card(1).findChild<QLabel*>(QStringLiteral("title"))->text(), QStringLiteral("balanced"));
        QVERIFY(stateOf(fixture.card(1)).contains(QStringLiteral("changed")));
        QVERIFY(!stateOf(fixture.card(0)).contains(QStringLiteral("changed")));
        // A prompt of its own.
        editor->findChild<QCheckBox*>(QStringLiteral("own_prompt"))->click();
        editor->findChild<QPlainTextEdit*>(QStringLiteral("prompt"))->setPlainText(QStringLiteral("Twice"));
        QCOMPARE(fixture.view.runs().recipeOf(1).prompt, QStringLiteral("Twice"));
        // Back to the window's chain.
        editor->findChild<QCheckBox*>(QStringLiteral("own_chain"))->click();
        QCOMPARE(fixture.view.runs().recipeOf(1).chain, fixture.bench.document().chain);
        QVERIFY(!editor->findChild<ChainPanel*>()->isEnabled());
        QVERIFY(fixture.run());
        QVERIFY(!stateOf(fixture.card(1)).contains(QStringLiteral("changed")));
        // The editor goes with its column.
        QTest::mouseClick(fixture.card(1).findChild<QToolButton*>(QStringLiteral("remove")), Qt::LeftButton);
        QTRY_COMPARE(fixture.view.runs().columns().size(), std::size_t{2});
        QTRY_VERIFY(!fixture.view.findChild<ColumnEditor*>());
        fixture.view.refreshNow();
        QCOMPARE(fixture.view.findChildren<ColumnCard*>().size(), 2);
        QVERIFY(!fixture.card(0).findChild<QToolButton*>(QStringLiteral("remove"))->isVisible());
    }

    void columnsAreAddedUpToSix() {
        Fixture fixture;
        auto& add = fixture.part<QToolButton>("add_column");
        for (int i = 0; i < 3; ++i) {
            QVERIFY(add.isEnabled());
            QTest::mouseClick(&add, Qt::LeftButton);
            fixture.view.refreshNow();
        }
        QCOMPARE(fixture.view.findChildren<ColumnCard*>().size(), 6);
        QVERIFY(!add.isEnabled());
        QVERIFY(add.toolTip().contains(QLatin1Char('6'))); // says why
    }

    // 1280 x 720 less the panel on the left, the bar on top and the line at the bottom.
    void fitsOnASmallScreen_data() {
        QTest::addColumn<bool>("presentation");
        QTest::newRow("desk") << false;
        QTest::newRow("projector") << true;
    }
    void fitsOnASmallScreen() {
        QFETCH(bool, presentation);
        Fixture fixture;
        QVERIFY(fixture.open());
        for (int i = 0; i < 3; ++i) {
            fixture.view.runs().addColumn({});
        }
        Theme::instance().setPresentation(presentation);
        const bool ran = fixture.run();
        QTest::qWait(50);
        const QSize least = fixture.view.minimumSizeHint();
        Theme::instance().setPresentation(false);
        QVERIFY(ran);
        QVERIFY2(least.width() <= 930, qPrintable(QString::number(least.width())));
        QVERIFY2(least.height() <= 608, qPrintable(QString::number(least.height())));
    }

    void stepAdvancesAll() {
        Fixture fixture;
        QVERIFY(fixture.open());
        for (int step = 1; step <= 3; ++step) {
            fixture.view.step();
            QVERIFY(fixture.awaitEnd());
            QCOMPARE(fixture.table().model()->rowCount(), step);
        }
        QVERIFY(stateOf(fixture.card(2)).startsWith(QStringLiteral("3 tokens")));
    }

    void stopKeepsWhatThereIs() {
        Fixture fixture(200, std::chrono::microseconds(200));
        QVERIFY(fixture.open());
        fixture.view.run();
        QVERIFY(QTest::qWaitFor([&] { return fixture.table().model()->rowCount() > 2; }, patience));
        QVERIFY(fixture.part<QLabel>("compare_state").text().contains(QStringLiteral("writing")));
        fixture.view.stop();
        QVERIFY(fixture.awaitEnd());
        QVERIFY(fixture.part<QLabel>("compare_state").text().contains(QStringLiteral("stopped")));
        QVERIFY(fixture.table().model()->rowCount() > 2);
        QVERIFY(stateOf(fixture.card(0)).contains(QStringLiteral("stopped")));
    }

    void whatDoesNotWorkIsSaidOnce() {
        Fixture fixture;
        QVERIFY(fixture.open());
        ColumnSettings settings = fixture.view.runs().columns()[2];
        settings.slot = ModelSlot::Second;
        fixture.view.runs().setColumn(2, settings);
        fixture.view.run();
        fixture.view.refreshNow();
        auto& problem = fixture.part<QLabel>("compare_problem");
        QVERIFY(problem.isVisible());
        QVERIFY2(problem.text().startsWith(QStringLiteral("C: ")), qPrintable(problem.text()));
        QVERIFY(fixture.openSecond(QStringLiteral("second")));
        QVERIFY(fixture.part<QToolButton>("second_model").text().contains(QStringLiteral("second")));
        QVERIFY(fixture.run());
        QVERIFY(!problem.isVisible());
        fixture.bench.secondModel().open(QStringLiteral("missing"));
        QTRY_VERIFY(!fixture.bench.secondModel().loading());
        QVERIFY(fixture.bench.secondModel().model()); // the one that was there stays
        QVERIFY(problem.isVisible());
        QVERIFY(problem.text().contains(QStringLiteral("missing")));
    }

    void aSweepOpensACellAsAColumn() {
        Fixture fixture(8);
        QVERIFY(fixture.open());
        fixture.openTab(4);
        fixture.part<QSpinBox>("cell_texts").setValue(3);
        QTest::mouseClick(&fixture.part<QPushButton>("sweep"), Qt::LeftButton);
        QVERIFY(fixture.view.isBusy());
        QVERIFY(fixture.awaitEnd());
        HeatMapPlot& plot = fixture.view.sweep().plot();
        QTRY_VERIFY(plot.isVisible());
        plot.drawNow();
        QCOMPARE(plot.map().values.size(), std::size_t{25});
        QCOMPARE(plot.table().rows.size(), std::size_t{25});
        for (const double value : plot.map().values) {
            QVERIFY(value >= 0.0 && value <= 1.0); // distinct-2
        }
        QTest::mouseClick(plot.findChild<QCustomPlot*>(), Qt::LeftButton, {}, plot.pixelOf(1, 3).toPoint());
        fixture.view.refreshNow();
        QCOMPARE(fixture.view.runs().columns().size(), std::size_t{4});
        QCOMPARE(fixture.view.runs().recipeOf(3).chain, fixture.view.sweep().sweep().cell(1, 3).chain);
        QVERIFY(fixture.view.runs().titleOf(3).contains(QStringLiteral("Temperature")));
        QVERIFY(fixture.part<QLabel>("sweep_state").text().contains(QStringLiteral("column D")));
    }

    void aSweepOfOneParameterIsRefused() {
        Fixture fixture;
        QVERIFY(fixture.open());
        fixture.openTab(4);
        const auto boxes = fixture.view.sweep().findChildren<QComboBox*>();
        boxes.at(1)->setCurrentIndex(boxes.at(0)->currentIndex());
        QTest::mouseClick(&fixture.part<QPushButton>("sweep"), Qt::LeftButton);
        QVERIFY(!fixture.view.isBusy());
        QVERIFY(fixture.part<QLabel>("sweep_state").text().contains(QStringLiteral("same parameter")));
    }
};

QTEST_MAIN(TestCompareView)
#include "tst_compare_view.moc"
