// Many texts as one batch: each is the text it would be alone, bit for bit; ends, cancelling, sharing, memory.
#include "core/base/thread_pool.h"
#include "core/decoding/sample_batch.h"
#include "core/decoding/sample_strategy.h"
#include "tests/support/paths.h"
#include "tests/support/scripted_model.h"

#include <QtTest/QTest>

#include <algorithm>
#include <limits>
#include <map>
#include <random>

using namespace logitscope;
using namespace logitscope::test;

namespace {

class Recorder final : public BatchListener {
public:
    void onPrefill(std::size_t done, std::size_t total) override { prefill.emplace_back(done, total); }
    void onPrompt(std::size_t sequence, const std::vector<PromptRecord>& prompt) override {
        prompts[sequence] = prompt;
    }
    void onStep(std::size_t sequence, const StepRecord& step) override {
        steps[sequence].push_back(step);
        order.push_back(sequence);
        if (afterStep) {
            afterStep();
        }
    }
    void onOutcome(std::size_t sequence, const Outcome& outcome) override {
        ends.push_back(sequence);
        outcomes[sequence] = outcome;
    }
    std::optional<ChainSpec> takeChainUpdate(std::size_t sequence) override {
        const auto found = updates.find(sequence);
        return found == updates.end() ? std::nullopt : std::optional(updates.extract(found).mapped());
    }

    std::vector<std::pair<std::size_t, std::size_t>> prefill;
    std::map<std::size_t, std::vector<PromptRecord>> prompts;
    std::map<std::size_t, std::vector<StepRecord>> steps;
    std::map<std::size_t, Outcome> outcomes;
    std::map<std::size_t, ChainSpec> updates;
    std::vector<std::size_t> order, ends;
    std::function<void()> afterStep;
};

ChainSpec balanced() {
    return {{SamplerSpec{TemperatureOptions{0.8}}, SamplerSpec{TopKOptions{40}}, SamplerSpec{TopPOptions{0.95, 1}}}};
}

struct Fixture {
    explicit Fixture(RowScript script, std::size_t context = 256, std::size_t threads = 2)
        : pool(threads), tokenizer(std::make_shared<ScriptedTokenizer>()),
          model(std::make_shared<ScriptedModel>(tokenizer->vocabularySize(), context, std::move(script))),
          session(loaded(model, tokenizer), pool) {}

    GenerationRequest request(const std::string& prompt, std::uint32_t sequence = 0, int tokens = 20) const {
        GenerationRequest made;
        made.prompt = tokenizer->encode(prompt, {}).value();
        made.chain = balanced();
        made.sequence = sequence;
        made.stop.maxTokens = tokens;
        made.stop.atEndToken = false;
        return made;
    }
    Result<std::vector<Outcome>> run(const std::vector<GenerationRequest>& requests, BatchOptions options = {}) {
        auto afterStep = std::move(recorder.afterStep);
        recorder = Recorder();
        recorder.afterStep = std::move(afterStep);
        return sampleBatch(session, requests, options, recorder, stop.get_token());
    }

    ThreadPool pool;
    std::shared_ptr<ScriptedTokenizer> tokenizer;
    std::shared_ptr<ScriptedModel> model;
    Session session;
    Recorder recorder;
    std::stop_source stop;
};

bool sameBits(const LogitsPtr& left, const LogitsPtr& right) {
    std::vector<float> a, b;
    return left && right && std::ranges::equal(left->view(a), right->view(b));
}

// Everything but times, and rows where `rows` is false.
bool sameSteps(const std::vector<StepRecord>& left, const std::vector<StepRecord>& right, bool rows) {
    return std::ranges::equal(left, right, [rows](const StepRecord& a, const StepRecord& b) {
        return a.position == b.position && a.token == b.token && a.text == b.text && a.uniform == b.uniform &&
               a.probability == b.probability && a.rawProbability == b.rawProbability && a.rawRank == b.rawRank &&
               a.rawEntropyBits == b.rawEntropyBits && a.entropyBits == b.entropyBits &&
               a.stages.size() == b.stages.size() && (!rows || sameBits(a.logits, b.logits));
    });
}

struct Single {
    Outcome outcome;
    std::vector<StepRecord> steps;
};

Single alone(Session& session, const GenerationRequest& request) {
    class Listener final : public DecodingListener {
    public:
        void onStep(const StepRecord& step) override { steps.push_back(step); }
        std::vector<StepRecord> steps;
    } listener;
    Single single;
    single.outcome = SampleStrategy().run(session, request, listener, {}).value();
    single.steps = std::move(listener.steps);
    return single;
}

} // namespace

class TestSampleBatch : public QObject {
    Q_OBJECT

private slots:
    // The model in the box: the contract holds through real kernels, whatever the batch, its order and the threads.
    void everyTextIsTheOneItWouldBeAlone_data() {
        QTest::addColumn<int>("sequences");
        QTest::addColumn<int>("threads");
        QTest::addColumn<bool>("keepRows");
        for (const int sequences : {1, 2, 3, 8, 17, 64}) {
            QTest::addRow("%d", sequences) << sequences << 1 << true;
        }
        QTest::newRow("two threads") << 17 << 2 << true;
        QTest::newRow("three threads, no rows") << 64 << 3 << false;
    }
    void everyTextIsTheOneItWouldBeAlone() {
        QFETCH(int, sequences);
        QFETCH(int, threads);
        QFETCH(bool, keepRows);
        ThreadPool pool(static_cast<std::size_t>(threads));
        const LoadedModel tales = loadModel(resourcePath("models/tales.gguf"), pool).value();
        std::vector<GenerationRequest> requests;
        for (int i = 0; i < sequences; ++i) {
            GenerationRequest request;
            const char* prompt = i % 5 == 4 ? "Once upon a time there was a dog" : "Once upon a time there was a girl";
            request.prompt = tales.tokenizer->encode(prompt, {}).value();
            request.chain = i % 3 == 2 ? ChainSpec{{SamplerSpec{TemperatureOptions{1.3}}}} : balanced();
            request.seed = 11 + static_cast<std::uint64_t>(i % 2);
            request.sequence = static_cast<std::uint32_t>(i);
            request.stop.maxTokens = 12 + i % 7;
            requests.push_back(std::move(request));
        }
        std::shuffle(requests.begin(), requests.end(), std::mt19937(3)); // NOLINT(cert-msc51-cpp)
        Session session(tales, pool);
        Recorder recorder;
        const auto outcomes = sampleBatch(session, requests, {.keepRows = keepRows}, recorder, {});
        QVERIFY(outcomes.ok());
        QCOMPARE(outcomes->size(), requests.size());
        for (std::size_t i = 0; i<requests.size(); i += requests.size()> 20 ? 5 : 1) {
            Session fresh(tales, pool);
            const Single single = alone(fresh, requests[i]);
            QVERIFY(sameSteps(recorder.steps[i], single.steps, keepRows));
            const Outcome& outcome = outcomes->at(i);
            QCOMPARE(outcome.tokens, single.outcome.tokens);
            QCOMPARE(outcome.text, single.outcome.text);
            QCOMPARE(outcome.finish, single.outcome.finish);
            if (keepRows && single.outcome.nextLogits) {
                QVERIFY(sameBits(outcome.nextLogits, single.outcome.nextLogits));
            }
        }
    }

    void allGoThroughTheModelTogether() {
        Fixture fixture(hashedRows());
        std::vector<GenerationRequest> requests;
        for (std::uint32_t i = 0; i < 10; ++i) {
            requests.push_back(fixture.request("Once", i, 5));
        }
        QVERIFY(fixture.run(requests).ok());
        QCOMPARE(fixture.model->largestBatch.load(), std::size_t{10});
        // The prompt of five tokens once, then five tokens of each.
        QCOMPARE(fixture.model->tokensRun.load(), std::size_t{5 + 10 * 5});
        // Round by round, in the order of the batch.
        for (std::size_t i = 0; i < 50; ++i) {
            QCOMPARE(fixture.recorder.order[i], i % 10);
        }
        QCOMPARE(fixture.recorder.outcomes[0].reusedTokens, std::size_t{0});
        QCOMPARE(fixture.recorder.outcomes[1].reusedTokens, std::size_t{5}); // forked
    }

    void differentPromptsShareTheirBeginning() {
        Fixture fixture(hashedRows());
        const std::string common(40, 'c');
        QVERIFY(fixture.run({fixture.request(common + "abc", 0, 1), fixture.request(common + "xyz", 0, 1)}).ok());
        // 41 common (the begin token too), two times 3, two written.
        QCOMPARE(fixture.model->tokensRun.load(), std::size_t{41 + 6 + 2});
        QCOMPARE(fixture.model->largestBatch.load(), std::size_t{2});
        QCOMPARE(fixture.recorder.prefill.back(), (std::pair<std::size_t, std::size_t>(88, 88)));
        QVERIFY(std::is_sorted(fixture.recorder.prefill.begin(), fixture.recorder.prefill.end()));
    }

    void whoHasEndedLeaves() {
        Fixture fixture(hashedRows());
        const std::vector<GenerationRequest> requests = {fixture.request("p", 0, 3), fixture.request("p", 1, 1),
                                                         fixture.request("p", 2, 2)};
        QVERIFY(fixture.run(requests).ok());
        QCOMPARE(fixture.recorder.order, (std::vector<std::size_t>{0, 1, 2, 0, 2, 0}));
        QCOMPARE(fixture.recorder.ends, (std::vector<std::size_t>{1, 2, 0}));
        QCOMPARE(fixture.recorder.outcomes.size(), std::size_t{3});
    }

    void endTokensAndStopTextsAreEachOnesOwn() {
        Fixture fixture(writing(ScriptedTokenizer(), "hello", 2));
        std::vector<GenerationRequest> requests(3, fixture.request("p"));
        for (GenerationRequest& request : requests) {
            request.chain = {{SamplerSpec{ArgmaxOptions{}}}};
        }
        requests[0].stop.atEndToken = true;
        requests[1].stop.texts = {"ll"};
        requests[2].stop.maxTokens = 8;
        const auto outcomes = fixture.run(requests);
        QVERIFY(outcomes.ok());
        QCOMPARE(outcomes->at(0).finish, FinishReason::EndToken);
        QCOMPARE(outcomes->at(0).text, std::string("hello"));
        QCOMPARE(outcomes->at(1).finish, FinishReason::StopText);
        QCOMPARE(outcomes->at(1).text, std::string("he"));
        QCOMPARE(outcomes->at(2).finish, FinishReason::Length);
        QCOMPARE(outcomes->at(2).tokens.size(), std::size_t{8});
    }

    void aFullPromptEndsAtOnceBesideOthers() {
        Fixture fixture(hashedRows(), 8);
        GenerationRequest full;
        full.prompt.assign(8, TokenId{70});
        const auto outcomes = fixture.run({full, fixture.request("p", 0, 3)});
        QVERIFY(outcomes.ok());
        QCOMPARE(outcomes->at(0).finish, FinishReason::ContextFull);
        QVERIFY(outcomes->at(0).nextLogits);
        QCOMPARE(outcomes->at(1).tokens.size(), std::size_t{3});
    }

    // Stopped at every token of the batch: what there is stays, and the rest can be had afterwards.
    void cancelsWithinOneToken() {
        constexpr std::size_t prompt = 6, sequences = 3, tokens = 5;
        constexpr std::size_t all = prompt + sequences * tokens;
        std::vector<std::vector<TokenId>> whole;
        for (std::size_t at = all + 1; at-- > 0;) {
            Fixture fixture(hashedRows());
            std::vector<GenerationRequest> requests;
            for (std::uint32_t i = 0; i < sequences; ++i) {
                requests.push_back(fixture.request("abcde", i, tokens));
            }
            fixture.model->onToken = [&](std::size_t run) {
                if (run == at) {
                    fixture.stop.request_stop();
                }
            };
            const auto outcomes = fixture.run(requests);
            QVERIFY(outcomes.ok());
            QVERIFY(fixture.model->tokensRun <= at + 1);
            QCOMPARE(fixture.recorder.outcomes.size(), sequences);
            for (std::size_t i = 0; i < sequences; ++i) {
                const Outcome& outcome = outcomes->at(i);
                QCOMPARE(outcome.tokens.size(), fixture.recorder.steps[i].size());
                if (whole.size() < sequences) { // `at` lies beyond the end
                    QCOMPARE(outcome.finish, FinishReason::Length);
                    whole.push_back(outcome.tokens);
                    continue;
                }
                QCOMPARE(outcome.finish,
                         outcome.tokens.size() == tokens ? FinishReason::Length : FinishReason::Cancelled);
                QVERIFY(std::equal(outcome.tokens.begin(), outcome.tokens.end(), whole[i].begin()));
            }
            fixture.stop = std::stop_source();
            fixture.model->onToken = {};
            const auto again = fixture.run(requests);
            for (std::size_t i = 0; i < sequences; ++i) {
                QCOMPARE(again->at(i).tokens, whole[i]);
            }
        }
    }

    void stepByStepIsTheSameText() {
        Fixture fixture(hashedRows());
        std::vector<GenerationRequest> requests;
        for (std::uint32_t i = 0; i < 4; ++i) {
            requests.push_back(fixture.request("Once upon", i, 10));
        }
        const auto whole = fixture.run(requests).value();
        Fixture stepping(hashedRows());
        for (int step = 0; step < 10; ++step) {
            std::vector<GenerationRequest> one = requests;
            for (GenerationRequest& request : one) {
                request.stop.maxTokens = 1;
            }
            const std::size_t before = stepping.model->tokensRun;
            const auto outcomes = stepping.run(one).value();
            if (step > 0) {
                // The last token of each again, for its row, and the new one.
                QVERIFY(stepping.model->tokensRun - before <= 8);
            }
            for (std::size_t i = 0; i < requests.size(); ++i) {
                QCOMPARE(outcomes[i].tokens.at(0), whole[i].tokens[static_cast<std::size_t>(step)]);
                requests[i].prompt.push_back(outcomes[i].tokens[0]);
            }
        }
    }

    void rowsAreReportedOnlyWhenAskedFor() {
        Fixture fixture(hashedRows());
        const std::vector<GenerationRequest> requests = {fixture.request("abc", 0), fixture.request("abc", 1)};
        QVERIFY(fixture.run(requests).ok());
        QVERIFY(fixture.recorder.steps[1][5].logits);
        QVERIFY(fixture.recorder.outcomes[1].nextLogits);
        const std::size_t with = fixture.model->tokensRun;
        Fixture lean(hashedRows());
        QVERIFY(lean.run(requests, {.keepRows = false}).ok());
        QVERIFY(!lean.recorder.steps[1][5].logits);
        QVERIFY(!lean.recorder.outcomes[1].nextLogits);
        QVERIFY(sameSteps(lean.recorder.steps[1], fixture.recorder.steps[1], false));
        QCOMPARE(lean.model->tokensRun + 2, with); // no row after the last token
        // The session remembers the prompt, not the texts.
        QCOMPARE(lean.session.acquire(requests[0].prompt).tokens, requests[0].prompt.size() - 1);
        std::vector<TokenId> longer = requests[0].prompt;
        longer.insert(longer.end(), lean.recorder.outcomes[0].tokens.begin(), lean.recorder.outcomes[0].tokens.end());
        QCOMPARE(lean.session.acquire(longer).tokens, requests[0].prompt.size());
    }

    void promptsAreScoredForWhoAsked() {
        Fixture fixture(hashedRows());
        std::vector<GenerationRequest> requests(3, fixture.request("abcd"));
        requests[1].scorePrompt = true;
        QVERIFY(fixture.run(requests).ok());
        QCOMPARE(fixture.recorder.prompts.size(), std::size_t{1});
        QCOMPARE(fixture.recorder.prompts[1].size(), requests[1].prompt.size());
        QVERIFY(fixture.recorder.prompts[1][3].logits);
    }

    void aChangedChainIsOneSequencesOwn() {
        Fixture fixture(hashedRows());
        const std::vector<GenerationRequest> requests(2, fixture.request("p", 0, 10));
        fixture.recorder.afterStep = [&fixture] {
            if (fixture.recorder.order.size() == 8) {
                fixture.recorder.updates[1] = ChainSpec{{SamplerSpec{ArgmaxOptions{}}}};
            }
        };
        QVERIFY(fixture.run(requests).ok());
        for (std::size_t i = 0; i < 10; ++i) {
            QCOMPARE(fixture.recorder.steps[0][i].stages.size(), std::size_t{3});
            QCOMPARE(fixture.recorder.steps[1][i].stages.size(), i < 4 ? std::size_t{3} : std::size_t{1});
        }
    }

    void sentences_data() {
        QTest::addColumn<int>("what");
        QTest::addColumn<QString>("part");
        QTest::newRow("none") << 0 << "is 0";
        QTest::newRow("too many") << 1 << "1 to 4096";
        QTest::newRow("a bad chain in the last") << 2 << "emperature";
        QTest::newRow("a prompt that is too long") << 3 << "more than the context";
    }
    void sentences() {
        QFETCH(int, what);
        QFETCH(QString, part);
        Fixture fixture(hashedRows());
        std::vector<GenerationRequest> requests(3, fixture.request("p"));
        if (what == 0) {
            requests.clear();
        } else if (what == 1) {
            requests.resize(largestBatch + 1, fixture.request("p"));
        } else if (what == 2) {
            requests.back().chain = {{SamplerSpec{TemperatureOptions{-1.0}}}};
        } else {
            requests.back().prompt.resize(300, TokenId{5});
        }
        const auto outcomes = fixture.run(requests);
        QVERIFY(!outcomes.ok());
        const QString sentence = QString::fromStdString(outcomes.error().message);
        QVERIFY2(sentence.contains(part), qPrintable(sentence));
        QVERIFY(sentence.endsWith('.'));
        QCOMPARE(fixture.model->tokensRun.load(), std::size_t{0});
    }

    void textsThatCannotFitAreRefused() {
        class Huge final : public LanguageModel {
        public:
            explicit Huge(std::shared_ptr<const LanguageModel> model) : m_model(std::move(model)) {}
            const ModelConfig& config() const override { return m_model->config(); }
            std::unique_ptr<SequenceState> newState() const override { return m_model->newState(); }
            std::size_t stateBytesPerToken() const override { return std::size_t{1} << 40; }
            ForwardStatus forward(std::span<const SequenceInput> batch, Scratch& scratch, LogitSink& sink,
                                  ForwardObserver* observer, std::stop_token stop) const override {
                return m_model->forward(batch, scratch, sink, observer, std::move(stop));
            }

        private:
            std::shared_ptr<const LanguageModel> m_model;
        };
        Fixture fixture(hashedRows());
        Session session(loaded(std::make_shared<Huge>(fixture.model), fixture.tokenizer), fixture.pool);
        const std::vector<GenerationRequest> requests(4, fixture.request("p"));
        Recorder recorder;
        const auto outcomes = sampleBatch(session, requests, {}, recorder, {});
        QVERIFY(!outcomes.ok());
        const QString sentence = QString::fromStdString(outcomes.error().message);
        QVERIFY2(sentence.contains("87961.0 GB"), qPrintable(sentence)); // 80 tokens of 2^40 bytes
        QVERIFY(sampleBatch(session, std::span(requests).first(1), {}, recorder, {}).ok());
    }

    void logitsThatAreNoNumbersAreASentence() {
        Fixture fixture([](std::span<const TokenId> tokens, std::span<float> row) {
            hashedRows()(tokens, row);
            if (tokens.size() == 6) {
                row[3] = std::numeric_limits<float>::quiet_NaN();
            }
        });
        const auto outcomes = fixture.run({fixture.request("p", 0), fixture.request("p", 1)});
        QVERIFY(!outcomes.ok());
        QVERIFY(outcomes.error().message.ends_with('.'));
        QCOMPARE(fixture.recorder.order.size(), std::size_t{8});
    }
};

QTEST_APPLESS_MAIN(TestSampleBatch)
#include "tst_sample_batch.moc"
