// Opening by content: every way to name a model leads to it, whatever its files are called; llama2.c against its twin.
#include "core/model/loader.h"
#include "core/model/open_model_file.h"
#include "tests/support/hugging_face_builder.h"
#include "tests/support/logit_statistics.h"
#include "tests/support/paths.h"
#include "tests/support/random_model.h"

#include <QTemporaryDir>
#include <QtTest/QTest>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

using namespace logitscope;
using namespace logitscope::test;

class TestOpenModelFile : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void opens_data();
    void opens();
    void refuses_data();
    void refuses();
    void llama2cIsItsGgufTwin();
    void llama2cWritesWhatItsAuthorsProgramWrites_data();
    void llama2cWritesWhatItsAuthorsProgramWrites();

private:
    QTemporaryDir m_temporary;
    std::filesystem::path m_folder;
    ThreadPool m_pool{1};
};

void TestOpenModelFile::initTestCase() {
    m_folder = m_temporary.path().toStdString();
    RandomTransformer model(transformerKind("llama"));
    model.vocabulary = 300;
    HuggingFaceBuilder(model).writeTo(m_folder / "tiny");
    writeFile(m_folder / "tiny/tokenizer_config.json", "{}");
    writeFile(m_folder / "tiny/README.md", "# Tiny");
    std::filesystem::copy(m_folder / "tiny/model.safetensors", m_folder / "tiny/weights"); // of no known ending
    std::filesystem::create_directories(m_folder / "one");
    model.builder().writeTo(m_folder / "one/model.gguf");
    model.builder().writeTo(m_folder / "one/model.safetensors"); // a name that lies
    std::filesystem::create_directories(m_folder / "parts");
    GgufBuilder first = model.builder();
    first.set("split.no", 0U).set("split.count", 2U).writeTo(m_folder / "parts/m-00001-of-00002.gguf");
    GgufBuilder().set("split.no", 1U).set("split.count", 2U).writeTo(m_folder / "parts/m-00002-of-00002.gguf");

    std::filesystem::create_directories(m_folder / "bad/empty");
    std::filesystem::create_directories(m_folder / "bad/two");
    model.builder().writeTo(m_folder / "bad/two/a.gguf");
    model.builder().writeTo(m_folder / "bad/two/b.gguf");
    writeFile(m_folder / "bad/story.gguf", "Once upon a time");
    writeFile(m_folder / "bad/short.gguf", "GG");
    writeFile(m_folder / "bad/nothing.gguf", "");
    writeFile(m_folder / "bad/list.json", "[1, 2]");
    writeFile(m_folder / "bad/alone.safetensors", SafetensorsBuilder().tensor("a", "F32", {1}, {1}).bytes());
    std::filesystem::create_directories(m_folder / "bad/config");
    writeFile(m_folder / "bad/config/config.json", R"({"model_type":"rwkv6"})");
}

void TestOpenModelFile::opens_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("format");
    const auto row = [](const char* path, const char* format) { QTest::newRow(path) << path << format; };
    row("one/model.gguf", "GGUF v3");
    row("one/model.safetensors", "GGUF v3");
    row("parts", "GGUF v3");
    row("parts/m-00002-of-00002.gguf", "GGUF v3");
    for (const char* path : {"tiny", "tiny/", "tiny/.", "tiny/config.json", "tiny/model.safetensors", "tiny/weights",
                             "tiny/tokenizer.model", "tiny/tokenizer_config.json", "tiny/README.md"}) {
        row(path, "safetensors");
    }
}

void TestOpenModelFile::opens() {
    QFETCH(QString, path);
    QFETCH(QString, format);
    const auto loaded = loadModel(m_folder / path.toStdString(), m_pool);
    QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().message.c_str());
    QCOMPARE(QString::fromStdString(loaded->info.fileFormat), format);
    if (path.startsWith("tiny")) {
        QCOMPARE(loaded->info.displayName, std::string("tiny"));
        QVERIFY(loaded->tokenizer != nullptr);
        QCOMPARE(loaded->info.tensorsOfType.at(DType::F32), std::size_t{1 + 2 * 9 + 1});
    }
}

void TestOpenModelFile::refuses_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* path, const char* says) { QTest::newRow(path) << path << says; };
    row("bad/empty", "has no model: neither a config.json with weights nor a .gguf file");
    row("bad/two", "has 2 models (.gguf); choose one of them");
    row("bad/story.gguf", "is no model that can be read; choose a GGUF file, a folder");
    row("bad/short.gguf", "is cut short");
    row("bad/nothing.gguf", "is empty");
    row("bad/list.json", "has no config.json beside it");
    row("bad/alone.safetensors", "has no config.json beside it");
    row("bad/config", "the architecture 'rwkv6' is not supported yet");
    row("bad/missing", "There is no file");
}

void TestOpenModelFile::refuses() {
    QFETCH(QString, path);
    QFETCH(QString, says);
    const auto file = openModelFile(m_folder / path.toStdString());
    QVERIFY(!file.ok());
    const QString message = QString::fromStdString(file.error().message);
    QVERIFY2(message.contains(says) && message.endsWith('.') && message.contains(path), qPrintable(message));
}

void TestOpenModelFile::llama2cIsItsGgufTwin() {
    LOGITSCOPE_REQUIRE_SHARED("models/stories260K/stories260K.bin");
    const auto loaded = loadModel(sharedPath("models/stories260K/stories260K.bin"), m_pool);
    QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().message.c_str());
    const auto twin = loadModel(sharedPath("models/stories260K/stories260K.gguf"), m_pool);
    QVERIFY(twin.ok());
    const char* text = "Once upon a time, there was a little girl named Lily.\n\tShe said: “naïve”!  日本";
    const auto tokens = loaded->tokenizer->encode(text);
    QVERIFY(tokens.ok());
    QVERIFY(*tokens == *twin->tokenizer->encode(text));
    QVERIFY(logitsOf(*loaded->model, *tokens) == logitsOf(*twin->model, *tokens));
    for (int id = 0; id < 512; ++id) {
        const auto token = static_cast<TokenId>(id);
        QCOMPARE(loaded->tokenizer->pieceOf(token), twin->tokenizer->pieceOf(token));
        QVERIFY(loaded->tokenizer->kindOf(token) == twin->tokenizer->kindOf(token));
    }
}

void TestOpenModelFile::llama2cWritesWhatItsAuthorsProgramWrites_data() {
    QTest::addColumn<int>("index");
    for (int i = 0; i < 4; ++i) {
        QTest::addRow("case %d", i) << i;
    }
}

void TestOpenModelFile::llama2cWritesWhatItsAuthorsProgramWrites() {
    QFETCH(int, index);
    LOGITSCOPE_REQUIRE_SHARED("models/stories260K/stories260K.bin");
    std::ifstream stream(sharedPath("models/stories260K/expected_greedy.json"));
    const nlohmann::json expected = nlohmann::json::parse(stream).at("cases").at(static_cast<std::size_t>(index));
    const auto loaded = loadModel(sharedPath("models/stories260K/stories260K.bin"), m_pool);
    QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().message.c_str());
    const auto prompt = loaded->tokenizer->encode(expected.at("prompt").get<std::string>());
    QVERIFY(prompt.ok());
    const auto idsAt = [&](const char* key) {
        std::vector<TokenId> ids;
        for (const int id : expected.at(key)) {
            ids.push_back(static_cast<TokenId>(id));
        }
        return ids;
    };
    QVERIFY(*prompt == idsAt("prompt_token_ids"));
    const std::vector<TokenId> wanted = idsAt("generated_token_ids");
    Scratch scratch(m_pool);
    const auto state = loaded->model->newState();
    std::vector<TokenId> pending = *prompt;
    for (const TokenId next : wanted) {
        CollectingSink sink;
        const SequenceInput input{state.get(), pending, LogitRows::Last};
        loaded->model->forward({&input, 1}, scratch, sink, nullptr, {});
        const std::vector<float>& row = sink.rows.begin()->second;
        pending = {static_cast<TokenId>(std::max_element(row.begin(), row.end()) - row.begin())};
        QCOMPARE(pending.front(), next);
    }
}

QTEST_APPLESS_MAIN(TestOpenModelFile)
#include "tst_open_model_file.moc"
