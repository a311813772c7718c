#include "ui/theme/colours.h"
#include "ui/theme/theme.h"
#include "ui/widgets/colour_legend.h"
#include "ui/widgets/token_colours.h"

#include <QTest>

using namespace logitscope;

namespace {

const std::array<ColourMode, 4> modes{ColourMode::Probability, ColourMode::Rank, ColourMode::Surprisal,
                                      ColourMode::Entropy};

StripScores scores(double probability, int rank, double surprisal, double entropy) {
    return {probability, rank, surprisal, entropy};
}

} // namespace

class TestTokenColours : public QObject {
    Q_OBJECT

private slots:
    void steps_data() {
        QTest::addColumn<int>("mode");
        QTest::addColumn<double>("value");
        QTest::addColumn<int>("step");
        const auto row = [](const char* name, ColourMode mode, double value, int step) {
            QTest::newRow(name) << int(mode) << value << step;
        };
        row("p 0.5", ColourMode::Probability, 0.5, 0);
        row("p below 0.5", ColourMode::Probability, 0.499, 1);
        row("p 0.1", ColourMode::Probability, 0.1, 1);
        row("p below 0.1", ColourMode::Probability, 0.0999, 2);
        row("p 0.01", ColourMode::Probability, 0.01, 2);
        row("p below 0.01", ColourMode::Probability, 0.00999, 3);
        row("p 0", ColourMode::Probability, 0.0, 3);
        row("rank 10", ColourMode::Rank, 10, 0);
        row("rank 11", ColourMode::Rank, 11, 1);
        row("rank 101", ColourMode::Rank, 101, 2);
        row("rank 1001", ColourMode::Rank, 1001, 3);
        row("surprisal 0.9", ColourMode::Surprisal, 0.9, 0);
        row("surprisal 1", ColourMode::Surprisal, 1.0, 1);
        row("surprisal of 10 %", ColourMode::Surprisal, 3.3220, 2);
        row("surprisal of 1 %", ColourMode::Surprisal, 6.6440, 3);
        row("surprisal infinite", ColourMode::Surprisal, std::numeric_limits<double>::infinity(), 3);
        row("entropy 0.9", ColourMode::Entropy, 0.9, 0);
        row("entropy 2", ColourMode::Entropy, 2.0, 2);
        row("entropy 4", ColourMode::Entropy, 4.0, 3);
    }
    void steps() {
        QFETCH(int, mode);
        QFETCH(double, value);
        QFETCH(int, step);
        QCOMPARE(surpriseStep(ColourMode(mode), scores(value, int(std::min(value, 1e6)), value, value)), step);
    }

    void aMoreSurprisingTokenIsFurtherFromTheOthers() {
        for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
            Theme::instance().setChoice(choice);
            const QColor ground = Theme::instance().tokens().ground;
            const StripScores expected = scores(0.9, 1, 0.15, 0.3), surprising = scores(0.001, 2000, 9.97, 6.0);
            QVERIFY(contrastRatio(chipColour(ColourMode::Probability, expected), ground) >
                    contrastRatio(chipColour(ColourMode::Probability, surprising), ground) + 0.5);
            for (const ColourMode mode : {ColourMode::Rank, ColourMode::Surprisal, ColourMode::Entropy}) {
                QVERIFY(contrastRatio(chipColour(mode, surprising), ground) >
                        contrastRatio(chipColour(mode, expected), ground) + 0.5);
            }
        }
        Theme::instance().setChoice(ThemeChoice::System);
    }

    void legendShowsEveryStepOnce() {
        for (const ColourMode mode : modes) {
            int expected = 0;
            for (const LegendStep& step : legendOf(mode)) {
                QCOMPARE(surpriseStep(mode, step.sample), expected++);
                QVERIFY(!step.label.isEmpty());
            }
        }
    }

    void legendSpeaks() {
        ColourLegend legend;
        for (const ColourMode mode : modes) {
            legend.setMode(mode);
            QCOMPARE(legend.accessibleName(), "Legend: " + titleOf(mode));
            QVERIFY(legend.accessibleDescription().contains(legendHint(mode)));
            QCOMPARE(legend.toolTip(), legendHint(mode));
            legend.resize(legend.sizeHint());
            // The first chip has the colour that a chip of the strip would have.
            const QImage image = legend.grab().toImage();
            QCOMPARE(image.pixelColor(4, image.height() / 2), chipColour(mode, legendOf(mode)[0].sample));
        }
    }

    void scoresHaveTheirUnit() {
        const StripScores s = scores(0.382, 3, 1.388, 2.5);
        QCOMPARE(scoreText(ColourMode::Probability, s), QString("38.2\u00A0%"));
        QCOMPARE(scoreText(ColourMode::Rank, s), QString("rank 3"));
        QCOMPARE(scoreText(ColourMode::Surprisal, s), QString("1.39\u00A0bits"));
        QCOMPARE(scoreText(ColourMode::Entropy, s), QString("2.50\u00A0bits"));
    }
};

QTEST_MAIN(TestTokenColours)
#include "tst_token_colours.moc"
