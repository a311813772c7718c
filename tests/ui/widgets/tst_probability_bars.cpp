#include "ui/theme/theme.h"
#include "ui/widgets/bar_painter.h"
#include "ui/widgets/format.h"
#include "ui/widgets/probability_bars.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <memory>

using namespace logitscope;

namespace {

BarRow kept(int id, const QString& label, double probability, double raw) {
    BarRow row;
    row.token = TokenId(id);
    row.label = label;
    row.rawRank = id;
    row.rawLogit = 10.0 - id;
    row.logit = row.rawLogit / 0.8;
    row.probability = probability;
    row.rawProbability = raw;
    return row;
}

BarRow cut(int id, const QString& label, double raw, int kind, const QString& by) {
    BarRow row = kept(id, label, 0.0, raw);
    row.cut = CutMark{kind, by};
    return row;
}

BarList sample() {
    BarList list;
    list.rows = {cut(5, "king", 0.02, 3, "Min-p"), kept(2, "boy", 0.3, 0.25), kept(1, "girl", 0.6, 0.4),
                 cut(4, "dog", 0.05, 1, "Top-k"), kept(3, "cat", 0.1, 0.12)};
    list.moreCut = 4091;
    list.moreCutRawMass = 0.16;
    list.taken = TokenId(2);
    return list;
}

QString plain(QString text) { return text.replace(QChar(0x00A0), ' ').replace(QChar(0x202F), ' '); }

QStringList rowsOf(const ProbabilityBars& bars) {
    QStringList rows;
    for (int i = 0; i < bars.itemCount(); ++i) {
        rows << plain(bars.itemName(i));
    }
    return rows;
}

// How far the solid bar of a row reaches, in pixels of the viewport.
int barEnd(ProbabilityBars& bars, int row) {
    const QImage image = bars.viewport()->grab().toImage();
    const QRect rect = bars.itemRect(row);
    const QColor accent = Theme::instance().tokens().accent;
    // Under the middle, where neither ghost nor label stands.
    const int y = rect.center().y() + 2;
    int end = 0;
    for (int x = rect.left(); x <= rect.right(); ++x) {
        if (image.pixelColor(x, y) == accent) {
            end = x;
        }
    }
    return end;
}

} // namespace

class TestProbabilityBars : public QObject {
    Q_OBJECT

    std::unique_ptr<ProbabilityBars> bars;

private slots:
    void initTestCase() {
        Theme::instance().apply(*qApp);
        Theme::instance().setChoice(ThemeChoice::Light);
    }
    void init() {
        bars = std::make_unique<ProbabilityBars>();
        bars->resize(700, 400);
        bars->show();
        bars->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(bars.get()));
        bars->setFocus(Qt::OtherFocusReason);
    }
    void cleanup() { Theme::instance().setReduceMotion(false); }

    void sortsKeptBeforeCutAndNamesTheStage() {
        bars->setDistribution(sample());
        QCOMPARE(rowsOf(*bars), (QStringList{
                                    "girl, final 60.0 %, raw 40.0 %, rank 1",
                                    "boy, taken, final 30.0 %, raw 25.0 %, rank 2",
                                    "cat, final 10.0 %, raw 12.0 %, rank 3",
                                    "dog, cut by Top-k, raw 5.0 %, rank 4",
                                    "king, cut by Min-p, raw 2.0 %, rank 5",
                                    "… 4 091 more cut · raw 16.0 %",
                                }));
    }

    void equalProbabilitiesStandByTokenId() {
        BarList list;
        list.rows = {kept(9, "nine", 0.5, 0.5), kept(3, "three", 0.5, 0.5)};
        bars->setDistribution(list);
        QCOMPARE(bars->distribution().rows[0].label, QString("three"));
    }

    void remainderOfKeptTokensHasItsMass() {
        BarList list = sample();
        list.moreKept = 12;
        list.moreKeptMass = 0.023;
        list.moreCutRawMass.reset();
        bars->setDistribution(list);
        QCOMPARE(rowsOf(*bars).mid(5), (QStringList{"… 12 more · 2.3 %", "… 4 091 more cut"}));
    }

    void longerBarIsMoreProbability() {
        bars->setDistribution(sample(), Transition::Instant);
        QCOMPARE(bars->scaleMaximum(), 0.8);
        const int girl = barEnd(*bars, 0), boy = barEnd(*bars, 1), cat = barEnd(*bars, 2);
        // 60 : 30 : 10 from the same left end.
        const double unit = (girl - boy) / 30.0;
        QVERIFY2(std::abs((boy - cat) / 20.0 - unit) < 0.15,
                 qPrintable(QString("%1 %2 %3").arg(girl).arg(boy).arg(cat)));
        QCOMPARE(barEnd(*bars, 3), 0); // cut: hatched, never solid
    }

    void narrowBarsKeepTheirLength() {
        // Raw figures give way, the bars do not.
        for (const bool presentation : {false, true}) {
            Theme::instance().setPresentation(presentation);
            const BarPainter painter;
            const double least = painter.widthFor(100.0, 120.0 * Theme::instance().scale());
            QVERIFY(painter.columns(least + 60.0, 80.0).hasRaw);
            const BarColumns narrow = painter.columns(bars->minimumSizeHint().width(), 80.0);
            QVERIFY(!narrow.hasRaw);
            QVERIFY(narrow.barWidth >= 60.0);
            QVERIFY(narrow.bar + narrow.barWidth < narrow.finalRight);
        }
        Theme::instance().setPresentation(false);
    }

    void scaleShrinksOnlyWithAnotherRow() {
        bars->setDistribution(sample());
        BarList flat;
        flat.rows = {kept(1, "girl", 0.1, 0.1), kept(2, "boy", 0.09, 0.1)};
        bars->setDistribution(flat);
        QCOMPARE(bars->scaleMaximum(), 0.8);
        flat.source = 1;
        bars->setDistribution(flat);
        QCOMPARE(bars->scaleMaximum(), 0.2);
        flat.rows[0].probability = 1.0;
        bars->setDistribution(flat);
        QCOMPARE(bars->scaleMaximum(), 1.0);
    }

    void instantIsOnScreenAtOnce() {
        bars->setDistribution(sample(), Transition::Instant);
        BarList list = sample();
        list.rows[2].probability = 0.2;
        list.rows[1].probability = 0.7;
        bars->setDistribution(list, Transition::Instant);
        const int first = barEnd(*bars, 0);
        QTest::qWait(250);
        QCOMPARE(barEnd(*bars, 0), first);
    }

    void glideArrivesWithinAFifthOfASecond() {
        bars->setDistribution(sample(), Transition::Instant);
        const int before = barEnd(*bars, 2);
        BarList list = sample();
        list.rows[4].probability = 0.28; // cat
        list.rows[2].probability = 0.42; // girl
        bars->setDistribution(list, Transition::Glide);
        QVERIFY(barEnd(*bars, 2) < before + 5); // where it was
        QTest::qWait(Theme::instance().animationMilliseconds() + 100);
        const int settled = barEnd(*bars, 2);
        QVERIFY(settled > before + 40);
        ProbabilityBars still;
        still.resize(bars->size());
        still.setDistribution(sample(), Transition::Instant);
        still.setDistribution(list, Transition::Instant);
        QCOMPARE(settled, barEnd(still, 2));
    }

    void reducedMotionDoesNotGlide() {
        Theme::instance().setReduceMotion(true);
        bars->setDistribution(sample(), Transition::Instant);
        BarList list = sample();
        list.rows[2].probability = 0.75;
        bars->setDistribution(list, Transition::Glide);
        const int first = barEnd(*bars, 0);
        QTest::qWait(100);
        QCOMPARE(barEnd(*bars, 0), first);
    }

    void keysMoveAndEnterChooses() {
        bars->setDistribution(sample());
        QSignalSpy chosen(bars.get(), &ProbabilityBars::tokenChosen);
        QTest::keyClick(bars.get(), Qt::Key_Home);
        QCOMPARE(bars->currentRow(), 0);
        QTest::keyClick(bars.get(), Qt::Key_Up);
        QCOMPARE(bars->currentRow(), 0);
        QTest::keyClick(bars.get(), Qt::Key_Down);
        QTest::keyClick(bars.get(), Qt::Key_Down);
        QCOMPARE(bars->currentRow(), 2);
        QTest::keyClick(bars.get(), Qt::Key_Return);
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen[0][0].value<TokenId>(), TokenId(3));
        // A cut token may be chosen: it is the person's word against the chain's.
        QTest::keyClick(bars.get(), Qt::Key_Down);
        QTest::keyClick(bars.get(), Qt::Key_Enter, Qt::KeypadModifier);
        QCOMPARE(chosen.count(), 2);
        QCOMPARE(chosen[1][0].value<TokenId>(), TokenId(4));
        // The remainder is no token; Ctrl+Enter is the window's.
        QTest::keyClick(bars.get(), Qt::Key_End);
        QCOMPARE(bars->currentRow(), 5);
        QTest::keyClick(bars.get(), Qt::Key_Return);
        QTest::keyClick(bars.get(), Qt::Key_Home);
        QTest::keyClick(bars.get(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(chosen.count(), 2);
    }

    void clickChooses() {
        bars->setDistribution(sample());
        QSignalSpy chosen(bars.get(), &ProbabilityBars::tokenChosen);
        QTest::mouseClick(bars->viewport(), Qt::LeftButton, {}, bars->itemRect(1).center());
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen[0][0].value<TokenId>(), TokenId(2));
        QTest::mouseClick(bars->viewport(), Qt::LeftButton, {}, bars->itemRect(5).center());
        QTest::mouseClick(bars->viewport(), Qt::RightButton, {}, bars->itemRect(0).center());
        QTest::mouseClick(bars->viewport(), Qt::LeftButton, {}, QPoint(50, 390));
        // Pressed on one row, let go on another: a change of mind.
        QTest::mousePress(bars->viewport(), Qt::LeftButton, {}, bars->itemRect(0).center());
        QTest::mouseRelease(bars->viewport(), Qt::LeftButton, {}, bars->itemRect(2).center());
        QCOMPARE(chosen.count(), 1);
    }

    void listenerMayReplaceTheList() {
        bars->setDistribution(sample());
        connect(bars.get(), &ProbabilityBars::tokenChosen, this, [this](TokenId) { bars->setDistribution({}); });
        bars->setCurrentRow(0);
        QTest::keyClick(bars.get(), Qt::Key_Return);
        QCOMPARE(bars->itemCount(), 0);
        QCOMPARE(bars->currentRow(), -1);
    }

    void currentRowStaysWithItsToken() {
        bars->setDistribution(sample());
        bars->setCurrentRow(2); // cat
        BarList list = sample();
        list.rows[4].probability = 0.9;
        bars->setDistribution(list);
        QCOMPARE(bars->currentRow(), 0);
        QCOMPARE(bars->distribution().rows[0].label, QString("cat"));
    }

    void currentRowScrollsIntoView() {
        BarList list;
        for (int i = 1; i <= 60; ++i) {
            list.rows.push_back(kept(i, QString("token%1").arg(i), 1.0 / (i + 1), 1.0 / (i + 1)));
        }
        bars->setDistribution(list);
        QTest::keyClick(bars.get(), Qt::Key_End);
        QCOMPARE(bars->currentRow(), 59);
        QVERIFY(bars->viewport()->rect().contains(bars->itemRect(59)));
        QTest::keyClick(bars.get(), Qt::Key_PageUp);
        QVERIFY(bars->currentRow() < 59 && bars->currentRow() > 30);
        QTest::keyClick(bars.get(), Qt::Key_Home);
        QCOMPARE(bars->verticalScrollBar()->value(), 0);
        QVERIFY(bars->itemRect(0).top() >= BarPainter::headerHeight());
    }

    void copiesATable() {
        bars->setDistribution(sample());
        QTest::keyClick(bars.get(), Qt::Key_C, Qt::ControlModifier);
        const QStringList lines = plain(QApplication::clipboard()->text()).split('\n');
        QCOMPARE(lines[0], QString("token\tfinal\traw\tlogit\trank\tcut by"));
        QCOMPARE(lines[1], QString("girl\t60.0 %\t40.0 %\t9.00\t1\t"));
        QCOMPARE(lines[4], QString("dog\t0 %\t5.0 %\t6.00\t4\tTop-k"));
        QCOMPARE(lines[6], QString("… 4 091 more cut · raw 16.0 %"));
    }

    void messageTakesThePlaceOfTheBars() {
        bars->setDistribution(sample());
        bars->setMessage("The model is loading.");
        QCOMPARE(bars->itemCount(), 0);
        QCOMPARE(bars->accessibleDescription(), QString("The model is loading."));
        QTest::keyClick(bars.get(), Qt::Key_Return); // nothing to choose
        bars->setDistribution(sample());
        QCOMPARE(bars->itemCount(), 6);
    }

    void screenReadersHearTheRows() {
        bars->setDistribution(sample());
        bars->setCurrentRow(1);
        QAccessibleInterface* list = QAccessible::queryAccessibleInterface(bars.get());
        QVERIFY(list != nullptr);
        QCOMPARE(list->role(), QAccessible::List);
        QCOMPARE(list->text(QAccessible::Name), QString("Next-token distribution"));
        QCOMPARE(list->childCount(), 6);
        QAccessibleInterface* row = list->child(1);
        QCOMPARE(row->role(), QAccessible::ListItem);
        QCOMPARE(plain(row->text(QAccessible::Name)), QString("boy, taken, final 30.0 %, raw 25.0 %, rank 2"));
        QVERIFY(row->state().focused);
        QVERIFY(!list->child(0)->state().focused);
        QCOMPARE(row->rect().size(), bars->itemRect(1).size());
        QCOMPARE(list->indexOfChild(row), 1);
        QCOMPARE(list->childAt(row->rect().center().x(), row->rect().center().y()), row);
        QCOMPARE(row->parent(), list);
        QSignalSpy chosen(bars.get(), &ProbabilityBars::tokenChosen);
        row->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QCOMPARE(chosen.count(), 1);
        // A row that is gone says so instead of crashing.
        bars->setDistribution({});
        QVERIFY(!row->isValid());
        QCOMPARE(row->text(QAccessible::Name), QString());
    }

    void hostileLabelsAreText() {
        BarList list;
        list.rows = {kept(1, "<b>bold</b>", 0.5, 0.5), kept(2, QString(5000, 'x'), 0.4, 0.4), kept(3, "", 0.1, 0.1)};
        bars->setDistribution(list);
        QVERIFY(!bars->viewport()->grab().isNull());
        QVERIFY(barEnd(*bars, 0) > 0); // a label of any length leaves room for the bars
    }

    void paintsFortyRowsWithinAFrame() {
        BarList list;
        for (int i = 1; i <= 40; ++i) {
            list.rows.push_back(i < 30 ? kept(i, QString("token%1").arg(i), 0.9 / i, 0.8 / i)
                                       : cut(i, QString("token%1").arg(i), 0.8 / i, 2, "Top-p"));
        }
        bars->resize(700, 1100);
        bars->setDistribution(list, Transition::Instant);
        QImage image(bars->viewport()->size(), QImage::Format_RGB32);
        bars->viewport()->render(&image);
        double best = 1e9;
        for (int i = 0; i < 10; ++i) {
            QElapsedTimer clock;
            clock.start();
            bars->viewport()->render(&image);
            best = std::min(best, double(clock.nsecsElapsed()) / 1e6);
        }
        qInfo("40 rows: %.2f ms", best);
        QVERIFY2(best < 8.0, qPrintable(QString("%1 ms").arg(best))); // the aim is 4; the rest is for slow machines
    }
};

QTEST_MAIN(TestProbabilityBars)
#include "tst_probability_bars.moc"
