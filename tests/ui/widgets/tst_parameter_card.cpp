// What a person does with a parameter card and reads on it.
#include "core/sampling/sampler_catalog.h"
#include "ui/theme/theme.h"
#include "ui/widgets/mark_slider.h"
#include "ui/widgets/parameter_card.h"
#include "ui/widgets/parameter_field.h"
#include "ui/widgets/parameter_value.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QToolButton>
#include <QtTest>

#include <cmath>
#include <limits>

using namespace logitscope;

namespace {

SamplerSpec temperature(double value) { return {TemperatureOptions{value}, true}; }
SamplerSpec topK(int k) { return {TopKOptions{k}, true}; }
SamplerSpec topP(double p) { return {TopPOptions{p, 1}, true}; }

const ParameterInfo& mainParameter(SamplerKind kind) { return infoOf(kind).parameters[0]; }

double temperatureOf(const ParameterCard& card) {
    return std::get<TemperatureOptions>(card.spec().options).temperature;
}

} // namespace

class TestParameterCard : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { Theme::instance().apply(*qApp); }

    void valueReadsBackExactly_data();
    void valueReadsBackExactly();
    void refusedNumbers_data();
    void refusedNumbers();
    void sliderScaleRoundTrips_data();
    void sliderScaleRoundTrips();

    void draggingTheSliderEmitsEveryMovement();
    void markTakesItsValueExactly();
    void sliderKeys();
    void wheelScrollsUnlessFocused();
    void typedNumberIsTaken();
    void typedNumberOutOfRangeSaysTheRangeAndKeepsTheOld();
    void numberFieldKeys();
    void valueBeyondTheSliderIsKept();
    void resetGoesToNeutral();
    void switchTurnsTheStageOff();
    void badgeSaysWhatIsLeft();
    void collapsedCardStillSaysItsValue();
    void lesserSettingsAreShownWhenTheyMatter();
    void settingTheSpecEmitsNothing();
    void everySamplerMakesACard();
};

void TestParameterCard::valueReadsBackExactly_data() {
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("two decimals") << 0.8 << "0.80";
    QTest::newRow("whole") << 1.0 << "1.00";
    QTest::newRow("more digits are not rounded away") << 0.8537 << "0.8537";
    QTest::newRow("tiny") << 1e-7 << "1e-07";
}

void TestParameterCard::valueReadsBackExactly() {
    QFETCH(double, value);
    QFETCH(QString, text);
    const ParameterInfo& parameter = mainParameter(SamplerKind::Temperature);
    QCOMPARE(parameter.decimals, 2);
    QCOMPARE(parameterText(parameter, value), text);
    const Result<double> read = readParameter(parameter, text, 0.0);
    QVERIFY(read.ok());
    QCOMPARE(*read, value);
}

void TestParameterCard::refusedNumbers_data() {
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("sentence");
    const int p = static_cast<int>(SamplerKind::TopP), k = static_cast<int>(SamplerKind::TopK);
    QTest::newRow("above") << p << "1.7"
                           << "1.7 is out of range: p goes from 0 to 1. 0.500 is kept.";
    QTest::newRow("below") << p << "-0.1"
                           << "-0.1 is out of range: p goes from 0 to 1. 0.500 is kept.";
    QTest::newRow("nan") << p << "nan"
                         << "“nan” is not a number: p goes from 0 to 1. 0.500 is kept.";
    QTest::newRow("infinity") << p << "inf"
                              << "“inf” is not a number: p goes from 0 to 1. 0.500 is kept.";
    QTest::newRow("overflow") << p << "1e999"
                              << "“1e999” is not a number: p goes from 0 to 1. 0.500 is kept.";
    QTest::newRow("words") << p << "high"
                           << "“high” is not a number: p goes from 0 to 1. 0.500 is kept.";
    QTest::newRow("nothing") << p << ""
                             << "“” is not a number: p goes from 0 to 1. 0.500 is kept.";
    QTest::newRow("part of a token")
        << k << "40.5"
        << QStringLiteral("40.5 is not a whole number: k counts from 0 to 10\u202f000\u202f000. 40 is kept.");
}

void TestParameterCard::refusedNumbers() {
    QFETCH(int, kind);
    QFETCH(QString, text);
    QFETCH(QString, sentence);
    const ParameterInfo& parameter = mainParameter(static_cast<SamplerKind>(kind));
    const double kept = parameter.decimals == 0 ? 40.0 : 0.5;
    const Result<double> read = readParameter(parameter, text, kept);
    QVERIFY(!read.ok());
    QCOMPARE(QString::fromStdString(read.error().message), sentence);
}

void TestParameterCard::sliderScaleRoundTrips_data() {
    QTest::addColumn<int>("kind");
    for (const SamplerInfo& info : samplerCatalog()) {
        if (!info.parameters.empty()) {
            QTest::newRow(info.name) << static_cast<int>(info.kind);
        }
    }
}

// Every position of every slider has a value in range that lies at that position, left to right.
void TestParameterCard::sliderScaleRoundTrips() {
    QFETCH(int, kind);
    for (const ParameterInfo& parameter : infoOf(static_cast<SamplerKind>(kind)).parameters) {
        double previous = -std::numeric_limits<double>::infinity();
        for (int position = 0; position <= sliderSteps(parameter); ++position) {
            const double value = sliderValue(parameter, position);
            QVERIFY(value > previous && value >= parameter.minimum && value <= parameter.sliderMaximum);
            QCOMPARE(sliderPosition(parameter, value), position);
            QCOMPARE(positionAtFraction(parameter, sliderFraction(parameter, value)), position);
            previous = value;
        }
        QCOMPARE(sliderFraction(parameter, parameter.minimum), 0.0);
        QCOMPARE(sliderFraction(parameter, parameter.sliderMaximum), 1.0);
    }
}

void TestParameterCard::draggingTheSliderEmitsEveryMovement() {
    ParameterCard card(temperature(1.0));
    card.resize(320, card.sizeHint().height());
    card.show();
    auto* slider = card.findChild<MarkSlider*>("slider");
    auto* number = card.findChild<QLineEdit*>("number");
    QSignalSpy changed(&card, &ParameterCard::specChanged);
    QSignalSpy settled(&card, &ParameterCard::settled);

    const auto at = [slider](double value) { return QPoint(qRound(slider->xOf(value)), qRound(slider->grooveY())); };
    QTest::mousePress(slider, Qt::LeftButton, {}, at(1.0));
    for (const double value : {1.1, 1.2, 1.3, 1.4, 1.5}) {
        QTest::mouseMove(slider, at(value));
    }
    QVERIFY(changed.count() >= 5);
    QCOMPARE(settled.count(), 0); // the hand has not let go
    QTest::mouseRelease(slider, Qt::LeftButton, {}, at(1.5));
    QCOMPARE(settled.count(), 1);
    QVERIFY(std::abs(temperatureOf(card) - 1.5) < 0.02);
    QCOMPARE(number->text(), QString::number(temperatureOf(card), 'f', 2));

    // Beyond the ends is the end, never outside the range.
    QTest::mousePress(slider, Qt::LeftButton, {}, at(1.5));
    QTest::mouseMove(slider, QPoint(-500, 3));
    QTest::mouseRelease(slider, Qt::LeftButton, {}, QPoint(-500, 3));
    QCOMPARE(temperatureOf(card), 0.0);
}

void TestParameterCard::markTakesItsValueExactly() {
    ParameterCard card(topK(7));
    card.resize(320, card.sizeHint().height());
    card.show();
    auto* slider = card.findChild<MarkSlider*>("slider");
    QSignalSpy changed(&card, &ParameterCard::specChanged);
    // The labels hang under the groove.
    QTest::mouseClick(slider, Qt::LeftButton, {}, QPoint(qRound(slider->xOf(40)), slider->height() - 4));
    QCOMPARE(changed.count(), 1);
    QCOMPARE(std::get<TopKOptions>(card.spec().options).k, 40);
}

void TestParameterCard::sliderKeys() {
    ParameterCard card(temperature(1.0));
    card.show();
    auto* slider = card.findChild<MarkSlider*>("slider");
    QSignalSpy settled(&card, &ParameterCard::settled);
    QTest::keyClick(slider, Qt::Key_Right);
    QCOMPARE(temperatureOf(card), 1.01);
    QTest::keyClick(slider, Qt::Key_Left);
    QTest::keyClick(slider, Qt::Key_Left);
    QCOMPARE(temperatureOf(card), 0.99);
    QTest::keyClick(slider, Qt::Key_PageUp);
    QCOMPARE(temperatureOf(card), 1.09);
    QTest::keyClick(slider, Qt::Key_PageDown);
    QCOMPARE(temperatureOf(card), 0.99);
    QTest::keyClick(slider, Qt::Key_Left, Qt::ControlModifier); // from mark to mark
    QCOMPARE(temperatureOf(card), 0.7);
    QTest::keyClick(slider, Qt::Key_Right, Qt::ControlModifier);
    QCOMPARE(temperatureOf(card), 1.0);
    QTest::keyClick(slider, Qt::Key_Home);
    QCOMPARE(temperatureOf(card), 0.0);
    QCOMPARE(settled.count(), 8);
}

void TestParameterCard::wheelScrollsUnlessFocused() {
    ParameterCard card(temperature(1.0));
    card.show();
    auto* slider = card.findChild<MarkSlider*>("slider");
    slider->clearFocus();
    const QPointF middle = slider->rect().center();
    QWheelEvent up(middle, slider->mapToGlobal(middle), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                   false);
    QApplication::sendEvent(slider, &up);
    QCOMPARE(temperatureOf(card), 1.0);
}

void TestParameterCard::typedNumberIsTaken() {
    ParameterCard card(temperature(1.0));
    card.show();
    QVERIFY(QTest::qWaitForWindowExposed(&card));
    auto* number = card.findChild<QLineEdit*>("number");
    QSignalSpy changed(&card, &ParameterCard::specChanged);
    QSignalSpy settled(&card, &ParameterCard::settled);
    number->setFocus();
    number->selectAll();
    QTest::keyClicks(number, "0,853"); // a comma is a decimal point
    QCOMPARE(changed.count(), 0);      // not while typing
    QTest::keyClick(number, Qt::Key_Return);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(settled.count(), 1);
    QCOMPARE(temperatureOf(card), 0.853);
    QCOMPARE(number->text(), "0.853");
    QCOMPARE(card.findChild<MarkSlider*>("slider")->parameterValue(), 0.853);
}

void TestParameterCard::typedNumberOutOfRangeSaysTheRangeAndKeepsTheOld() {
    ParameterCard card(topP(0.9));
    card.show();
    card.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&card));
    auto* field = card.findChild<ParameterField*>("p");
    auto* number = field->findChild<QLineEdit*>("number");
    auto* error = field->findChild<QLabel*>("error");
    QSignalSpy changed(&card, &ParameterCard::specChanged);
    QVERIFY(!error->isVisible());
    number->setFocus();
    number->selectAll();
    QTest::keyClicks(number, "1.7");
    QTest::keyClick(number, Qt::Key_Return);
    QVERIFY(error->isVisible());
    QCOMPARE(error->text(), "1.7 is out of range: p goes from 0 to 1. 0.900 is kept.");
    QCOMPARE(number->text(), "1.7"); // to be corrected
    QCOMPARE(number->selectedText(), "1.7");
    QCOMPARE(changed.count(), 0);
    QCOMPARE(std::get<TopPOptions>(card.spec().options).p, 0.9);

    field->findChild<MarkSlider*>("slider")->setFocus(); // leaving restores the number; the sentence stays
    QCOMPARE(number->text(), "0.900");
    QVERIFY(error->isVisible());

    number->setFocus();
    number->selectAll();
    QTest::keyClicks(number, "0.5");
    QVERIFY(!error->isVisible());
    QTest::keyClick(number, Qt::Key_Return);
    QCOMPARE(std::get<TopPOptions>(card.spec().options).p, 0.5);

    number->selectAll(); // Esc gives up what was typed
    QTest::keyClicks(number, "nan");
    QTest::keyClick(number, Qt::Key_Escape);
    QCOMPARE(number->text(), "0.500");
    QCOMPARE(changed.count(), 1);
}

void TestParameterCard::numberFieldKeys() {
    ParameterCard card(topK(40));
    card.show();
    auto* number = card.findChild<QLineEdit*>("number");
    QTest::keyClick(number, Qt::Key_Up);
    QCOMPARE(number->text(), "41");
    QTest::keyClick(number, Qt::Key_PageDown);
    QCOMPARE(number->text(), "31");
    for (int i = 0; i < 10; ++i) {
        QTest::keyClick(number, Qt::Key_PageDown);
    }
    QCOMPARE(std::get<TopKOptions>(card.spec().options).k, 0); // the end of the range
}

void TestParameterCard::valueBeyondTheSliderIsKept() {
    ParameterCard card(temperature(1.0));
    card.show();
    auto* number = card.findChild<QLineEdit*>("number");
    const double beyond = mainParameter(SamplerKind::Temperature).sliderMaximum + 1.5;
    number->selectAll();
    QTest::keyClicks(number, QString::number(beyond));
    QTest::keyClick(number, Qt::Key_Return);
    QCOMPARE(temperatureOf(card), beyond);
    auto* slider = card.findChild<MarkSlider*>("slider");
    QCOMPARE(slider->value(), slider->maximum());
    QCOMPARE(slider->parameterValue(), beyond);
}

void TestParameterCard::resetGoesToNeutral() {
    ParameterCard card(temperature(0.8));
    auto* reset = card.findChild<QToolButton*>("reset");
    QSignalSpy changed(&card, &ParameterCard::specChanged);
    QVERIFY(reset->isEnabled());
    reset->click();
    QCOMPARE(temperatureOf(card), 1.0);
    QCOMPARE(changed.count(), 1);
    QVERIFY(!reset->isEnabled());
    QVERIFY(reset->toolTip().contains("neutral")); // nothing greys out without saying why

    ParameterCard pair({TopPOptions{0.5, 4}, true});
    pair.findChild<QAction*>("resetAll")->trigger();
    QCOMPARE(std::get<TopPOptions>(pair.spec().options).p, 1.0);
    QVERIFY(isNeutral(pair.spec()));
}

void TestParameterCard::switchTurnsTheStageOff() {
    ParameterCard card(temperature(0.8));
    auto* toggle = card.findChild<QAbstractButton*>("switch");
    QSignalSpy changed(&card, &ParameterCard::specChanged);
    QVERIFY(toggle->isChecked());
    toggle->click();
    QVERIFY(!card.spec().enabled);
    QCOMPARE(temperatureOf(card), 0.8); // remembered
    QCOMPARE(changed.count(), 1);
    QCOMPARE(card.findChild<QLabel*>("badge")->text(), "off");
    QTest::keyClick(toggle, Qt::Key_Space);
    QVERIFY(card.spec().enabled);
}

void TestParameterCard::badgeSaysWhatIsLeft() {
    ParameterCard card(topK(40));
    card.resize(400, card.sizeHint().height());
    card.show();
    auto* badge = card.findChild<QLabel*>("badge");
    QCOMPARE(badge->text(), "");
    StageTrace trace;
    trace.kind = SamplerKind::TopK;
    trace.survivors = 1040;
    trace.entropyBits = 3.128;
    card.setTrace(trace);
    QCOMPARE(badge->text(), QStringLiteral("1\u202f040 left · 3.13\u00a0bits"));
    card.setSpec(topK(0));
    QCOMPARE(badge->text(), "changes nothing");
    card.setSpec(topK(40));
    card.setTrace({});
    QCOMPARE(badge->text(), "");
}

void TestParameterCard::collapsedCardStillSaysItsValue() {
    ParameterCard card(temperature(0.8));
    card.resize(400, card.sizeHint().height());
    card.show();
    auto* slider = card.findChild<MarkSlider*>("slider");
    QVERIFY(slider->isVisible());
    QTest::mouseClick(card.findChild<QToolButton*>("chevron"), Qt::LeftButton);
    QVERIFY(!slider->isVisible());
    QVERIFY(card.findChild<QLabel*>("badge")->text().contains("T 0.80"));
    QTest::mouseClick(&card, Qt::LeftButton, {}, card.headerRect().center() - QPoint(60, 0)); // the title opens it, too
    QVERIFY(slider->isVisible());
}

void TestParameterCard::lesserSettingsAreShownWhenTheyMatter() {
    ParameterCard card(topP(0.9));
    card.show();
    auto* minKeep = card.findChild<ParameterField*>(infoOf(SamplerKind::TopP).parameters[1].name);
    const auto shows = [&card](const char* text) {
        for (const QLabel* words : card.findChildren<QLabel*>()) {
            if (words->isVisible() && words->text().contains(text)) {
                return true;
            }
        }
        return false;
    };
    const SamplerInfo& info = infoOf(SamplerKind::TopP);
    QVERIFY(!minKeep->isVisible());
    QVERIFY(shows(info.summary));
    QVERIFY(!shows(info.formula) && !shows(info.paperUrl));
    emit card.findChild<QLabel*>("more")->linkActivated("#");
    QVERIFY(minKeep->isVisible());
    QVERIFY(shows(info.formula) && shows(info.paperUrl) && shows(info.paper));
    emit card.findChild<QLabel*>("more")->linkActivated("#");
    QVERIFY(!minKeep->isVisible());
    card.setSpec({TopPOptions{0.9, 3}, true}); // acts: never hidden
    QVERIFY(minKeep->isVisible());
}

void TestParameterCard::settingTheSpecEmitsNothing() {
    ParameterCard card(temperature(0.8));
    QSignalSpy changed(&card, &ParameterCard::specChanged);
    QSignalSpy settled(&card, &ParameterCard::settled);
    card.setSpec(temperature(1.3));
    QCOMPARE(card.findChild<QLineEdit*>("number")->text(), "1.30");
    QCOMPARE(changed.count() + settled.count(), 0);
}

void TestParameterCard::everySamplerMakesACard() {
    for (const SamplerInfo& info : samplerCatalog()) {
        ParameterCard card({info.usualOptions, true});
        QCOMPARE(card.findChildren<ParameterField*>().size(), qsizetype(info.parameters.size()));
        QVERIFY(!card.accessibleName().isEmpty());
        for (const QWidget* control : card.findChildren<QWidget*>()) {
            if (control->focusPolicy() != Qt::NoFocus && qobject_cast<const QLabel*>(control) == nullptr) {
                QVERIFY2(!control->accessibleName().isEmpty(), control->metaObject()->className());
                QVERIFY2(!control->toolTip().isEmpty(), qPrintable(control->accessibleName()));
            }
        }
    }
}

QTEST_MAIN(TestParameterCard)
#include "tst_parameter_card.moc"
