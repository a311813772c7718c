// The engine on the model in the box: the same text for any thread count and cache, replays, scores, real cancelling.
#include "core/engine/engine.h"
#include "core/sampling/sampler_catalog.h"
#include "tests/support/job_spy.h"
#include "tests/support/paths.h"

#include <QtTest/QTest>

#include <algorithm>
#include <cmath>

using namespace logitscope;
using namespace logitscope::test;

namespace {

const std::string story = "Once upon a time there was a little girl named Lily. She";

std::shared_ptr<JobSpy> ended(Engine& engine, Request request) {
    auto spy = std::make_shared<JobSpy>();
    engine.submit(std::move(request), spy);
    spy->awaitFinished();
    return spy;
}

ChainSpec preset(const std::string& name) {
    for (const ChainPreset& one : chainPresets()) {
        if (name == one.name) {
            return one.chain;
        }
    }
    return {};
}

GenerateRequest continuing(const std::string& prompt, int tokens, const std::string& chain = "balanced") {
    GenerateRequest request;
    request.prompt = prompt;
    request.chain = preset(chain);
    request.stop.maxTokens = tokens;
    return request;
}

bool sameRow(const LogitsPtr& left, const LogitsPtr& right) {
    std::vector<float> leftBuffer, rightBuffer;
    if (!left || !right) {
        return left == right;
    }
    const auto a = left->view(leftBuffer);
    const auto b = right->view(rightBuffer);
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

// Everything of a run but the times.
bool sameRun(const JobSpy& left, const JobSpy& right) {
    return left.outcomes.at(0).text == right.outcomes.at(0).text &&
           left.outcomes.at(0).finish == right.outcomes.at(0).finish &&
           std::equal(left.steps.begin(), left.steps.end(), right.steps.begin(), right.steps.end(),
                      [](const StepRecord& a, const StepRecord& b) {
                          return a.token == b.token && a.text == b.text && a.probability == b.probability &&
                                 a.rawProbability == b.rawProbability && a.entropyBits == b.entropyBits &&
                                 sameRow(a.logits, b.logits);
                      });
}

} // namespace

class TestEngineTales : public QObject {
    Q_OBJECT

    std::filesystem::path m_model = resourcePath("models/tales.gguf");

    std::unique_ptr<Engine> engineWith(std::size_t threads) const {
        EngineOptions options;
        options.threads = threads;
        auto engine = std::make_unique<Engine>(options);
        const auto loading = ended(*engine, LoadRequest{m_model, ""});
        return loading->ends.at(0).end == JobEnd::Completed ? std::move(engine) : nullptr;
    }

private slots:
    void sameTextForAnyThreadCountAndCache() {
        const auto one = engineWith(1);
        QVERIFY(one);
        const auto reference = ended(*one, continuing(story, 60));
        QCOMPARE(reference->ends.at(0).end, JobEnd::Completed);
        QVERIFY(reference->steps.size() > 10);
        QVERIFY(sameRun(*reference, *ended(*one, continuing(story, 60)))); // from the cache
        for (const std::size_t threads : {2, 3}) {
            const auto engine = engineWith(threads);
            // Other texts before it, one with the same beginning.
            const auto other = ended(*engine, continuing("Once upon a time there was a king", 5));
            const auto run = ended(*engine, continuing(story, 60));
            QVERIFY(run->outcomes.at(0).reusedTokens > 5); // `other` holds the rows that they share
            QVERIFY(sameRun(*reference, *run));
            for (std::size_t i = 1; i < run->prompt.size(); ++i) {
                QCOMPARE(run->prompt[i].score.logProbability, reference->prompt[i].score.logProbability);
                QVERIFY(sameRow(run->prompt[i].logits, reference->prompt[i].logits));
            }
        }
    }

    void tokenByTokenIsTheSameText() {
        const auto engine = engineWith(0);
        const auto whole = ended(*engine, continuing(story, 20));
        const auto fresh = engineWith(0);
        const auto start = ended(*fresh, continuing(story, 1));
        std::vector<TokenId> tokens;
        for (const PromptRecord& record : start->prompt) {
            tokens.push_back(record.score.token);
        }
        std::string text;
        for (const StepRecord& step : whole->steps) {
            GenerateRequest request = continuing({}, 1);
            request.prompt = tokens;
            const auto one = ended(*fresh, request);
            QCOMPARE(one->steps.at(0).token, step.token);
            QVERIFY(sameRow(one->steps.at(0).logits, step.logits));
            text += one->outcomes.at(0).text;
            tokens.push_back(step.token);
        }
        QCOMPARE(text, whole->outcomes.at(0).text);
        QVERIFY(text.starts_with(' ')); // in the middle of the text the space stays
    }

    void greedyDrawsTheFirstChoiceEveryTime() {
        const auto engine = engineWith(0);
        const auto run = ended(*engine, continuing(story, 40, "greedy"));
        for (const StepRecord& step : run->steps) {
            QCOMPARE(step.rawRank, 1);
            QCOMPARE(step.probability, 1.0);
        }
    }

    void promptScoresAreThoseOfScoring() {
        const auto engine = engineWith(0);
        const auto run = ended(*engine, continuing(story, 1));
        const auto scored = ended(*engine, ScoreRequest{story});
        QCOMPARE(scored->scores.size(), run->prompt.size());
        double sum = 0.0;
        for (std::size_t i = 0; i < scored->scores.size(); ++i) {
            QCOMPARE(run->prompt[i].score.logProbability, scored->scores[i].logProbability);
            QCOMPARE(run->prompt[i].score.rank, scored->scores[i].rank);
            QCOMPARE(run->prompt[i].score.scored, i > 0);
            sum += scored->scores[i].logProbability;
        }
        QCOMPARE(scored->summary.logProbability, sum);
        QCOMPARE(scored->summary.bytes, story.size());
        QVERIFY(scored->summary.perplexity > 1.0 && scored->summary.perplexity < 200.0); // the text is its own kind
    }

    void aLongTextIsScoredInWindows() {
        const auto engine = engineWith(0);
        std::string text;
        while (text.size() < 2600) {
            text += "The cat sat on the mat and looked at the moon. ";
        }
        const auto scored = ended(*engine, ScoreRequest{text});
        QCOMPARE(scored->ends.at(0).end, JobEnd::Completed);
        QVERIFY(scored->scores.size() > 512);
        QCOMPARE(scored->summary.scoredTokens, scored->scores.size() - 1);
        QVERIFY(std::all_of(scored->scores.begin() + 1, scored->scores.end(), [](const TokenScore& score) {
            return score.scored && score.logProbability <= 0.0 && std::isfinite(score.logProbability);
        }));
    }

    void thePromptThatDoesNotFitSaysByHowMuch() {
        const auto engine = engineWith(0);
        std::string text;
        for (int i = 0; i < 600; ++i) {
            text += " cat";
        }
        const auto run = ended(*engine, continuing(text, 1));
        QCOMPARE(run->ends.at(0).end, JobEnd::Failed);
        QVERIFY(QString::fromStdString(run->ends.at(0).sentence).contains("more than the context of 512"));
    }

    void invalidTextIsASentence_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("lone byte") << QByteArray("Once \xC3");
        QTest::newRow("surrogate") << QByteArray("Once \xED\xA0\x80 upon");
        QTest::newRow("overlong") << QByteArray("\xC0\x80");
    }
    void invalidTextIsASentence() {
        QFETCH(QByteArray, text);
        const auto engine = engineWith(1);
        const auto run = ended(*engine, continuing(text.toStdString(), 1));
        QCOMPARE(run->ends.at(0).end, JobEnd::Failed);
        QVERIFY(run->ends.at(0).sentence.ends_with('.'));
    }

    void nulBytesAndManyWritingsAreText() {
        const auto engine = engineWith(1);
        const std::string odd("a\0b \xED\x95\x9C\xEA\xB8\x80 \xF0\x9F\x90\xB1", 15);
        const auto run = ended(*engine, continuing(odd, 3));
        QCOMPARE(run->ends.at(0).end, JobEnd::Completed);
        const auto scored = ended(*engine, ScoreRequest{odd});
        QCOMPARE(scored->summary.bytes, odd.size());
    }

    void theEmptyPromptStartsAText() {
        const auto engine = engineWith(1);
        const auto run = ended(*engine, continuing("", 20));
        QCOMPARE(run->ends.at(0).end, JobEnd::Completed);
        QVERIFY(!run->outcomes.at(0).text.starts_with(' ')); // a text's first word has no space before it
    }

    void theContextIsFilledAndNotExceeded() {
        const auto engine = engineWith(0);
        GenerateRequest request = continuing(story, 100000);
        request.stop.atEndToken = false;
        const auto run = ended(*engine, request);
        QCOMPARE(run->outcomes.at(0).finish, FinishReason::ContextFull);
        QCOMPARE(run->prompt.size() + run->steps.size(), std::size_t{512});
    }

    void stopTextsSpanTokens() {
        const auto engine = engineWith(0);
        const auto plain = ended(*engine, continuing(story, 40));
        const std::string text = plain->outcomes.at(0).text;
        QVERIFY(text.size() > 30);
        for (std::size_t at = 1; at + 9 < 30; at += 4) {
            GenerateRequest request = continuing(story, 40);
            const std::string stop = text.substr(at, 9);
            request.stop.texts = {stop};
            const auto run = ended(*engine, request);
            QCOMPARE(run->outcomes.at(0).finish, FinishReason::StopText);
            QCOMPARE(run->outcomes.at(0).text, text.substr(0, text.find(stop)));
        }
    }

    void cancelsInEveryPhase() {
        const auto engine = engineWith(0);
        std::string text;
        for (int i = 0; i < 450; ++i) {
            text += " cat";
        }
        for (const char* phase : {"started", "prefill", "prompt", "step"}) {
            auto spy = std::make_shared<JobSpy>();
            spy->onEvent = [&engine, phase](JobSpy& self, const std::string& event) {
                if (event == phase) {
                    engine->cancel(self.job);
                }
            };
            GenerateRequest request = continuing(text, 1000);
            request.stop.atEndToken = false;
            engine->submit(request, spy);
            QVERIFY(spy->awaitFinished());
            QCOMPARE(spy->ends.at(0).end, JobEnd::Cancelled);
            QCOMPARE(spy->outcomes.at(0).finish, FinishReason::Cancelled);
            QCOMPARE(spy->steps.size(), std::size_t{std::string(phase) == "step" ? 1U : 0U});
        }
    }

    void aCorruptFileKeepsTheModel() {
        const auto engine = engineWith(0);
        const auto before = ended(*engine, continuing(story, 10));
        const auto loading = ended(*engine, LoadRequest{resourcePath("models/catalog.json"), ""});
        QCOMPARE(loading->ends.at(0).end, JobEnd::Failed);
        QVERIFY(QString::fromStdString(loading->ends.at(0).sentence).contains("catalog.json"));
        QVERIFY(sameRun(*before, *ended(*engine, continuing(story, 10))));
    }
};

QTEST_APPLESS_MAIN(TestEngineTales)
#include "tst_engine_tales.moc"
