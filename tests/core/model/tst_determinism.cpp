// The determinism contract: the logits of a position depend on the weights and the tokens before it, on nothing else.
#include "core/model/forward_observer.h"
#include "core/model/loader.h"
#include "tests/support/logit_statistics.h"
#include "tests/support/random_model.h"
#include "tests/support/random_transformer.h"

#include <QTemporaryDir>
#include <QtTest/QTest>

#include <cstring>
#include <numeric>
#include <random>

using namespace logitscope;
using namespace logitscope::test;

namespace {

bool sameBits(const std::vector<float>& left, const std::vector<float>& right) {
    return left.size() == right.size() && std::memcmp(left.data(), right.data(), left.size() * sizeof(float)) == 0;
}

bool sameBits(const LogitMatrix& left, const LogitMatrix& right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](const auto& a, const auto& b) { return sameBits(a, b); });
}

class CuriousObserver final : public ForwardObserver {
public:
    std::size_t calls = 0;
    bool wantsEmbedding() const override { return true; }
    void onEmbedding(std::size_t, Position, std::span<const float>) override { ++calls; }
    bool wantsHeads(LayerIndex) const override { return true; }
    void onHeads(LayerIndex, std::size_t, Position, std::span<const float>, std::span<const float>,
                 std::span<const float>) override {
        ++calls;
    }
    bool wantsRouting(LayerIndex) const override { return true; }
    void onRouting(LayerIndex, std::size_t, Position, std::span<const ExpertIndex>, std::span<const float>) override {
        ++calls;
    }
    bool wantsAttention(LayerIndex) const override { return true; }
    void onAttention(LayerIndex, HeadIndex, std::size_t, Position, std::span<const float>) override { ++calls; }
    bool wantsResidual(LayerIndex) const override { return true; }
    void onResidual(LayerIndex, std::size_t, Position, std::span<const float>) override { ++calls; }
};

} // namespace

class TestDeterminism : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void threads_data() { models_data(); }
    void threads();
    void chunks_data() { models_data(); }
    void chunks();
    void mixedBatches_data() { models_data(); }
    void mixedBatches();
    void wideBatches_data() { models_data(); }
    void wideBatches();
    void forksAndRewinds_data() { models_data(); }
    void forksAndRewinds();
    void observers_data() { models_data(); }
    void observers();
    void longPrompts();
    void instructionSets_data() { models_data(); }
    void instructionSets();

private:
    struct Subject {
        std::string name;
        std::shared_ptr<const LanguageModel> model;
        std::vector<TokenId> tokens;
        LogitMatrix expected; // one thread, the whole sequence in one call
        Precision precision = Precision::Fast;

        LogitMatrix logits(std::size_t threads = 1, const Kernels& kernels = bestKernels()) const {
            return logitsOf(*model, tokens, threads, kernels, precision);
        }
    };

    void models_data() {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < m_subjects.size(); ++i) {
            QTest::newRow(m_subjects[i].name.c_str()) << static_cast<int>(i);
        }
    }
    void addSubject(const std::string& name, const std::filesystem::path& file, Precision precision = Precision::Fast) {
        ThreadPool pool(1);
        const auto loaded = loadModel(file, pool);
        QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().message.c_str());
        Subject subject{name, loaded->model, {}, {}, precision};
        for (std::size_t i = 0; i < 75; ++i) {
            subject.tokens.push_back(static_cast<TokenId>((i * i * 31 + 7) % loaded->info.config.vocabularySize));
        }
        subject.expected = subject.logits();
        QCOMPARE(subject.expected.size(), subject.tokens.size());
        m_subjects.push_back(std::move(subject));
    }

    QTemporaryDir m_folder;
    std::vector<Subject> m_subjects;
};

#define LOGITSCOPE_SUBJECT()                                                                                           \
    QFETCH(int, index);                                                                                                \
    const Subject& subject = m_subjects[static_cast<std::size_t>(index)]

void TestDeterminism::initTestCase() {
    for (std::size_t index = 0; index < dtypeCount; ++index) {
        const auto type = static_cast<DType>(index);
        RandomModel shape;
        shape.useType(type);
        const std::filesystem::path file = m_folder.filePath("model.gguf").toStdString();
        shape.builder().writeTo(file);
        const std::string name = "random " + std::string(traitsOf(type).name);
        addSubject(name, file);
        if (traitsOf(type).blockSize > 1) {
            addSubject(name + " precise", file, Precision::Precise);
        }
    }
    RandomModel odd;
    odd.heads = 6;
    odd.keyValueHeads = 2;
    odd.headLength = 20;
    const std::filesystem::path file = m_folder.filePath("odd.gguf").toStdString();
    odd.builder().writeTo(file);
    addSubject("random odd", file);
    for (const TransformerKind& kind : transformerKinds()) {
        RandomTransformer model(kind);
        if (kind.name == "llama" || kind.name == "mixtral") {
            model.window = 20;
        }
        const std::filesystem::path path = m_folder.filePath("model.gguf").toStdString();
        model.builder().writeTo(path);
        addSubject(kind.name, path);
    }
    addSubject("in the box", resourcePath("models/tales.gguf"));
}

void TestDeterminism::threads() {
    LOGITSCOPE_SUBJECT();
    for (const std::size_t threads : {2, 3, 5}) {
        QVERIFY(sameBits(subject.logits(threads), subject.expected));
    }
}

void TestDeterminism::chunks() {
    LOGITSCOPE_SUBJECT();
    std::mt19937 random(3);
    for (int round = 0; round < 12; ++round) {
        ThreadPool pool(1 + round % 3);
        Scratch scratch(pool, bestKernels(), subject.precision);
        CollectingSink sink;
        const auto state = subject.model->newState();
        for (std::size_t done = 0; done < subject.tokens.size();) {
            const std::size_t most = round == 0 ? 1 : 40; // the first round goes token by token
            const std::size_t count = std::min(subject.tokens.size() - done, 1 + random() % most);
            const SequenceInput input{state.get(), std::span(subject.tokens).subspan(done, count), LogitRows::All};
            QCOMPARE(subject.model->forward({&input, 1}, scratch, sink, nullptr, {}), ForwardStatus::Completed);
            done += count;
            QCOMPARE(indexOf(state->position()), done);
        }
        QVERIFY(sameBits(sink.of(0), subject.expected));
    }
}

// Five sequences that advance by different strides, with different rows wanted, through shared batches.
void TestDeterminism::mixedBatches() {
    LOGITSCOPE_SUBJECT();
    std::mt19937 random(4);
    ThreadPool pool(2);
    Scratch scratch(pool, bestKernels(), subject.precision);
    constexpr std::size_t sequences = 5;
    std::vector<std::unique_ptr<SequenceState>> states;
    for (std::size_t i = 0; i < sequences; ++i) {
        states.push_back(subject.model->newState());
    }
    bool more = true;
    for (int round = 0; more; ++round) {
        more = false;
        std::vector<SequenceInput> batch;
        for (std::size_t i = 0; i < sequences; ++i) {
            const std::size_t done = indexOf(states[i]->position());
            const std::size_t wanted = (round + static_cast<int>(i)) % 3 == 0 ? 1 : random() % 23;
            const std::size_t count = std::min(subject.tokens.size() - done, wanted);
            const auto rows = static_cast<LogitRows>(random() % 3);
            batch.push_back({states[i].get(), std::span(subject.tokens).subspan(done, count), rows});
            more = more || done + count < subject.tokens.size();
        }
        std::vector<std::size_t> before;
        for (const auto& state : states) {
            before.push_back(indexOf(state->position()));
        }
        CollectingSink sink;
        QCOMPARE(subject.model->forward(batch, scratch, sink, nullptr, {}), ForwardStatus::Completed);
        std::size_t expectedRows = 0;
        for (std::size_t i = 0; i < sequences; ++i) {
            expectedRows += batch[i].rows == LogitRows::All    ? batch[i].tokens.size()
                            : batch[i].rows == LogitRows::Last ? std::min<std::size_t>(1, batch[i].tokens.size())
                                                               : 0;
            if (batch[i].rows == LogitRows::Last && !batch[i].tokens.empty()) {
                const auto last = static_cast<Position>(before[i] + batch[i].tokens.size() - 1);
                QVERIFY(sink.rows.contains({i, last}));
            }
        }
        QCOMPARE(sink.rows.size(), expectedRows);
        for (const auto& [key, row] : sink.rows) {
            QVERIFY(sameBits(row, subject.expected[indexOf(key.second)]));
        }
    }
}

// A batch of n sequences, each at another position, for n = 1 to 64: one token of each.
void TestDeterminism::wideBatches() {
    LOGITSCOPE_SUBJECT();
    ThreadPool pool(2);
    Scratch scratch(pool, bestKernels(), subject.precision);
    CollectingSink ignored;
    const auto trunk = subject.model->newState();
    std::vector<std::unique_ptr<SequenceState>> states;
    for (std::size_t i = 0; i < 64; ++i) {
        states.push_back(trunk->fork());
        const SequenceInput input{trunk.get(), std::span(subject.tokens).subspan(i, 1), LogitRows::None};
        subject.model->forward({&input, 1}, scratch, ignored, nullptr, {});
    }
    for (const std::size_t width : {1, 2, 3, 7, 16, 31, 64}) {
        std::vector<SequenceInput> batch;
        for (std::size_t i = 0; i < width; ++i) {
            const std::size_t at = (i * 37 + width) % states.size(); // early and late positions side by side
            states[at]->rewind(static_cast<Position>(at));
            batch.push_back({states[at].get(), std::span(subject.tokens).subspan(at, 1), LogitRows::Last});
        }
        CollectingSink sink;
        QCOMPARE(subject.model->forward(batch, scratch, sink, nullptr, {}), ForwardStatus::Completed);
        QCOMPARE(sink.rows.size(), width);
        for (const auto& [key, row] : sink.rows) {
            QVERIFY(sameBits(row, subject.expected[indexOf(key.second)]));
        }
    }
}

void TestDeterminism::forksAndRewinds() {
    LOGITSCOPE_SUBJECT();
    ThreadPool pool(1);
    Scratch scratch(pool, bestKernels(), subject.precision);
    const std::vector<TokenId>& tokens = subject.tokens;
    const auto run = [&](SequenceState& state, std::span<const TokenId> some) {
        CollectingSink sink;
        const SequenceInput input{&state, some, LogitRows::All};
        subject.model->forward({&input, 1}, scratch, sink, nullptr, {});
        return sink.of(0);
    };
    std::vector<TokenId> others(tokens.rbegin(), tokens.rend());
    const auto trunk = subject.model->newState();
    run(*trunk, std::span(tokens).first(40));
    // Branches that go elsewhere, from inside a page, from a page's end and from the start, leave the trunk alone.
    for (const std::size_t at : {std::size_t{39}, std::size_t{32}, std::size_t{17}, std::size_t{0}}) {
        const auto branch = trunk->fork();
        QCOMPARE(branch->rewind(static_cast<Position>(at)), static_cast<Position>(at));
        QCOMPARE(indexOf(branch->position()), at);
        run(*branch, std::span(others).first(20));
        const auto again = branch->fork();
        again->rewind(static_cast<Position>(at));
        const LogitMatrix found = run(*again, std::span(tokens).subspan(at));
        QVERIFY(sameBits(found, {subject.expected.begin() + static_cast<std::ptrdiff_t>(at), subject.expected.end()}));
    }
    QVERIFY(
        sameBits(run(*trunk, std::span(tokens).subspan(40)), {subject.expected.begin() + 40, subject.expected.end()}));
    // And back over places that have been written before.
    trunk->rewind(static_cast<Position>(33));
    run(*trunk, std::span(others).first(42));
    trunk->rewind(static_cast<Position>(33));
    QVERIFY(
        sameBits(run(*trunk, std::span(tokens).subspan(33)), {subject.expected.begin() + 33, subject.expected.end()}));
}

void TestDeterminism::observers() {
    LOGITSCOPE_SUBJECT();
    ThreadPool pool(2);
    Scratch scratch(pool, bestKernels(), subject.precision);
    CollectingSink sink;
    CuriousObserver observer;
    const auto state = subject.model->newState();
    const SequenceInput input{state.get(), subject.tokens, LogitRows::All};
    subject.model->forward({&input, 1}, scratch, sink, &observer, {});
    QVERIFY(sameBits(sink.of(0), subject.expected));
    QVERIFY(observer.calls > subject.tokens.size());
}

// Prompts longer than the chunks that forward() makes of them itself.
void TestDeterminism::longPrompts() {
    RandomModel shape;
    shape.context = 700;
    const std::filesystem::path file = m_folder.filePath("long.gguf").toStdString();
    shape.builder().writeTo(file);
    ThreadPool pool(2);
    const auto loaded = loadModel(file, pool);
    QVERIFY(loaded.ok());
    std::vector<TokenId> tokens;
    for (std::uint32_t i = 0; i < shape.context; ++i) { // all of the context
        tokens.push_back(static_cast<TokenId>(i * 11 % shape.vocabulary));
    }
    const LogitMatrix whole = logitsOf(*loaded->model, tokens);
    QCOMPARE(whole.size(), tokens.size());
    Scratch scratch(pool);
    CollectingSink sink;
    const auto state = loaded->model->newState();
    for (const TokenId& token : tokens) {
        const SequenceInput input{state.get(), {&token, 1}, LogitRows::Last};
        loaded->model->forward({&input, 1}, scratch, sink, nullptr, {});
    }
    QVERIFY(sameBits(sink.of(0), whole));
}

// Not promised to users, but so by construction: a difference is a bug in one of them.
void TestDeterminism::instructionSets() {
    LOGITSCOPE_SUBJECT();
    int compared = 0;
    for (const InstructionSet set :
         {InstructionSet::Avx2, InstructionSet::AvxVnni, InstructionSet::Avx512, InstructionSet::Avx512Vnni}) {
        if (const Kernels* kernels = kernelsFor(set)) {
            QVERIFY2(sameBits(subject.logits(2, *kernels), subject.expected), kernels->name);
            ++compared;
        }
    }
    if (compared < 2) {
        QSKIP("this machine has not several instruction sets");
    }
}

QTEST_GUILESS_MAIN(TestDeterminism)
#include "tst_determinism.moc"
