#include "ui/theme/colours.h"
#include "ui/theme/theme.h"

#include <QTest>

#include <cmath>

using namespace logitscope;

namespace {

struct Pair {
    const char* name;
    QColor ThemeTokens::*front;
    double atLeast;
};

// What stands on every background of the program.
const std::vector<Pair> pairs{
    {"text", &ThemeTokens::text, 4.5},           {"textMuted", &ThemeTokens::textMuted, 4.5},
    {"accent", &ThemeTokens::accent, 4.5},       {"warning", &ThemeTokens::warning, 4.5},
    {"error", &ThemeTokens::error, 4.5},         {"controlBorder", &ThemeTokens::controlBorder, 3.0},
    {"ghost", &ThemeTokens::ghost, 3.0},         {"cut", &ThemeTokens::cut, 3.0},
    {"focusRing", &ThemeTokens::focusRing, 3.0},
};

void eachTheme() {
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void use(bool dark) { Theme::instance().setChoice(dark ? ThemeChoice::Dark : ThemeChoice::Light); }

QByteArray describe(const QColor& front, const QColor& back, const char* what) {
    return QString("%1: %2 on %3 is %4:1")
        .arg(what, front.name(), back.name())
        .arg(contrastRatio(front, back), 0, 'f', 2)
        .toUtf8();
}

} // namespace

class TestColours : public QObject {
    Q_OBJECT

private slots:
    void contrastOfKnownPairs() {
        QCOMPARE(contrastRatio(Qt::black, Qt::white), 21.0);
        QCOMPARE(contrastRatio(Qt::white, Qt::white), 1.0);
        // The well-known lightest grey that passes AA on white.
        QVERIFY(std::abs(contrastRatio(QColor(0x767676), Qt::white) - 4.54) < 0.01);
    }

    void tokensHoldContrast_data() { eachTheme(); }
    void tokensHoldContrast() {
        QFETCH(bool, dark);
        const ThemeTokens& tokens = dark ? darkTokens() : lightTokens();
        for (const Pair& pair : pairs) {
            for (const QColor& back : {tokens.ground, tokens.surface, tokens.raised}) {
                const QColor front = tokens.*pair.front;
                QVERIFY2(contrastRatio(front, back) >= pair.atLeast, describe(front, back, pair.name));
            }
        }
        for (const QColor& back : {tokens.selection, tokens.accentSoft, tokens.hover}) {
            QVERIFY2(contrastRatio(tokens.text, back) >= 4.5, describe(tokens.text, back, "text"));
        }
        for (const QColor& back : {tokens.accentSoft, tokens.hover}) {
            QVERIFY2(contrastRatio(tokens.textMuted, back) >= 4.5, describe(tokens.textMuted, back, "textMuted"));
        }
        QVERIFY2(contrastRatio(tokens.accentText, tokens.accent) >= 4.5,
                 describe(tokens.accentText, tokens.accent, ""));
        QVERIFY2(contrastRatio(tokens.warning, tokens.warningSoft) >= 4.5,
                 describe(tokens.warning, tokens.warningSoft, "warning"));
        QVERIFY2(contrastRatio(tokens.error, tokens.errorSoft) >= 4.5,
                 describe(tokens.error, tokens.errorSoft, "error"));
    }

    void textStaysReadableOnTheRamps_data() { eachTheme(); }
    void textStaysReadableOnTheRamps() {
        QFETCH(bool, dark);
        use(dark);
        const QColor text = Theme::instance().tokens().text;
        for (int i = 0; i <= 1000; ++i) {
            for (const QColor& back : {probabilityColour(i / 1000.0), surpriseColour(i / 1000.0)}) {
                QVERIFY2(contrastRatio(text, back) >= 4.5, describe(text, back, "ramp"));
            }
        }
    }

    void rampsMoveOneWayFromTheGround_data() { eachTheme(); }
    void rampsMoveOneWayFromTheGround() {
        QFETCH(bool, dark);
        use(dark);
        const QColor ground = Theme::instance().tokens().ground;
        for (QColor (*ramp)(double) : {&probabilityColour, &surpriseColour}) {
            QVERIFY(contrastRatio(ramp(0.0), ground) < 1.15);
            QVERIFY2(contrastRatio(ramp(1.0), ground) >= 2.7, describe(ramp(1.0), ground, "end of ramp"));
            double previous = 0.0;
            for (int i = 0; i <= 64; ++i) {
                const double grey = contrastRatio(ramp(i / 64.0), ground); // distance from the ground in greyscale
                QVERIFY2(grey > previous, describe(ramp(i / 64.0), ground, "ramp in greyscale"));
                previous = grey;
            }
        }
    }

    void rampsClampToTheirEnds() {
        QCOMPARE(probabilityColour(-1.0), probabilityColour(0.0));
        QCOMPARE(probabilityColour(7.0), probabilityColour(1.0));
        QCOMPARE(probabilityColour(std::nan("")), probabilityColour(0.0));
    }

    void rankBuckets_data() {
        QTest::addColumn<int>("rank");
        QTest::addColumn<int>("bucket");
        QTest::newRow("1") << 1 << 0;
        QTest::newRow("10") << 10 << 0;
        QTest::newRow("11") << 11 << 1;
        QTest::newRow("100") << 100 << 1;
        QTest::newRow("101") << 101 << 2;
        QTest::newRow("1000") << 1000 << 2;
        QTest::newRow("1001") << 1001 << 3;
        QTest::newRow("150000") << 150000 << 3;
    }
    void rankBuckets() {
        QFETCH(int, rank);
        QFETCH(int, bucket);
        QCOMPARE(rankBucket(rank), bucket);
    }

    void stageColoursAreVisibleAndDistinct_data() { eachTheme(); }
    void stageColoursAreVisibleAndDistinct() {
        QFETCH(bool, dark);
        use(dark);
        const ThemeTokens& tokens = Theme::instance().tokens();
        for (int i = 0; i < 8; ++i) {
            for (const QColor& back : {tokens.ground, tokens.surface}) {
                QVERIFY2(contrastRatio(stageColour(i), back) >= 3.0, describe(stageColour(i), back, "stage"));
            }
            for (int j = 0; j < i; ++j) {
                const QColor a = stageColour(i), b = stageColour(j);
                const int apart =
                    std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) + std::abs(a.blue() - b.blue());
                QVERIFY2(apart >= 50, describe(a, b, "stages too alike"));
            }
        }
        QCOMPARE(stageColour(8), stageColour(0));
    }
};

QTEST_MAIN(TestColours)
#include "tst_colours.moc"
