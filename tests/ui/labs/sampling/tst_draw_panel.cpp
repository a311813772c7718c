// The draw on screen: the right interval, the right words, the seeds, the curve.
#include "core/base/uniform.h"
#include "core/sampling/sampler_catalog.h"
#include "ui/labs/sampling/cumulative_plot.h"
#include "ui/labs/sampling/draw_panel.h"
#include "ui/labs/sampling/draw_view_data.h"
#include "ui/labs/sampling/seed_strip.h"
#include "ui/labs/sampling/unit_interval.h"
#include "ui/theme/theme.h"

#include <QAccessible>
#include <QLabel>
#include <QSignalSpy>
#include <QTabBar>
#include <QToolButton>
#include <QtTest>

#include <cmath>
#include <numeric>

using namespace logitscope;

namespace {

// Softmax 0.5, 0.25, 0.125, 0.125 for ids 2, 0, 1, 3.
const std::vector<float> eighths{std::log(0.25F), std::log(0.125F), std::log(0.5F), std::log(0.125F)};

ChainResult resultOf(const ChainSpec& chain, const std::vector<float>& logits) {
    return SamplerChain::create(chain)->apply(logits);
}

QString label(TokenId token) { return QStringLiteral("t%1").arg(numberOf(token)); }

DrawPlace at(double u) {
    DrawPlace place;
    place.seed = 7;
    place.position = Position{9};
    place.uniform = u;
    return place;
}

std::vector<float> wideRow(int count) {
    std::vector<float> row(count);
    for (int i = 0; i < count; ++i) {
        row[i] = static_cast<float>(3.0 * std::sin(i * 12.9898) + 2.0 * std::cos(i * 4.1414));
    }
    return row;
}

} // namespace

class TestDrawPanel : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        Theme::instance().apply(*qApp);
        Theme::instance().setReduceMotion(true);
    }

    void intervalsAreLaidByProbabilityThenId();
    void drawHitsItsInterval_data();
    void drawHitsItsInterval();
    void seedsAgreeWithTheChain_data();
    void seedsAgreeWithTheChain();
    void seedsRollTheDiceOfXtcToo();
    void countsAddUpToTheSeeds();
    void sentenceTellsTheEndsApart();

    void curveWithTopP();
    void curveWithoutTopP();
    void curveTableIsWhatIsDrawn();

    void emptyPanelSaysWhatToDo();
    void panelNamesTheToken();
    void textMayHaveAnotherToken();
    void rerollAsks();
    void needleStandsAtU();
    void needleFallsBriefly();
    void narrowTokensAreMerged();
    void cellsTakeTheirSeed();
    void seedsByKeyboard();
    void seedTable();
};

void TestDrawPanel::intervalsAreLaidByProbabilityThenId() {
    const ChainResult result = resultOf({}, eighths);
    const DrawViewData data = drawViewData(result, at(0.3), label);
    QCOMPARE(data.kept, 4);
    QCOMPARE(data.slices.size(), std::size_t(4));
    const std::vector<std::pair<int, double>> expected{{2, 0.0}, {0, 0.5}, {1, 0.75}, {3, 0.875}};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        QCOMPARE(numberOf(data.slices[i].token), expected[i].first);
        QVERIFY(std::abs(data.slices[i].start - expected[i].second) < 1e-6);
        QCOMPARE(data.slices[i].end, i + 1 < 4 ? data.slices[i + 1].start : 1.0);
    }
    const DrawViewData two = drawViewData(result, at(0.3), label, 2);
    QCOMPARE(two.slices.size(), std::size_t(2));
    QVERIFY(std::abs(two.listedEnd() - 0.75) < 1e-6);
    QCOMPARE(two.kept, 4);
}

void TestDrawPanel::drawHitsItsInterval_data() {
    QTest::addColumn<double>("u");
    QTest::addColumn<int>("token");
    QTest::newRow("start") << 0.0 << 2;
    QTest::newRow("in the first") << 0.499 << 2;
    QTest::newRow("in the second") << 0.501 << 0;
    QTest::newRow("in the third") << 0.8 << 1;
    QTest::newRow("in the last") << 0.9 << 3;
    QTest::newRow("almost one") << std::nextafter(1.0, 0.0) << 3;
}

void TestDrawPanel::drawHitsItsInterval() {
    QFETCH(double, u);
    QFETCH(int, token);
    const DrawViewData data = drawViewData(resultOf({}, eighths), at(u), label);
    QCOMPARE(numberOf(data.hit.token), token);
    QCOMPARE(data.hit.label, QStringLiteral("t%1").arg(token));
    QVERIFY(data.hit.start <= u && u < data.hit.end);
}

void TestDrawPanel::seedsAgreeWithTheChain_data() {
    QTest::addColumn<int>("vocabulary");
    QTest::addColumn<int>("topK");
    QTest::addColumn<int>("listed");
    QTest::newRow("all listed") << 8 << 0 << 100;
    QTest::newRow("some unlisted") << 500 << 0 << 20;
    QTest::newRow("cut") << 500 << 40 << 100;
    QTest::newRow("one") << 500 << 1 << 100;
}

// Every seed shown is the draw that the chain would make with it.
void TestDrawPanel::seedsAgreeWithTheChain() {
    QFETCH(int, vocabulary);
    QFETCH(int, topK);
    QFETCH(int, listed);
    const ChainResult result = resultOf({{{TopKOptions{topK}, true}}}, wideRow(vocabulary));
    DrawPlace place = at(0.5);
    place.sequence = 3;
    const DrawViewData data = drawViewData(result, place, label, listed);
    QCOMPARE(data.seeds.size(), std::size_t(100));
    for (const SeedDraw& seed : data.seeds) {
        const double u = uniform(seed.seed, 3, Position{9});
        QCOMPARE(seed.uniform, u);
        const TokenId drawn = result.draw(u).token;
        if (seed.slice >= 0) {
            QCOMPARE(numberOf(data.slices[seed.slice].token), numberOf(drawn));
        } else {
            for (const DrawSlice& slice : data.slices) {
                QVERIFY(slice.token != drawn);
            }
        }
    }
    QCOMPARE(data.seeds.front().seed, std::uint64_t(1));
    QCOMPARE(data.seeds.back().seed, std::uint64_t(100));
}

// A seed that XTC's dice say something else with draws from another distribution.
void TestDrawPanel::seedsRollTheDiceOfXtcToo() {
    const ChainSpec chain{{{XtcOptions{0.4, 0.2}, true}}}; // takes the first of the eighths out, or does not
    const SamplerChain made = SamplerChain::create(chain).value();
    DrawPlace place = at(0.3);
    place.sequence = 2;
    const auto under = [&](std::uint64_t seed) { return made.apply(eighths, {{}, seed, 2, place.position}); };
    const ChainResult result = under(place.seed);
    const DrawViewData data = drawViewData(result, place, label);
    double first = 0.0;
    int others = 0;
    for (const SeedDraw& seed : data.seeds) {
        const ChainResult own = under(seed.seed);
        const TokenId drawn = own.draw(seed.uniform).token;
        others += own.survivors() != result.survivors() ? 1 : 0;
        first += own.probabilityOf(data.slices[0].token);
        if (seed.slice >= 0) {
            QCOMPARE(data.slices[seed.slice].token, drawn);
        } else {
            QVERIFY(result.outcomeOf(drawn).cutBy);
        }
    }
    QVERIFY(others > 20 && others < 80);
    QVERIFY(std::abs(data.slices[0].expected - first) < 1e-9);
    int drawn = 0;
    for (const SeedCount& count : seedCounts(data, 5)) {
        drawn += count.drawn;
    }
    QCOMPARE(drawn, 100);
}

void TestDrawPanel::countsAddUpToTheSeeds() {
    const DrawViewData data = drawViewData(resultOf({}, wideRow(50)), at(0.5), label, 20);
    const std::vector<SeedCount> counts = seedCounts(data, 5);
    QCOMPARE(counts.size(), std::size_t(6));
    QCOMPARE(counts.back().slice, -1);
    int drawn = 0;
    double expected = 0.0;
    for (const SeedCount& count : counts) {
        drawn += count.drawn;
        expected += count.expected;
    }
    QCOMPARE(drawn, 100);
    QVERIFY(std::abs(expected - 100.0) < 1e-9);
    QVERIFY(std::abs(counts[0].expected - 100.0 * data.slices[0].probability) < 1e-9);
    // No others where all are named.
    QCOMPARE(seedCounts(drawViewData(resultOf({}, eighths), at(0.5), label), 5).size(), std::size_t(4));
}

void TestDrawPanel::sentenceTellsTheEndsApart() {
    const DrawViewData data = drawViewData(resultOf({}, eighths), at(0.3), label);
    QCOMPARE(drawSentence(data), QStringLiteral("u = 0.3000 falls in [0.0000, 0.5000): “t2” with 50.0\u00a0%."));
    DrawViewData narrow = data;
    narrow.place.uniform = 0.12345678;
    narrow.hit = {TokenId{1}, "x", 0.1234567, 0.1234570, 3e-7};
    QVERIFY2(drawSentence(narrow).contains("[0.123456700, 0.123457000)"), qPrintable(drawSentence(narrow)));
}

void TestDrawPanel::curveWithTopP() {
    const ChainSpec chain{{{TopKOptions{3}, true}, {TopPOptions{0.8, 1}, true}, {TemperatureOptions{0.5}, true}}};
    const CumulativeViewData data = cumulativeViewData(chain, resultOf(chain, eighths));
    QVERIFY(data.topP.has_value());
    QCOMPARE(data.topP->p, 0.8);
    QCOMPARE(data.topP->rank, 2);
    QVERIFY(std::abs(data.topP->reached - 0.75 / 0.875) < 1e-6); // of what top-k left
    QCOMPARE(data.before.size(), std::size_t(3));
    QVERIFY(std::abs(data.before[0] - 0.5 / 0.875) < 1e-6);
    QVERIFY(std::abs(data.before[2] - 1.0) < 1e-9);
    QCOMPARE(data.after.size(), std::size_t(2));
    QVERIFY(std::abs(data.after[0] - 0.8) < 1e-6); // 0.5² : 0.25²
    QCOMPARE(data.kept, 2);
}

void TestDrawPanel::curveWithoutTopP() {
    const ChainSpec chain{{{TopKOptions{2}, true}, {TopPOptions{1.0, 1}, true}}}; // neutral: no line
    const CumulativeViewData data = cumulativeViewData(chain, resultOf(chain, eighths));
    QVERIFY(!data.topP);
    QCOMPARE(data.before.size(), std::size_t(4)); // raw
    QVERIFY(std::abs(data.before[1] - 0.75) < 1e-6);
    QVERIFY(std::abs(data.after[0] - 2.0 / 3.0) < 1e-6);
}

void TestDrawPanel::curveTableIsWhatIsDrawn() {
    const ChainSpec chain{{{TopPOptions{0.6, 1}, true}}};
    CumulativePlot plot;
    plot.setData(cumulativeViewData(chain, resultOf(chain, eighths)));
    const PlotTable table = plot.table();
    QCOMPARE(table.columns, (QStringList{"rank", "before top-p", "final distribution"}));
    QCOMPARE(table.rows.size(), std::size_t(4));
    QCOMPARE(table.rows[0][0].toInt(), 1);
    QVERIFY(std::abs(table.rows[0][1].toDouble() - 0.5) < 1e-6);
    QVERIFY(std::abs(table.rows[1][2].toDouble() - 1.0) < 1e-6);
    QVERIFY(!table.rows[2][2].isValid()); // cut
    QCOMPARE(toCsv(table).count("\r\n"), 5);
}

void TestDrawPanel::emptyPanelSaysWhatToDo() {
    DrawPanel panel;
    panel.show();
    QVERIFY(panel.findChild<QLabel*>("empty")->isVisible());
    QVERIFY(panel.findChild<QLabel*>("empty")->text().startsWith("Run a prompt"));
    auto* reroll = panel.findChild<QToolButton*>("reroll");
    QVERIFY(!reroll->isEnabled());
    QVERIFY(reroll->toolTip().contains("run a prompt first"));
    panel.setDraw(drawViewData(resultOf({}, eighths), at(0.3), label), {});
    QVERIFY(!panel.findChild<QLabel*>("empty")->isVisible());
    panel.clear();
    QVERIFY(panel.findChild<QLabel*>("empty")->isVisible());
}

void TestDrawPanel::panelNamesTheToken() {
    DrawPanel panel;
    panel.show();
    panel.setDraw(drawViewData(resultOf({}, eighths), at(0.6), label), {});
    auto* sentence = panel.findChild<QLabel*>("sentence");
    QVERIFY(sentence->isVisible());
    QCOMPARE(sentence->text(), QStringLiteral("u = 0.6000 falls in [0.5000, 0.7500): “t0” with 25.0\u00a0%."));
    QCOMPARE(panel.findChild<UnitInterval*>()->accessibleDescription(), sentence->text());
}

void TestDrawPanel::textMayHaveAnotherToken() {
    DrawPanel panel;
    DrawPlace place = at(0.6);
    place.taken = TokenId{0};
    panel.setDraw(drawViewData(resultOf({}, eighths), place, label), {});
    QVERIFY(!panel.sentence().contains("The text has"));
    place.taken = TokenId{3};
    panel.setDraw(drawViewData(resultOf({}, eighths), place, label), {});
    QVERIFY(panel.sentence().endsWith("The text has “t3” here."));
}

void TestDrawPanel::rerollAsks() {
    DrawPanel panel;
    panel.setDraw(drawViewData(resultOf({}, eighths), at(0.6), label), {});
    QSignalSpy asked(&panel, &DrawPanel::rerollRequested);
    panel.findChild<QToolButton*>("reroll")->click();
    QCOMPARE(asked.count(), 1);
}

void TestDrawPanel::needleStandsAtU() {
    UnitInterval interval;
    interval.resize(400, interval.sizeHint().height());
    interval.setData(drawViewData(resultOf({}, eighths), at(0.6), label));
    QCOMPARE(interval.itemCount(), 4);
    QCOMPARE(interval.currentItem(), 1); // t0
    QVERIFY(interval.itemRect(1).left() < interval.xOf(0.6) && interval.xOf(0.6) < interval.itemRect(1).right());
    QCOMPARE(interval.itemName(1), QStringLiteral("t0: [0.5000, 0.7500), 25.0\u00a0%"));
    QVERIFY(std::abs(interval.itemRect(0).width() - 2.0 * interval.itemRect(1).width()) <= 2.0);
    // The needle is drawn in the text colour, from the figure into the bar.
    const QImage image = interval.grab().toImage();
    const QColor needle = image.pixelColor(qRound(interval.xOf(0.6)), interval.itemRect(1).center().y());
    QVERIFY(std::abs(needle.lightness() - Theme::instance().tokens().text.lightness()) < 60);
}

void TestDrawPanel::needleFallsBriefly() {
    Theme::instance().setReduceMotion(false);
    UnitInterval interval;
    interval.resize(400, interval.sizeHint().height());
    interval.show();
    QVERIFY(QTest::qWaitForWindowExposed(&interval));
    const ChainResult result = resultOf({}, eighths);
    interval.setData(drawViewData(result, at(0.6), label));
    const QImage high = interval.grab().toImage();
    QTest::qWait(250);
    const QImage landed = interval.grab().toImage();
    QVERIFY(high != landed);
    interval.setData(drawViewData(result, at(0.6), label)); // the same u: no motion
    QCOMPARE(interval.grab().toImage(), landed);
    Theme::instance().setReduceMotion(true);
}

void TestDrawPanel::narrowTokensAreMerged() {
    UnitInterval interval;
    interval.resize(300, interval.sizeHint().height());
    interval.setData(drawViewData(resultOf({}, wideRow(3000)), at(0.999), label));
    const int count = interval.itemCount();
    QVERIFY(count < 60);
    QVERIFY2(interval.itemName(count - 1).contains("less probable tokens"), qPrintable(interval.itemName(count - 1)));
    QCOMPARE(interval.currentItem(), count - 1);
    for (int i = 0; i + 1 < count; ++i) {
        QVERIFY(interval.itemRect(i).width() >= 3);
    }
}

void TestDrawPanel::cellsTakeTheirSeed() {
    DrawPanel panel;
    panel.resize(420, 500);
    panel.show();
    panel.setDraw(drawViewData(resultOf({}, eighths), at(0.6), label), {});
    panel.findChild<QTabBar*>()->setCurrentIndex(1);
    auto* strip = panel.findChild<SeedStrip*>();
    QVERIFY(strip->isVisible());
    QSignalSpy chosen(&panel, &DrawPanel::seedChosen);
    QTest::mouseClick(strip, Qt::LeftButton, {}, strip->itemRect(41).center());
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen[0][0].toULongLong(), 42ULL);
    const double u = uniform(42, 0, Position{9});
    QVERIFY2(strip->itemName(41).startsWith(QStringLiteral("Seed 42: u = %1, t").arg(u, 0, 'f', 4)),
             qPrintable(strip->itemName(41)));
    QTest::mouseClick(strip, Qt::LeftButton, {}, QPoint(10, strip->height() - 4)); // the counts are no cells
    QCOMPARE(chosen.count(), 1);
}

void TestDrawPanel::seedsByKeyboard() {
    SeedStrip strip;
    strip.resize(420, 220);
    strip.setData(drawViewData(resultOf({}, eighths), at(0.6), label));
    QSignalSpy chosen(&strip, &SeedStrip::seedChosen);
    QTest::keyClick(&strip, Qt::Key_Left); // the first: stays
    QTest::keyClick(&strip, Qt::Key_Right);
    QTest::keyClick(&strip, Qt::Key_Down);
    QTest::keyClick(&strip, Qt::Key_Return);
    QCOMPARE(chosen[0][0].toULongLong(), 27ULL); // 25 in a row
    QAccessibleInterface* list = QAccessible::queryAccessibleInterface(&strip);
    QCOMPARE(list->childCount(), 100);
    QVERIFY(list->child(4)->text(QAccessible::Name).startsWith("Seed 5: "));
}

void TestDrawPanel::seedTable() {
    SeedStrip strip;
    const DrawViewData data = drawViewData(resultOf({}, eighths), at(0.6), label);
    strip.setData(data);
    const PlotTable table = strip.table();
    QCOMPARE(table.rows.size(), std::size_t(100));
    for (std::size_t i = 0; i < 100; ++i) {
        QCOMPARE(table.rows[i][0].toULongLong(), i + 1);
        QCOMPARE(table.rows[i][2].toString(), data.slices[data.seeds[i].slice].label);
    }
}

QTEST_MAIN(TestDrawPanel)
#include "tst_draw_panel.moc"
