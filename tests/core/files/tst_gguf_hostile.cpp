// ModelFile on files that are cut short, damaged, of another kind or made to harm: one sentence each, never a crash.
#include "core/base/utf8.h"
#include "core/files/gguf.h"
#include "tests/support/gguf_builder.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <array>
#include <limits>
#include <random>

using namespace logitscope;
using namespace logitscope::test;

class GgufHostileTest : public QObject {
    Q_OBJECT

private slots:
    void refuses_data();
    void refuses();
    void namesTheUnsupportedType_data();
    void namesTheUnsupportedType();
    void everyPrefixIsASentence();
    void randomByteFlipsNeverCrash();
    void openNamesTheFile_data();
    void openNamesTheFile();
    void largeVocabulariesAreReadQuickly();
};

namespace {

using Bytes = std::vector<std::byte>;

QString problemOf(std::span<const std::byte> bytes) {
    const Result<ModelFile> file = parseGguf(bytes, "bad.gguf");
    return file ? QString("none") : QString::fromStdString(file.error().message);
}

bool isSentence(const std::string& message) {
    return message.starts_with("The file 'bad.gguf' ") && message.ends_with(".") && !findInvalidUtf8(message) &&
           message.find('\n') == std::string::npos;
}

// What a reader of the file may do: touch every value and every byte of every tensor.
void useEverything(const ModelFile& file) {
    double sum = 0;
    for (const auto& [key, value] : file.metadata()) {
        sum += static_cast<double>(key.size()) + file.number(key).value_or(0);
        if (const auto* strings = file.strings(key)) {
            for (const std::string& text : *strings) {
                sum += static_cast<double>(text.size());
            }
        }
    }
    for (const TensorView& tensor : file.tensors()) {
        QCOMPARE(tensor.data.size(), tensor.rows() * *rowBytes(tensor.type, tensor.columns()));
        QVERIFY(!tensor.shape.empty() && tensor.shape.size() <= 4);
        for (const std::byte byte : tensor.data) {
            sum += std::to_integer<int>(byte);
        }
        QCOMPARE(file.tensor(tensor.name), &tensor);
    }
    volatile double kept = sum; // so that no read is optimised away
    (void)kept;
}

// A small file with something of every kind.
Bytes smallFile() {
    const std::array<std::byte, 68> blocks{};
    return GgufBuilder()
        .set("general.architecture", "llama")
        .set("general.alignment", std::uint32_t{32})
        .set("llama.block_count", std::uint32_t{1})
        .set("llama.rope.freq_base", 10000.0F)
        .set("tokenizer.ggml.add_bos_token", true)
        .set("tokenizer.ggml.tokens", std::vector<std::string>{"<unk>", "a", "▁the"})
        .set("tokenizer.ggml.scores", std::vector<float>{0, -1, -2})
        .set("tokenizer.ggml.token_type", std::vector<std::int32_t>{2, 1, 1})
        .tensor("token_embd.weight", {3, 4}, std::vector<float>(12, 1.0F))
        .tensor("blk.0.attn_q.weight", {1, 64}, DType::Q8_0, blocks)
        .tensor("output_norm.weight", {4}, {1, 2, 3, 4})
        .bytes();
}

template<typename T>
std::string raw(std::initializer_list<T> numbers) {
    std::string bytes;
    for (const T number : numbers) {
        bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
    }
    return bytes;
}

Bytes withVersion(std::uint32_t version) {
    GgufBuilder builder;
    builder.version = version;
    return builder.set("a", true).bytes();
}

// A file with the counts of tensors and metadata entries that it announces, and nothing else but zeros.
Bytes withCounts(std::uint64_t tensors, std::uint64_t entries, std::size_t zeros = 64) {
    std::string text =
        "GGUF" + raw<std::uint32_t>({3}) + raw<std::uint64_t>({tensors, entries}) + std::string(zeros, '\0');
    Bytes bytes(text.size());
    std::memcpy(bytes.data(), text.data(), text.size());
    return bytes;
}

Bytes fromText(const QByteArray& text) {
    Bytes bytes(static_cast<std::size_t>(text.size()));
    std::memcpy(bytes.data(), text.data(), bytes.size());
    return bytes;
}

} // namespace

void GgufHostileTest::refuses_data() {
    QTest::addColumn<Bytes>("bytes");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, const Bytes& bytes, const char* says) {
        QTest::newRow(name) << bytes << QString::fromUtf8(says);
    };
    constexpr std::uint64_t huge = std::numeric_limits<std::uint64_t>::max();
    const std::vector<float> four{1, 2, 3, 4};
    const auto tensor = [&four](const std::vector<std::uint64_t>& shape, std::uint64_t offset = 0) {
        return GgufBuilder().tensorAt("w", shape, 0, offset, std::as_bytes(std::span(four))).bytes();
    };

    row("nothing", {}, "is not a GGUF file");
    row("text", fromText("Once upon a time there was a little girl named Lily."),
        "is not a GGUF file: it does not begin");
    row("zip", fromText("PK\x03\x04........................"), "is not a GGUF file");
    row("magic only", fromText("GGUF"), "is cut short: it ends inside its header");
    row("half a magic", fromText("GG"), "is cut short: it ends inside its header");
    row("version 0", withVersion(0), "of version 0; versions 2 and 3");
    row("version 1", withVersion(1), "of version 1, which is out of use");
    row("version 4", withVersion(4), "of version 4; versions 2 and 3");
    row("big-endian 3", withVersion(0x03000000), "is a big-endian GGUF file");
    row("big-endian 2", withVersion(0x02000000), "is a big-endian GGUF file");

    row("more entries than bytes", withCounts(0, 1000), "announces 1000 metadata entries, more than it can hold");
    row("most entries", withCounts(0, huge), "metadata entries, more than it can hold");
    row("more tensors than bytes", withCounts(1000, 0), "announces 1000 tensors, more than it can hold");
    row("most tensors", withCounts(huge, 0), "tensors, more than it can hold");
    row("zeros as entries", withCounts(0, 4), "its metadata key '' appears twice");

    row("key twice", GgufBuilder().set("a", true).set("b", true).set("a", false).bytes(),
        "its metadata key 'a' appears twice");
    row("unknown value type", GgufBuilder().setRaw("a", 13, "xxxx").bytes(), "'a' has the unknown type 13");
    row("unknown value type, largest", GgufBuilder().setRaw("a", 0xFFFFFFFF, "xxxx").bytes(),
        "the unknown type 4294967295");
    row("bool of 2", GgufBuilder().setRaw("a", 7, "\2").bytes(), "'a' is neither true nor false");
    row("bools with a 255",
        GgufBuilder().setRaw("a", 9, raw<std::uint32_t>({7}) + raw<std::uint64_t>({2}) + "\1\xFF").bytes(),
        "'a' has an element that is neither true nor false");
    row("string beyond the end", GgufBuilder().setRaw("a", 8, raw<std::uint64_t>({100}) + "xy").bytes(),
        "ends inside its metadata");
    row("string of all lengths", GgufBuilder().setRaw("a", 8, raw<std::uint64_t>({huge}) + "xy").bytes(),
        "ends inside its metadata");
    row("list of lists", GgufBuilder().setRaw("a", 9, raw<std::uint32_t>({9}) + raw<std::uint64_t>({1})).bytes(),
        "list 'a' of lists");
    row("list of an unknown type",
        GgufBuilder().setRaw("a", 9, raw<std::uint32_t>({99}) + raw<std::uint64_t>({1})).bytes(),
        "list 'a' has the unknown type 99");
    row("list beyond the end",
        GgufBuilder().setRaw("a", 9, raw<std::uint32_t>({5}) + raw<std::uint64_t>({1000})).bytes(),
        "ends inside its metadata list 'a'");
    row("list of strings beyond the end",
        GgufBuilder().setRaw("a", 9, raw<std::uint32_t>({8}) + raw<std::uint64_t>({1000})).bytes(),
        "ends inside its metadata list 'a'");
    row("list whose last string is cut",
        GgufBuilder()
            .setRaw("a", 9, raw<std::uint32_t>({8}) + raw<std::uint64_t>({2, 1}) + "x" + raw<std::uint64_t>({9}))
            .bytes(),
        "ends inside its metadata list 'a'");
    row("list of all elements",
        GgufBuilder().setRaw("a", 9, raw<std::uint32_t>({0}) + raw<std::uint64_t>({huge})).bytes(),
        "'a' of 18446744073709551615 elements");
    row("list with a number above 2^63", GgufBuilder().set("a", std::vector<std::uint64_t>{1, huge}).bytes(),
        "the number 18446744073709551615 in its metadata list 'a'");
    row("broken key", GgufBuilder().setRaw("a\xFF\n", 13, "").bytes(), "its metadata key 'a��' has the unknown type");

    row("alignment 0", GgufBuilder().set("general.alignment", std::uint32_t{0}).bytes(), "'general.alignment' is no");
    row("alignment 12", GgufBuilder().set("general.alignment", std::uint32_t{12}).bytes(), "'general.alignment' is no");
    row("alignment -32", GgufBuilder().set("general.alignment", std::int32_t{-32}).bytes(),
        "'general.alignment' is no");
    row("alignment 2^40", GgufBuilder().set("general.alignment", std::uint64_t{1} << 40).bytes(),
        "'general.alignment' is no");
    row("alignment in words", GgufBuilder().set("general.alignment", "32").bytes(), "'general.alignment' is no");

    row("tensor twice", GgufBuilder().tensor("w", {1}, {1}).tensor("w", {1}, {1}).bytes(),
        "its tensor 'w' appears twice");
    row("five dimensions", tensor({1, 1, 1, 1, 4}), "its tensor 'w' has 5 dimensions");
    row("dimension 0", tensor({4, 0}), "its tensor 'w' has a dimension of size 0");
    row("dimension of 2^64 - 1", tensor({huge}), "its tensor 'w' has more elements than any file can hold");
    row("dimensions that overflow", tensor({1ULL << 32, 1ULL << 32, 4}),
        "its tensor 'w' has more elements than any file can hold");
    row("dimensions that overflow to little", tensor({1ULL << 33, 1ULL << 31, 1}),
        "its tensor 'w' has more elements than any file can hold");
    row("bytes that overflow", tensor({1ULL << 61, 2}), "its tensor 'w' has more elements than any file can hold");
    row("more data than the file", tensor({1ULL << 40}), "ends inside the data of its tensor 'w'");
    row("one number more than the file", tensor({5}), "ends inside the data of its tensor 'w'");
    row("offset beyond the end", tensor({4}, 4096), "ends inside the data of its tensor 'w'");
    row("offset that overflows", tensor({4}, huge - 31), "ends inside the data of its tensor 'w'");
    row("offset between", tensor({1}, 8), "does not begin at a multiple of 32");
    row("half a block", GgufBuilder().tensorRaw("w", {2, 48}, 8, std::as_bytes(std::span(four))).bytes(),
        "rows of 48 numbers, which Q8_0 cannot store");
    row(
        "no data section",
        [] {
            Bytes bytes = GgufBuilder().tensor("w", {1}, {1}).bytes();
            bytes.resize(bytes.size() - 4 - 7);
            return bytes;
        }(),
        "ends inside the data of its tensor 'w'");
}

void GgufHostileTest::refuses() {
    QFETCH(Bytes, bytes);
    QFETCH(QString, says);
    const QString problem = problemOf(bytes);
    QVERIFY2(problem.contains(says), qPrintable(problem));
    QVERIFY2(isSentence(problem.toStdString()), qPrintable(problem));
}

void GgufHostileTest::namesTheUnsupportedType_data() {
    QTest::addColumn<quint32>("type");
    QTest::addColumn<QString>("name");
    QTest::newRow("Q8_1") << 9U << "Q8_1";
    QTest::newRow("Q8_K") << 15U << "Q8_K";
    QTest::newRow("IQ2_XS") << 17U << "IQ2_XS";
    QTest::newRow("IQ4_XS") << 23U << "IQ4_XS";
    QTest::newRow("I8") << 24U << "I8";
    QTest::newRow("F64") << 28U << "F64";
    QTest::newRow("IQ1_M") << 29U << "IQ1_M";
    QTest::newRow("TQ2_0") << 35U << "TQ2_0";
    QTest::newRow("MXFP4") << 39U << "MXFP4";
    QTest::newRow("of the future") << 1234U << "number 1234";
}

void GgufHostileTest::namesTheUnsupportedType() {
    QFETCH(quint32, type);
    QFETCH(QString, name);
    const std::array<std::byte, 64> data{};
    QCOMPARE(problemOf(GgufBuilder().tensorRaw("blk.0.w", {1, 32}, type, data).bytes()),
             "The file 'bad.gguf' cannot be used: its tensor 'blk.0.w' has type " + name +
                 ", which is not supported yet; use a file with F32, F16, BF16 or Q8_0 weights.");
}

void GgufHostileTest::everyPrefixIsASentence() {
    const Bytes whole = smallFile();
    QCOMPARE(problemOf(whole), QString("none"));
    for (std::size_t length = 0; length < whole.size(); ++length) {
        // A copy of exactly this size, so that a read beyond it is seen by the sanitizers.
        const Bytes prefix(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
        const Result<ModelFile> file = parseGguf(prefix, "bad.gguf");
        QVERIFY2(!file.ok(), qPrintable(QString::number(length)));
        QVERIFY2(isSentence(file.error().message), file.error().message.c_str());
        const QString says = length == 0 ? "is not a GGUF file" : "is cut short";
        const QString problem = QString::fromStdString(file.error().message);
        // The counts of the header already tell that a very short file is not whole.
        QVERIFY2(problem.contains(says) || problem.contains("more than it can hold"), qPrintable(problem));
    }
}

void GgufHostileTest::randomByteFlipsNeverCrash() {
    const Bytes whole = smallFile();
    std::mt19937 random(20240229);
    std::uniform_int_distribution<std::size_t> place(0, whole.size() - 1);
    std::uniform_int_distribution<int> value(0, 255);
    int valid = 0;
    int refused = 0;
    for (int i = 0; i < 20'000; ++i) {
        Bytes bytes = whole;
        for (int flips = 1 + i % 4; flips > 0; --flips) {
            bytes[place(random)] = static_cast<std::byte>(value(random));
        }
        const Result<ModelFile> file = parseGguf(bytes, "bad.gguf");
        if (file) {
            useEverything(*file);
            ++valid;
        } else {
            QVERIFY2(isSentence(file.error().message), file.error().message.c_str());
            ++refused;
        }
    }
    // Both outcomes occur: the flips reach the structure as well as the values.
    QVERIFY(valid > 1000);
    QVERIFY(refused > 1000);
}

void GgufHostileTest::openNamesTheFile_data() {
    QTest::addColumn<QByteArray>("contents");
    QTest::addColumn<QString>("says");
    QTest::newRow("text")
        << QByteArray("Call me Ishmael.")
        << "The file '%1' is not a GGUF file: it does not begin with the letters GGUF; choose a model in that format.";
    QTest::newRow("empty") << QByteArray() << "The file '%1' is empty; copy or download it again.";
    QTest::newRow("cut") << QByteArray("GGUF\3\0\0\0", 8)
                         << "The file '%1' is cut short: it ends inside its header; copy or download it again.";
}

void GgufHostileTest::openNamesTheFile() {
    QFETCH(QByteArray, contents);
    QFETCH(QString, says);
    const QTemporaryDir folder;
    QFile file(folder.filePath("modèle.gguf"));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(contents) == contents.size() && file.flush());
    const auto opened = openGguf(file.filesystemFileName());
    QVERIFY(!opened.ok());
    QCOMPARE(QString::fromStdString(opened.error().message), says.arg(file.fileName()));

    const auto directory = openGguf(folder.path().toStdString());
    QVERIFY(!directory.ok());
    QCOMPARE(QString::fromStdString(directory.error().message), "'" + folder.path() + "' is a folder; choose a file.");
}

void GgufHostileTest::largeVocabulariesAreReadQuickly() {
    std::vector<std::string> pieces;
    for (int i = 0; i < 150'000; ++i) {
        pieces.push_back("▁piece" + std::to_string(i));
    }
    const Bytes bytes = GgufBuilder()
                            .set("tokenizer.ggml.tokens", pieces)
                            .set("tokenizer.ggml.scores", std::vector<float>(pieces.size(), -1.0F))
                            .set("tokenizer.ggml.token_type", std::vector<std::int32_t>(pieces.size(), 1))
                            .bytes();
    QElapsedTimer timer;
    timer.start();
    QBENCHMARK_ONCE {
        const Result<ModelFile> file = parseGguf(bytes, "large.gguf");
        QVERIFY(file.ok());
        QCOMPARE(file->strings("tokenizer.ggml.tokens")->back(), pieces.back());
    }
    // A few milliseconds; far more would mean work that grows with the square of the size.
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
}

QTEST_APPLESS_MAIN(GgufHostileTest)
#include "tst_gguf_hostile.moc"
