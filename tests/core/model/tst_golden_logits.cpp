// Logits against independent implementations: llama.cpp for the reference and story models, llama2.c for stories260K.
#include "core/model/loader.h"
#include "core/quant/half.h"
#include "tests/support/logit_statistics.h"

#include <QtTest/QTest>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>

using namespace logitscope;
using namespace logitscope::test;

namespace {

// GELU as the reference has it: looked up by the argument rounded to half precision, in a table of half precision.
float roundedGeluOf(float x) {
    if (x <= -10.0F || x >= 10.0F) {
        return x < 0.0F ? 0.0F : x;
    }
    const double v = toFloat(toHalf(x));
    const double exact = 0.5 * v * (1.0 + std::tanh(std::sqrt(2.0 / M_PI) * (v + 0.044715 * v * v * v)));
    return toFloat(toHalf(static_cast<float>(exact)));
}

Kernels kernelsWithRoundedGelu() {
    Kernels kernels = bestKernels();
    kernels.gelu = [](float* x, std::size_t count) { std::transform(x, x + count, x, roundedGeluOf); };
    kernels.geluProduct = [](const float* gate, const float* up, std::size_t count, float* out) {
        std::transform(gate, gate + count, up, out, [](float g, float u) { return roundedGeluOf(g) * u; });
    };
    return kernels;
}

LogitDistance distanceFromReference(const std::string& name, const Kernels& kernels, Precision precision) {
    const std::string base = sharedPath(name).string();
    ThreadPool pool(1);
    const auto loaded = loadModel(base + ".gguf", pool);
    if (!loaded) {
        QTest::qFail(loaded.error().message.c_str(), __FILE__, __LINE__);
        return distance({}, {});
    }
    const std::vector<TokenId> ids = readIds(base + ".ids.txt");
    const LogitMatrix expected = readLogits(base + ".logits.f32", ids.size());
    const LogitDistance found = distance(expected, logitsOf(*loaded->model, ids, 1, kernels, precision));
    qInfo("max error %.2g of the spread, mean KL %.2g nats", found.maxError, found.meanDivergence);
    return found;
}

} // namespace

class TestGoldenLogits : public QObject {
    Q_OBJECT

private slots:
    void reference_data();
    void reference();
    void roundedGelu_data();
    void roundedGelu();
    void stories_data();
    void stories();
};

void TestGoldenLogits::reference_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("precise");
    QTest::addColumn<double>("maxError");       // of the spread
    QTest::addColumn<double>("meanDivergence"); // nats

    // Float arithmetic against float arithmetic: only the order of sums differs.
    QTest::newRow("F32 tied") << "reference/llama-gqa" << true << 1e-3 << 1e-8;
    QTest::newRow("Qwen2") << "reference/qwen2" << true << 1e-3 << 1e-8;
    QTest::newRow("Phi-3") << "reference/phi3" << true << 1e-3 << 1e-8;
    QTest::newRow("Mixtral") << "reference/mixtral" << true << 1e-3 << 1e-8;
    QTest::newRow("F32 own output") << "reference/llama-256" << true << 1e-3 << 1e-8;
    for (const char* type : {"F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "IQ4_NL", "Q2_K", "Q3_K_M",
                             "Q4_K_M", "Q5_K_M", "Q6_K"}) {
        QTest::addRow("%s precise", type) << QString("reference/llama-256-%1").arg(type) << true << 1e-3 << 1e-8;
    }
    // Activations of 8 bits against float arithmetic.
    for (const char* type :
         {"Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "IQ4_NL", "Q2_K", "Q3_K_M", "Q4_K_M", "Q5_K_M", "Q6_K"}) {
        QTest::addRow("%s fast", type) << QString("reference/llama-256-%1").arg(type) << false << 0.15 << 2e-3;
    }
    // Here the reference rounds its activations, to 16 and to 8 bits: the distance is its error and ours.
    QTest::newRow("story F16") << "models/tales-prototype/tales-prototype-F16" << true << 0.01 << 1e-5;
    QTest::newRow("story Q8_0 precise") << "models/tales-prototype/tales-prototype-Q8_0" << true << 0.2 << 1.5e-3;
    QTest::newRow("story Q8_0 fast") << "models/tales-prototype/tales-prototype-Q8_0" << false << 0.2 << 2e-3;
}

void TestGoldenLogits::reference() {
    QFETCH(QString, name);
    QFETCH(bool, precise);
    QFETCH(double, maxError);
    QFETCH(double, meanDivergence);
    if (!std::filesystem::exists(sharedPath(name.toStdString() + ".gguf"))) {
        QSKIP("reference data absent");
    }
    const LogitDistance found =
        distanceFromReference(name.toStdString(), bestKernels(), precise ? Precision::Precise : Precision::Fast);
    QVERIFY(found.maxError < maxError);
    QVERIFY(found.meanDivergence < meanDivergence);
}

// With the rounding of the reference we find its logits, but for arguments that the order of sums moves over the edge
// of a rounding step; with our own GELU the distance is that rounding.
void TestGoldenLogits::roundedGelu_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<double>("maxError");
    QTest::addColumn<double>("maxErrorOfOurs");
    QTest::newRow("GPT-2") << "reference/gpt2" << 3e-4 << 1e-3;
    QTest::newRow("GPT-NeoX") << "reference/gptneox" << 3e-4 << 1e-3;
    QTest::newRow("Gemma 2") << "reference/gemma2" << 3e-3 << 0.012; // 26 layers of it
}

void TestGoldenLogits::roundedGelu() {
    QFETCH(QString, name);
    QFETCH(double, maxError);
    QFETCH(double, maxErrorOfOurs);
    if (!std::filesystem::exists(sharedPath(name.toStdString() + ".gguf"))) {
        QSKIP("reference data absent");
    }
    const LogitDistance rounded =
        distanceFromReference(name.toStdString(), kernelsWithRoundedGelu(), Precision::Precise);
    QVERIFY(rounded.maxError < maxError);
    QVERIFY(rounded.meanDivergence < 3e-8);
    const LogitDistance ours = distanceFromReference(name.toStdString(), bestKernels(), Precision::Precise);
    QVERIFY(ours.maxError < maxErrorOfOurs);
    QVERIFY(ours.meanDivergence < 1e-6);
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
