// Stock controls as a person sees them: pixels of grabbed widgets, in both themes and at both scales.
#include "ui/theme/colours.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollBar>
#include <QSlider>
#include <QSpinBox>
#include <QStyle>
#include <QStyleOptionSlider>
#include <QTabBar>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

using namespace logitscope;

namespace {

// How many pixels of the picture are (nearly) of a colour.
int pixelsOf(const QImage& image, const QColor& colour) {
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            count += std::abs(pixel.red() - colour.red()) + std::abs(pixel.green() - colour.green()) +
                                 std::abs(pixel.blue() - colour.blue()) <=
                             6
                         ? 1
                         : 0;
        }
    }
    return count;
}

QImage picture(QWidget& widget) { return widget.grab().toImage(); }

const ThemeTokens& tokens() { return Theme::instance().tokens(); }

} // namespace

class TestControlStyle : public QObject {
    Q_OBJECT

    void looks() {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<bool>("presentation");
        QTest::newRow("light") << false << false;
        QTest::newRow("dark") << true << false;
        QTest::newRow("light, presentation") << false << true;
        QTest::newRow("dark, presentation") << true << true;
    }

    void useLook() {
        QFETCH(bool, dark);
        QFETCH(bool, presentation);
        Theme::instance().setChoice(dark ? ThemeChoice::Dark : ThemeChoice::Light);
        Theme::instance().setPresentation(presentation);
    }

private slots:
    void initTestCase() { Theme::instance().apply(*qApp); }

    void rowOfControlsIsOneHeight_data() { looks(); }
    void rowOfControlsIsOneHeight() {
        useLook();
        QPushButton button("Run");
        QLineEdit line;
        QComboBox combo;
        combo.addItem("Probability");
        QSpinBox spin;
        QDoubleSpinBox number;
        QToolButton tool;
        const int height = Theme::instance().grid(4);
        for (QWidget* widget : std::initializer_list<QWidget*>{&button, &line, &combo, &spin, &number, &tool}) {
            QCOMPARE(widget->sizeHint().height(), height);
        }
    }

    void defaultButtonIsAccented_data() { looks(); }
    void defaultButtonIsAccented() {
        useLook();
        QPushButton button("Run");
        button.resize(button.sizeHint());
        QCOMPARE(pixelsOf(picture(button), tokens().accent), 0);
        button.setDefault(true);
        const QImage image = picture(button);
        QVERIFY(pixelsOf(image, tokens().accent) > image.width() * image.height() / 2);
        QVERIFY(pixelsOf(image, tokens().accentText) > 0); // its words
        button.setEnabled(false);
        QCOMPARE(pixelsOf(picture(button), tokens().accent), 0);
    }

    void keyboardFocusShows_data() { looks(); }
    void keyboardFocusShows() {
        useLook();
        QWidget window;
        auto* column = new QVBoxLayout(&window);
        auto* first = new QPushButton("First");
        auto* second = new QPushButton("Second");
        auto* field = new QLineEdit;
        auto* check = new QCheckBox("Check");
        for (QWidget* widget : std::initializer_list<QWidget*>{first, second, field, check}) {
            column->addWidget(widget);
        }
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        first->setFocus();
        QTest::keyClick(&window, Qt::Key_Tab);
        QVERIFY(second->hasFocus());
        QCOMPARE(pixelsOf(picture(*first), tokens().focusRing), 0);
        QVERIFY(pixelsOf(picture(*second), tokens().focusRing) > second->width());
        QTest::keyClick(&window, Qt::Key_Tab);
        QVERIFY(pixelsOf(picture(*field), tokens().focusRing) > field->width());
        QTest::keyClick(&window, Qt::Key_Tab);
        QVERIFY(pixelsOf(picture(*check), tokens().focusRing) > 20);
    }

    void checkedIsMoreThanAColour() {
        Theme::instance().setChoice(ThemeChoice::Light);
        Theme::instance().setPresentation(false);
        QCheckBox box("Check");
        box.resize(box.sizeHint());
        QCOMPARE(pixelsOf(picture(box), tokens().accent), 0);
        box.setChecked(true);
        const QImage image = picture(box);
        QVERIFY(pixelsOf(image, tokens().accent) > 50);
        QVERIFY(pixelsOf(image, tokens().accentText) > 5); // the tick
    }

    void scrollBarIsAllThumbAndGroove() {
        QScrollBar bar(Qt::Vertical);
        bar.setRange(0, 900);
        bar.setPageStep(100);
        bar.resize(bar.sizeHint().width(), 200);
        QStyleOptionSlider option;
        option.initFrom(&bar);
        option.orientation = Qt::Vertical;
        option.maximum = 900;
        option.pageStep = 100;
        const auto rect = [&](QStyle::SubControl part) {
            return bar.style()->subControlRect(QStyle::CC_ScrollBar, &option, part, &bar);
        };
        QCOMPARE(rect(QStyle::SC_ScrollBarGroove), bar.rect());
        QVERIFY(rect(QStyle::SC_ScrollBarAddLine).isEmpty());
        QCOMPARE(rect(QStyle::SC_ScrollBarSlider).top(), 0);
        option.sliderPosition = 900;
        QCOMPARE(rect(QStyle::SC_ScrollBarSlider).bottom(), 199);
        QVERIFY(rect(QStyle::SC_ScrollBarSlider).height() >= 24);
        // Dragging the thumb moves it: positions and pixels agree.
        bar.show();
        QTest::mousePress(&bar, Qt::LeftButton, {}, QPoint(5, 5));
        QTest::mouseMove(&bar, QPoint(5, 195));
        QTest::mouseRelease(&bar, Qt::LeftButton, {}, QPoint(5, 195));
        QCOMPARE(bar.value(), 900);
    }

    void sliderFillsUpToItsValue() {
        Theme::instance().setChoice(ThemeChoice::Light);
        QSlider slider(Qt::Horizontal);
        slider.setRange(0, 100);
        slider.resize(300, 24);
        slider.setValue(10);
        const int little = pixelsOf(picture(slider), tokens().accent);
        slider.setValue(90);
        QVERIFY(pixelsOf(picture(slider), tokens().accent) > little + 4 * 150);
    }

    void progressBarFillsUpToItsValue() {
        QProgressBar bar;
        bar.setTextVisible(false);
        bar.resize(300, 24);
        bar.setRange(0, 100);
        bar.setValue(0);
        QCOMPARE(pixelsOf(picture(bar), tokens().accent), 0);
        bar.setValue(50);
        const int half = pixelsOf(picture(bar), tokens().accent);
        QVERIFY(half > 0);
        bar.setValue(100);
        QVERIFY(std::abs(pixelsOf(picture(bar), tokens().accent) - 2 * half) < half / 8);
        bar.setRange(0, 0); // no end known: it moves, or stands still, but shows
        Theme::instance().setReduceMotion(true);
        QVERIFY(pixelsOf(picture(bar), tokens().accent) > 0);
        Theme::instance().setReduceMotion(false);
    }

    void menuSignStandsBesideTheWords() {
        Theme::instance().setChoice(ThemeChoice::Light);
        QMenu menu;
        QToolButton plain, withMenu;
        for (QToolButton* button : {&plain, &withMenu}) {
            button->setText("Examples");
            button->setPopupMode(QToolButton::InstantPopup);
        }
        withMenu.setMenu(&menu);
        QVERIFY(withMenu.sizeHint().width() > plain.sizeHint().width());
        withMenu.resize(withMenu.sizeHint());
        const QImage image = picture(withMenu);
        // Something is drawn right of the words, at half height.
        const QRect sign(image.width() - 18, image.height() / 2 - 5, 14, 10);
        QVERIFY(pixelsOf(image.copy(sign), tokens().raised) < sign.width() * sign.height() - 10);
    }

    void chosenTabIsUnderlined() {
        QTabBar tabs;
        tabs.addTab("Sampling");
        tabs.addTab("Compare");
        tabs.resize(tabs.sizeHint());
        const QImage image = picture(tabs);
        const QRect first = tabs.tabRect(0), second = tabs.tabRect(1);
        QVERIFY(pixelsOf(image.copy(first), tokens().accent) > first.width());
        QCOMPARE(pixelsOf(image.copy(second), tokens().accent), 0);
    }
};

QTEST_MAIN(TestControlStyle)
#include "tst_control_style.moc"
