// Logits against independent implementations: llama.cpp for the reference and story models, llama2.c for stories260K.
#include "core/model/loader.h"
#include "tests/support/logit_statistics.h"

#include <QtTest/QTest>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

using namespace logitscope;
using namespace logitscope::test;

class TestGoldenLogits : public QObject {
    Q_OBJECT

private slots:
    void reference_data();
    void reference();
    void stories_data();
    void stories();
};

void TestGoldenLogits::reference_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<double>("maxError");       // of the spread
    QTest::addColumn<double>("meanDivergence"); // nats

    // Float arithmetic against float arithmetic: only the order of sums differs.
    QTest::newRow("F32 tied") << "reference/llama-gqa" << 1e-3 << 1e-8;
    QTest::newRow("F32 own output") << "reference/llama-256" << 1e-3 << 1e-8;
    QTest::newRow("F16") << "reference/llama-256-F16" << 1e-3 << 1e-8;
    QTest::newRow("BF16") << "reference/llama-256-BF16" << 1e-3 << 1e-8;
    QTest::newRow("Q8_0") << "reference/llama-256-Q8_0" << 1e-3 << 1e-8;
    // Here the reference rounds its activations, to 16 and to 8 bits, and we do not: the distance is its error.
    QTest::newRow("story F16") << "models/tales-prototype/tales-prototype-F16" << 0.01 << 1e-5;
    QTest::newRow("story Q8_0") << "models/tales-prototype/tales-prototype-Q8_0" << 0.2 << 1.5e-3;
}

void TestGoldenLogits::reference() {
    QFETCH(QString, name);
    QFETCH(double, maxError);
    QFETCH(double, meanDivergence);
    const std::string base = sharedPath(name.toStdString()).string();
    if (!std::filesystem::exists(base + ".gguf")) {
        QSKIP("reference data absent");
    }
    ThreadPool pool(1);
    const auto loaded = loadModel(base + ".gguf", pool);
    QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().message.c_str());

    const std::vector<TokenId> ids = readIds(base + ".ids.txt");
    const LogitMatrix expected = readLogits(base + ".logits.f32", ids.size());
    const LogitDistance found = distance(expected, logitsOf(*loaded->model, ids));
    qInfo("max error %.2g of the spread, mean KL %.2g nats", found.maxError, found.meanDivergence);
    QVERIFY(found.maxError < maxError);
    QVERIFY(found.meanDivergence < meanDivergence);
}

void TestGoldenLogits::stories_data() {
    QTest::addColumn<int>("index");
    for (int i = 0; i < 4; ++i) {
        QTest::addRow("case %d", i) << i;
    }
}

void TestGoldenLogits::stories() {
    QFETCH(int, index);
    LOGITSCOPE_REQUIRE_SHARED("models/stories260K/stories260K.gguf");
    std::ifstream stream(sharedPath("models/stories260K/expected_greedy.json"));
    const nlohmann::json expected = nlohmann::json::parse(stream).at("cases").at(static_cast<std::size_t>(index));
    ThreadPool pool(1);
    const auto loaded = loadModel(sharedPath("models/stories260K/stories260K.gguf"), pool);
    QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().message.c_str());

    const auto idsAt = [&](const char* key) {
        std::vector<TokenId> ids;
        for (const int id : expected.at(key)) {
            ids.push_back(static_cast<TokenId>(id));
        }
        return ids;
    };
    const std::vector<TokenId> prompt = idsAt("prompt_token_ids");
    const auto reference = expected.at("logits_after_prompt").get<std::vector<float>>();
    const LogitDistance found = distance({reference}, {logitsOf(*loaded->model, prompt).back()});
    qInfo("max error %.2g of the spread, mean KL %.2g nats", found.maxError, found.meanDivergence);
    QVERIFY(found.maxError < 1e-4);

    // The same continuation, token by token: the smallest margin of any argmax is 0.0036.
    Scratch scratch(pool);
    const auto state = loaded->model->newState();
    std::vector<TokenId> pending = prompt;
    std::vector<TokenId> generated;
    while (generated.size() < idsAt("generated_token_ids").size()) {
        CollectingSink sink;
        const SequenceInput input{state.get(), pending, LogitRows::Last};
        loaded->model->forward({&input, 1}, scratch, sink, nullptr, {});
        const std::vector<float>& row = sink.rows.begin()->second;
        pending = {static_cast<TokenId>(std::max_element(row.begin(), row.end()) - row.begin())};
        generated.push_back(pending.front());
    }
    QCOMPARE(generated, idsAt("generated_token_ids"));
}

QTEST_APPLESS_MAIN(TestGoldenLogits)
#include "tst_golden_logits.moc"
