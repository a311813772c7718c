#include "ui/theme/theme.h"

#include <QApplication>
#include <QFontInfo>
#include <QFontMetricsF>
#include <QSignalSpy>
#include <QTest>

using namespace logitscope;

class TestTheme : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { Theme::instance().apply(*qApp); }
    void cleanup() {
        Theme::instance().setChoice(ThemeChoice::System);
        Theme::instance().setPresentation(false);
        Theme::instance().setReduceMotion(false);
    }

    void choosesItsTokens() {
        Theme& theme = Theme::instance();
        theme.setChoice(ThemeChoice::Dark);
        QVERIFY(theme.isDark());
        QCOMPARE(theme.tokens().ground, darkTokens().ground);
        theme.setChoice(ThemeChoice::Light);
        QVERIFY(!theme.isDark());
        QCOMPARE(theme.tokens().ground, lightTokens().ground);
    }

    void followsTheSystemByDefault() {
        // The offscreen platform's palette is light.
        QCOMPARE(Theme::instance().choice(), ThemeChoice::System);
        QVERIFY(!Theme::instance().isDark());
        // Our own dark palette is not mistaken for the system's.
        Theme::instance().setChoice(ThemeChoice::Dark);
        Theme::instance().apply(*qApp);
        Theme::instance().setChoice(ThemeChoice::System);
        QVERIFY(!Theme::instance().isDark());
    }

    void restylesTheApplication() {
        Theme::instance().setChoice(ThemeChoice::Dark);
        QCOMPARE(QApplication::palette().color(QPalette::Window), darkTokens().surface);
        QCOMPARE(QApplication::palette().color(QPalette::WindowText), darkTokens().text);
        Theme::instance().setPresentation(true);
        QCOMPARE(QApplication::font().pixelSize(), 21);
        Theme::instance().setPresentation(false);
        QCOMPARE(QApplication::font().pixelSize(), 14);
    }

    void tellsOfEveryChangeOnce() {
        QSignalSpy changed(&Theme::instance(), &Theme::changed);
        Theme::instance().setChoice(ThemeChoice::Dark);
        QCOMPARE(changed.count(), 1);
        Theme::instance().setChoice(ThemeChoice::Dark);
        QCOMPARE(changed.count(), 1);
        Theme::instance().setPresentation(true);
        QCOMPARE(changed.count(), 2);
    }

    void scales() {
        Theme& theme = Theme::instance();
        QCOMPARE(theme.grid(1), 8);
        QCOMPARE(theme.grid(0.5), 4);
        QCOMPARE(theme.font(TextSize::Title).pixelSize(), 24);
        theme.setPresentation(true);
        QCOMPARE(theme.scale(), 1.5);
        QCOMPARE(theme.grid(1), 12);
        QCOMPARE(theme.font(TextSize::Small).pixelSize(), 18);
        QCOMPARE(theme.numberFont(TextSize::Title).pixelSize(), 36);
    }

    void motionCanBeReduced() {
        QVERIFY(Theme::instance().animationMilliseconds() > 0);
        QVERIFY(Theme::instance().animationMilliseconds() <= 200);
        Theme::instance().setReduceMotion(true);
        QCOMPARE(Theme::instance().animationMilliseconds(), 0);
    }

    void figuresLineUp() {
        for (const QFont& font : {Theme::instance().numberFont(), Theme::instance().numberFont(TextSize::Small)}) {
            const QFontMetricsF metrics(font);
            const double zero = metrics.horizontalAdvance('0');
            for (char c = '1'; c <= '9'; ++c) {
                QCOMPARE(metrics.horizontalAdvance(QChar(c)), zero);
            }
        }
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
