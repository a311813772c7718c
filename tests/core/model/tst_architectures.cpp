// Every architecture against plain double-precision loops: its logits, and all that an observer is shown.
#include "core/model/forward_observer.h"
#include "core/model/loader.h"
#include "tests/support/logit_statistics.h"
#include "tests/support/plain_transformer.h"

#include <QTemporaryDir>
#include <QtTest/QTest>

#include <functional>
#include <set>

using namespace logitscope;
using namespace logitscope::test;

using Change = std::function<void(RandomTransformer&)>;
using Teach = std::function<void(PlainTransformer&, const RandomTransformer&)>;
Q_DECLARE_METATYPE(Change)
Q_DECLARE_METATYPE(Teach)

namespace {

std::vector<TokenId> someTokens(std::size_t count, std::uint32_t vocabulary) {
    std::vector<TokenId> tokens;
    for (std::size_t i = 0; i < count; ++i) {
        tokens.push_back(static_cast<TokenId>((i * 37 + i * i * 5 + 3) % vocabulary));
    }
    return tokens;
}

// The largest difference, as a share of the largest number.
class Worst {
public:
    template<typename Found, typename Expected>
    void compare(const Found& found, const Expected& expected) {
        if (found.size() != expected.size()) {
            m_error = std::numeric_limits<double>::infinity();
            return;
        }
        for (std::size_t i = 0; i < found.size(); ++i) {
            const double difference = std::fabs(static_cast<double>(found[i]) - static_cast<double>(expected[i]));
            m_error = difference <= m_error ? m_error : difference; // NaN counts
            m_largest = std::max(m_largest, std::fabs(static_cast<double>(expected[i])));
        }
        ++m_calls;
    }
    double share() const { return m_error / m_largest; }
    std::size_t calls() const { return m_calls; }

private:
    double m_error = 0.0;
    double m_largest = 1e-30;
    std::size_t m_calls = 0;
};

// Compares what it is shown with the trace, at once.
class ComparingObserver final : public ForwardObserver {
public:
    explicit ComparingObserver(const PlainTransformer::Trace& trace) : m_trace(&trace) {}

    Worst embedding, queries, keys, values, attention, weights, residuals;
    std::size_t wrongExperts = 0;

    bool wantsEmbedding() const override { return true; }
    void onEmbedding(std::size_t, Position position, std::span<const float> residual) override {
        embedding.compare(residual, m_trace->embedding[indexOf(position)]);
    }
    bool wantsHeads(LayerIndex) const override { return true; }
    void onHeads(LayerIndex layer, std::size_t, Position position, std::span<const float> query,
                 std::span<const float> key, std::span<const float> value) override {
        queries.compare(query, at(layer).queries[indexOf(position)]);
        keys.compare(key, at(layer).keys[indexOf(position)]);
        values.compare(value, at(layer).values[indexOf(position)]);
    }
    bool wantsAttention(LayerIndex) const override { return true; }
    void onAttention(LayerIndex layer, HeadIndex head, std::size_t, Position position,
                     std::span<const float> row) override {
        attention.compare(row, at(layer).attention[indexOf(position)][indexOf(head)]);
    }
    bool wantsRouting(LayerIndex) const override { return true; }
    void onRouting(LayerIndex layer, std::size_t, Position position, std::span<const ExpertIndex> experts,
                   std::span<const float> shares) override {
        const auto& expected = at(layer).routing[indexOf(position)];
        std::vector<double> expectedShares;
        for (std::size_t i = 0; i < expected.size(); ++i) {
            expectedShares.push_back(expected[i].second);
            wrongExperts += i < experts.size() && indexOf(experts[i]) == expected[i].first ? 0 : 1;
        }
        weights.compare(shares, expectedShares);
    }
    bool wantsResidual(LayerIndex) const override { return true; }
    void onResidual(LayerIndex layer, std::size_t, Position position, std::span<const float> residual) override {
        residuals.compare(residual, at(layer).residuals[indexOf(position)]);
    }

private:
    const PlainTransformer::LayerTrace& at(LayerIndex layer) const { return m_trace->layers[indexOf(layer)]; }
    const PlainTransformer::Trace* m_trace;
};

// Small, for the models that are recognised by the number of their layers.
void makeSmall(RandomTransformer& model) {
    model.embedding = 32;
    model.heads = 2;
    model.keyValueHeads = 1;
    model.headLength = 8;
    model.rotated = 8;
    model.feedForward = 32;
    model.vocabulary = 60;
}

} // namespace

class TestArchitectures : public QObject {
    Q_OBJECT

private slots:
    void matchesPlainLoops_data();
    void matchesPlainLoops();
    void longContextEndsWithItsFactors();
    void everyExpertWorks();
    void refusals_data();
    void refusals();

private:
    QTemporaryDir m_folder;
    ThreadPool m_pool{1};

    Result<LoadedModel> load(const GgufBuilder& builder) {
        const std::filesystem::path file = m_folder.filePath("model.gguf").toStdString();
        builder.writeTo(file);
        return loadModel(file, m_pool);
    }
};

void TestArchitectures::matchesPlainLoops_data() {
    QTest::addColumn<QString>("kind");
    QTest::addColumn<Change>("change");
    QTest::addColumn<Teach>("teach"); // what the plain loops must know of the change
    const auto row = [](
                         const char* name, const char* kind, Change change = [](RandomTransformer&) {},
                         Teach teach = [](PlainTransformer&, const RandomTransformer&) {}) {
        QTest::newRow(name) << QString(kind) << std::move(change) << std::move(teach);
    };
    row("Llama", "llama");
    row("Mistral", "llama", [](RandomTransformer& m) { m.window = 20; });
    row("a window of one token", "llama", [](RandomTransformer& m) { m.window = 1; });
    row("a window of a page", "llama", [](RandomTransformer& m) { m.window = 32; });
    row("a window that all fits in", "llama", [](RandomTransformer& m) { m.window = 500; });
    row(
        "YaRN", "llama",
        [](RandomTransformer& m) {
            m.moreKeys["rope.scaling.type"] = "yarn";
            m.moreKeys["rope.scaling.factor"] = 4.0F;
            m.moreKeys["rope.scaling.original_context_length"] = 256U;
            m.moreKeys["rope.scaling.yarn_beta_fast"] = 16.0F;
        },
        [](PlainTransformer& plain, const RandomTransformer& m) {
            plain.rotatedLength = 1.0 + 0.1 * std::log(4.0);
            plain.frequency = [&m](std::size_t pair) {
                // Pairs are counted along a head; these turn 16 times and once in 256 positions.
                const double usual = PlainTransformer::frequencyOf(m.ropeBase, pair, m.rotated);
                const auto pairOf = [&](double turns) {
                    return 16.0 / 2.0 * std::log(256.0 / (turns * 2.0 * M_PI)) / std::log(10000.0);
                };
                const double fast = std::floor(pairOf(16.0));
                const double slow = std::ceil(pairOf(1.0));
                const double blend = std::clamp((static_cast<double>(pair) - fast) / (slow - fast), 0.0, 1.0);
                return usual / 4.0 * blend + usual * (1.0 - blend);
            };
        });
    row(
        "linear scaling that does not say so", "qwen2",
        [](RandomTransformer& m) { m.moreKeys["rope.scaling.factor"] = 4.0F; },
        [](PlainTransformer& plain, const RandomTransformer& m) {
            plain.frequency = [&m](std::size_t pair) {
                return PlainTransformer::frequencyOf(m.ropeBase, pair, m.rotated) / 4.0;
            };
        });
    row("Mixtral", "mixtral");
    row("Mixtral in Q8_0", "mixtral", [](RandomTransformer& m) { m.type = DType::Q8_0; });
    row("Mixtral, three of seven experts, a window", "mixtral", [](RandomTransformer& m) {
        m.experts = 7;
        m.expertsPerToken = 3;
        m.feedForward = 40;
        m.window = 20;
    });
    row("Mixtral in an older file", "mixtral", [](RandomTransformer& m) { m.expertsOneByOne = true; });
    row("Qwen 2", "qwen2");
    row("Qwen 3", "qwen3");
    row("Qwen 3 with long heads", "qwen3", [](RandomTransformer& m) {
        m.headLength = 24;
        m.rotated = 24;
    });
    row("Gemma", "gemma");
    row("Gemma with one key head", "gemma", [](RandomTransformer& m) {
        m.keyValueHeads = 1;
        m.headLength = 32;
        m.rotated = 32;
    });
    row("Gemma 2", "gemma2");
    row(
        "Gemma 2 27B", "gemma2",
        [](RandomTransformer& m) {
            makeSmall(m);
            m.layers = 46;
        },
        [](PlainTransformer& plain, const RandomTransformer&) { plain.attentionScale = 1.0 / std::sqrt(32.0 / 2.0); });
    const auto localBase = [](PlainTransformer& plain, const RandomTransformer& m) {
        plain.frequency = [&m](std::size_t pair) { return PlainTransformer::frequencyOf(1e6, pair, m.rotated) / 8.0; };
        plain.localFrequency = [&m](std::size_t pair) {
            return PlainTransformer::frequencyOf(10000.0, pair, m.rotated);
        };
    };
    const auto globalScale = [](RandomTransformer& m) {
        m.ropeBase = 1e6F;
        m.moreKeys["rope.scaling.type"] = "linear";
        m.moreKeys["rope.scaling.factor"] = 8.0F;
    };
    row("Gemma 3", "gemma3", globalScale, localBase);
    row(
        "Gemma 3 with keys of newer files", "gemma3",
        [globalScale](RandomTransformer& m) {
            globalScale(m);
            m.moreKeys["rope.freq_base_swa"] = 20000.0F;
            m.moreKeys["attention.scale"] = 0.2F;
            m.moreKeys["attention.sliding_window_pattern"] = 3U;
            m.moreKeys["final_logit_softcapping"] = 3.0F;
            m.kind.fullAttentionPeriod = 3;
            m.logitCap = 3.0F;
        },
        [localBase](PlainTransformer& plain, const RandomTransformer& m) {
            localBase(plain, m);
            plain.localFrequency = [&m](std::size_t pair) {
                return PlainTransformer::frequencyOf(20000.0, pair, m.rotated);
            };
            plain.attentionScale = 0.2F;
        });
    row(
        "Gemma 3 27B", "gemma3",
        [globalScale](RandomTransformer& m) {
            globalScale(m);
            makeSmall(m);
            m.layers = 62;
        },
        [localBase](PlainTransformer& plain, const RandomTransformer& m) {
            localBase(plain, m);
            plain.attentionScale = 1.0 / std::sqrt(32.0 / 2.0);
        });
    row("Phi-3", "phi3");
    row("Phi-3 with a window", "phi3", [](RandomTransformer& m) { m.window = 40; });
    row(
        "Phi-3 with LongRoPE", "phi3",
        [](RandomTransformer& m) {
            m.longRope = true;
            m.rotated = 12; // Phi-4 mini turns a part of its heads
            m.moreKeys["rope.scaling.original_context_length"] = 100U;
            m.moreKeys["rope.scaling.attn_factor"] = 1.19F;
        },
        [](PlainTransformer& plain, const RandomTransformer& m) {
            plain.rotatedLength = 1.19F;
            plain.frequency = [&](std::size_t pair) {
                return PlainTransformer::frequencyOf(m.ropeBase, pair, m.rotated) /
                       plain.weights("rope_factors_short.weight")[pair];
            };
        });
    row("GPT-2", "gpt2");
    row("GPT-2 with its own output matrix", "gpt2", [](RandomTransformer& m) { m.kind.tied = false; });
    row("GPT-NeoX", "gptneox", [](RandomTransformer& m) { m.rotated = 4; });
    row("GPT-NeoX, one block after the other", "gptneox", [](RandomTransformer& m) { m.parallel = false; });
}

void TestArchitectures::matchesPlainLoops() {
    QFETCH(QString, kind);
    QFETCH(Change, change);
    QFETCH(Teach, teach);
    RandomTransformer model(transformerKind(kind.toStdString()));
    change(model);
    const auto loaded = load(model.builder());
    QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().message.c_str());
    PlainTransformer plain(model);
    teach(plain, model);
    const auto tokens = someTokens(75, model.vocabulary); // more than two pages
    const PlainTransformer::Trace trace = plain.run(tokens);

    // Errors grow with the depth: every layer adds its own.
    const double tolerance = 2e-6 * (4.0 + model.layers);
    for (const Kernels* kernels : {&bestKernels(), kernelsFor(InstructionSet::Baseline)}) {
        const LogitDistance error =
            distance(trace.logits, logitsOf(*loaded->model, tokens, 1, *kernels, Precision::Precise));
        QVERIFY2(error.maxError < tolerance, qPrintable(QString("logits %1").arg(error.maxError)));
    }
    Scratch scratch(m_pool, bestKernels(), Precision::Precise);
    CollectingSink sink;
    ComparingObserver observer(trace);
    const auto state = loaded->model->newState();
    const SequenceInput input{state.get(), tokens, LogitRows::Last};
    loaded->model->forward({&input, 1}, scratch, sink, &observer, {});
    const std::size_t seen = tokens.size() * model.layers;
    const std::vector<std::tuple<const char*, const Worst*, std::size_t>> shown{
        {"embedding", &observer.embedding, tokens.size()},
        {"queries", &observer.queries, seen},
        {"keys", &observer.keys, seen},
        {"values", &observer.values, seen},
        {"attention", &observer.attention, seen * model.heads},
        {"weights of experts", &observer.weights, model.experts > 0 ? seen : 0},
        {"residuals", &observer.residuals, seen}};
    for (const auto& [what, worst, calls] : shown) {
        QCOMPARE(worst->calls(), calls);
        QVERIFY2(worst->share() < tolerance, qPrintable(QString("%1 %2").arg(what).arg(worst->share())));
    }
    QCOMPARE(observer.wrongExperts, 0U);
}

void TestArchitectures::longContextEndsWithItsFactors() {
    RandomTransformer model(transformerKind("phi3"));
    model.longRope = true;
    model.moreKeys["rope.scaling.original_context_length"] = 100U;
    model.moreKeys["rope.scaling.attn_factor"] = 1.19F;
    const auto loaded = load(model.builder());
    QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().message.c_str());
    QCOMPARE(loaded->info.config.contextLength, 100U);
}

// The routing of the comparison above is no constant.
void TestArchitectures::everyExpertWorks() {
    const RandomTransformer model(transformerKind("mixtral"));
    const PlainTransformer::Trace trace = PlainTransformer(model).run(someTokens(75, model.vocabulary));
    std::set<std::size_t> used;
    for (const auto& token : trace.layers.front().routing) {
        used.insert(token.front().first);
    }
    QCOMPARE(used.size(), std::size_t{model.experts});
}

void TestArchitectures::refusals_data() {
    QTest::addColumn<QString>("kind");
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const char* kind, Change change, const char* expected) {
        QTest::newRow(name) << QString(kind) << std::move(change) << QString(expected);
    };
    row(
        "a window that Qwen 2 does not have", "qwen2", [](RandomTransformer& m) { m.window = 20; },
        "it attends through a sliding window ('qwen2.attention.sliding_window'), which is not supported yet");
    row(
        "experts that Qwen 3 does not have", "qwen3", [](RandomTransformer& m) { m.moreKeys["expert_count"] = 8U; },
        "it is a mixture of experts");
    row(
        "no window for Gemma 3", "gemma3", [](RandomTransformer& m) { m.window = 0; },
        "has no 'gemma3.attention.sliding_window'");
    row(
        "no attention factor for LongRoPE", "phi3",
        [](RandomTransformer& m) {
            m.longRope = true;
            m.moreKeys["rope.scaling.original_context_length"] = 100U;
        },
        "has no 'phi3.rope.scaling.attn_factor'");
    row(
        "LongRoPE without its factors", "phi3",
        [](RandomTransformer& m) { m.moreKeys["rope.scaling.type"] = "longrope"; }, "the method 'longrope'");
    row(
        "LongRoPE for Llama", "llama", [](RandomTransformer& m) { m.longRope = true; },
        "'rope_factors_short.weight' that its architecture does not have");
    row(
        "biases that Llama does not have", "llama", [](RandomTransformer& m) { m.kind.qkvBias = true; },
        "'blk.0.attn_q.bias' that its architecture does not have");
    row(
        "no biases for Qwen 2", "qwen2", [](RandomTransformer& m) { m.kind.qkvBias = false; },
        "tensor 'blk.0.attn_q.bias' is missing");
    row(
        "experts that all tokens share", "mixtral",
        [](RandomTransformer& m) { m.moreKeys["expert_shared_count"] = 1U; }, "experts that all tokens share");
}

void TestArchitectures::refusals() {
    QFETCH(QString, kind);
    QFETCH(Change, change);
    QFETCH(QString, expected);
    RandomTransformer model(transformerKind(kind.toStdString()));
    change(model);
    const auto loaded = load(model.builder());
    QVERIFY(!loaded.ok());
    const QString message = QString::fromStdString(loaded.error().message);
    QVERIFY2(message.contains(expected) && message.endsWith('.'), qPrintable(message));
}

QTEST_APPLESS_MAIN(TestArchitectures)
#include "tst_architectures.moc"
