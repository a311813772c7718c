// Opening models: what is said of a good one, and the sentence for each way a file can be bad.
#include "core/base/thread_pool.h"
#include "core/files/gguf.h"
#include "core/model/available_memory.h"
#include "core/model/forward_observer.h"
#include "core/model/loader.h"
#include "core/model/weight_plan.h"
#include "tests/support/logit_statistics.h"
#include "tests/support/paths.h"
#include "tests/support/random_model.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QtTest/QTest>

#include <cstdint>
#include <fstream>
#include <functional>
#include <limits>
#include <random>

using namespace logitscope;
using namespace logitscope::test;

using MakeFile = std::function<GgufBuilder()>;
Q_DECLARE_METATYPE(MakeFile)

namespace {

// A model with one key or tensor left out, and what a test puts in its place.
GgufBuilder replaced(const std::string& name, const std::function<void(GgufBuilder&)>& add) {
    RandomModel shape;
    shape.without = {name};
    GgufBuilder file = shape.builder();
    add(file);
    return file;
}

GgufBuilder without(const std::string& name) {
    return replaced(name, [](GgufBuilder&) {});
}

template<typename T>
GgufBuilder withKey(const std::string& key, T value) {
    return replaced(key, [&](GgufBuilder& file) { file.set(key, value); });
}

GgufBuilder withTensor(const std::string& name, const std::vector<std::uint64_t>& shape) {
    std::size_t count = 1;
    for (const std::uint64_t size : shape) {
        count *= size;
    }
    return replaced(name, [&](GgufBuilder& file) { file.tensor(name, shape, std::vector<float>(count, 0.5F)); });
}

// A plan that asks for every tensor of a file as it is.
struct Everything {
    WeightPlan plan;
    std::vector<PackedMatrix> matrices;
    std::vector<std::vector<float>> vectors;

    explicit Everything(const ModelFile& file)
        : plan(file), matrices(file.tensors().size()), vectors(file.tensors().size()) {
        for (std::size_t i = 0; i < file.tensors().size(); ++i) {
            const TensorView& tensor = file.tensors()[i];
            if (tensor.shape.size() == 1) {
                plan.vector(tensor.name, tensor.columns(), vectors[i]);
            } else {
                plan.matrix(tensor.name, tensor.rows(), tensor.columns(), matrices[i]);
            }
        }
    }
};

} // namespace

class TestLoader : public QObject {
    Q_OBJECT

private slots:
    void describesTheModel();
    void describesTheModelInTheBox();
    void packedWeightsAreAsLargeAsTheFile();
    void badFiles_data();
    void badFiles();
    void damagedFiles();
    void notEnoughMemory();
    void modelLargerThanTheMachine();
    void progressAndCancelling();
    void cancelledForwardLeavesStatesAlone();
    void memoryIsMeasured();

private:
    QTemporaryDir m_folder;
    ThreadPool m_pool{2};

    std::filesystem::path path(const char* name = "model.gguf") { return m_folder.filePath(name).toStdString(); }
};

void TestLoader::describesTheModel() {
    RandomModel shape;
    shape.type = DType::F16;
    shape.tied = false;
    shape.withVocabulary = true;
    shape.linearScale = 2.0F;
    shape.builder().writeTo(path());
    const auto loaded = loadModel(path(), m_pool);
    QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().message.c_str());
    const ModelInfo& info = loaded->info;
    QCOMPARE(info.displayName, std::string("Random"));
    QCOMPARE(info.path, path().string());
    QCOMPARE(info.fileFormat, std::string("GGUF v3"));
    QCOMPARE(static_cast<int>(info.weightType), static_cast<int>(DType::F16));
    const std::size_t matrices = 2 * (64 * 64 * 2 + 32 * 64 * 2 + 96 * 64 * 3) + 2 * 300 * 64;
    const std::size_t norms = 5 * 64;
    QCOMPARE(info.parameterCount, matrices + norms);
    QCOMPARE(info.weightBytes, 2 * matrices + 4 * norms);
    QCOMPARE(info.keyValueBytesPerToken, std::size_t{2} * 2 * (16 + 16) * 4);
    const ModelConfig& config = info.config;
    QCOMPARE(config.architecture, std::string("llama"));
    QCOMPARE(config.vocabularySize, 300U);
    QCOMPARE(config.contextLength, 256U);
    QCOMPARE(config.embeddingLength, 64U);
    QCOMPARE(config.layerCount, 2U);
    QCOMPARE(config.headCount, 4U);
    QCOMPARE(config.keyValueHeadCount, 2U);
    QCOMPARE(config.headLength, 16U);
    QCOMPARE(config.feedForwardLength, 96U);
    QCOMPARE(config.rope.dimensions, 16U);
    QCOMPARE(config.rope.linearScale, 2.0);
    QVERIFY(!config.tiedOutput);
    QVERIFY(loaded->tokenizer != nullptr);
    QCOMPARE(loaded->tokenizer->vocabularySize(), 300U);
    QCOMPARE(loaded->model->newState()->memoryBytes(), 0U);
}

void TestLoader::describesTheModelInTheBox() {
    const auto loaded = loadModel(resourcePath("models/tales.gguf"), m_pool);
    QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().message.c_str());
    QVERIFY(loaded->tokenizer != nullptr);
    QCOMPARE(loaded->tokenizer->vocabularySize(), loaded->info.config.vocabularySize);
    QVERIFY(loaded->info.weightBytes <= std::filesystem::file_size(resourcePath("models/tales.gguf")));
    QVERIFY(loaded->info.parameterCount > 1'000'000);
}

// A model needs no more memory than its file, but for rows that fill up panels.
void TestLoader::packedWeightsAreAsLargeAsTheFile() {
    for (std::size_t type = 0; type < dtypeCount; ++type) {
        RandomModel shape;
        shape.useType(static_cast<DType>(type));
        shape.vocabulary = 320; // whole panels
        shape.builder().writeTo(path());
        const auto file = openGguf(path());
        QVERIFY(file.ok());
        Everything targets(*file);
        const auto memory = targets.plan.load(m_pool, std::numeric_limits<std::size_t>::max(), {}, {});
        QVERIFY(memory.ok());
        std::size_t matrices = 0;
        for (const TensorView& tensor : file->tensors()) {
            matrices += tensor.shape.size() > 1 ? tensor.data.size() : 0;
        }
        // Group scales of six bits are kept as bytes.
        const bool sixBits = shape.type == DType::Q3_K || shape.type == DType::Q4_K || shape.type == DType::Q5_K;
        QVERIFY2(sixBits ? memory->size() > matrices && memory->size() < matrices * 104 / 100
                         : memory->size() == matrices,
                 traitsOf(shape.type).name.data());
    }
}

void TestLoader::badFiles_data() {
    QTest::addColumn<MakeFile>("make");
    QTest::addColumn<QString>("expected"); // in the sentence
    const auto row = [](const char* name, MakeFile make, const char* expected) {
        QTest::newRow(name) << std::move(make) << QString::fromUtf8(expected);
    };
    row(
        "no architecture", [] { return without("general.architecture"); }, "does not say which architecture");
    row(
        "unknown architecture", [] { return withKey("general.architecture", "rwkv6"); },
        "the architecture 'rwkv6' is not supported yet (these are: gemma, gemma2, gemma3, gpt2, gptneox, llama, "
        "phi3, qwen2, qwen3)");
    row(
        "no context length", [] { return without("llama.context_length"); }, "has no 'llama.context_length'");
    row(
        "no head count", [] { return without("llama.attention.head_count"); }, "has no 'llama.attention.head_count'");
    row(
        "context of 0", [] { return withKey("llama.context_length", std::uint32_t{0}); }, "is 0, outside 1 to");
    row(
        "negative layers", [] { return withKey("llama.block_count", std::int32_t{-2}); }, "is -2, outside");
    row(
        "absurd layers", [] { return withKey("llama.block_count", std::uint64_t{1} << 40); },
        "is 1099511627776, outside");
    row(
        "more than 63 bits", [] { return withKey("llama.block_count", ~std::uint64_t{0}); }, "is not a whole number");
    row(
        "layers as text", [] { return withKey("llama.block_count", "two"); },
        "'llama.block_count' is not a whole number");
    row(
        "more key heads than heads", [] { return withKey("llama.attention.head_count_kv", std::uint32_t{8}); },
        "is 8, outside 1 to 4");
    row(
        "heads that do not share", [] { return withKey("llama.attention.head_count_kv", std::uint32_t{3}); },
        "its 4 heads cannot share 3 key/value heads evenly");
    row(
        "heads that do not divide", [] { return withKey("llama.attention.head_count", std::uint32_t{6}); },
        "64 is no multiple of its 6 heads");
    row(
        "epsilon of 0", [] { return withKey("llama.attention.layer_norm_rms_epsilon", 0.0F); }, "must be above 0");
    row(
        "epsilon NaN", [] { return withKey("llama.attention.layer_norm_rms_epsilon", std::nanf("")); }, "is nan");
    row(
        "epsilon as text", [] { return withKey("llama.attention.layer_norm_rms_epsilon", "small"); },
        "is not a number");
    row(
        "base of 1", [] { return withKey("llama.rope.freq_base", 1.0F); }, "'llama.rope.freq_base' is 1;");
    row(
        "odd rotation", [] { return withKey("llama.rope.dimension_count", std::uint32_t{7}); }, "is odd");
    row(
        "rotation beyond the head", [] { return withKey("llama.rope.dimension_count", std::uint32_t{18}); },
        "is 18, outside 2 to 16");
    row(
        "unknown scaling", [] { return withKey("llama.rope.scaling.type", "dynamic"); },
        "method 'dynamic', which is not supported");
    row(
        "scaling without factor", [] { return withKey("llama.rope.scaling.type", "linear"); },
        "has no 'llama.rope.scaling.factor'");
    row(
        "values of another length", [] { return withKey("llama.attention.value_length", std::uint32_t{8}); },
        "keys and values differ in length");
    row(
        "yarn with a scale of its own",
        [] {
            RandomModel shape;
            GgufBuilder file = shape.builder();
            file.set("llama.rope.scaling.type", "yarn").set("llama.rope.scaling.factor", 4.0F);
            return std::move(file.set("llama.rope.scaling.yarn_attn_factor", 0.5F));
        },
        "a variant of 'yarn'");
    row(
        "experts, but not how many work", [] { return withKey("llama.expert_count", std::uint32_t{8}); },
        "has no 'llama.expert_used_count'");
    row(
        "experts that are not there",
        [] {
            RandomModel shape;
            GgufBuilder file = shape.builder();
            file.set("llama.expert_count", std::uint32_t{8});
            return std::move(file.set("llama.expert_used_count", std::uint32_t{2}));
        },
        "tensor 'blk.0.ffn_gate_inp.weight' is missing");
    row(
        "more experts at work than there are",
        [] {
            RandomModel shape;
            GgufBuilder file = shape.builder();
            file.set("llama.expert_count", std::uint32_t{2});
            return std::move(file.set("llama.expert_used_count", std::uint32_t{3}));
        },
        "is 3, outside 1 to 2");
    row(
        "shared experts", [] { return withKey("llama.expert_shared_count", std::uint32_t{1}); },
        "it has experts that all tokens share ('llama.expert_shared_count'), which is not supported yet");
    row(
        "capped scores", [] { return withKey("llama.attn_logit_softcapping", 50.0F); }, "caps its attention scores");
    row(
        "capped logits", [] { return withKey("llama.final_logit_softcapping", 30.0F); }, "caps its logits");
    row(
        "scaled logits", [] { return withKey("llama.logit_scale", 0.5F); }, "scales its logits");
    row(
        "not causal", [] { return withKey("llama.attention.causal", false); }, "looks at the tokens that follow");
    row(
        "a feature of no known value", [] { return withKey("llama.residual_scale", "much"); },
        "scales its residual updates");
    row(
        "rope factors of the wrong length", [] { return withTensor("rope_freqs.weight", {5}); }, "the 8 rotated pairs");
    row(
        "rope factor of 0",
        [] {
            return replaced("rope_freqs.weight", [](GgufBuilder& file) {
                file.tensor("rope_freqs.weight", {8}, std::vector<float>{1, 1, 1, 0, 1, 1, 1, 1});
            });
        },
        "not positive");
    row(
        "no embedding", [] { return without("token_embd.weight"); }, "tensor 'token_embd.weight' is missing");
    row(
        "no tensor of a layer", [] { return without("blk.1.ffn_up.weight"); },
        "tensor 'blk.1.ffn_up.weight' is missing");
    row(
        "no norm", [] { return without("output_norm.weight"); }, "tensor 'output_norm.weight' is missing");
    row(
        "wrong shape",
        [] {
            return withTensor("blk.0.attn_k.weight", {64, 64});
        },
        "tensor 'blk.0.attn_k.weight' is 64 x 64, but its configuration asks for 32 x 64");
    row(
        "shape the other way round",
        [] {
            return withTensor("blk.0.ffn_down.weight", {96, 64});
        },
        "is 96 x 64, but its configuration asks for 64 x 96");
    row(
        "a matrix for a vector",
        [] {
            return withTensor("output_norm.weight", {1, 64});
        },
        "is 1 x 64, but");
    row(
        "embedding of another width",
        [] {
            return withTensor("token_embd.weight", {300, 32});
        },
        "is 300 x 32, but");
    row(
        "output for another vocabulary",
        [] {
            return withTensor("output.weight", {299, 64});
        },
        "is 299 x 64, but");
    row(
        "a tensor too many", [] { return withTensor("blk.0.attn_q.bias", {64}); },
        "a tensor 'blk.0.attn_q.bias' that its architecture does not have");
    row(
        "a layer too many",
        [] {
            RandomModel shape;
            shape.layers = 3;
            shape.without = {"llama.block_count"};
            GgufBuilder file = shape.builder();
            file.set("llama.block_count", std::uint32_t{2});
            return file;
        },
        "a tensor 'blk.2.attn_norm.weight' that");
    row(
        "stated vocabulary differs", [] { return withKey("llama.vocab_size", std::uint32_t{301}); },
        "says that its vocabulary has 301 tokens, but its embedding has 300 rows");
    row(
        "vocabulary differs",
        [] {
            RandomModel shape;
            shape.withVocabulary = true;
            shape.without = {"token_embd.weight"};
            GgufBuilder file = shape.builder();
            file.tensor("token_embd.weight", {290, 64}, std::vector<float>(std::size_t{290} * 64, 0.1F));
            return file;
        },
        "its vocabulary has 300 tokens, but its embedding has 290 rows");
    row(
        "features that change nothing",
        [] {
            RandomModel shape;
            GgufBuilder file = shape.builder();
            file.set("llama.attention.causal", true).set("llama.logit_scale", 1.0F);
            return std::move(file.set("llama.expert_count", std::uint32_t{0}));
        },
        "");
    row(
        "good, as all others but for one change", [] { return RandomModel().builder(); }, "");
}

void TestLoader::badFiles() {
    QFETCH(MakeFile, make);
    QFETCH(QString, expected);
    make().writeTo(path());
    const auto loaded = loadModel(path(), m_pool);
    if (expected.isEmpty()) { // the file that all others are made from is a good one
        QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().message.c_str());
        return;
    }
    QVERIFY(!loaded.ok());
    const QString message = QString::fromStdString(loaded.error().message);
    QVERIFY2(message.contains(expected), qPrintable(message));
    QVERIFY2(message.contains(QString::fromStdString(path().string())), qPrintable(message));
    QVERIFY2(message.endsWith('.') && !message.contains('\n'), qPrintable(message));
}

// Whatever bytes are changed: a sentence, or a model that runs.
void TestLoader::damagedFiles() {
    RandomModel shape;
    shape.vocabulary = 20;
    shape.embedding = 32;
    shape.layers = 1;
    shape.feedForward = 32;
    const std::vector<std::byte> good = shape.builder().bytes();
    std::mt19937 random(5);
    int ran = 0;
    for (int round = 0; round < 600; ++round) {
        std::vector<std::byte> bytes = good;
        for (unsigned changes = 1 + random() % 3; changes > 0; --changes) {
            const std::size_t area = round % 4 == 0 ? bytes.size() : 1500; // metadata and tensor list, mostly
            bytes[random() % area] = static_cast<std::byte>(random() % 256);
        }
        std::ofstream(path(), std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        const auto loaded = loadModel(path(), m_pool);
        if (!loaded) {
            QVERIFY(loaded.error().message.ends_with('.'));
            continue;
        }
        ++ran;
        const std::size_t count = std::min<std::size_t>(3, loaded->info.config.contextLength);
        QCOMPARE(logitsOf(*loaded->model, std::vector<TokenId>(count, TokenId{1})).size(), count);
    }
    QVERIFY(ran > 0 && ran < 600);
}

void TestLoader::notEnoughMemory() {
    RandomModel().builder().writeTo(path());
    const auto file = openGguf(path());
    QVERIFY(file.ok());
    Everything targets(*file);
    const auto refused = targets.plan.load(m_pool, 100'000, {}, {});
    QVERIFY(!refused.ok());
    const QString message = QString::fromStdString(refused.error().message);
    QVERIFY2(message.contains("need 0.3 MB of memory and 0.1 MB are free"), qPrintable(message));
    QVERIFY(targets.plan.load(m_pool, 1'000'000, {}, {}).ok());
}

// The same for a real file, twice as large as what is free, that takes no room on the disk.
void TestLoader::modelLargerThanTheMachine() {
    const std::uint64_t rows = availableMemory() / 128; // 64 floats each
    RandomModel shape;
    shape.without = {"token_embd.weight"};
    GgufBuilder file = shape.builder();
    file.tensorRaw("token_embd.weight", {rows, 64}, 0, {});
    file.writeTo(path("large.gguf"));
    std::error_code failed;
    std::filesystem::resize_file(path("large.gguf"), rows * 256 + 10'000'000, failed);
    if (failed) {
        QSKIP("the file system has no sparse files of this size");
    }
    const auto loaded = loadModel(path("large.gguf"), m_pool);
    std::filesystem::remove(path("large.gguf"));
    QVERIFY(!loaded.ok());
    const QString message = QString::fromStdString(loaded.error().message);
    static const QRegularExpression figures("its weights need [0-9.]+ GB of memory and [0-9.]+ GB are free; close "
                                            "other programs or choose a smaller model\\.$");
    QVERIFY2(message.contains(figures), qPrintable(message));
}

void TestLoader::progressAndCancelling() {
    RandomModel().builder().writeTo(path());
    std::vector<std::pair<std::size_t, std::size_t>> reports;
    QVERIFY(loadModel(path(), m_pool, [&](std::size_t done, std::size_t total) {
                reports.emplace_back(done, total);
            }).ok());
    QVERIFY(reports.size() > 10);
    for (std::size_t i = 0; i < reports.size(); ++i) {
        QCOMPARE(reports[i].second, reports.back().second);
        QVERIFY(reports[i].first <= reports[i].second);
        QVERIFY(i == 0 || reports[i].first >= reports[i - 1].first);
    }
    QCOMPARE(reports.back().first, reports.back().second);

    for (const std::size_t stopAfter : {std::size_t{0}, std::size_t{1}, std::size_t{8}}) {
        std::stop_source source;
        std::size_t seen = 0;
        if (stopAfter == 0) {
            source.request_stop();
        }
        const auto progress = [&](std::size_t, std::size_t) {
            if (++seen == stopAfter) {
                source.request_stop();
            }
        };
        const auto loaded = loadModel(path(), m_pool, progress, source.get_token());
        QVERIFY(!loaded.ok());
        QCOMPARE(QString::fromStdString(loaded.error().message),
                 QString("Loading the model '%1' was cancelled.").arg(QString::fromStdString(path().string())));
        QCOMPARE(seen, stopAfter);
    }
}

// Cancelled in the middle of its layers or between its logits, a batch has not happened.
void TestLoader::cancelledForwardLeavesStatesAlone() {
    RandomModel shape;
    shape.context = 1000;
    shape.layers = 3;
    shape.builder().writeTo(path());
    const auto loaded = loadModel(path(), m_pool);
    QVERIFY(loaded.ok());
    const LanguageModel& model = *loaded->model;
    Scratch scratch(m_pool);

    // Stops after a number of residuals or rows of logits have been seen.
    struct Stopper final : ForwardObserver, LogitSink {
        std::stop_source source;
        std::size_t left = 0;
        void count() {
            if (left > 0 && --left == 0) {
                source.request_stop();
            }
        }
        bool wantsResidual(LayerIndex) const override { return true; }
        void onResidual(LayerIndex, std::size_t, Position, std::span<const float>) override { count(); }
        void onLogits(std::size_t, Position, std::span<const float>) override { count(); }
    };
    std::vector<TokenId> tokens;
    for (std::uint32_t i = 0; i < 600; ++i) {
        tokens.push_back(static_cast<TokenId>(i % shape.vocabulary));
    }
    const LogitMatrix expected = logitsOf(model, tokens);
    const auto state = model.newState();
    const auto other = model.newState();
    {
        Stopper never;
        const SequenceInput input{state.get(), std::span(tokens).first(50), LogitRows::None};
        QCOMPARE(model.forward({&input, 1}, scratch, never, nullptr, {}), ForwardStatus::Completed);
    }
    const auto shared = state->fork();
    for (const std::size_t after : {1, 256, 700, 769, 1100, 1500, 1700}) {
        Stopper stopper;
        stopper.left = after;
        const std::size_t bytes = state->memoryBytes();
        const std::vector<SequenceInput> batch{{state.get(), std::span(tokens).subspan(50), LogitRows::All},
                                               {other.get(), std::span(tokens).first(5), LogitRows::Last}};
        QCOMPARE(model.forward(batch, scratch, stopper, &stopper, stopper.source.get_token()),
                 ForwardStatus::Cancelled);
        QCOMPARE(stopper.left, 0U);
        QCOMPARE(indexOf(state->position()), 50U);
        QCOMPARE(state->memoryBytes(), bytes);
        QCOMPARE(indexOf(other->position()), 0U);
        QCOMPARE(other->memoryBytes(), 0U);
    }
    CollectingSink sink;
    const SequenceInput input{state.get(), std::span(tokens).subspan(50), LogitRows::All};
    QCOMPARE(model.forward({&input, 1}, scratch, sink, nullptr, {}), ForwardStatus::Completed);
    QCOMPARE(sink.of(0), LogitMatrix(expected.begin() + 50, expected.end()));
}

void TestLoader::memoryIsMeasured() {
    const std::size_t before = availableMemory();
    QVERIFY(before > 1'000'000);
    QVERIFY(before < std::numeric_limits<std::size_t>::max());
    QCOMPARE(readableBytes(1'234'567'890), std::string("1.2 GB"));
    QCOMPARE(readableBytes(5'600'000), std::string("5.6 MB"));
}

QTEST_GUILESS_MAIN(TestLoader)
#include "tst_loader.moc"
