// What a step leaves behind is enough to run it again: the chain with its context, the run in pieces.
#include "core/base/thread_pool.h"
#include "core/decoding/sample_strategy.h"
#include "core/decoding/token_texts.h"
#include "core/sampling/chain.h"
#include "tests/support/scripted_model.h"

#include <QtTest/QTest>

using namespace logitscope;
using namespace logitscope::test;

namespace {

class Recorder final : public DecodingListener {
public:
    void onStep(const StepRecord& step) override {
        steps.push_back(step);
        if (steps.size() == changeAfter) {
            update = changed;
        }
    }
    std::optional<ChainSpec> takeChainUpdate() override { return std::exchange(update, std::nullopt); }

    std::vector<StepRecord> steps;
    std::size_t changeAfter = 0;
    ChainSpec changed;
    std::optional<ChainSpec> update;
};

// Every sampler that reads the context.
ChainSpec readers() {
    return {{SamplerSpec{PenaltiesOptions{1.2, 0.1, 0.1, 8}}, SamplerSpec{DryOptions{0.8, 1.5, 1}},
             SamplerSpec{XtcOptions{0.5, 0.005}}, SamplerSpec{MirostatOptions{2, 4.0, 0.3}},
             SamplerSpec{AdaptivePOptions{0.2, 0.5}}}};
}

} // namespace

class TestStepAgain : public QObject {
    Q_OBJECT

private slots:
    void stepsRunAgain();
    void aChangedChainKeepsItsMemory();

private:
    ThreadPool m_pool{1};
    std::shared_ptr<ScriptedTokenizer> m_tokenizer = std::make_shared<ScriptedTokenizer>(std::vector<std::string>());
    Session m_session{
        loaded(std::make_shared<ScriptedModel>(m_tokenizer->vocabularySize(), 512, hashedRows()), m_tokenizer), m_pool};

    GenerationRequest request() const {
        GenerationRequest made;
        made.prompt = m_tokenizer->encode("Once upon", {}).value();
        made.chain = readers();
        made.seed = 5;
        made.sequence = 2;
        made.stop.maxTokens = 30;
        made.stop.atEndToken = false;
        return made;
    }
    Result<Outcome> run(const GenerationRequest& request, Recorder& recorder) {
        return SampleStrategy().run(m_session, request, recorder, {});
    }
};

// With what a record holds, its chain does again what it did; and one run is the same as many of one token.
void TestStepAgain::stepsRunAgain() {
    GenerationRequest whole = request();
    Recorder recorder;
    const auto outcome = run(whole, recorder);
    QVERIFY(outcome.ok());
    QCOMPARE(recorder.steps.front().memory, ChainMemory{});
    QCOMPARE(recorder.steps.back().memory.stages.size(), std::size_t{2});
    const SamplerChain chain = SamplerChain::create(whole.chain, tokenTexts(m_tokenizer.get())).value();
    std::vector<TokenId> before = whole.prompt;
    std::vector<float> buffer;
    int acted = 0;
    for (const StepRecord& step : recorder.steps) {
        const StepContext context{before, 5, 2, step.position, &step.memory};
        const ChainResult result = chain.apply(step.logits->view(buffer), context);
        const Draw draw = result.draw(step.uniform);
        QCOMPARE(draw.token, step.token);
        QCOMPARE(draw.probability, step.probability);
        for (std::size_t i = 0; i < whole.chain.stages.size(); ++i) {
            QCOMPARE(result.stages()[i].survivors, step.stages[i].survivors);
            QCOMPARE(result.stages()[i].threshold, step.stages[i].threshold);
            QCOMPARE(result.stages()[i].uniform, step.stages[i].uniform);
        }
        acted += step.stages[2].removedMass > 0.0 ? 1 : 0;
        before.push_back(step.token);
    }
    QVERIFY2(acted > 3 && acted < 27, qPrintable(QString::number(acted)));

    GenerationRequest pieces = request();
    pieces.stop.maxTokens = 1;
    for (const StepRecord& step : recorder.steps) {
        Recorder nobody;
        const auto one = run(pieces, nobody);
        QVERIFY(one.ok());
        QCOMPARE(one->tokens, std::vector<TokenId>{step.token});
        pieces.prompt.push_back(step.token);
        pieces.memory = one->memory;
    }
    QCOMPARE(pieces.memory, outcome->memory);
}

void TestStepAgain::aChangedChainKeepsItsMemory() {
    Recorder recorder;
    recorder.changeAfter = 10;
    recorder.changed = readers();
    recorder.changed.stages.insert(recorder.changed.stages.begin(), SamplerSpec{TopKOptions{100}});
    std::get<MirostatOptions>(recorder.changed.stages[4].options).tau = 3.0;
    QVERIFY(run(request(), recorder).ok());
    QCOMPARE(recorder.steps[9].stages.size(), std::size_t{5});
    QCOMPARE(recorder.steps[10].stages.size(), std::size_t{6});
    const ChainMemory& before = recorder.steps[10].memory;
    QCOMPARE(before.stages[0].kind, SamplerKind::Mirostat);
    QCOMPARE(recorder.steps[10].stages[4].threshold, before.stages[0].number);
}

QTEST_APPLESS_MAIN(TestStepAgain)
#include "tst_step_again.moc"
