// Rows read again are the rows of the run, bit for bit, and cost only what is not in the cache.
#include "core/base/thread_pool.h"
#include "core/decoding/rows.h"
#include "core/decoding/sample_strategy.h"
#include "core/model/loader.h"
#include "tests/support/paths.h"
#include "tests/support/scripted_model.h"

#include <QtTest/QTest>

#include <cstring>

using namespace logitscope;
using namespace logitscope::test;

namespace {

struct Fixture {
    explicit Fixture(std::size_t context = 4096)
        : model(std::make_shared<ScriptedModel>(16, context, hashedRows())), session(loaded(model, nullptr), pool) {}

    ThreadPool pool{1};
    std::shared_ptr<ScriptedModel> model;
    Session session;
};

class Steps final : public DecodingListener {
public:
    void onStep(const StepRecord& step) override { records.push_back(step); }
    std::vector<StepRecord> records;
};

std::vector<TokenId> someTokens(int count) {
    std::vector<TokenId> tokens;
    for (int i = 0; i < count; ++i) {
        tokens.push_back(TokenId{i * 7 % 16});
    }
    return tokens;
}

bool sameBits(const LogitsPtr& left, const LogitsPtr& right) {
    std::vector<float> a, b;
    const auto x = left->view(a), y = right->view(b);
    return x.size() == y.size() && std::memcmp(x.data(), y.data(), x.size_bytes()) == 0;
}

} // namespace

class RowsTest : public QObject {
    Q_OBJECT

private slots:
    void areThoseOfTheModel() {
        Fixture fixture;
        const auto tokens = someTokens(300);
        const auto rows = readRows(fixture.session, tokens, 250, {});
        QVERIFY(rows.ok());
        QCOMPARE(rows->size(), std::size_t(51));
        std::vector<float> expected(16), buffer;
        for (std::size_t i = 0; i < rows->size(); ++i) {
            hashedRows()(std::span(tokens).first(250 + i), expected);
            const auto view = (*rows)[i]->view(buffer);
            QVERIFY(std::equal(view.begin(), view.end(), expected.begin(), expected.end()));
        }
    }

    void whatWasReadIsNotReadAgain() {
        Fixture fixture;
        const auto tokens = someTokens(500);
        QVERIFY(readRows(fixture.session, tokens, 500, {}).ok());
        QCOMPARE(fixture.model->tokensRun.load(), std::size_t(500));
        QCOMPARE(readRows(fixture.session, std::span(tokens).first(130), 100, {})->size(), std::size_t(31));
        QCOMPARE(fixture.model->tokensRun.load(), std::size_t(531)); // the rows alone
        QVERIFY(readRows(fixture.session, tokens, 499, {}).ok());    // the long text is still there
        QCOMPARE(fixture.model->tokensRun.load(), std::size_t(533));
    }

    void theFirstPlaceHasARow() {
        Fixture fixture;
        const auto rows = readRows(fixture.session, someTokens(1), 1, {});
        QVERIFY(rows.ok());
        QCOMPARE(rows->size(), std::size_t(1));
    }

    void stoppedThereAreNone() {
        Fixture fixture;
        std::stop_source stop;
        fixture.model->onToken = [&](std::size_t run) {
            if (run == 200) {
                stop.request_stop();
            }
        };
        const auto tokens = someTokens(1000);
        const auto rows = readRows(fixture.session, tokens, 900, stop.get_token());
        QVERIFY(rows.ok());
        QVERIFY(rows->empty());
        fixture.model->onToken = {};
        QCOMPARE(readRows(fixture.session, tokens, 1000, {})->size(), std::size_t(1));
        QVERIFY(fixture.model->tokensRun.load() < 1200); // what was read before the stop was kept
    }

    void whatCannotBeReadIsSaid() {
        Fixture fixture(8);
        QVERIFY(readRows(fixture.session, someTokens(8), 3, {}).ok());
        QVERIFY(!readRows(fixture.session, someTokens(9), 3, {}).ok());
        QVERIFY(!readRows(fixture.session, ids({1, 16}), 1, {}).ok());
    }

    // The model in the box: generated token by token, read again in one go, on another number of threads.
    void areBitIdenticalToTheRun() {
        ThreadPool one(1), three(3);
        auto first = loadModel(resourcePath("models/tales.gguf"), one);
        auto second = loadModel(resourcePath("models/tales.gguf"), three);
        QVERIFY(first.ok() && second.ok());
        Session writer(std::move(*first), one), reader(std::move(*second), three);
        GenerationRequest request;
        request.prompt = writer.tokenizer()->encode("Once upon a time").value();
        request.stop = {.atEndToken = false, .texts = {}, .maxTokens = 60};
        Steps steps;
        const auto outcome = SampleStrategy().run(writer, request, steps, {});
        QVERIFY(outcome.ok());
        std::vector<TokenId> tokens = request.prompt;
        tokens.insert(tokens.end(), outcome->tokens.begin(), outcome->tokens.end());
        const auto rows = readRows(reader, tokens, request.prompt.size(), {});
        QCOMPARE(rows->size(), std::size_t(61));
        for (std::size_t i = 0; i < 60; ++i) {
            QVERIFY(sameBits((*rows)[i], steps.records[i].logits));
        }
        QVERIFY(sameBits(rows->back(), outcome->nextLogits));
    }
};

QTEST_GUILESS_MAIN(RowsTest)
#include "tst_read_rows.moc"
