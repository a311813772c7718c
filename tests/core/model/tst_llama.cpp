// Every shape of the Llama architecture against plain double-precision loops, and what an observer is shown.
#include "core/model/forward_observer.h"
#include "core/model/loader.h"
#include "tests/support/logit_statistics.h"
#include "tests/support/plain_llama.h"

#include <QTemporaryDir>
#include <QtTest/QTest>

using namespace logitscope;
using namespace logitscope::test;

Q_DECLARE_METATYPE(logitscope::test::RandomModel)

namespace {

std::vector<TokenId> someTokens(std::size_t count, std::uint32_t vocabulary) {
    std::vector<TokenId> tokens;
    for (std::size_t i = 0; i < count; ++i) {
        tokens.push_back(static_cast<TokenId>((i * 37 + 5) % vocabulary));
    }
    return tokens;
}

// Remembers everything that is shown.
class EverythingObserver final : public ForwardObserver {
public:
    std::vector<std::tuple<int, std::size_t, int, int>> attentionCalls; // layer, input, position, head
    std::vector<std::tuple<int, std::size_t, int>> residualCalls;
    std::vector<std::vector<float>> attention;
    std::vector<std::vector<float>> residuals;

    bool wantsAttention(LayerIndex) const override { return true; }
    void onAttention(LayerIndex layer, HeadIndex head, std::size_t input, Position position,
                     std::span<const float> weights) override {
        attentionCalls.emplace_back(numberOf(layer), input, numberOf(position), numberOf(head));
        attention.emplace_back(weights.begin(), weights.end());
    }
    bool wantsResidual(LayerIndex) const override { return true; }
    void onResidual(LayerIndex layer, std::size_t input, Position position, std::span<const float> residual) override {
        residualCalls.emplace_back(numberOf(layer), input, numberOf(position));
        residuals.emplace_back(residual.begin(), residual.end());
    }
};

} // namespace

class TestLlama : public QObject {
    Q_OBJECT

private slots:
    void matchesPlainLoops_data();
    void matchesPlainLoops();
    void observerSeesEverything();

private:
    QTemporaryDir m_folder;

    LoadedModel load(const RandomModel& shape) {
        const std::filesystem::path file = m_folder.filePath("model.gguf").toStdString();
        shape.builder().writeTo(file);
        ThreadPool pool(1);
        const auto loaded = loadModel(file, pool);
        if (!loaded) {
            qFatal("%s", loaded.error().message.c_str());
        }
        return *loaded;
    }
};

void TestLlama::matchesPlainLoops_data() {
    QTest::addColumn<RandomModel>("shape");
    const auto row = [](const char* name, auto change) {
        RandomModel shape;
        change(shape);
        QTest::newRow(name) << shape;
    };
    row("as it is", [](RandomModel&) {});
    row("own output matrix", [](RandomModel& s) { s.tied = false; });
    row("every head its own keys", [](RandomModel& s) { s.keyValueHeads = 4; });
    row("one key/value head", [](RandomModel& s) { s.keyValueHeads = 1; });
    row("24 heads, 3 of them keys", [](RandomModel& s) {
        s.heads = 24;
        s.keyValueHeads = 3;
        s.headLength = 8;
    });
    row("odd sizes", [](RandomModel& s) {
        s.embedding = 60;
        s.heads = 6;
        s.keyValueHeads = 3;
        s.feedForward = 77;
        s.vocabulary = 259;
    });
    row("long heads", [](RandomModel& s) { s.headLength = 40; });
    row("heads partly rotated", [](RandomModel& s) { s.rotatedDimensions = 6; });
    row("another base", [](RandomModel& s) { s.ropeBase = 500000.0F; });
    row("linear scaling", [](RandomModel& s) { s.linearScale = 4.0F; });
    row("frequency factors", [](RandomModel& s) { s.frequencyFactors = true; });
    row("F16", [](RandomModel& s) { s.type = DType::F16; });
    row("BF16", [](RandomModel& s) { s.type = DType::BF16; });
    for (std::size_t type = static_cast<std::size_t>(DType::Q8_0); type < dtypeCount; ++type) {
        row(traitsOf(static_cast<DType>(type)).name.data(),
            [=](RandomModel& s) { s.useType(static_cast<DType>(type)); });
    }
}

void TestLlama::matchesPlainLoops() {
    QFETCH(RandomModel, shape);
    const LoadedModel loaded = load(shape);
    const std::vector<TokenId> tokens = someTokens(70, shape.vocabulary); // more than two pages
    const PlainLlama plain(shape);
    for (const Kernels* kernels : {&bestKernels(), kernelsFor(InstructionSet::Baseline)}) {
        const LogitMatrix found = logitsOf(*loaded.model, tokens, 1, *kernels, Precision::Precise);
        QCOMPARE(found.size(), tokens.size());
        for (const std::size_t last :
             {std::size_t{0}, std::size_t{1}, std::size_t{31}, std::size_t{32}, std::size_t{69}}) {
            const std::vector<TokenId> prefix(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(last + 1));
            const LogitDistance error = distance({plain.logits(prefix)}, {found[last]});
            QVERIFY2(error.maxError < 2e-5, qPrintable(QString("position %1: %2").arg(last).arg(error.maxError)));
        }
    }
}

void TestLlama::observerSeesEverything() {
    const RandomModel shape;
    const LoadedModel loaded = load(shape);
    const auto tokens = someTokens(37, shape.vocabulary);
    ThreadPool pool(2);
    Scratch scratch(pool);
    EverythingObserver observer;
    CollectingSink sink;
    const auto first = loaded.model->newState();
    const auto second = loaded.model->newState();
    const std::vector<SequenceInput> batch{{first.get(), tokens, LogitRows::Last},
                                           {second.get(), std::span(tokens).first(3), LogitRows::Last}};
    QCOMPARE(loaded.model->forward(batch, scratch, sink, &observer, {}), ForwardStatus::Completed);

    QCOMPARE(observer.attentionCalls.size(), std::size_t{40} * shape.layers * shape.heads);
    QCOMPARE(observer.residualCalls.size(), std::size_t{40} * shape.layers);
    QVERIFY(std::is_sorted(observer.residualCalls.begin(), observer.residualCalls.end()));
    QVERIFY(std::is_sorted(observer.attentionCalls.begin(), observer.attentionCalls.end()));
    for (std::size_t i = 0; i < observer.attention.size(); ++i) {
        QCOMPARE(observer.attention[i].size(), static_cast<std::size_t>(std::get<2>(observer.attentionCalls[i])) + 1);
        double sum = 0.0;
        for (const float weight : observer.attention[i]) {
            QVERIFY(weight >= 0.0F);
            sum += weight;
        }
        QVERIFY(std::fabs(sum - 1.0) < 1e-5);
    }
    for (const auto& residual : observer.residuals) {
        QCOMPARE(residual.size(), std::size_t{shape.embedding});
    }
    // The second sequence is the beginning of the first: what is shown of it is the same.
    const auto residualAt = [&](int layer, std::size_t input, int position) {
        const auto at =
            std::find(observer.residualCalls.begin(), observer.residualCalls.end(), std::tuple(layer, input, position));
        return observer.residuals[static_cast<std::size_t>(at - observer.residualCalls.begin())];
    };
    QCOMPARE(residualAt(1, 1, 2), residualAt(1, 0, 2));
    QVERIFY(residualAt(1, 0, 2) != residualAt(0, 0, 2));
}

QTEST_GUILESS_MAIN(TestLlama)
#include "tst_llama.moc"
