// GGUF on well-formed files: every value type, shapes, alignment, reference files.
#include "core/files/gguf.h"
#include "tests/support/gguf_builder.h"
#include "tests/support/paths.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <array>
#include <limits>

using namespace logitscope;
using namespace logitscope::test;

class GgufTest : public QObject {
    Q_OBJECT

private slots:
    void readsEveryScalarType();
    void readsEveryListType();
    void lookupsAreEmptyForOtherTypes();
    void placesTensors();
    void readsVersion2();
    void readsAlignment_data();
    void readsAlignment();
    void surviveAMove();
    void readsReferenceFiles_data();
    void readsReferenceFiles();
};

namespace {

ModelFile parsed(const std::vector<std::byte>& bytes) {
    Result<ModelFile> file = parseGguf(bytes, "memory");
    if (!file) {
        qFatal("%s", file.error().message.c_str());
    }
    return std::move(*file);
}

} // namespace

void GgufTest::readsEveryScalarType() {
    const auto bytes = GgufBuilder()
                           .set("u8", std::uint8_t{255})
                           .set("i8", std::int8_t{-128})
                           .set("u16", std::uint16_t{65535})
                           .set("i16", std::int16_t{-32768})
                           .set("u32", std::uint32_t{4294967295})
                           .set("i32", std::int32_t{-2147483647})
                           .set("u64", std::numeric_limits<std::uint64_t>::max())
                           .set("i64", std::numeric_limits<std::int64_t>::min())
                           .set("f32", 0.5F)
                           .set("f64", 1e300)
                           .set("yes", true)
                           .set("no", false)
                           .set("text", std::string_view("a\0b", 3))
                           .bytes();
    const ModelFile file = parsed(bytes);
    QCOMPARE(file.format(), std::string("GGUF v3"));
    QCOMPARE(file.metadata().size(), std::size_t{13});
    QCOMPARE(file.integer("u8"), 255);
    QCOMPARE(file.integer("i8"), -128);
    QCOMPARE(file.integer("u16"), 65535);
    QCOMPARE(file.integer("i16"), -32768);
    QCOMPARE(file.integer("u32"), 4294967295);
    QCOMPARE(file.integer("i32"), -2147483647);
    QVERIFY(!file.integer("u64")); // not representable
    QCOMPARE(std::get<std::uint64_t>(file.metadata().at("u64")), std::numeric_limits<std::uint64_t>::max());
    QCOMPARE(file.integer("i64"), std::numeric_limits<std::int64_t>::min());
    QCOMPARE(file.number("f32"), 0.5);
    QCOMPARE(file.number("f64"), 1e300);
    QCOMPARE(file.number("i8"), -128.0);
    QCOMPARE(file.boolean("yes"), true);
    QCOMPARE(file.boolean("no"), false);
    QVERIFY(file.string("text"));
    QCOMPARE(*file.string("text"), std::string("a\0b", 3));
}

void GgufTest::readsEveryListType() {
    const auto bytes = GgufBuilder()
                           .set("u8", std::vector<std::uint8_t>{0, 255})
                           .set("i8", std::vector<std::int8_t>{-1})
                           .set("u16", std::vector<std::uint16_t>{65535})
                           .set("i16", std::vector<std::int16_t>{-2})
                           .set("u32", std::vector<std::uint32_t>{4294967295})
                           .set("i32", std::vector<std::int32_t>{-3, 4})
                           .set("u64", std::vector<std::uint64_t>{1ULL << 62})
                           .set("i64", std::vector<std::int64_t>{-(1LL << 62)})
                           .set("f32", std::vector<float>{0.25F, -1.0F})
                           .set("f64", std::vector<double>{1e-300})
                           .set("bool", std::vector<bool>{true, false, true})
                           .set("text", std::vector<std::string>{"one", "", "three"})
                           .set("none", std::vector<std::string>{})
                           .bytes();
    const ModelFile file = parsed(bytes);
    using Integers = std::vector<std::int64_t>;
    QCOMPARE(*file.integers("u8"), (Integers{0, 255}));
    QCOMPARE(*file.integers("i8"), (Integers{-1}));
    QCOMPARE(*file.integers("u16"), (Integers{65535}));
    QCOMPARE(*file.integers("i16"), (Integers{-2}));
    QCOMPARE(*file.integers("u32"), (Integers{4294967295}));
    QCOMPARE(*file.integers("i32"), (Integers{-3, 4}));
    QCOMPARE(*file.integers("u64"), (Integers{1LL << 62}));
    QCOMPARE(*file.integers("i64"), (Integers{-(1LL << 62)}));
    QCOMPARE(*file.numbers("f32"), (std::vector<double>{0.25, -1.0}));
    QCOMPARE(*file.numbers("f64"), (std::vector<double>{1e-300}));
    QCOMPARE(std::get<std::vector<bool>>(file.metadata().at("bool")), (std::vector<bool>{true, false, true}));
    QCOMPARE(*file.strings("text"), (std::vector<std::string>{"one", "", "three"}));
    QVERIFY(file.strings("none")->empty());
}

void GgufTest::lookupsAreEmptyForOtherTypes() {
    const auto bytes = GgufBuilder()
                           .set("text", "1")
                           .set("number", 1.0F)
                           .set("flag", true)
                           .set("list", std::vector<float>{1.0F})
                           .bytes();
    const ModelFile file = parsed(bytes);
    QVERIFY(!file.integer("text") && !file.integer("number") && !file.integer("flag") && !file.integer("absent"));
    QVERIFY(!file.number("text") && !file.number("flag") && !file.number("list"));
    QVERIFY(!file.boolean("number") && !file.boolean("absent"));
    QVERIFY(!file.string("number") && !file.string("absent"));
    QVERIFY(!file.strings("text") && !file.numbers("number") && !file.integers("list") && !file.numbers("absent"));
    QVERIFY(!file.tensor("text"));
    QVERIFY(file.tensors().empty());
}

void GgufTest::placesTensors() {
    const std::vector<float> matrix{1, 2, 3, 4, 5, 6};
    const std::array<std::byte, 2> half{std::byte{0x00}, std::byte{0x3C}};
    std::array<std::byte, 3 * 68> blocks{};
    blocks[67] = std::byte{7};
    const auto bytes = GgufBuilder()
                           .tensor("matrix", {2, 3}, matrix)
                           .tensor("scalar", {}, DType::F16, half)
                           .tensor("blocks", {3, 1, 64}, DType::Q8_0, blocks)
                           .tensor("brain", {1}, DType::BF16, half)
                           .bytes();
    const ModelFile file = parsed(bytes);
    QCOMPARE(file.tensors().size(), std::size_t{4});
    QCOMPARE(file.tensors()[2].name, std::string("blocks"));

    const TensorView* first = file.tensor("matrix");
    QVERIFY(first);
    QCOMPARE(first->shape, (std::vector<std::size_t>{2, 3}));
    QCOMPARE(first->rows(), std::size_t{2});
    QCOMPARE(first->columns(), std::size_t{3});
    QVERIFY(first->type == DType::F32);
    QCOMPARE(first->data.size(), matrix.size() * sizeof(float));
    QVERIFY(std::memcmp(first->data.data(), matrix.data(), first->data.size()) == 0);

    const TensorView* scalar = file.tensor("scalar");
    QCOMPARE(scalar->shape, (std::vector<std::size_t>{1}));
    QCOMPARE(scalar->data.size(), std::size_t{2});
    QVERIFY(scalar->data[1] == std::byte{0x3C});

    const TensorView* quantised = file.tensor("blocks");
    QCOMPARE(quantised->rows(), std::size_t{3});
    QCOMPARE(quantised->data.size(), blocks.size());
    QVERIFY(quantised->data[67] == std::byte{7});
    for (const TensorView& tensor : file.tensors()) {
        QCOMPARE((tensor.data.data() - bytes.data()) % 32, std::ptrdiff_t{0});
    }
}

void GgufTest::readsVersion2() {
    GgufBuilder builder;
    builder.version = 2;
    const auto bytes = builder.set("a", std::uint32_t{1}).tensor("t", {1}, {1.0F}).bytes();
    const ModelFile file = parsed(bytes);
    QCOMPARE(file.format(), std::string("GGUF v2"));
    QVERIFY(file.tensor("t"));
}

void GgufTest::readsAlignment_data() {
    QTest::addColumn<int>("alignment");
    for (const int alignment : {8, 16, 24, 32, 64, 4096}) {
        QTest::newRow(qPrintable(QString::number(alignment))) << alignment;
    }
}

void GgufTest::readsAlignment() {
    QFETCH(int, alignment);
    GgufBuilder builder;
    builder.alignment = static_cast<std::uint64_t>(alignment);
    const auto bytes = builder.set("general.alignment", static_cast<std::uint32_t>(alignment))
                           .tensor("a", {1}, {1.0F})
                           .tensor("b", {2}, {2.0F, 3.0F})
                           .bytes();
    const ModelFile file = parsed(bytes);
    float value = 0;
    std::memcpy(&value, file.tensor("b")->data.data() + 4, sizeof value);
    QCOMPARE(value, 3.0F);
    QCOMPARE((file.tensor("b")->data.data() - bytes.data()) % alignment, std::ptrdiff_t{0});
}

void GgufTest::surviveAMove() {
    QTemporaryDir folder;
    const std::filesystem::path path = std::filesystem::path(folder.path().toStdString()) / "a.gguf";
    GgufBuilder().set("k", "v").tensor("t", {1}, {42.0F}).writeTo(path);
    Result<ModelFile> opened = openGguf(path);
    QVERIFY(opened.ok());
    const ModelFile moved = std::move(*opened);
    QCOMPARE(moved.path(), path);
    QCOMPARE(*moved.string("k"), std::string("v"));
    float value = 0;
    moved.releasePages();
    std::memcpy(&value, moved.tensor("t")->data.data(), sizeof value);
    QCOMPARE(value, 42.0F);
}

void GgufTest::readsReferenceFiles_data() {
    QTest::addColumn<QString>("relative");
    QTest::addColumn<int>("tensors");
    QTest::addColumn<int>("pieces"); // of the vocabulary; -1: none
    QTest::newRow("llama-spm") << "tokenizers/ggml-vocab-llama-spm.gguf" << 0 << 32000;
    QTest::newRow("phi-3") << "tokenizers/ggml-vocab-phi-3.gguf" << 0 << 32064;
    QTest::newRow("deepseek-llm") << "tokenizers/ggml-vocab-deepseek-llm.gguf" << 0 << 102400;
    QTest::newRow("falcon") << "tokenizers/ggml-vocab-falcon.gguf" << 0 << 65024;
    QTest::newRow("stories260K") << "models/stories260K/stories260K.gguf" << 48 << 512;
    QTest::newRow("tales F16") << "models/tales-prototype/tales-prototype-F16.gguf" << 56 << 4096;
    QTest::newRow("tales Q8_0") << "models/tales-prototype/tales-prototype-Q8_0.gguf" << 56 << 4096;
}

void GgufTest::readsReferenceFiles() {
    QFETCH(QString, relative);
    QFETCH(int, tensors);
    QFETCH(int, pieces);
    const auto path = sharedPath(relative.toStdString());
    if (!std::filesystem::exists(path)) {
        QSKIP("reference data absent");
    }
    const Result<ModelFile> file = openGguf(path);
    QVERIFY2(file.ok(), file ? "" : file.error().message.c_str());
    QCOMPARE(static_cast<int>(file->tensors().size()), tensors);
    const auto* tokens = file->strings("tokenizer.ggml.tokens");
    QCOMPARE(tokens ? static_cast<int>(tokens->size()) : -1, pieces);
}

QTEST_APPLESS_MAIN(GgufTest)
#include "tst_gguf.moc"
