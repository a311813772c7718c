// The window as a person uses it: types, runs, moves a slider, drops files, branches, undoes, closes.
#include "app/gui/main_window.h"
#include "app/gui/prompt_edit.h"
#include "app/gui/prompt_panel.h"
#include "app/gui/session_desk.h"
#include "app/gui/status_line.h"
#include "tests/support/paths.h"
#include "ui/labs/compare/compare_view.h"
#include "ui/labs/sampling/microscope/microscope_panel.h"
#include "ui/labs/sampling/microscope/why_panel.h"
#include "ui/labs/sampling/sampling_view.h"
#include "ui/widgets/branch_panel.h"
#include "ui/widgets/chain_panel.h"
#include "ui/widgets/mark_slider.h"
#include "ui/widgets/parameter_card.h"
#include "ui/widgets/probability_bars.h"
#include "ui/widgets/token_finder.h"
#include "ui/widgets/token_strip.h"

#include <QApplication>
#include <QDir>
#include <QDragEnterEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest/QTest>

#include <fstream>

using namespace logitscope;

namespace {

constexpr int patience = 20000;

Preferences shortRuns(int tokens = 12) {
    Preferences preferences;
    preferences.prompt = QStringLiteral("Once upon a time there was a little girl named Lily. She");
    preferences.stop.maxTokens = tokens;
    preferences.stop.atEndToken = false;
    preferences.reduceMotion = true;
    return preferences;
}

struct Fixture {
    explicit Fixture(const Preferences& preferences = shortRuns(), const QString& file = {})
        : window(preferences, folder.filePath(QStringLiteral("logitscope.ini"))) {
        window.resize(1280, 720);
        window.show();
        window.openFirst(file);
    }

    Workbench& bench() { return window.workbench(); }
    TokenStrip& strip() { return window.samplingView().strip(); }
    ProbabilityBars& bars() { return window.samplingView().bars(); }
    PromptEdit& prompt() { return window.promptPanel().editor(); }
    template<typename Widget = QPushButton>
    Widget& part(const char* name) {
        return *window.findChild<Widget*>(QLatin1String(name));
    }

    bool awaitRun() {
        return QTest::qWaitFor([this] { return bench().run() && !bench().busy() && !bench().loading(); }, patience) &&
               QTest::qWaitFor([this] { return window.samplingView().isCurrent(); }, patience);
    }
    bool awaitTokens() {
        return QTest::qWaitFor([this] { return bench().busy() && bench().run()->figures.decodedTokens > 0; }, patience);
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QWidget* target = window.focusWidget() ? window.focusWidget() : &window;
        QTest::keyClick(target, key, modifiers);
    }
    void drop(const QString& path) {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path)});
        QDragEnterEvent enter(QPoint(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(QPointF(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &event);
    }

    QTemporaryDir folder;
    MainWindow window;
};

double topProbability(const ProbabilityBars& bars) {
    return bars.distribution().rows.empty() ? -1.0 : bars.distribution().rows.front().probability;
}

} // namespace

class MainWindowTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { Theme::instance().apply(*qApp); }
    void cleanup() { Theme::instance().setPresentation(false); }

    void startsWithALiveContinuation() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const Run& run = *fixture.bench().run();
        QCOMPARE(fixture.strip().tokenCount(), static_cast<int>(run.tokens.size()));
        QCOMPARE(fixture.strip().focusedToken(), static_cast<int>(run.promptLength()));
        const BarList& bars = fixture.bars().distribution();
        QVERIFY(bars.rows.size() > 10);
        QCOMPARE(bars.taken, std::optional(run.tokens[run.promptLength()].token));
        QVERIFY(fixture.window.modelProblem().isEmpty());
        QVERIFY(fixture.window.promptPanel().problem().isEmpty());
    }

    void aTokenLookedForIsExplainedByTheMicroscope() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        MicroscopePanel& microscope = fixture.window.samplingView().microscope();
        auto* finder = fixture.window.findChild<TokenFinder*>();
        finder->findChild<QLineEdit*>()->setText("dog");
        QVERIFY(QTest::qWaitFor([&] { return microscope.why().text().contains("dog"); }, patience));
        QVERIFY(microscope.why().isVisible());
        fixture.bars().setCurrentRow(0);
        const QString first = fixture.bars().distribution().rows.front().label;
        QVERIFY(QTest::qWaitFor([&] { return microscope.why().text().contains(first); }, patience));
        QCOMPARE(fixture.window.size(), QSize(1280, 720));
        if (const QString folder = qEnvironmentVariable("LOGITSCOPE_PICTURES"); !folder.isEmpty()) {
            for (int page = 0; page < 6; ++page) {
                microscope.showPage(static_cast<MicroscopePage>(page));
                microscope.finishNow();
                fixture.window.grab().save(QStringLiteral("%1/window-%2.png").arg(folder).arg(page));
            }
        }
    }

    void aTypedPromptIsRun() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        fixture.prompt().setFocus();
        fixture.prompt().selectAll();
        QTest::keyClicks(&fixture.prompt(), QStringLiteral("The cat sat"));
        const RunId before = fixture.bench().run()->id;
        QTest::keyClick(&fixture.prompt(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(fixture.awaitRun());
        QVERIFY(fixture.bench().run()->id != before);
        QVERIFY(fixture.strip().text().trimmed().startsWith(QStringLiteral("The cat sat")));
        QCOMPARE(fixture.prompt().prompt(), QStringLiteral("The cat sat")); // no line break from Ctrl+Enter
    }

    void theTemperatureSliderMovesTheBars() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const double before = topProbability(fixture.bars());
        const QString text = fixture.strip().text();
        auto* slider = fixture.window.chainPanel().findChild<MarkSlider*>();
        QVERIFY(slider);
        slider->setFocus();
        QTest::keyClick(slider, Qt::Key_Home); // T = 0
        QTRY_COMPARE(topProbability(fixture.bars()), 1.0);
        QTest::keyClick(slider, Qt::Key_End); // T = 2
        QTRY_VERIFY(topProbability(fixture.bars()) < before);
        QVERIFY(fixture.window.samplingView().isCurrent());
        QCOMPARE(fixture.strip().text(), text); // the text stays: no model was asked
        fixture.press(Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(topProbability(fixture.bars()), before);
    }

    void theBarsAreThoseOfTheFocusedToken() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const Run& run = *fixture.bench().run();
        fixture.strip().setFocus();
        for (std::size_t i = run.promptLength() + 1; i < run.tokens.size(); ++i) {
            QTest::keyClick(&fixture.strip(), Qt::Key_Right);
            QTRY_COMPARE(fixture.bars().distribution().taken, std::optional(run.tokens[i].token));
            const auto& rows = fixture.bars().distribution().rows;
            const auto taken = std::ranges::find(rows, run.tokens[i].token, &BarRow::token);
            QVERIFY(taken != rows.end());
            QVERIFY(std::abs(taken->probability - run.tokens[i].probability) < 1e-9); // what it was drawn with
        }
        QTest::keyClick(&fixture.strip(), Qt::Key_End);
        QTest::keyClick(&fixture.strip(), Qt::Key_Right);
        QTRY_VERIFY(!fixture.bars().distribution().taken); // what comes next
        QVERIFY(!fixture.bars().distribution().rows.empty());
        QTest::keyClick(&fixture.strip(), Qt::Key_Home); // nothing predicts the first token
        QTRY_VERIFY(fixture.bars().distribution().rows.empty());
    }

    void spaceStepsOutsideOfTextFields() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const std::size_t before = fixture.bench().run()->tokens.size();
        fixture.strip().setFocus();
        QTest::keyClick(&fixture.strip(), Qt::Key_Space);
        QVERIFY(fixture.awaitRun());
        QTRY_COMPARE(fixture.bench().run()->tokens.size(), before + 1);
        fixture.prompt().setFocus();
        QTest::keyClick(&fixture.prompt(), Qt::Key_Space);
        QTest::qWait(50);
        QCOMPARE(fixture.bench().run()->tokens.size(), before + 1);
        QVERIFY(fixture.prompt().prompt().contains(QLatin1Char(' ')));
    }

    void aBarIsABranchAndUndoGoesBack() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const RunId old = fixture.bench().run()->id;
        const QString oldText = fixture.strip().text();
        const std::size_t place = fixture.bench().focus().position();
        fixture.bars().setFocus();
        fixture.bars().setCurrentRow(2);
        const TokenId chosen = fixture.bars().distribution().rows.at(2).token;
        QTest::keyClick(&fixture.bars(), Qt::Key_Return);
        QVERIFY(fixture.awaitRun());
        QVERIFY(fixture.bench().run()->id != old);
        QCOMPARE(fixture.bench().run()->tokens[place].token, chosen);
        QTRY_COMPARE(fixture.bars().distribution().taken, std::optional(chosen));
        QVERIFY(fixture.strip().tokenAt(static_cast<int>(place)).isChosen);
        const QString newText = fixture.strip().text();
        fixture.press(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(fixture.strip().text(), oldText);
        fixture.press(Qt::Key_Y, Qt::ControlModifier);
        QCOMPARE(fixture.strip().text(), newText);
    }

    void typingIsUndoneWithoutLosingTheText() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const QString before = fixture.prompt().prompt();
        fixture.prompt().setFocus();
        QTest::keyClicks(&fixture.prompt(), QStringLiteral("abc"));
        QVERIFY(fixture.prompt().prompt() != before);
        QTest::keyClick(&fixture.prompt(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(fixture.prompt().prompt(), before);
        QTest::keyClick(&fixture.prompt(), Qt::Key_Y, Qt::ControlModifier);
        QVERIFY(fixture.prompt().prompt().contains(QStringLiteral("abc")));
    }

    void stopKeepsTheText() {
        Fixture fixture(shortRuns(400));
        QVERIFY(fixture.awaitTokens());
        fixture.press(Qt::Key_Escape);
        QVERIFY(fixture.awaitRun());
        QVERIFY(fixture.strip().tokenCount() > static_cast<int>(fixture.bench().run()->promptLength()));
        QVERIFY(fixture.part<QPushButton>("run").isEnabled());
        QVERIFY(!fixture.part<QPushButton>("stop").isEnabled());
        QVERIFY(!fixture.part<QPushButton>("stop").toolTip().isEmpty()); // says why it is grey
    }

    void aCorruptFileIsASentenceUnderTheModel() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const QString path = fixture.folder.filePath(QStringLiteral("broken.gguf"));
        std::ofstream(path.toStdString()) << "GGUF, but not really";
        const auto model = fixture.bench().model();
        fixture.drop(path);
        QTRY_VERIFY_WITH_TIMEOUT(!fixture.window.modelProblem().isEmpty(), patience);
        QVERIFY(fixture.window.modelProblem().contains(QStringLiteral("broken.gguf")));
        QVERIFY(fixture.window.modelProblem().endsWith(QLatin1Char('.')));
        QCOMPARE(fixture.bench().model(), model);
        const QString empty = fixture.folder.filePath(QStringLiteral("nothing in it"));
        QVERIFY(QDir().mkdir(empty));
        fixture.drop(empty);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.window.modelProblem().contains(empty), patience);
        fixture.bench().start(); // and everything goes on
        QVERIFY(fixture.awaitRun());
        QVERIFY(!fixture.bars().distribution().rows.empty());
    }

    void aDroppedModelIsOpenedAndContinues() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const QString path = fixture.folder.filePath(QStringLiteral("mine.gguf"));
        QVERIFY(QFile::copy(QString::fromStdString(test::resourcePath("models/tales.gguf").string()), path));
        const RunId before = fixture.bench().run()->id;
        fixture.drop(path);
        QVERIFY(QTest::qWaitFor([&] { return fixture.bench().run()->id != before; }, patience));
        QVERIFY(fixture.awaitRun());
        QCOMPARE(QString::fromStdString(fixture.bench().model()->info.path), path);
        QVERIFY(fixture.window.modelProblem().isEmpty());
        fixture.window.close();
        QCOMPARE(readPreferences(fixture.folder.filePath(QStringLiteral("logitscope.ini"))).recent, QStringList(path));
    }

    void aBadFirstFileLeavesTheModelOfTheBox() {
        Fixture fixture(shortRuns(), QStringLiteral("/nowhere/at/all.gguf"));
        QVERIFY(fixture.awaitRun());
        QVERIFY(fixture.window.modelProblem().contains(QStringLiteral("/nowhere/at/all.gguf")));
        QVERIFY(!fixture.bars().distribution().rows.empty());
    }

    void aPromptThatIsTooLongSaysSoUnderIt() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        fixture.bench().setPrompt(QStringLiteral("the cat and the dog ").repeated(200));
        fixture.bench().start();
        QTRY_VERIFY_WITH_TIMEOUT(!fixture.window.promptPanel().problem().isEmpty(), patience);
        QVERIFY(fixture.window.promptPanel().problem().contains(QRegularExpression(QStringLiteral("\\d+"))));
        QVERIFY(!fixture.bars().distribution().rows.empty()); // what was there stays
        fixture.press(Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(fixture.window.promptPanel().problem().isEmpty()); // with its cause
    }

    void aFileWithoutAVocabularyTakesIds() {
        LOGITSCOPE_REQUIRE_SHARED("reference/llama-256-F16.gguf");
        Fixture fixture(shortRuns(5));
        QVERIFY(fixture.awaitRun());
        fixture.drop(QString::fromStdString(test::sharedPath("reference/llama-256-F16.gguf").string()));
        QTRY_VERIFY_WITH_TIMEOUT(fixture.window.promptPanel().problem().contains(QStringLiteral("vocabulary")),
                                 patience);
        fixture.prompt().selectAll();
        QTest::keyClicks(&fixture.prompt(), QStringLiteral("1 15 27"));
        QTest::keyClick(&fixture.prompt(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(fixture.awaitRun());
        QTRY_COMPARE(fixture.strip().tokenCount(), 8);
        QVERIFY(fixture.bars().distribution().rows.front().label.startsWith(QLatin1Char('#')));
    }

    void presentationIsLargerAndSimpler() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        auto& timeline = fixture.part<QWidget>("timeline");
        QVERIFY(timeline.isVisible());
        const int before = fixture.prompt().fontInfo().pixelSize();
        fixture.press(Qt::Key_F11);
        QTRY_COMPARE(fixture.prompt().fontInfo().pixelSize(), before * 3 / 2);
        QVERIFY(!timeline.isVisible());
        fixture.press(Qt::Key_F11);
        QTRY_COMPARE(fixture.prompt().fontInfo().pixelSize(), before);
        QVERIFY(timeline.isVisible());
    }

    void fitsOnASmallScreen_data() {
        QTest::addColumn<bool>("presentation");
        QTest::newRow("normal") << false;
        QTest::newRow("presentation") << true;
    }
    void fitsOnASmallScreen() {
        QFETCH(bool, presentation);
        Theme::instance().setPresentation(presentation);
        Preferences preferences = shortRuns();
        preferences.presentation = presentation;
        Fixture fixture(preferences);
        QVERIFY(fixture.awaitRun());
        QCOMPARE(fixture.window.size(), QSize(1280, 720));
    }

    void closingMidRunIsClean() {
        for (int i = 0; i < 5; ++i) {
            Fixture fixture(shortRuns(400));
            QTest::qWait(i * 60);
            QElapsedTimer clock;
            clock.start();
            fixture.window.close();
            QVERIFY(clock.elapsed() < 1000);
        }
    }

    void settingsComeBack() {
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("logitscope.ini"));
        ChainSpec chain{{{TopKOptions{17}}, {TemperatureOptions{1.3}}}};
        {
            MainWindow window(shortRuns(), file);
            window.show();
            window.workbench().setPrompt(QString::fromUtf8("A dragon, \u201ctwo\u201d lines\nand 한국어"));
            window.workbench().setChain(chain);
            window.workbench().setSeed(18446744073709551615ULL);
            window.resize(1300, 777);
            window.close();
        }
        MainWindow window(readPreferences(file), file);
        const Document& document = window.workbench().document();
        QCOMPARE(document.prompt, QString::fromUtf8("A dragon, \u201ctwo\u201d lines\nand 한국어"));
        QCOMPARE(window.promptPanel().editor().prompt(), document.prompt);
        QCOMPARE(document.chain, chain);
        QCOMPARE(window.chainPanel().chain(), chain);
        QCOMPARE(document.seed, std::uint64_t(18446744073709551615ULL));
        QCOMPARE(document.stop.maxTokens, 12);
        QCOMPARE(window.size(), QSize(1300, 777));
    }

    void settingsThatCannotBeKeptAreASentence() {
        QTemporaryDir folder;
        const QString obstacle = folder.filePath(QStringLiteral("file"));
        std::ofstream(obstacle.toStdString()) << "not a folder";
        const QString file = obstacle + QStringLiteral("/logitscope.ini");
        MainWindow window(shortRuns(), file);
        window.show();
        QVERIFY(window.settingsProblem().contains(QStringLiteral("logitscope.ini")));
        window.openFirst({});
        QVERIFY(QTest::qWaitFor([&] { return window.workbench().run() && !window.workbench().busy(); }, patience));
        QVERIFY(window.close());
    }

    void aSeedThatIsNoneIsRefusedInWords() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        QLineEdit* seed = nullptr;
        for (auto* edit : fixture.window.findChildren<QLineEdit*>()) {
            seed = edit->accessibleName() == QStringLiteral("Seed of the dice") ? edit : seed;
        }
        QVERIFY(seed);
        seed->setFocus();
        seed->selectAll();
        QTest::keyClicks(seed, QStringLiteral("-5"));
        QTest::keyClick(seed, Qt::Key_Return);
        QVERIFY(fixture.window.modelProblem().contains(QStringLiteral("-5")));
        QCOMPARE(fixture.bench().document().seed, std::uint64_t(7));
    }

    void theSessionComesBack() {
        const QTemporaryDir sessions;
        const QString settings = sessions.filePath(QStringLiteral("logitscope.ini"));
        const auto current = [](MainWindow& window) {
            return QTest::qWaitFor(
                [&] {
                    Workbench& bench = window.workbench();
                    return bench.run() && !bench.busy() && !bench.loading() && window.samplingView().isCurrent();
                },
                patience);
        };
        std::vector<TokenId> tokens;
        std::size_t position = 0;
        {
            MainWindow window(shortRuns(), settings, sessions.path());
            window.show();
            window.openFirst({});
            QVERIFY(current(window));
            QVERIFY(window.sessionLine().isEmpty());
            window.workbench().reroll(window.workbench().run()->promptLength() + 2);
            QVERIFY(current(window));
            window.workbench().select(window.workbench().run()->promptLength() + 4);
            tokens = window.workbench().run()->ids(window.workbench().run()->tokens.size());
            position = window.workbench().focus().position();
            window.close();
        }
        MainWindow window(shortRuns(), settings, sessions.path());
        window.resize(1280, 720);
        window.show();
        window.openFirst({});
        QVERIFY(current(window)); // with its distribution: the model is there, the row was computed again
        QCOMPARE(window.workbench().runs().size(), std::size_t(2));
        QCOMPARE(window.workbench().run()->ids(tokens.size()), tokens);
        QCOMPARE(window.workbench().focus().position(), position);
        QVERIFY(window.sessionLine().contains(QStringLiteral("last session is back")));
        // The line offers to begin anew.
        for (QLabel* label : window.findChildren<QLabel*>()) {
            if (label->text().contains(QStringLiteral("Start fresh"))) {
                emit label->linkActivated(QStringLiteral("#"));
                break;
            }
        }
        QVERIFY(window.sessionLine().isEmpty());
        QVERIFY(current(window));
        QCOMPARE(window.workbench().runs().size(), std::size_t(1));
    }

    void aSessionFileIsDropped() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const QString file = fixture.folder.filePath(QStringLiteral("mine.logitscope"));
        const auto tokens = fixture.bench().run()->ids(fixture.bench().run()->tokens.size());
        SessionKeeper& keeper = fixture.window.sessions().keeper();
        QSignalSpy saved(&keeper, &SessionKeeper::saved);
        keeper.save(file);
        QVERIFY(saved.wait(patience));
        QVERIFY(fixture.window.sessionLine().contains(QStringLiteral("mine.logitscope")));
        QVERIFY(fixture.window.windowTitle().startsWith(QStringLiteral("mine")));
        fixture.bench().setSeed(31);
        QVERIFY(fixture.window.isWindowModified());
        fixture.bench().start();
        QVERIFY(fixture.awaitRun());
        fixture.drop(file);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.bench().runs().size(), std::size_t(1), patience);
        QCOMPARE(fixture.bench().run()->ids(tokens.size()), tokens);
        QVERIFY(fixture.awaitRun());
        QVERIFY(!fixture.window.isWindowModified());
    }

    void branchesStandBesideTheText() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        QVERIFY(!fixture.window.branchPanel().isVisible());
        fixture.press(Qt::Key_B, Qt::ControlModifier);
        QVERIFY(fixture.window.branchPanel().isVisible());
        QCOMPARE(fixture.window.size(), QSize(1280, 720));
        fixture.press(Qt::Key_B, Qt::ControlModifier);
        QVERIFY(!fixture.window.branchPanel().isVisible());
    }

    void theCompareLabTakesTheCommands() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const RunId before = fixture.bench().run()->id;
        QTest::keyClick(&fixture.window, Qt::Key_2, Qt::ControlModifier);
        CompareView& view = fixture.window.compareView();
        QVERIFY(view.isVisible());
        QVERIFY(!fixture.window.samplingView().isVisible());
        QTest::mouseClick(&fixture.part("run"), Qt::LeftButton);
        QVERIFY(view.isBusy());
        QVERIFY(fixture.part("stop").isEnabled());
        QVERIFY(QTest::qWaitFor([&] { return !view.isBusy(); }, patience));
        QVERIFY(!fixture.part("stop").isEnabled());
        QCOMPARE(view.runs().stepCount(), std::size_t{12});
        QCOMPARE(fixture.bench().run()->id, before); // the Sampling lab's text stays
        // Column A is what the Sampling lab wrote.
        const Run& run = *fixture.bench().run();
        const std::vector<TokenId> all = run.ids(run.tokens.size());
        QVERIFY(std::equal(all.begin() + static_cast<std::ptrdiff_t>(run.promptLength()), all.end(),
                           view.runs().text(0).ids().begin()));
        QTest::mouseClick(&fixture.part("step"), Qt::LeftButton); // all have ended: nothing to do
        QVERIFY(!view.isBusy());
        // It fits on a small screen.
        QVERIFY(fixture.window.minimumSizeHint().width() <= 1280);
        QVERIFY(fixture.window.minimumSizeHint().height() <= 720);
        QTest::keyClick(&fixture.window, Qt::Key_1, Qt::ControlModifier);
        QVERIFY(fixture.window.samplingView().isVisible());
    }
};

QTEST_MAIN(MainWindowTest)
#include "tst_main_window.moc"
