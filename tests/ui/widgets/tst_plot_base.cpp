// What every plot can do, on a plot of four known numbers.
#include "ui/theme/theme.h"
#include "ui/widgets/plot_base.h"
#include "ui/widgets/plot_table_dialog.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QClipboard>
#include <QLabel>
#include <QPushButton>
#include <QSvgRenderer>
#include <QTableView>
#include <QTemporaryDir>
#include <QtTest>
#include <qcustomplot.h>

using namespace logitscope;

namespace {

class Squares : public PlotBase {
public:
    Squares() : PlotBase("Squares", "squares") {
        plot().addGraph();
        applyTheme();
    }
    void addPoint() {
        ++m_count;
        invalidate();
    }
    void clear(const QString& sentence) { setEmptySentence(sentence); }
    QCustomPlot& canvas() const { return plot(); }

    PlotTable table() const override {
        PlotTable table{"Squares", {"n", "a, \"square\"", "name"}, {}};
        for (int n = 0; n < m_count; ++n) {
            table.rows.push_back({n, n * n / 3.0, n == 1 ? QVariant("one,\"1\"") : QVariant()});
        }
        return table;
    }

    int fills = 0, themed = 0;
    bool logarithmic = false;
    QList<QPointF> clicks;

protected:
    void fill() override {
        ++fills;
        plot().graph(0)->data()->clear();
        for (int n = 0; n < m_count; ++n) {
            plot().graph(0)->addData(n, n * n / 3.0);
        }
        setLogarithmicUp(logarithmic);
        setWholeView({-1, 10, logarithmic ? 0.5 : 0, 10});
    }
    void applyTheme() override { ++themed; }
    QString tipAt(const QPointF&) const override { return {}; }
    void clicked(const QPointF& pixel) override { clicks.append(pixel); }

private:
    int m_count = 4;
};

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestPlotBase : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { Theme::instance().apply(*qApp); }

    void hiddenPlotDoesNoWork();
    void manyChangesAreOneFrame();
    void followsTheTheme();
    void wheelZoomsWithinTheDataAndDoubleClickResets();
    void aLogarithmicScaleIsNoZoom();
    void keysZoomAndPan();
    void clickIsNoDrag();
    void csvHasEveryDigit();
    void savesEveryForm_data();
    void savesEveryForm();
    void unwritableFileIsSaidInPlace();
    void tableModelIsSound();
    void tableCopies();
    void emptySentenceReplacesThePlot();
    void copiesAnImage();
};

void TestPlotBase::hiddenPlotDoesNoWork() {
    Squares plot;
    for (int i = 0; i < 10; ++i) {
        plot.addPoint();
    }
    QTest::qWait(50);
    QCOMPARE(plot.fills, 0);
    plot.show();
    QTRY_COMPARE(plot.fills, 1);
}

void TestPlotBase::manyChangesAreOneFrame() {
    Squares plot;
    plot.show();
    QTRY_COMPARE(plot.fills, 1);
    QTest::qWait(40);
    QSignalSpy replots(&plot.canvas(), &QCustomPlot::afterReplot);
    for (int i = 0; i < 500; ++i) {
        plot.addPoint();
    }
    QTRY_COMPARE(plot.fills, 2);
    QTRY_COMPARE(replots.count(), 1);

    // Changes that keep coming draw at the rate of the screen, not of the changes.
    QElapsedTimer clock;
    clock.start();
    plot.fills = 0;
    while (clock.elapsed() < 200) {
        plot.addPoint();
        QTest::qWait(1);
    }
    QVERIFY2(plot.fills <= int(clock.elapsed() / 16) + 1, qPrintable(QString::number(plot.fills)));
    QVERIFY(plot.fills >= 3);
}

void TestPlotBase::followsTheTheme() {
    Squares plot;
    Theme::instance().setChoice(ThemeChoice::Light);
    const QColor light = plot.canvas().xAxis->tickLabelColor();
    const int before = plot.themed;
    Theme::instance().setChoice(ThemeChoice::Dark);
    QVERIFY(plot.themed > before);
    QCOMPARE(plot.canvas().xAxis->tickLabelColor(), Theme::instance().tokens().textMuted);
    QVERIFY(plot.canvas().xAxis->tickLabelColor() != light);
    const int size = plot.canvas().xAxis->tickLabelFont().pixelSize();
    Theme::instance().setPresentation(true);
    QCOMPARE(plot.canvas().xAxis->tickLabelFont().pixelSize(), size * 3 / 2);
    Theme::instance().setPresentation(false);
    Theme::instance().setChoice(ThemeChoice::Light);
}

void TestPlotBase::wheelZoomsWithinTheDataAndDoubleClickResets() {
    Squares plot;
    plot.resize(400, 300);
    plot.show();
    QVERIFY(QTest::qWaitForWindowExposed(&plot));
    QTRY_COMPARE(plot.fills, 1);
    QCustomPlot& canvas = plot.canvas();
    const QPoint middle = canvas.axisRect()->center();
    const auto wheel = [&](int turns) {
        QWheelEvent event(middle, canvas.mapToGlobal(middle), {}, {0, 120 * turns}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(&canvas, &event);
    };
    wheel(2);
    QVERIFY(canvas.xAxis->range().size() < 11.0);
    QVERIFY(plot.isZoomed());
    const double zoomed = canvas.xAxis->range().size();
    plot.addPoint(); // new data does not take the view away
    QTRY_COMPARE(plot.fills, 2);
    QCOMPARE(canvas.xAxis->range().size(), zoomed);
    wheel(-40); // never farther than the data
    QCOMPARE(canvas.xAxis->range(), QCPRange(-1, 10));
    QVERIFY(!plot.isZoomed());
    wheel(3);
    QTest::mouseDClick(&canvas, Qt::LeftButton, {}, middle);
    QCOMPARE(canvas.xAxis->range(), QCPRange(-1, 10));
    QCOMPARE(canvas.yAxis->range(), QCPRange(0, 10));
}

// The histogram of logits kept the empty plot's range: changing the scale had counted as a zoom by hand.
void TestPlotBase::aLogarithmicScaleIsNoZoom() {
    Squares plot;
    plot.logarithmic = true;
    plot.show();
    QTRY_COMPARE(plot.fills, 1);
    QCOMPARE(plot.canvas().yAxis->scaleType(), QCPAxis::stLogarithmic);
    QCOMPARE(plot.canvas().xAxis->range().lower, -1.0);
    QCOMPARE(plot.canvas().xAxis->range().upper, 10.0);
    QCOMPARE(plot.canvas().yAxis->range().lower, 0.5);
    plot.logarithmic = false;
    plot.addPoint();
    QTRY_COMPARE(plot.fills, 2);
    QCOMPARE(plot.canvas().yAxis->range().lower, 0.0);
}

void TestPlotBase::keysZoomAndPan() {
    Squares plot;
    plot.show();
    QTRY_COMPARE(plot.fills, 1);
    const QCPAxis* axis = plot.canvas().xAxis;
    QTest::keyClick(&plot, Qt::Key_Plus);
    QVERIFY(axis->range().size() < 11.0);
    const double left = axis->range().lower;
    QTest::keyClick(&plot, Qt::Key_Right, Qt::ShiftModifier);
    QVERIFY(axis->range().lower > left);
    QTest::keyClick(&plot, Qt::Key_0);
    QCOMPARE(axis->range(), QCPRange(-1, 10));
}

void TestPlotBase::clickIsNoDrag() {
    Squares plot;
    plot.resize(400, 300);
    plot.show();
    QVERIFY(QTest::qWaitForWindowExposed(&plot));
    QTest::mouseClick(&plot.canvas(), Qt::LeftButton, {}, QPoint(200, 100));
    QCOMPARE(plot.clicks, QList<QPointF>{QPointF(200, 100)});
    QTest::mousePress(&plot.canvas(), Qt::LeftButton, {}, QPoint(200, 100));
    QTest::mouseMove(&plot.canvas(), QPoint(260, 100));
    QTest::mouseRelease(&plot.canvas(), Qt::LeftButton, {}, QPoint(260, 100));
    QCOMPARE(plot.clicks.size(), 1);
}

void TestPlotBase::csvHasEveryDigit() {
    const Squares plot;
    QCOMPARE(toCsv(plot.table()), "n,\"a, \"\"square\"\"\",name\r\n"
                                  "0,0,\r\n"
                                  "1,0.3333333333333333,\"one,\"\"1\"\"\"\r\n"
                                  "2,1.3333333333333333,\r\n"
                                  "3,3,\r\n");
}

void TestPlotBase::savesEveryForm_data() {
    QTest::addColumn<QString>("suffix");
    QTest::addColumn<QByteArray>("start");
    QTest::newRow("png") << "png" << QByteArray("\x89PNG");
    QTest::newRow("svg") << "svg" << QByteArray("<?xml");
    QTest::newRow("pdf") << "pdf" << QByteArray("%PDF-");
    QTest::newRow("csv") << "csv" << QByteArray("n,");
    QTest::newRow("capitals") << "PNG" << QByteArray("\x89PNG");
}

void TestPlotBase::savesEveryForm() {
    QFETCH(QString, suffix);
    QFETCH(QByteArray, start);
    const QTemporaryDir folder;
    const QString path = folder.filePath("plot." + suffix);
    Squares plot;
    plot.resize(300, 200);
    plot.show();
    QVERIFY(plot.saveTo(path).ok());
    const QByteArray bytes = contentOf(path);
    QVERIFY(bytes.startsWith(start));
    QVERIFY(bytes.size() > 20);
    QVERIFY(plot.errorText().isEmpty());
    if (suffix.toLower() == "png") {
        QImage image;
        QVERIFY(image.loadFromData(bytes));
        QCOMPARE(image.size(), plot.canvas().size() * 2);
        QCOMPARE(image.pixelColor(1, 1), Theme::instance().tokens().ground);
    }
    if (suffix == "svg") {
        const QSvgRenderer drawing(bytes);
        QVERIFY(drawing.isValid());
        QCOMPARE(drawing.viewBox(), plot.canvas().rect());
        QVERIFY(bytes.contains("<text")); // text stays text
    }
}

void TestPlotBase::unwritableFileIsSaidInPlace() {
    const QTemporaryDir folder;
    Squares plot;
    plot.show();
    auto* error = plot.findChild<QLabel*>("error");
    const QString path = folder.filePath("no such folder/plot.png");
    QVERIFY(!plot.saveTo(path).ok());
    QVERIFY(error->isVisible());
    QVERIFY(error->text().contains(path));
    QVERIFY(error->text().endsWith('.'));
    QVERIFY(!plot.saveTo(folder.filePath("plot.doc")).ok());
    QVERIFY(error->text().contains(".png, .svg, .pdf or .csv"));
    QVERIFY(plot.saveTo(folder.filePath("plot.png")).ok());
    QVERIFY(!error->isVisible());
}

void TestPlotBase::tableModelIsSound() {
    const Squares plot;
    PlotTableModel model(plot.table());
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 4);
    QCOMPARE(model.headerData(2, Qt::Horizontal).toString(), "name");
    QCOMPARE(model.index(2, 1).data(Qt::EditRole).toDouble(), 4 / 3.0);
    QVERIFY(model.index(2, 1).data(Qt::TextAlignmentRole).value<Qt::Alignment>() & Qt::AlignRight);
    QCOMPARE(model.index(0, 2).data().toString(), "");
}

void TestPlotBase::tableCopies() {
    Squares plot;
    plot.show();
    plot.findChild<QAction*>("table")->trigger();
    auto* dialog = plot.findChild<PlotTableDialog*>();
    QVERIFY(dialog != nullptr);
    auto* view = dialog->findChild<QTableView*>();
    QCOMPARE(view->accessibleName(), "Squares");
    view->selectionModel()->select(QItemSelection(view->model()->index(1, 0), view->model()->index(2, 1)),
                                   QItemSelectionModel::ClearAndSelect);
    dialog->findChild<QPushButton*>("copy")->click();
    QCOMPARE(QApplication::clipboard()->text(), "1\t0.3333333333333333\n2\t1.3333333333333333");
    view->clearSelection();
    dialog->findChild<QPushButton*>("copy")->click();
    QVERIFY(QApplication::clipboard()->text().startsWith("n\ta, \"square\"\tname\n0\t0\t\n"));
    dialog->close();
}

void TestPlotBase::emptySentenceReplacesThePlot() {
    Squares plot;
    plot.show();
    plot.clear("Run a prompt to see squares.");
    QVERIFY(!plot.canvas().isVisible());
    bool said = false;
    for (const QLabel* label : plot.findChildren<QLabel*>()) {
        said = said || (label->isVisible() && label->text() == "Run a prompt to see squares.");
    }
    QVERIFY(said);
    plot.clear({});
    QVERIFY(plot.canvas().isVisible());
}

void TestPlotBase::copiesAnImage() {
    Squares plot;
    plot.resize(300, 200);
    plot.show();
    plot.findChild<QAction*>("copyImage")->trigger();
    QVERIFY(!QApplication::clipboard()->image().isNull());
}

QTEST_MAIN(TestPlotBase)
#include "tst_plot_base.moc"
