// One continuation from end to end on a scripted model: records, draws, stops, text, cancelling, reuse.
#include "core/base/thread_pool.h"
#include "core/base/uniform.h"
#include "core/decoding/sample_strategy.h"
#include "core/sampling/chain.h"
#include "tests/support/scripted_model.h"

#include <QtTest/QTest>

#include <cmath>
#include <limits>

using namespace logitscope;
using namespace logitscope::test;

namespace {

class Recorder final : public DecodingListener {
public:
    void onPrefill(std::size_t done, std::size_t total) override { prefill.emplace_back(done, total); }
    void onPrompt(const std::vector<PromptRecord>& records) override { prompts.push_back(records); }
    void onStep(const StepRecord& step) override {
        steps.push_back(step);
        if (afterStep) {
            afterStep(step);
        }
    }
    std::optional<ChainSpec> takeChainUpdate() override { return std::exchange(update, std::nullopt); }

    std::string text() const {
        std::string joined;
        for (const StepRecord& step : steps) {
            joined += step.text;
        }
        return joined;
    }

    std::vector<std::pair<std::size_t, std::size_t>> prefill;
    std::vector<std::vector<PromptRecord>> prompts;
    std::vector<StepRecord> steps;
    std::optional<ChainSpec> update;
    std::function<void(const StepRecord&)> afterStep;
};

ChainSpec greedy() { return {{SamplerSpec{ArgmaxOptions{}}}}; }

// A vocabulary of bytes and chosen pieces, a model that follows `script`, a session on both.
struct Fixture {
    Fixture(RowScript script, const std::vector<std::string>& pieces = {}, std::size_t context = 512)
        : tokenizer(std::make_shared<ScriptedTokenizer>(pieces)),
          model(std::make_shared<ScriptedModel>(tokenizer->vocabularySize(), context, std::move(script))),
          session(loaded(model, tokenizer), pool) {}

    GenerationRequest request(const std::string& prompt, const ChainSpec& chain = {}) const {
        GenerationRequest made;
        made.prompt = tokenizer->encode(prompt, {}).value();
        made.chain = chain;
        return made;
    }
    Result<Outcome> run(const GenerationRequest& request) {
        return SampleStrategy().run(session, request, recorder, stop.get_token());
    }

    ThreadPool pool{1};
    std::shared_ptr<ScriptedTokenizer> tokenizer;
    std::shared_ptr<ScriptedModel> model;
    Session session;
    Recorder recorder;
    std::stop_source stop;
};

// A model that writes `text` after the prompt "p" and then ends.
Fixture writer(const std::string& text, const std::vector<std::string>& pieces = {}) {
    return Fixture(writing(ScriptedTokenizer(pieces), text, 2), pieces);
}

std::vector<TokenId> tokensOf(const std::vector<StepRecord>& steps) {
    std::vector<TokenId> tokens;
    for (const StepRecord& step : steps) {
        tokens.push_back(step.token);
    }
    return tokens;
}

} // namespace

class TestSampleStrategy : public QObject {
    Q_OBJECT

private slots:
    void recordsAreComplete() {
        Fixture fixture(hashedRows());
        GenerationRequest request =
            fixture.request("Once", {{SamplerSpec{TemperatureOptions{0.7}}, SamplerSpec{TopKOptions{20}}}});
        request.seed = 11;
        request.sequence = 3;
        request.stop.maxTokens = 12;
        request.stop.atEndToken = false;
        const auto outcome = fixture.run(request);
        QVERIFY(outcome.ok());
        QCOMPARE(outcome->finish, FinishReason::Length);
        QCOMPARE(outcome->promptTokens, std::size_t{5});
        QCOMPARE(fixture.recorder.steps.size(), std::size_t{12});
        QCOMPARE(outcome->tokens, tokensOf(fixture.recorder.steps));
        const SamplerChain chain = SamplerChain::create(request.chain).value();
        std::vector<float> buffer;
        std::vector<TokenId> before = request.prompt;
        for (const StepRecord& step : fixture.recorder.steps) {
            QCOMPARE(indexOf(step.position), before.size());
            // The row is the one the model gives after the tokens before, and the draw is the pure function of the
            // seed.
            std::vector<float> row(fixture.model->config().vocabularySize);
            hashedRows()(before, row);
            const auto logits = step.logits->view(buffer);
            QVERIFY(std::equal(row.begin(), row.end(), logits.begin(), logits.end()));
            QCOMPARE(step.uniform, uniform(11, 3, step.position));
            const ChainResult result = chain.apply(row);
            const Draw draw = result.draw(step.uniform);
            const TokenOutcome expected = result.outcomeOf(draw.token);
            QCOMPARE(step.token, draw.token);
            QCOMPARE(step.probability, draw.probability);
            QCOMPARE(step.rawProbability, expected.rawProbability);
            QCOMPARE(step.rawRank, expected.rawRank);
            QCOMPARE(step.entropyBits, result.entropyBits());
            QCOMPARE(step.rawEntropyBits, result.rawEntropyBits());
            QCOMPARE(step.stages.size(), std::size_t{2});
            QCOMPARE(step.stages[1].survivors, 20);
            QVERIFY(step.milliseconds >= 0.0);
            before.push_back(step.token);
        }
        std::vector<float> row(fixture.model->config().vocabularySize);
        hashedRows()(before, row);
        const auto next = outcome->nextLogits->view(buffer);
        QVERIFY(std::equal(row.begin(), row.end(), next.begin(), next.end()));
        QCOMPARE(outcome->keyValueBytes, before.size() * ScriptedState::bytesPerToken);
    }

    void thePromptIsScored() {
        Fixture fixture(hashedRows());
        GenerationRequest request = fixture.request(std::string(300, 'x'));
        request.scorePrompt = true;
        request.stop.maxTokens = 1;
        QVERIFY(fixture.run(request).ok());
        QCOMPARE(fixture.recorder.prompts.size(), std::size_t{1});
        const auto& records = fixture.recorder.prompts.front();
        QCOMPARE(records.size(), request.prompt.size());
        QVERIFY(!records[0].logits);
        QVERIFY(!records[0].score.scored);
        const auto scores = scoreTokens(*fixture.model, fixture.session.scratch(), request.prompt, {}, {});
        std::vector<float> row(fixture.model->config().vocabularySize);
        std::vector<float> buffer;
        for (std::size_t i = 1; i < records.size(); ++i) {
            QCOMPARE(records[i].score.token, request.prompt[i]);
            QCOMPARE(records[i].score.logProbability, (*scores)[i].logProbability);
            QCOMPARE(records[i].score.rank, (*scores)[i].rank);
            QCOMPARE(records[i].score.entropyBits, (*scores)[i].entropyBits);
            hashedRows()(std::span(request.prompt).first(i), row);
            const auto logits = records[i].logits->view(buffer);
            QVERIFY(std::equal(row.begin(), row.end(), logits.begin(), logits.end()));
        }
        QVERIFY(std::is_sorted(fixture.recorder.prefill.begin(), fixture.recorder.prefill.end()));
        QVERIFY(fixture.recorder.prefill.size() >= 3);
        QCOMPARE(fixture.recorder.prefill.back(), std::pair(request.prompt.size(), request.prompt.size()));
    }

    void withoutScoresThereIsNoPromptReport() {
        Fixture fixture(hashedRows());
        QVERIFY(fixture.run(fixture.request("abc", greedy())).ok());
        QVERIFY(fixture.recorder.prompts.empty());
    }

    void stops_data() {
        QTest::addColumn<QStringList>("pieces");
        QTest::addColumn<QString>("written");
        QTest::addColumn<QStringList>("stops");
        QTest::addColumn<int>("maxTokens");
        QTest::addColumn<int>("finish");
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("tokens");
        const QStringList none;
        const int end = static_cast<int>(FinishReason::EndToken);
        const int stop = static_cast<int>(FinishReason::StopText);
        const int length = static_cast<int>(FinishReason::Length);
        QTest::newRow("end token") << none << "hello" << none << 200 << end << "hello" << 6;
        QTest::newRow("end token at once") << none << "" << none << 200 << end << "" << 1;
        QTest::newRow("length") << none << "hello" << none << 3 << length << "hel" << 3;
        QTest::newRow("length at the end token: the end token counts") << none << "he" << none << 3 << end << "he" << 3;
        QTest::newRow("one token") << none << "hello" << none << 1 << length << "h" << 1;
        QTest::newRow("a space first") << none << " hello" << none << 3 << length << " he" << 3;
        QTest::newRow("stop text over several tokens")
            << none << "one. two" << QStringList{". "} << 200 << stop << "one" << 5;
        QTest::newRow("stop text inside a token")
            << QStringList{"abcdef"} << "xabcdefy" << QStringList{"cd"} << 200 << stop << "xab" << 2;
        QTest::newRow("begins inside one token, ends inside the next")
            << QStringList{"abc", "def"} << "abcdefx" << QStringList{"cde"} << 200 << stop << "ab" << 2;
        QTest::newRow("held back until the end token")
            << none << "no e" << QStringList{"end"} << 200 << end << "no e" << 5;
        QTest::newRow("held back until the length")
            << none << "no end" << QStringList{"endless"} << 5 << length << "no en" << 5;
        QTest::newRow("never comes") << none << "hello" << QStringList{"xyz"} << 200 << end << "hello" << 6;
        QTest::newRow("stop text of two bytes")
            << none << QString::fromUtf8("aé!") << QStringList{QString::fromUtf8("é")} << 200 << stop << "a" << 3;
        QTest::newRow("half a character at the length")
            << none << QString::fromUtf8("a€") << none << 2 << length << QString::fromUtf8("a\uFFFD") << 2;
    }
    void stops() {
        QFETCH(QStringList, pieces);
        QFETCH(QString, written);
        QFETCH(QStringList, stops);
        QFETCH(int, maxTokens);
        QFETCH(int, finish);
        QFETCH(QString, text);
        QFETCH(int, tokens);
        std::vector<std::string> vocabulary;
        for (const QString& piece : pieces) {
            vocabulary.push_back(piece.toStdString());
        }
        Fixture fixture = writer(written.toStdString(), vocabulary);
        GenerationRequest request = fixture.request("p", greedy());
        request.stop.maxTokens = maxTokens;
        for (const QString& one : stops) {
            request.stop.texts.push_back(one.toStdString());
        }
        const auto outcome = fixture.run(request);
        QVERIFY(outcome.ok());
        QCOMPARE(static_cast<int>(outcome->finish), finish);
        QCOMPARE(QString::fromStdString(outcome->text), text);
        QCOMPARE(outcome->tokens.size(), static_cast<std::size_t>(tokens));
        QCOMPARE(fixture.recorder.text(), outcome->text);
        for (const StepRecord& step : fixture.recorder.steps) {
            QVERIFY(QString::fromStdString(step.text).toStdString() == step.text); // whole characters only
        }
        QCOMPARE(bool(outcome->nextLogits), outcome->finish != FinishReason::EndToken);
    }

    void nothingIsShownThatCouldBeAStopText() {
        Fixture fixture = writer("abcabd");
        GenerationRequest request = fixture.request("p", greedy());
        request.stop.texts = {"abd"};
        QVERIFY(fixture.run(request).ok());
        std::vector<std::string> shown;
        for (const StepRecord& step : fixture.recorder.steps) {
            shown.push_back(step.text);
        }
        QCOMPARE(shown, (std::vector<std::string>{"", "", "abc", "", "", ""}));
    }

    void endTokensAreOrdinaryWhenAskedFor() {
        Fixture fixture = writer("ab");
        GenerationRequest request = fixture.request("p", greedy());
        request.stop.atEndToken = false;
        request.stop.maxTokens = 5;
        const auto outcome = fixture.run(request);
        QCOMPARE(outcome->finish, FinishReason::Length);
        QCOMPARE(outcome->tokens.size(), std::size_t{5});
        QCOMPARE(outcome->text, std::string("ab"));
    }

    void aCharacterLeftHalfByThePromptIsCompleted() {
        Fixture fixture(writing(ScriptedTokenizer(), "\xA9!", 2));
        GenerationRequest request = fixture.request("", greedy());
        request.prompt.push_back(ScriptedTokenizer::byteToken('\xC3'));
        QCOMPARE(fixture.run(request)->text, std::string("\xC3\xA9!"));
    }

    void theContextIsNeverExceeded_data() {
        QTest::addColumn<int>("prompt");
        QTest::addColumn<int>("tokens");
        QTest::newRow("short prompt") << 2 << 6;
        QTest::newRow("room for one") << 7 << 1;
        QTest::newRow("full") << 8 << 0;
    }
    void theContextIsNeverExceeded() {
        QFETCH(int, prompt);
        QFETCH(int, tokens);
        Fixture fixture(hashedRows(), {}, 8);
        GenerationRequest request;
        request.prompt.assign(static_cast<std::size_t>(prompt), TokenId{70});
        request.chain = greedy();
        request.stop.atEndToken = false;
        const auto outcome = fixture.run(request);
        QVERIFY(outcome.ok());
        QCOMPARE(outcome->finish, FinishReason::ContextFull);
        QCOMPARE(outcome->tokens.size(), static_cast<std::size_t>(tokens));
        QVERIFY(outcome->nextLogits);
    }

    void sentences_data() {
        QTest::addColumn<int>("what");
        QTest::addColumn<QString>("part");
        QTest::newRow("no prompt") << 0 << "no tokens";
        QTest::newRow("too long") << 1 << "9 tokens, 1 more than the context of 8";
        QTest::newRow("outside the vocabulary") << 2 << "999999";
        QTest::newRow("negative id") << 3 << "-1";
        QTest::newRow("temperature") << 4 << "emperature";
        QTest::newRow("not a number") << 5 << "top";
        QTest::newRow("no tokens to make") << 6 << "at least 1";
        QTest::newRow("empty stop text") << 7 << "stop text";
        QTest::newRow("a ban of an unknown token") << 8 << "there is no token 999999";
    }
    void sentences() {
        QFETCH(int, what);
        QFETCH(QString, part);
        Fixture fixture(hashedRows(), {}, 8);
        GenerationRequest request = fixture.request("abc");
        switch (what) {
        case 0:
            request.prompt.clear();
            break;
        case 1:
            request.prompt.assign(9, TokenId{1});
            break;
        case 2:
            request.prompt.push_back(TokenId{999999});
            break;
        case 3:
            request.prompt.push_back(TokenId{-1});
            break;
        case 4:
            request.chain = {{SamplerSpec{TemperatureOptions{-0.5}}}};
            break;
        case 5:
            request.chain = {{SamplerSpec{TopPOptions{std::numeric_limits<double>::quiet_NaN(), 1}}}};
            break;
        case 6:
            request.stop.maxTokens = 0;
            break;
        case 7:
            request.stop.texts = {""};
            break;
        case 8:
            request.chain = {{SamplerSpec{LogitBiasOptions{{}, {TokenId{999999}}}}}};
            break;
        default:
            QFAIL("row without a case");
        }
        const auto outcome = fixture.run(request);
        QVERIFY(!outcome.ok());
        const QString sentence = QString::fromStdString(outcome.error().message);
        QVERIFY2(sentence.contains(part, Qt::CaseInsensitive), qPrintable(sentence));
        QVERIFY(sentence.endsWith('.'));
        QCOMPARE(fixture.model->tokensRun.load(), std::size_t{0});
    }

    void logitsThatAreNoNumbersAreASentence_data() {
        QTest::addColumn<int>("badAfter"); // tokens read before the bad row
        QTest::addColumn<int>("steps");
        QTest::newRow("inside the prompt") << 2 << 0;
        QTest::newRow("at the end of the prompt") << 4 << 0;
        QTest::newRow("while writing") << 7 << 3;
    }
    void logitsThatAreNoNumbersAreASentence() {
        QFETCH(int, badAfter);
        QFETCH(int, steps);
        Fixture fixture([badAfter](std::span<const TokenId> tokens, std::span<float> row) {
            std::fill(row.begin(), row.end(), 0.0F);
            if (tokens.size() == static_cast<std::size_t>(badAfter)) {
                row[5] = std::numeric_limits<float>::quiet_NaN();
            }
        });
        GenerationRequest request = fixture.request("abc");
        request.scorePrompt = true;
        request.stop.atEndToken = false;
        const auto outcome = fixture.run(request);
        QVERIFY(!outcome.ok());
        QVERIFY(outcome.error().message.ends_with('.'));
        QCOMPARE(fixture.recorder.steps.size(), static_cast<std::size_t>(steps));
    }

    void badLogitsAfterTheLastTokenDoNotUndoTheText() {
        Fixture fixture([](std::span<const TokenId> tokens, std::span<float> row) {
            std::fill(row.begin(), row.end(), tokens.size() == 5 ? std::numeric_limits<float>::quiet_NaN() : 0.0F);
        });
        GenerationRequest request = fixture.request("abc", greedy());
        request.stop.maxTokens = 1;
        const auto outcome = fixture.run(request);
        QVERIFY(outcome.ok());
        QCOMPARE(outcome->tokens.size(), std::size_t{1});
        QVERIFY(!outcome->nextLogits);
    }

    void stopTextsNeedAVocabulary() {
        ThreadPool pool(1);
        const auto model = std::make_shared<ScriptedModel>(8, 16, hashedRows());
        Session session(loaded(model, nullptr), pool);
        Recorder recorder;
        GenerationRequest request;
        request.prompt = ids({1, 2});
        request.stop.maxTokens = 4;
        const auto ran = SampleStrategy().run(session, request, recorder, {});
        QVERIFY(ran.ok());
        QCOMPARE(ran->tokens.size(), std::size_t{4});
        QVERIFY(ran->text.empty());
        request.stop.texts = {"end"};
        QVERIFY(!SampleStrategy().run(session, request, recorder, {}).ok());
    }

    // Cancelled at every token of a run: what there is stays, no later token is begun, and the rest can be had
    // afterwards.
    void cancelsWithinOneToken() {
        constexpr std::size_t promptTokens = 20;
        constexpr std::size_t allTokens = promptTokens + 10;
        std::vector<TokenId> whole;
        for (std::size_t at = allTokens + 1; at-- > 0;) {
            Fixture fixture(hashedRows());
            GenerationRequest request = fixture.request(std::string(promptTokens - 1, 'q'));
            request.stop.atEndToken = false;
            request.stop.maxTokens = allTokens - promptTokens;
            request.scorePrompt = at % 2 == 0;
            fixture.model->onToken = [&fixture, at](std::size_t run) {
                if (run == at) {
                    fixture.stop.request_stop();
                }
            };
            const auto outcome = fixture.run(request);
            QVERIFY(outcome.ok());
            QVERIFY(fixture.model->tokensRun <= at + 1);
            QCOMPARE(outcome->tokens, tokensOf(fixture.recorder.steps));
            if (whole.empty()) { // `at` lies beyond the end
                whole = outcome->tokens;
                QCOMPARE(outcome->finish, FinishReason::Length);
                continue;
            }
            // The row after the last token is no part of the text.
            QCOMPARE(outcome->finish, at + 1 == allTokens ? FinishReason::Length : FinishReason::Cancelled);
            QVERIFY(std::equal(outcome->tokens.begin(), outcome->tokens.end(), whole.begin()));
            QVERIFY(outcome->tokens.size() <= at + 1);
            fixture.stop = std::stop_source();
            QCOMPARE(fixture.run(request)->tokens, whole);
        }
    }

    void cancelledTextShowsWhatWasHeldBack() {
        Fixture fixture = writer("abcd");
        GenerationRequest request = fixture.request("p", greedy());
        request.stop.texts = {"cdx"};
        fixture.recorder.afterStep = [&fixture](const StepRecord& step) {
            if (fixture.recorder.steps.size() == 3) {
                fixture.stop.request_stop();
            }
            (void)step;
        };
        const auto outcome = fixture.run(request);
        QCOMPARE(outcome->finish, FinishReason::Cancelled);
        QCOMPARE(fixture.recorder.text(), std::string("ab"));
        QCOMPARE(outcome->text, std::string("abc"));
    }

    void aChangedChainWorksFromTheNextToken() {
        // Two likely tokens; the chain keeps one or the other alive.
        Fixture fixture([](std::span<const TokenId>, std::span<float> row) {
            std::fill(row.begin(), row.end(), -30.0F);
            row[indexOf(ScriptedTokenizer::byteToken('a'))] = 1.0F;
            row[indexOf(ScriptedTokenizer::byteToken('b'))] = 0.9F;
        });
        GenerationRequest request = fixture.request("p", greedy());
        request.stop.maxTokens = 60;
        fixture.recorder.afterStep = [&fixture](const StepRecord&) {
            if (fixture.recorder.steps.size() == 20) {
                fixture.recorder.update = ChainSpec{{SamplerSpec{TemperatureOptions{1.0}}}};
            } else if (fixture.recorder.steps.size() == 40) {
                fixture.recorder.update = ChainSpec{{SamplerSpec{TopKOptions{1}}}};
            }
        };
        QVERIFY(fixture.run(request).ok());
        for (std::size_t i = 0; i < 60; ++i) {
            const StepRecord& step = fixture.recorder.steps[i];
            const SamplerKind kinds[] = {SamplerKind::Argmax, SamplerKind::Temperature, SamplerKind::TopK};
            QCOMPARE(step.stages.at(0).kind, kinds[i / 20]);
            QVERIFY(i / 20 == 1 ? step.probability < 0.9 : step.probability == 1.0);
        }
    }

    void aBadChangeFailsTheRun() {
        Fixture fixture(hashedRows());
        GenerationRequest request = fixture.request("p", greedy());
        fixture.recorder.update = ChainSpec{{SamplerSpec{TemperatureOptions{-1.0}}}};
        QVERIFY(!fixture.run(request).ok());
    }

    void aSecondRunReadsOnlyWhatIsNew() {
        Fixture fixture(hashedRows());
        GenerationRequest request = fixture.request(std::string(99, 'x'));
        request.stop.maxTokens = 20;
        request.stop.atEndToken = false;
        const auto first = fixture.run(request);
        QCOMPARE(first->reusedTokens, std::size_t{0});
        const std::size_t ranFirst = fixture.model->tokensRun;
        QCOMPARE(ranFirst, std::size_t{120});

        const auto again = fixture.run(request);
        QCOMPARE(again->tokens, first->tokens);
        QCOMPARE(again->reusedTokens, std::size_t{99});
        QCOMPARE(fixture.model->tokensRun - ranFirst, std::size_t{21});

        // The text goes on where it ended: only the last token is read again.
        GenerationRequest longer = request;
        longer.prompt.insert(longer.prompt.end(), first->tokens.begin(), first->tokens.end());
        const std::size_t before = fixture.model->tokensRun;
        const auto more = fixture.run(longer);
        QCOMPARE(more->reusedTokens, std::size_t{119});
        QCOMPARE(fixture.model->tokensRun - before, std::size_t{21});

        // Token by token gives the same text as in one go.
        Fixture single(hashedRows());
        GenerationRequest step = request;
        step.stop.maxTokens = 1;
        for (const TokenId token : first->tokens) {
            const auto one = single.run(step);
            QCOMPARE(one->tokens.at(0), token);
            step.prompt.push_back(token);
        }
    }

    void aSecondScoredRunReadsOnlyWhatIsNew() {
        Fixture fixture(hashedRows());
        GenerationRequest request = fixture.request(std::string(50, 'x') + "yz");
        request.scorePrompt = true;
        request.stop.maxTokens = 1;
        QVERIFY(fixture.run(request).ok());
        const std::size_t before = fixture.model->tokensRun;
        request.prompt.back() = ScriptedTokenizer::byteToken('w');
        const auto again = fixture.run(request);
        QCOMPARE(again->reusedTokens, std::size_t{52}); // the recorder holds the first run's rows
        QCOMPARE(fixture.model->tokensRun - before, std::size_t{2});
        const auto& records = fixture.recorder.prompts.at(1);
        QCOMPARE(records[40].logits, fixture.recorder.prompts.at(0)[40].logits);
        QCOMPARE(records[40].score.logProbability, fixture.recorder.prompts.at(0)[40].score.logProbability);

        fixture.recorder = Recorder();
        QCOMPARE(fixture.run(request)->reusedTokens, std::size_t{0}); // nobody held them
        QCOMPARE(fixture.recorder.prompts.at(0).size(), request.prompt.size());
    }

    void theSeedAndTheSequenceDecide() {
        Fixture fixture(hashedRows());
        GenerationRequest request = fixture.request("p");
        request.stop.maxTokens = 30;
        const auto text = [&](std::uint64_t seed, std::uint32_t sequence) {
            request.seed = seed;
            request.sequence = sequence;
            return fixture.run(request)->tokens;
        };
        const auto first = text(1, 0);
        QVERIFY(text(2, 0) != first);
        QVERIFY(text(1, 1) != first);
        QVERIFY(text(std::uint64_t{1} << 40, 0) != first);
        QCOMPARE(text(1, 0), first);
    }
};

QTEST_APPLESS_MAIN(TestSampleStrategy)
#include "tst_sample_strategy.moc"
