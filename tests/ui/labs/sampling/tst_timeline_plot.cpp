// The timeline: what it holds, shows and selects, and that streaming stays cheap.
#include "ui/labs/sampling/timeline_plot.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QSignalSpy>
#include <QtTest>
#include <qcustomplot.h>

#include <cmath>

using namespace logitscope;

namespace {

// Position i of a text whose first three tokens are the prompt.
TimelinePoint pointAt(int i) {
    TimelinePoint point;
    point.position = Position{i};
    point.label = QStringLiteral("t%1").arg(i);
    point.generated = i >= 3;
    if (i > 0) {
        point.entropyBits = 1.0 + i % 4;
        point.surprisalBits = 0.25 * (i % 9);
    }
    return point;
}

std::vector<TimelinePoint> points(int from, int to) {
    std::vector<TimelinePoint> made;
    for (int i = from; i < to; ++i) {
        made.push_back(pointAt(i));
    }
    return made;
}

QCustomPlot& canvasOf(const TimelinePlot& plot) { return *plot.findChild<QCustomPlot*>(); }

} // namespace

class TestTimelinePlot : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { Theme::instance().apply(*qApp); }

    void emptyPlotSaysWhatToDo();
    void graphsHoldTheFigures();
    void clickSelectsThePosition();
    void promptAndFocusAreMarked();
    void appendingFillsTheNewPointsOnly();
    void thousandsOfPointsStreamWithinAFrame();
    void zoomStaysWhileStreaming();
    void tableHasEveryPosition();
    void tooltipNamesTheToken();
};

void TestTimelinePlot::emptyPlotSaysWhatToDo() {
    TimelinePlot plot;
    plot.show();
    const auto said = [&plot] {
        for (const QLabel* label : plot.findChildren<QLabel*>()) {
            if (label->isVisible() && label->text().startsWith("Run a prompt")) {
                return true;
            }
        }
        return false;
    };
    QVERIFY(said());
    plot.setPoints(points(0, 5));
    QVERIFY(!said());
    plot.setPoints({});
    QVERIFY(said());
}

void TestTimelinePlot::graphsHoldTheFigures() {
    TimelinePlot plot;
    plot.show();
    plot.setPoints(points(0, 6));
    plot.drawNow();
    const QCPGraph* entropy = canvasOf(plot).graph(0);
    const QCPGraph* surprisal = canvasOf(plot).graph(1);
    QCOMPARE(entropy->dataCount(), 6);
    QVERIFY(std::isnan(entropy->dataMainValue(0))); // the first token follows nothing
    QVERIFY(std::isnan(surprisal->dataMainValue(0)));
    QCOMPARE(entropy->dataMainValue(2), 3.0);
    QCOMPARE(surprisal->dataMainValue(5), 1.25);
    QVERIFY(canvasOf(plot).yAxis->range().upper > 4.0);
}

void TestTimelinePlot::clickSelectsThePosition() {
    TimelinePlot plot;
    plot.resize(800, 140);
    plot.show();
    plot.setPoints(points(0, 40));
    QVERIFY(QTest::qWaitForWindowExposed(&plot));
    plot.drawNow();
    QTest::qWait(30);
    QSignalSpy selected(&plot, &TimelinePlot::positionSelected);
    QCustomPlot& canvas = canvasOf(plot);
    for (const int position : {0, 7, 39}) {
        QTest::mouseClick(&canvas, Qt::LeftButton, {},
                          QPoint(qRound(plot.xOf(Position{position})), canvas.axisRect()->center().y()));
        QCOMPARE(numberOf(selected.last()[0].value<Position>()), position);
    }
    QCOMPARE(selected.count(), 3);
    QTest::mouseClick(&canvas, Qt::LeftButton, {}, QPoint(2, 2)); // beside the plot
    QCOMPARE(selected.count(), 3);
}

void TestTimelinePlot::promptAndFocusAreMarked() {
    TimelinePlot plot;
    plot.resize(800, 140);
    plot.show();
    plot.setPoints(points(0, 20));
    plot.setFocusedPosition(Position{12});
    plot.drawNow();
    QTest::qWait(30);
    const auto colourAt = [&plot](int position) {
        QCustomPlot& canvas = canvasOf(plot);
        const QImage image = canvas.grab().toImage();
        // Between the grid's lines, off the stems, below the line.
        return image.pixelColor(qRound(plot.xOf(Position{position})) + 5, canvas.axisRect()->bottom() - 4);
    };
    const ThemeTokens& tokens = Theme::instance().tokens();
    QCOMPARE(colourAt(15), tokens.ground);
    QCOMPARE(colourAt(2), tokens.surface);
    QVERIFY(colourAt(12) != tokens.ground);
    plot.setFocusedPosition(std::nullopt);
    plot.drawNow();
    QTest::qWait(30);
    QCOMPARE(colourAt(12), tokens.ground);
}

void TestTimelinePlot::appendingFillsTheNewPointsOnly() {
    TimelinePlot plot;
    plot.show();
    plot.setPoints(points(0, 4));
    plot.drawNow();
    plot.append(points(4, 9));
    plot.append(points(9, 10));
    plot.drawNow();
    QCOMPARE(canvasOf(plot).graph(0)->dataCount(), 10);
    QCOMPARE(plot.points().size(), std::size_t(10));
    plot.setPoints(points(0, 2)); // another run
    plot.drawNow();
    QCOMPARE(canvasOf(plot).graph(0)->dataCount(), 2);
    QVERIFY(canvasOf(plot).yAxis->range().upper < 4.0); // of these points, not of the old
}

void TestTimelinePlot::thousandsOfPointsStreamWithinAFrame() {
    TimelinePlot plot;
    plot.resize(1200, 140);
    plot.show();
    plot.setPoints(points(0, 5000));
    plot.drawNow();
    canvasOf(plot).replot(QCustomPlot::rpImmediateRefresh);
    QElapsedTimer clock;
    clock.start();
    constexpr int tokens = 20;
    for (int i = 0; i < tokens; ++i) {
        plot.append(points(5000 + i, 5001 + i));
        plot.drawNow();
        canvasOf(plot).replot(QCustomPlot::rpImmediateRefresh);
    }
    const double each = double(clock.elapsed()) / tokens;
    qInfo("one token at 5 000 points: %.1f ms", each);
    QVERIFY(each < 50.0); // a frame and a wide margin for a busy machine; the report has the figure
}

void TestTimelinePlot::zoomStaysWhileStreaming() {
    TimelinePlot plot;
    plot.show();
    plot.setPoints(points(0, 100));
    plot.drawNow();
    QTest::keyClick(&plot, Qt::Key_Plus);
    QTest::keyClick(&plot, Qt::Key_Plus);
    const QCPRange zoomed = canvasOf(plot).xAxis->range();
    plot.append(points(100, 120));
    plot.drawNow();
    QCOMPARE(canvasOf(plot).xAxis->range(), zoomed);
    QTest::keyClick(&plot, Qt::Key_0);
    QCOMPARE(canvasOf(plot).xAxis->range(), QCPRange(-0.5, 119.5));
}

void TestTimelinePlot::tableHasEveryPosition() {
    TimelinePlot plot;
    plot.setPoints(points(0, 5));
    QCOMPARE(toCsv(plot.table()), "position,token,part,\"surprisal (bits, raw)\",\"entropy (bits, raw)\"\r\n"
                                  "0,t0,prompt,,\r\n"
                                  "1,t1,prompt,0.25,2\r\n"
                                  "2,t2,prompt,0.5,3\r\n"
                                  "3,t3,written,0.75,4\r\n"
                                  "4,t4,written,1,1\r\n");
}

void TestTimelinePlot::tooltipNamesTheToken() {
    TimelinePlot plot;
    plot.resize(800, 140);
    plot.show();
    plot.setPoints(points(0, 20));
    QVERIFY(QTest::qWaitForWindowExposed(&plot));
    plot.drawNow();
    QTest::qWait(30);
    QCustomPlot& canvas = canvasOf(plot);
    QTest::mouseMove(&canvas, QPoint(qRound(plot.xOf(Position{5})), canvas.axisRect()->center().y()));
    QTRY_VERIFY(QToolTip::isVisible());
    QCOMPARE(
        QToolTip::text(),
        QStringLiteral("Position 5, written: t5\nsurprisal 1.25\u00a0bits, entropy 2.00\u00a0bits (raw distribution)"));
    QTest::mouseMove(&canvas, QPoint(qRound(plot.xOf(Position{0})), canvas.axisRect()->center().y()));
    QTRY_VERIFY(QToolTip::text().endsWith("has no prediction."));
}

QTEST_MAIN(TestTimelinePlot)
#include "tst_timeline_plot.moc"
