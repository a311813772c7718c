// The conductor with the model in the box: prompts, runs, branches, undo, and what happens when something is wrong.
#include "core/base/uniform.h"
#include "core/sampling/chain.h"
#include "core/sampling/sampler_catalog.h"
#include "tests/support/paths.h"
#include "ui/bridge/prompt_meter.h"
#include "ui/bridge/workbench.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QtTest/QTest>

using namespace logitscope;

namespace {

constexpr int patience = 20000;

struct Fixture {
    explicit Fixture(const char* prompt = "Once upon a time there was", int tokens = 12) {
        Document document;
        document.prompt = QString::fromUtf8(prompt);
        document.chain = {{{TopKOptions{40}}, {TemperatureOptions{0.8}}}};
        document.stop.maxTokens = tokens;
        document.stop.atEndToken = false;
        bench.restore(document);
        bench.openModel(QString::fromStdString(test::resourcePath("models/tales.gguf").string()));
    }
    bool awaitRun() {
        return QTest::qWaitFor([this] { return bench.run() && !bench.busy() && !bench.loading(); }, patience);
    }
    QString text() const {
        const Run* run = bench.run();
        return run ? QString::fromStdString(run->model->tokenizer->decode(run->ids(run->tokens.size()))) : QString();
    }

    Workbench bench;
};

} // namespace

class WorkbenchTest : public QObject {
    Q_OBJECT

private slots:
    void continuesThePromptAsSoonAsTheModelIsThere() {
        Fixture fixture;
        QVERIFY(fixture.bench.loading());
        QVERIFY(fixture.awaitRun());
        const Run& run = *fixture.bench.run();
        QCOMPARE(run.tokens.size(), run.promptLength() + 12);
        QVERIFY(fixture.text().startsWith(QStringLiteral("Once upon a time there was")));
        QCOMPARE(run.finish, FinishReason::Length);
        QVERIFY(run.rowAt(run.tokens.size())); // what would come next
        QVERIFY(!run.rowAt(0));
        QVERIFY(run.rowAt(1)); // the prompt is scored too
        QCOMPARE(run.rowAt(1)->size(), run.model->info.config.vocabularySize);
        QCOMPARE(fixture.bench.focus().position(), run.promptLength()); // the first token that it wrote
        QVERIFY(run.figures.keyValueBytes > 0);
    }

    void theSameSettingsGiveTheSameText() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const QString first = fixture.text();
        fixture.bench.start();
        QVERIFY(fixture.awaitRun());
        QCOMPARE(fixture.text(), first);
        fixture.bench.setSeed(8);
        fixture.bench.start();
        QVERIFY(fixture.awaitRun());
        QVERIFY(fixture.text() != first);
    }

    void stepByStepIsTheRun() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const QString whole = fixture.text();
        fixture.bench.setPrompt(QStringLiteral("x"));
        fixture.bench.setPrompt(QStringLiteral("Once upon a time there was"));
        const auto before = fixture.bench.run()->id;
        fixture.bench.setPrompt(QStringLiteral("y"));
        fixture.bench.step(); // another prompt: a new run
        QVERIFY(fixture.awaitRun());
        QVERIFY(fixture.bench.run()->id != before);
        fixture.bench.setPrompt(QStringLiteral("Once upon a time there was"));
        fixture.bench.step();
        QVERIFY(fixture.awaitRun());
        for (int i = 1; i < 12; ++i) {
            fixture.bench.step();
            QVERIFY(fixture.awaitRun());
            QVERIFY(fixture.bench.run()->stepping);
            QCOMPARE(fixture.bench.focus().position(), fixture.bench.run()->tokens.size() - 1);
        }
        QCOMPARE(fixture.text(), whole);
    }

    void proceedGoesOnFromTheEnd() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const QString first = fixture.text();
        const auto run = fixture.bench.run()->id;
        fixture.bench.proceed();
        QVERIFY(fixture.awaitRun());
        QCOMPARE(fixture.bench.run()->id, run);
        QVERIFY(fixture.text().startsWith(first));
        QCOMPARE(fixture.bench.run()->tokens.size(), fixture.bench.run()->promptLength() + 24);
    }

    // Samplers with a memory or dice of their own, applied again at any place of a run, do what they did; however the
    // run came about.
    void everyPlaceKnowsItsContext() {
        const ChainSpec chain{{{PenaltiesOptions{1.3}}, {XtcOptions{0.5, 0.05}}, {MirostatOptions{2, 3.0, 0.3}}}};
        Fixture fixture("Once upon a time there was", 6);
        QVERIFY(fixture.awaitRun());
        fixture.bench.setChain(chain);
        fixture.bench.start();
        QVERIFY(fixture.awaitRun());
        fixture.bench.proceed();
        QVERIFY(fixture.awaitRun());
        const std::size_t end = fixture.bench.run()->tokens.size();
        // Another token by hand, another draw of a later one: the sequence changes on the way.
        const std::size_t chosen = end - 8;
        fixture.bench.branch(chosen, static_cast<TokenId>(300));
        QVERIFY(fixture.awaitRun());
        fixture.bench.reroll(chosen + 3);
        QVERIFY(fixture.awaitRun());
        fixture.bench.step();
        QVERIFY(fixture.awaitRun());

        const Run& run = *fixture.bench.run();
        const SamplerChain made = SamplerChain::create(chain, run.model->texts()).value();
        std::vector<float> buffer;
        for (std::size_t i = run.promptLength(); i < run.tokens.size(); ++i) {
            const RunToken& token = run.tokens[i];
            const KeptContext context = fixture.bench.contextAt(i);
            const ChainResult result = made.apply(run.rowAt(i)->view(buffer), context.view());
            if (token.origin == TokenOrigin::Drawn) {
                QCOMPARE(result.draw(token.uniform).token, token.token);
                QCOMPARE(result.draw(token.uniform).probability, token.probability);
                QCOMPARE(token.uniform, uniform(context.seed, context.sequence, context.position));
            }
            const ChainMemory& next = i + 1 < run.tokens.size() ? run.tokens[i + 1].memory : run.nextMemory;
            QCOMPARE(made.remember(result, token.token, context.view()), next);
        }
        QVERIFY(run.tokens.back().sequence != run.tokens[run.promptLength()].sequence);
    }

    void aBranchKeepsWhatWasBeforeItAndUndoReturns() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const Run& old = *fixture.bench.run();
        const QString oldText = fixture.text();
        const std::size_t position = old.promptLength() + 4;
        const auto other = static_cast<TokenId>(numberOf(old.tokens[position].token) == 300 ? 301 : 300);
        fixture.bench.branch(position, other);
        QVERIFY(fixture.awaitRun());
        const Run& fresh = *fixture.bench.run();
        QVERIFY(fresh.id != old.id);
        QCOMPARE(fresh.ids(position), old.ids(position));
        QCOMPARE(fresh.tokens[position].token, other);
        QCOMPARE(fresh.tokens[position].origin, TokenOrigin::Chosen);
        QCOMPARE(fresh.tokens.size(), position + 1 + 12);
        QCOMPARE(fixture.bench.focus().position(), position);
        QCOMPARE(fresh.rowAt(position), old.rowAt(position));
        const QString freshText = fixture.text();

        fixture.bench.undo();
        QCOMPARE(fixture.bench.run()->id, old.id);
        QCOMPARE(fixture.text(), oldText);
        fixture.bench.redo();
        QCOMPARE(fixture.text(), freshText);
    }

    void takingTheTokenThatIsThereIsNoBranch() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const Run& run = *fixture.bench.run();
        fixture.bench.branch(run.promptLength(), run.tokens[run.promptLength()].token);
        QCOMPARE(fixture.bench.run()->id, run.id);
        fixture.bench.branch(0, static_cast<TokenId>(300)); // nothing predicts the first token
        QCOMPARE(fixture.bench.run()->id, run.id);
        fixture.bench.branch(run.tokens.size() + 1, static_cast<TokenId>(300));
        QCOMPARE(fixture.bench.run()->id, run.id);
    }

    void aRerollChangesOnlyTheDice() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const Run& old = *fixture.bench.run();
        const std::size_t position = old.promptLength() + 2;
        fixture.bench.reroll(position);
        QVERIFY(fixture.awaitRun());
        const Run& fresh = *fixture.bench.run();
        QCOMPARE(fresh.ids(position), old.ids(position));
        QCOMPARE(fresh.settings.seed, old.settings.seed);
        QVERIFY(fresh.settings.sequence != old.settings.sequence);
        QVERIFY(fresh.tokens[position].uniform != old.tokens[position].uniform);
        std::vector<float> here, there;
        QVERIFY(std::ranges::equal(fresh.rowAt(position)->view(here), old.rowAt(position)->view(there)));
    }

    void aSeedChosenAtAPlaceDrawsThereWithIt() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const Run& old = *fixture.bench.run();
        const std::size_t position = old.promptLength() + 2;
        fixture.bench.drawWith(position, 42);
        QVERIFY(fixture.awaitRun());
        const Run& fresh = *fixture.bench.run();
        QCOMPARE(fixture.bench.document().seed, std::uint64_t(42));
        QCOMPARE(fixture.bench.seedAt(position), std::uint64_t(42));
        QCOMPARE(fixture.bench.seedAt(position - 1), std::uint64_t(7));
        QCOMPARE(fresh.tokens[position].uniform, uniform(42, 0, static_cast<Position>(position)));
        fixture.bench.undo();
        QCOMPARE(fixture.bench.document().seed, std::uint64_t(7));
        QCOMPARE(fixture.bench.run()->id, old.id);
    }

    void anotherChainMidRunActsFromTheNextToken() {
        Fixture fixture("Once upon a time there was", 400);
        QVERIFY(
            QTest::qWaitFor([&] { return fixture.bench.busy() && !fixture.bench.run()->tokens.empty(); }, patience));
        fixture.bench.setChain({{{ArgmaxOptions{}}}});
        QVERIFY(fixture.awaitRun());
        const Run& run = *fixture.bench.run();
        QCOMPARE(run.tokens.back().probability, 1.0);
        QCOMPARE(run.tokens.back().rawRank, 1);
        QCOMPARE(run.settings.chain, fixture.bench.document().chain);
    }

    void stopKeepsWhatThereIs() {
        Fixture fixture("Once upon a time there was", 400);
        QVERIFY(QTest::qWaitFor([&] { return fixture.bench.busy() && fixture.bench.run()->figures.decodedTokens > 0; },
                                patience));
        fixture.bench.stop();
        QVERIFY(fixture.awaitRun());
        const Run& run = *fixture.bench.run();
        QVERIFY(run.finish == FinishReason::Cancelled || run.finish == FinishReason::Length);
        QVERIFY(run.tokens.size() > run.promptLength());
    }

    void editsAreUndone() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const ChainSpec chain = fixture.bench.document().chain;
        ChainSpec shorter = chain;
        shorter.stages.pop_back();
        fixture.bench.setChain(shorter);
        fixture.bench.setPrompt(QStringLiteral("Another"));
        fixture.bench.setSeed(99);
        fixture.bench.undo();
        QCOMPARE(fixture.bench.document().seed, std::uint64_t(7));
        fixture.bench.undo();
        QCOMPARE(fixture.bench.document().prompt, QStringLiteral("Once upon a time there was"));
        fixture.bench.undo();
        QCOMPARE(fixture.bench.document().chain, chain);
        fixture.bench.redo();
        QCOMPARE(fixture.bench.document().chain, shorter);
    }

    void aPromptThatIsTooLongSaysByHowMuchAndNothingIsLost() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const RunId before = fixture.bench.run()->id;
        QSignalSpy failed(&fixture.bench, &Workbench::runFailed);
        const QString longText = QStringLiteral("the cat and the dog ").repeated(200);
        PromptMeter meter;
        QSignalSpy counted(&meter, &PromptMeter::counted);
        meter.count(fixture.bench.model()->tokenizer, longText.toStdString());
        QVERIFY(counted.wait(patience));
        const auto tokens = counted[0][0].value<std::size_t>();
        fixture.bench.setPrompt(longText);
        fixture.bench.start();
        QVERIFY(failed.count() > 0 || failed.wait(patience));
        const QString sentence = failed[0][0].toString();
        const std::size_t context = fixture.bench.model()->info.config.contextLength;
        QVERIFY2(sentence.contains(QString::number(tokens - context)), qPrintable(sentence));
        QCOMPARE(fixture.bench.run()->id, before);
        QCOMPARE(fixture.bench.document().prompt, longText);
        fixture.bench.undo(); // the prompt, not a run that never was
        QCOMPARE(fixture.bench.document().prompt, QStringLiteral("Once upon a time there was"));
    }

    void aBadFileLeavesTheModelInUse() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        const auto model = fixture.bench.model();
        QSignalSpy failed(&fixture.bench, &Workbench::modelFailed);
        fixture.bench.openModel(QDir::tempPath());
        QVERIFY(failed.wait(patience));
        QVERIFY(failed[0][0].toString().contains(QDir::tempPath()));
        QVERIFY(!fixture.bench.loading());
        QCOMPARE(fixture.bench.model(), model);
        fixture.bench.start();
        QVERIFY(fixture.awaitRun());
        QCOMPARE(fixture.bench.run()->tokens.size(), fixture.bench.run()->promptLength() + 12);
    }

    void aCancelledLoadIsNoError() {
        Fixture fixture;
        QSignalSpy failed(&fixture.bench, &Workbench::modelFailed);
        fixture.bench.cancelLoad();
        QTRY_VERIFY_WITH_TIMEOUT(!fixture.bench.loading(), patience);
        QCOMPARE(failed.size(), 0);
    }

    void aFileWithoutAVocabularyTakesIds() {
        LOGITSCOPE_REQUIRE_SHARED("reference/llama-256-F16.gguf");
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        QSignalSpy failed(&fixture.bench, &Workbench::runFailed);
        fixture.bench.openModel(QString::fromStdString(test::sharedPath("reference/llama-256-F16.gguf").string()));
        QVERIFY(failed.wait(patience)); // the prompt in the field is a text
        QVERIFY(failed[0][0].toString().contains(QStringLiteral("vocabulary")));
        fixture.bench.setPrompt(QStringLiteral("1 15 27"));
        fixture.bench.start();
        QVERIFY(fixture.awaitRun());
        QCOMPARE(fixture.bench.run()->promptLength(), std::size_t(3));
        QCOMPARE(fixture.bench.pieceOf(static_cast<TokenId>(15)), QStringLiteral("#15"));
    }

    void theMeterAnswersTheNewestQuestion() {
        Fixture fixture;
        QVERIFY(fixture.awaitRun());
        PromptMeter meter;
        QSignalSpy counted(&meter, &PromptMeter::counted);
        for (int i = 1; i <= 50; ++i) {
            meter.count(fixture.bench.model()->tokenizer, QStringLiteral("the cat ").repeated(i).toStdString());
        }
        QVERIFY(counted.wait(patience));
        QTest::qWait(50);
        QCOMPARE(counted.size(), 1);
        QVERIFY(counted[0][0].value<std::size_t>() >= 100);
    }
};

QTEST_GUILESS_MAIN(WorkbenchTest)
#include "tst_workbench.moc"
