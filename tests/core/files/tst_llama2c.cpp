// llama2.c files: the same tensors and vocabulary as the GGUF file of the same model, and damaged ones refused.
#include "core/base/utf8.h"
#include "core/files/gguf.h"
#include "core/files/llama2c.h"
#include "tests/support/paths.h"
#include "tests/support/safetensors_builder.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <array>
#include <cstring>
#include <random>

using namespace logitscope;
using namespace logitscope::test;

namespace {

using Header = std::array<std::int32_t, 7>; // dim, hidden, layers, heads, key/value heads, vocabulary, context

constexpr Header smallHeader{8, 12, 2, 2, 1, 10, 16};

std::string fileOf(const Header& header, std::size_t floats) {
    std::string bytes(sizeof header + floats * sizeof(float), '\0');
    std::memcpy(bytes.data(), header.data(), sizeof header);
    for (std::size_t i = 0; i < floats; ++i) {
        const auto value = static_cast<float>(i);
        std::memcpy(bytes.data() + sizeof header + i * sizeof value, &value, sizeof value);
    }
    return bytes;
}

// embedding, layers (attention, feed-forward, two norms), last norm, tables
constexpr std::size_t smallFloats = 10 * 8 + 2 * (8 * 8 * 2 + 4 * 8 * 2 + 3 * 12 * 8 + 2 * 8) + 8 + 16 * 4;

std::span<const std::byte> bytesOf(std::string_view text) { return std::as_bytes(std::span(text)); }

// A vocabulary of the special pieces and letters.
std::string vocabularyOf(std::size_t size) {
    std::string bytes(4, '\0');
    for (std::size_t id = 0; id < size; ++id) {
        const std::string piece = id == 0   ? "<unk>"
                                  : id == 1 ? "\n<s>\n"
                                  : id == 2 ? "\n</s>\n"
                                            : " x" + std::to_string(id);
        const auto score = -static_cast<float>(id);
        const auto length = static_cast<std::int32_t>(piece.size());
        bytes.append(reinterpret_cast<const char*>(&score), 4).append(reinterpret_cast<const char*>(&length), 4);
        bytes += piece;
    }
    return bytes;
}

bool isSentence(const std::string& message) {
    return message.find("bad.bin'") != message.npos && message.ends_with(".") && !findInvalidUtf8(message);
}

float firstOf(const ModelFile& file, const char* name) {
    float value = -1;
    if (const TensorView* tensor = file.tensor(name)) {
        std::memcpy(&value, tensor->data.data(), sizeof value);
    }
    return value;
}

} // namespace

class Llama2cTest : public QObject {
    Q_OBJECT

private slots:
    void hasWhatTheGgufFileHas();
    void tensorsFollowOneAnother();
    void outputOfItsOwnFollowsTheTables();
    void refuses_data();
    void refuses();
    void vocabularies_data();
    void vocabularies();
    void vocabularyBeside();
    void everyPrefixIsASentence();
    void randomBytesNeverCrash();
};

void Llama2cTest::hasWhatTheGgufFileHas() {
    LOGITSCOPE_REQUIRE_SHARED("models/stories260K/stories260K.bin");
    const auto file = openLlama2c(sharedPath("models/stories260K/stories260K.bin"));
    QVERIFY2(file.ok(), file.ok() ? "" : file.error().message.c_str());
    const auto twin = openGguf(sharedPath("models/stories260K/stories260K.gguf"));
    QVERIFY(twin.ok());
    QCOMPARE(file->format(), std::string("llama2.c"));
    QVERIFY(!file->tensor("output.weight")); // the GGUF file has the embedding a second time
    QCOMPARE(file->tensors().size() + 1, twin->tensors().size());
    for (const TensorView& expected : twin->tensors()) {
        const TensorView* found = file->tensor(expected.name == "output.weight" ? "token_embd.weight" : expected.name);
        QVERIFY2(found, expected.name.c_str());
        QCOMPARE(found->shape, expected.shape);
        QVERIFY2(std::equal(found->data.begin(), found->data.end(), expected.data.begin(), expected.data.end()),
                 expected.name.c_str());
    }
    for (const char* key : {"tokenizer.ggml.tokens", "tokenizer.ggml.scores", "tokenizer.ggml.token_type"}) {
        QVERIFY2(file->metadata().at(key) == twin->metadata().at(key), key);
    }
    for (const char* key : {"block_count", "embedding_length", "feed_forward_length", "attention.head_count",
                            "attention.head_count_kv"}) {
        QCOMPARE(file->integer("llama." + std::string(key)), twin->integer("llama." + std::string(key)));
    }
    QCOMPARE(file->integer("llama.context_length"), std::int64_t{512}); // the GGUF file has another, wrong one
}

void Llama2cTest::tensorsFollowOneAnother() {
    const std::string bytes = fileOf(smallHeader, smallFloats);
    QVERIFY(looksLikeLlama2c(bytesOf(bytes)));
    const auto file = parseLlama2c(bytesOf(bytes), "small.bin");
    QVERIFY2(file.ok(), file.ok() ? "" : file.error().message.c_str());
    QCOMPARE(file->tensors().size(), 2U + 2 * 9);
    float next = 0; // the numbers count the floats of the file
    const auto expect = [&](const std::string& name, std::size_t count) {
        QCOMPARE(firstOf(*file, name.c_str()), next);
        QCOMPARE(file->tensor(name)->data.size(), count * 4);
        next += static_cast<float>(count);
    };
    expect("token_embd.weight", 80);
    const std::pair<const char*, std::size_t> groups[] = {{"attn_norm", 8}, {"attn_q", 64},      {"attn_k", 32},
                                                          {"attn_v", 32},   {"attn_output", 64}, {"ffn_norm", 8},
                                                          {"ffn_gate", 96}, {"ffn_down", 96},    {"ffn_up", 96}};
    for (const auto& [name, count] : groups) {
        for (const char* layer : {"blk.0.", "blk.1."}) {
            expect(layer + std::string(name) + ".weight", count);
        }
    }
    expect("output_norm.weight", 8);
    QCOMPARE(file->tensor("blk.1.ffn_down.weight")->shape, (std::vector<std::size_t>{8, 12}));
    QVERIFY(!file->tensor("output.weight"));
}

void Llama2cTest::outputOfItsOwnFollowsTheTables() {
    Header header = smallHeader;
    header[5] = -10;
    const std::string bytes = fileOf(header, smallFloats + 80);
    const auto file = parseLlama2c(bytesOf(bytes), "small.bin");
    QVERIFY2(file.ok(), file.ok() ? "" : file.error().message.c_str());
    QCOMPARE(firstOf(*file, "output.weight"), static_cast<float>(smallFloats));
    QCOMPARE(file->tensor("output.weight")->shape, (std::vector<std::size_t>{10, 8}));
}

void Llama2cTest::refuses_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, const std::string& bytes, const char* says) {
        QTest::newRow(name) << QByteArray(bytes.data(), static_cast<int>(bytes.size())) << QString(says);
    };
    const auto header = [&](const char* name, std::size_t place, std::int32_t value, const char* says) {
        Header changed = smallHeader;
        changed[place] = value;
        row(name, fileOf(changed, smallFloats), says);
    };
    constexpr const char* none = "its header describes none";
    row("nothing", {}, none);
    row("text", "Once upon a time, there was a little girl", none);
    row("version 1", std::string("24ka\x01\0\0\0", 8) + std::string(256, '\0'), "is a llama2.c file of version 1");
    row("one float short", fileOf(smallHeader, smallFloats - 1), "its header asks for");
    row("one float more", fileOf(smallHeader, smallFloats + 1), "its header asks for");
    header("no width", 0, 0, none);
    header("negative width", 0, -8, none);
    header("huge width", 0, std::numeric_limits<std::int32_t>::max(), none);
    header("heads that do not divide", 3, 3, none);
    header("heads of one number", 3, 8, none);
    header("more key/value heads than heads", 4, 4, none);
    header("no key/value heads", 4, 0, none);
    header("no layers", 2, 0, none);
    header("no vocabulary", 5, 0, none);
    header("huge vocabulary", 5, std::numeric_limits<std::int32_t>::min(), none);
    header("no context", 6, 0, none);
    header("more layers than bytes", 2, 4000, "its header asks for");
    header("good, as all others but for one change", 2, 2, "");
}

void Llama2cTest::refuses() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, says);
    const auto file = parseLlama2c(bytesOf({bytes.constData(), static_cast<std::size_t>(bytes.size())}), "bad.bin");
    QCOMPARE(file.ok(), says.isEmpty());
    if (!file) {
        QVERIFY2(QString::fromStdString(file.error().message).contains(says), file.error().message.c_str());
        QVERIFY2(isSentence(file.error().message), file.error().message.c_str());
    }
}

void Llama2cTest::vocabularies_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, const std::string& bytes, const char* says) {
        QTest::newRow(name) << QByteArray(bytes.data(), static_cast<int>(bytes.size())) << QString(says);
    };
    const std::string good = vocabularyOf(10);
    row("good", good, "");
    row("too short", "abc", "is too short for a vocabulary");
    row("another size", vocabularyOf(9), "has 9 pieces, but its model has 10");
    row("cut short", good.substr(0, good.size() - 1), "it ends inside piece 9");
    row("bytes behind it", good + "x", "it ends inside piece 10");
    std::string negative = good;
    negative.replace(8, 4, 4, '\xFF');
    row("negative length", negative, "it ends inside piece 0");
    std::string huge = good;
    huge.replace(8, 4, std::string("\xFF\xFF\xFF\x7F", 4));
    row("huge length", huge, "it ends inside piece 0");
}

void Llama2cTest::vocabularies() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, says);
    ModelFile file("model.bin", "llama2.c");
    const Status added =
        addLlama2cVocabulary(bytesOf({bytes.constData(), static_cast<std::size_t>(bytes.size())}), "bad.bin", 10, file);
    QCOMPARE(added.ok(), says.isEmpty());
    if (!added) {
        QVERIFY2(QString::fromStdString(added.error().message).contains(says), added.error().message.c_str());
        QVERIFY2(isSentence(added.error().message), added.error().message.c_str());
        return;
    }
    const std::vector<std::string> first{"<unk>", "<s>", "</s>", "▁x3"};
    const auto* pieces = file.strings("tokenizer.ggml.tokens");
    QVERIFY(pieces && std::equal(first.begin(), first.end(), pieces->begin()));
    QCOMPARE(file.integers("tokenizer.ggml.token_type")->at(0), 2);
    QCOMPARE(file.integers("tokenizer.ggml.token_type")->at(1), 3);
    QCOMPARE(file.integers("tokenizer.ggml.token_type")->at(3), 1);
    QCOMPARE(file.numbers("tokenizer.ggml.scores")->at(9), -9.0);
}

void Llama2cTest::vocabularyBeside() {
    QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath("bad.bin").toStdString();
    writeFile(path, fileOf(smallHeader, smallFloats));
    const auto alone = openLlama2c(path);
    QVERIFY(!alone.ok());
    QVERIFY2(isSentence(alone.error().message), alone.error().message.c_str());
    QVERIFY(alone.error().message.find("tok10.bin or tokenizer.bin") != std::string::npos);
    writeFile(path.parent_path() / "tokenizer.bin", vocabularyOf(9)); // of another model
    QVERIFY(!openLlama2c(path).ok());
    writeFile(path.parent_path() / "tok10.bin", vocabularyOf(10)); // goes before it
    const auto both = openLlama2c(path);
    QVERIFY2(both.ok(), both.ok() ? "" : both.error().message.c_str());
    QCOMPARE(both->strings("tokenizer.ggml.tokens")->size(), 10U);
}

void Llama2cTest::everyPrefixIsASentence() {
    const std::string bytes = fileOf(smallHeader, smallFloats);
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        const auto file = parseLlama2c(bytesOf(std::string_view(bytes).substr(0, length)), "bad.bin");
        QVERIFY(!file.ok());
        QVERIFY2(isSentence(file.error().message), file.error().message.c_str());
    }
}

void Llama2cTest::randomBytesNeverCrash() {
    const std::string good = fileOf(smallHeader, smallFloats);
    const std::string vocabulary = vocabularyOf(10);
    std::mt19937 random(3);
    for (int round = 0; round < 20'000; ++round) {
        std::string bytes = good;
        bytes[random() % sizeof(Header)] = static_cast<char>(random());
        if (const auto file = parseLlama2c(bytesOf(bytes), "bad.bin"); !file) {
            QVERIFY2(isSentence(file.error().message), file.error().message.c_str());
        }
        std::string pieces = vocabulary;
        pieces[random() % pieces.size()] = static_cast<char>(random());
        ModelFile file("bad.bin", "llama2.c");
        if (const Status added = addLlama2cVocabulary(bytesOf(pieces), "bad.bin", 10, file); !added) {
            QVERIFY2(isSentence(added.error().message), added.error().message.c_str());
        }
    }
}

QTEST_APPLESS_MAIN(Llama2cTest)
#include "tst_llama2c.moc"
