// Hugging Face folders: the same logits as the GGUF file of the same model, bit for bit; bad folders.
#include "core/base/utf8.h"
#include "core/files/gguf.h"
#include "core/model/hugging_face/folder.h"
#include "core/model/hugging_face/metadata.h"
#include "core/model/loader.h"
#include "tests/support/hugging_face_builder.h"
#include "tests/support/logit_statistics.h"

#include <QTemporaryDir>
#include <QtTest/QTest>

#include <functional>
#include <random>

using namespace logitscope;
using namespace logitscope::test;
using nlohmann::json;

namespace {

std::vector<TokenId> someTokens() {
    std::vector<TokenId> tokens;
    for (int i = 0; i < 40; ++i) { // beyond the windows of 20
        tokens.push_back(static_cast<TokenId>(i * 37 % 200));
    }
    return tokens;
}

RandomTransformer modelOf(const std::string& kind) {
    RandomTransformer model(transformerKind(kind));
    model.vocabulary = 300; // the tokenizer's 259 pieces, and rows without one
    return model;
}

json smallConfig() { return HuggingFaceBuilder(modelOf("llama")).config(); }

} // namespace

class TestHuggingFace : public QObject {
    Q_OBJECT

private slots:
    void sameLogits_data();
    void sameLogits();
    void onlyChangedTensorsAreMade();
    void otherTypes_data();
    void otherTypes();
    void partsOfGptNeoxHeads();
    void weightsInParts();
    void pictureModels();
    void ropeScaling_data();
    void ropeScaling();
    void mistralWindows_data();
    void mistralWindows();
    void defaults();
    void badConfigs_data();
    void badConfigs();
    void badTensors_data();
    void badTensors();
    void damagedConfigs();

private:
    std::unique_ptr<QTemporaryDir> m_temporary;
    ThreadPool m_pool{1};

    std::filesystem::path newFolder() {
        m_temporary = std::make_unique<QTemporaryDir>();
        return m_temporary->filePath("tiny").toStdString();
    }

    void compare(const RandomTransformer& model, const std::filesystem::path& folder) {
        const std::filesystem::path twinPath = folder.string() + ".gguf";
        model.builder().writeTo(twinPath);
        const auto twin = loadModel(twinPath, m_pool);
        QVERIFY2(twin.ok(), twin.ok() ? "" : twin.error().message.c_str());
        const auto loaded = loadModel(folder, m_pool);
        QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().message.c_str());
        QVERIFY(logitsOf(*loaded->model, someTokens()) == logitsOf(*twin->model, someTokens()));
        QCOMPARE(loaded->info.parameterCount, twin->info.parameterCount);
        QCOMPARE(loaded->info.config.architecture, twin->info.config.architecture);
        QCOMPARE(loaded->info.config.contextLength, twin->info.config.contextLength);
    }
};

void TestHuggingFace::sameLogits_data() {
    QTest::addColumn<QString>("kind");
    for (const TransformerKind& kind : transformerKinds()) {
        QTest::newRow(kind.name.c_str()) << QString::fromStdString(kind.name);
    }
}

void TestHuggingFace::sameLogits() {
    QFETCH(QString, kind);
    const RandomTransformer model = modelOf(kind.toStdString());
    const auto folder = newFolder();
    HuggingFaceBuilder(model).writeTo(folder);
    compare(model, folder);
}

void TestHuggingFace::onlyChangedTensorsAreMade() {
    const RandomTransformer model = modelOf("llama");
    const auto folder = newFolder();
    HuggingFaceBuilder(model).writeTo(folder);
    const auto file = openHuggingFaceFolder(folder);
    QVERIFY2(file.ok(), file.ok() ? "" : file.error().message.c_str());
    QCOMPARE(*file->string("general.name"), std::string("tiny"));
    const auto twin = model.builder().bytes();
    const auto expected = parseGguf(twin, "twin.gguf");
    QCOMPARE(file->tensors().size(), expected->tensors().size());
    for (const TensorView& tensor : file->tensors()) {
        const bool isMade =
            tensor.name.find("attn_q.") != std::string::npos || tensor.name.find("attn_k.") != std::string::npos;
        QVERIFY2(tensor.data.empty() == isMade, tensor.name.c_str());
        const TensorBytes bytes = file->bytesOf(tensor);
        const std::span<const std::byte> wanted = expected->tensor(tensor.name)->data;
        QVERIFY2(std::equal(bytes.view().begin(), bytes.view().end(), wanted.begin(), wanted.end()),
                 tensor.name.c_str());
    }
    for (const auto& [key, value] : expected->metadata()) {
        const bool follows = key.ends_with("rope.dimension_count") || key.starts_with("tokenizer.");
        QVERIFY2(follows || file->metadata().contains(key), key.c_str());
        if (!follows && expected->integer(key)) {
            QVERIFY2(file->integer(key) == expected->integer(key), key.c_str());
        }
    }
}

void TestHuggingFace::otherTypes_data() {
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("type");
    for (const char* kind : {"llama", "gpt2", "gptneox"}) {
        for (const char* type : {"F16", "BF16"}) {
            QTest::addRow("%s %s", kind, type) << kind << type;
        }
    }
}

void TestHuggingFace::otherTypes() {
    QFETCH(QString, kind);
    QFETCH(QString, type);
    RandomTransformer model = modelOf(kind.toStdString());
    model.type = type == "F16" ? DType::F16 : DType::BF16;
    const auto folder = newFolder();
    HuggingFaceBuilder(model).writeTo(folder, type.toUtf8().constData());
    // Norms and biases are rounded too, here and not in the twin: the matrices must be the twin's.
    const auto file = openHuggingFaceFolder(folder);
    QVERIFY2(file.ok(), file.ok() ? "" : file.error().message.c_str());
    const auto twinBytes = model.builder().bytes();
    const auto twin = parseGguf(twinBytes, "twin.gguf");
    for (const TensorView& expected : twin->tensors()) {
        if (expected.shape.size() == 2) {
            const TensorBytes bytes = file->bytesOf(*file->tensor(expected.name));
            QVERIFY2(std::equal(bytes.view().begin(), bytes.view().end(), expected.data.begin(), expected.data.end()),
                     expected.name.c_str());
        }
    }
    const auto loaded = loadModel(folder, m_pool);
    QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().message.c_str());
    QVERIFY(loaded->info.weightType == model.type);
}

void TestHuggingFace::partsOfGptNeoxHeads() {
    RandomTransformer model = modelOf("gptneox");
    model.rotated = 4; // a quarter, as Pythia
    model.parallel = false;
    const auto folder = newFolder();
    HuggingFaceBuilder(model).writeTo(folder);
    compare(model, folder);
}

void TestHuggingFace::weightsInParts() {
    const RandomTransformer model = modelOf("qwen2");
    const auto folder = newFolder();
    const HuggingFaceBuilder builder(model);
    builder.writeTo(folder);
    std::filesystem::remove(folder / "model.safetensors");
    SafetensorsBuilder parts[2];
    json map;
    for (std::size_t i = 0; const FolderTensor& tensor : builder.tensors()) {
        parts[i % 2].tensor(tensor.name, "F32", tensor.shape, tensor.values);
        map[tensor.name] = i % 2 == 0 ? "first.safetensors" : "second.safetensors";
        ++i;
    }
    writeFile(folder / "first.safetensors", parts[0].bytes());
    writeFile(folder / "second.safetensors", parts[1].bytes());
    writeFile(folder / "model.safetensors.index.json", json{{"weight_map", map}}.dump());
    compare(model, folder);
    QCOMPARE(openHuggingFaceFolder(folder)->format(), std::string("safetensors in 2 files"));
    std::filesystem::remove(folder / "second.safetensors");
    const auto broken = loadModel(folder, m_pool);
    QVERIFY(!broken.ok() &&
            broken.error().message.find("its part 'second.safetensors' is missing") != std::string::npos);
}

void TestHuggingFace::pictureModels() {
    const RandomTransformer model = modelOf("gemma3");
    const HuggingFaceBuilder builder(model);
    json inner = builder.config();
    inner.erase("model_type");
    for (const char* outer : {"language_model.", "model.language_model."}) {
        const auto folder = newFolder();
        builder.writeTo(folder);
        writeFile(folder / "config.json", json{{"model_type", "gemma3"}, {"text_config", inner}}.dump());
        SafetensorsBuilder weights;
        weights.tensor("vision_tower.patch.weight", "F32", {1}, {1});
        for (const FolderTensor& tensor : builder.tensors()) {
            const bool isNew = std::string_view(outer).starts_with("model.");
            weights.tensor(outer + (isNew ? tensor.name.substr(6) : tensor.name), "F32", tensor.shape, tensor.values);
        }
        writeFile(folder / "model.safetensors", weights.bytes());
        compare(model, folder);
    }
}

void TestHuggingFace::ropeScaling_data() {
    QTest::addColumn<QString>("member");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("says"); // empty: good
    const auto row = [](const char* name, const char* value, const char* says, const char* member = "rope_scaling") {
        QTest::newRow(name) << member << value << says;
    };
    row("none", "null", "");
    row("default", R"({"rope_type":"default"})", "");
    row("linear", R"({"type":"linear","factor":4})", "");
    row("llama3",
        R"({"rope_type":"llama3","factor":8,"low_freq_factor":1,"high_freq_factor":4,"original_max_position_embeddings":64})",
        "");
    row("yarn", R"({"rope_type":"yarn","factor":4.0,"original_max_position_embeddings":32})", "");
    row("new form", R"({"rope_type":"linear","factor":4,"rope_theta":10000})", "", "rope_parameters");
    row("dynamic", R"({"type":"dynamic","factor":4})", "stretched by the method 'dynamic'");
    row("yarn of its own", R"({"rope_type":"yarn","factor":4,"mscale":0.7})", "a variant of 'yarn' ('mscale')");
    row("llama3 upside down", R"({"rope_type":"llama3","low_freq_factor":4,"high_freq_factor":1})", "makes no sense");
    row("a list", "[1]", "is no JSON object");
    row("factor as a text", R"({"type":"linear","factor":"4"})", "the 'factor' of its config.json is no number");
    row("method as a number", R"({"type":4})", "the 'type' of its config.json is no text");
}

void TestHuggingFace::ropeScaling() {
    QFETCH(QString, member);
    QFETCH(QString, value);
    QFETCH(QString, says);
    json config = smallConfig();
    config[member.toStdString()] = json::parse(value.toStdString());
    const auto folder = newFolder();
    HuggingFaceBuilder(modelOf("llama")).writeTo(folder);
    writeFile(folder / "config.json", config.dump());
    const auto loaded = loadModel(folder, m_pool);
    QVERIFY2(loaded.ok() == says.isEmpty(), loaded.ok() ? "loaded" : loaded.error().message.c_str());
    if (!loaded) {
        QVERIFY2(QString::fromStdString(loaded.error().message).contains(says), loaded.error().message.c_str());
        return;
    }
    const RopeConfig& rope = loaded->info.config.rope;
    const bool isLinear = value.contains("linear");
    QCOMPARE(rope.linearScale, isLinear ? 4.0 : 1.0);
    QCOMPARE(rope.yarn.has_value(), value.contains("yarn"));
    if (value.contains("yarn")) {
        QCOMPARE(rope.yarn->factor, 4.0);
        QCOMPARE(rope.yarn->originalContext, 32.0);
    }
    QCOMPARE(rope.frequencyFactors.empty(), !value.contains("llama3"));
    if (value.contains("llama3")) {
        // Eight pairs; their waves in 64 tokens are 10.2, 3.2, 1.02, 0.32, …: kept, blended, blended, slowed.
        const auto blended = [](double waves) {
            return 1.0 / ((1.0 - (waves - 1.0) / 3.0) / 8.0 + (waves - 1.0) / 3.0);
        };
        QCOMPARE(rope.frequencyFactors.size(), 8U);
        QCOMPARE(rope.frequencyFactors[0], 1.0F);
        for (int i = 1; i <= 2; ++i) {
            const double waves = 64.0 / (2.0 * M_PI * std::pow(10000.0, i / 8.0));
            QVERIFY(std::fabs(rope.frequencyFactors[std::size_t(i)] - blended(waves)) < 1e-5);
        }
        QCOMPARE(rope.frequencyFactors[3], 8.0F);
        QCOMPARE(rope.frequencyFactors[7], 8.0F);
    }
}

void TestHuggingFace::mistralWindows_data() {
    QTest::addColumn<QString>("change"); // of config.json
    QTest::addColumn<int>("window");
    QTest::newRow("said") << R"({"sliding_window":20})" << 20;
    QTest::newRow("not said") << "{}" << 4096;
    QTest::newRow("none") << R"({"sliding_window":null})" << 0;
}

void TestHuggingFace::mistralWindows() {
    QFETCH(QString, change);
    QFETCH(int, window);
    RandomTransformer model = modelOf("llama");
    model.kind.tied = false;
    const auto folder = newFolder();
    HuggingFaceBuilder(model).writeTo(folder);
    json config = HuggingFaceBuilder(model).config();
    config["model_type"] = "mistral";
    config.update(json::parse(change.toStdString())); // null stays a null
    writeFile(folder / "config.json", config.dump());
    model.window = static_cast<std::uint32_t>(window);
    compare(model, folder);
}

void TestHuggingFace::defaults() {
    // An empty configuration is the model that each family published first.
    struct Expected {
        const char* type;
        const char* key;
        double value;
    };
    const Expected all[] = {{"llama", "llama.embedding_length", 4096},
                            {"llama", "llama.attention.head_count_kv", 32},
                            {"llama", "llama.attention.layer_norm_rms_epsilon", 1e-6},
                            {"mistral", "llama.attention.head_count_kv", 8},
                            {"mistral", "llama.attention.sliding_window", 4096},
                            {"mixtral", "llama.expert_count", 8},
                            {"mixtral", "llama.expert_used_count", 2},
                            {"mixtral", "llama.rope.freq_base", 1e6},
                            {"qwen2", "qwen2.feed_forward_length", 22016},
                            {"qwen3", "qwen3.attention.key_length", 128},
                            {"gemma", "gemma.attention.key_length", 256},
                            {"gemma2", "gemma2.attn_logit_softcapping", 50},
                            {"gemma2", "gemma2.final_logit_softcapping", 30},
                            {"gemma2", "gemma2.attention.scale", 0.0625},
                            {"gemma3_text", "gemma3.rope.freq_base", 1e6},
                            {"gemma3_text", "gemma3.rope.freq_base_swa", 1e4},
                            {"phi3", "phi3.context_length", 4096},
                            {"gpt2", "gpt2.feed_forward_length", 3072},
                            {"gpt2", "gpt2.context_length", 1024},
                            {"gpt_neox", "gptneox.rope.dimension_count", 24}};
    for (const Expected& expected : all) {
        ModelFile file("tiny", "safetensors");
        const auto config = addMetadata(json{{"model_type", expected.type}}, file);
        QVERIFY2(config.ok(), expected.type);
        QVERIFY2(file.number(expected.key) == expected.value, expected.key);
        const bool tied =
            std::string_view(expected.type).starts_with("gemma") || std::string_view(expected.type) == "gpt2";
        QVERIFY2(config->tied == tied, expected.type);
    }
}

void TestHuggingFace::badConfigs_data() {
    QTest::addColumn<QString>("type"); // of a model whose configuration is otherwise good
    QTest::addColumn<QString>("change");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, const char* change, const char* says, const char* type = "llama") {
        QTest::newRow(name) << type << change << says;
    };
    row("unknown architecture", R"({"model_type":"rwkv6"})",
        "the architecture 'rwkv6' is not supported yet (these are: llama, mistral");
    row("no architecture", R"({"model_type":null})", "does not say which architecture it has");
    row("architecture as a number", R"({"model_type":7})", "does not say which architecture it has");
    row("sizes as texts", R"({"hidden_size":"64"})", "the 'hidden_size' of its config.json is no whole number");
    row("negative size", R"({"num_hidden_layers":-2})",
        "the 'num_hidden_layers' of its config.json is no whole number");
    row("size with a fraction", R"({"num_hidden_layers":2.5})", "is no whole number");
    row("size of 2^64 - 1", R"({"hidden_size":18446744073709551615})", "is no whole number");
    row("size of 2^62", R"({"hidden_size":4611686018427387904})",
        "'llama.embedding_length' is 4611686018427387904, outside");
    row("no layers", R"({"num_hidden_layers":0})", "outside 1 to");
    row("no heads", R"({"num_attention_heads":0})", "would have no attention heads");
    row("no key/value heads", R"({"num_key_value_heads":0})", "would have no attention heads");
    row("huge heads", R"({"head_dim":4611686018427387904})", "its heads would have 4611686018427387904 numbers each");
    row("epsilon as a list", R"({"rms_norm_eps":[1]})", "the 'rms_norm_eps' of its config.json is no number");
    row("epsilon of zero", R"({"rms_norm_eps":0})", "must be above 0");
    row("truth as a number", R"({"tie_word_embeddings":1})", "is neither true nor false");
    row("activation", R"({"hidden_act":"relu"})", "its activation function 'relu' is not supported yet");
    row("quantised", R"({"quantization_config":{"quant_method":"gptq"}})",
        "quantised in a way of Hugging Face folders");
    row("another vocabulary", R"({"vocab_size":301})", "says that its vocabulary has 301 tokens");
    row("more layers than there are", R"({"num_hidden_layers":3})", "tensor 'blk.2.attn_norm.weight' is missing");
    row("fewer layers than there are", R"({"num_hidden_layers":1})", "that its architecture does not have");
    row("another width", R"({"intermediate_size":97})", "but its configuration asks for 97 x 64");
    row("windows in some layers", R"({"use_sliding_window":true,"max_window_layers":1})",
        "some of its layers attend through", "qwen2");
    row("no caps", R"({"attn_logit_softcapping":null})", "switches off its 'attn_logit_softcapping'", "gemma2");
    row("layers in another order", R"({"layer_types":["full_attention","sliding_attention","full_attention"]})",
        "in an order of their own", "gemma2");
    row("layer types as a text", R"({"layer_types":"full"})", "in an order of their own", "gemma3");
    row("no scale", R"({"query_pre_attn_scalar":0})", "'query_pre_attn_scalar' is not positive", "gemma3");
    row("scores by layer", R"({"scale_attn_by_inverse_layer_idx":true})", "scales its attention scores", "gpt2");
    row("nothing turns", R"({"rotary_pct":0})", "is not within 0 to 1", "gptneox");
    row("long factors are missing", R"({"rope_scaling":{"type":"longrope","short_factor":[1,1,1,1,1,1,1,1]}})",
        "the 'long_factor' of its rope_scaling", "phi3");
    row("heads of no numbers", R"({"head_dim":null,"hidden_size":2,"rope_scaling":{"rope_type":"llama3"}})",
        "its positions turn 0 numbers of each head, which make no pairs"); // found by fuzzing
    row("heads of three numbers", R"({"head_dim":3})", "which make no pairs");
    row("base of zero", R"({"rope_theta":0})", "the base of its rotary positions is not positive");
    row("good, as all others but for one change", "{}", "");
}

void TestHuggingFace::badConfigs() {
    QFETCH(QString, type);
    QFETCH(QString, change);
    QFETCH(QString, says);
    const HuggingFaceBuilder builder(modelOf(type.toStdString()));
    const auto folder = newFolder();
    builder.writeTo(folder);
    json config = builder.config();
    config.update(json::parse(change.toStdString()));
    writeFile(folder / "config.json", config.dump());
    const auto loaded = loadModel(folder, m_pool);
    QVERIFY2(loaded.ok() == says.isEmpty(), loaded.ok() ? "loaded" : loaded.error().message.c_str());
    if (!loaded) {
        const QString message = QString::fromStdString(loaded.error().message);
        QVERIFY2(message.contains(says) && message.endsWith('.'), qPrintable(message));
        QVERIFY2(message.contains(QString::fromStdString(folder.string())), qPrintable(message));
    }
}

void TestHuggingFace::badTensors_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("bytes");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* title, const char* name, const char* type, const char* bytes, const char* says) {
        QTest::newRow(title) << name << type << bytes << says;
    };
    row("unknown", "model.layers.0.self_attn.extra", "F32", "1234", "it has a tensor 'model.layers.0.self_attn.extra'");
    row("number with a zero before it", "model.layers.01.input_layernorm.weight", "F32", "1234",
        "that its architecture does not have");
    row("number of seven digits", "model.layers.1000000.input_layernorm.weight", "F32", "1234",
        "that its architecture does not have");
    row("a layer too many", "model.layers.9.input_layernorm.weight", "F32", "1234",
        "it has a tensor 'blk.9.attn_norm.weight'");
    row("type", "model.layers.0.mlp.up_proj.bias", "I32", "1234",
        "has type 'I32', which is not supported yet; use F32, F16 or BF16");
    row("empty", "model.layers.0.mlp.up_proj.bias", "F32", "", "has a shape that no weight has");
    row("table that nobody needs", "model.layers.0.self_attn.rotary_emb.inv_freq", "I64", "12345678", "");
    row("output of a tied model", "lm_head.weight", "F32", "1234", "");
}

void TestHuggingFace::badTensors() {
    QFETCH(QString, name);
    QFETCH(QString, type);
    QFETCH(QString, bytes);
    QFETCH(QString, says);
    const HuggingFaceBuilder builder(modelOf("llama"));
    const auto folder = newFolder();
    builder.writeTo(folder);
    SafetensorsBuilder weights;
    for (const FolderTensor& tensor : builder.tensors()) {
        weights.tensor(tensor.name, "F32", tensor.shape, tensor.values);
    }
    const std::uint64_t size = bytes.size() == 4 ? 1 : bytes.size() / 8;
    weights.raw(name.toStdString(), type.toStdString(), {size}, bytes.toStdString());
    writeFile(folder / "model.safetensors", weights.bytes());
    const auto loaded = loadModel(folder, m_pool);
    QVERIFY2(loaded.ok() == says.isEmpty(), loaded.ok() ? "loaded" : loaded.error().message.c_str());
    if (!loaded) {
        QVERIFY2(QString::fromStdString(loaded.error().message).contains(says), loaded.error().message.c_str());
    }
}

// Any change of a number or a letter ends in a sentence or in metadata.
void TestHuggingFace::damagedConfigs() {
    std::mt19937 random(5);
    int read = 0;
    int rounds = 0;
    for (const char* kind : {"llama", "gemma3", "phi3", "gpt2", "gptneox"}) {
        const std::string good = HuggingFaceBuilder(modelOf(kind)).config().dump();
        for (int i = 0; i < 2000; ++i, ++rounds) {
            std::string text = good;
            for (unsigned flips = 1 + random() % 3; flips > 0; --flips) {
                text[random() % text.size()] = static_cast<char>(' ' + random() % 95);
            }
            const json config = json::parse(text, nullptr, false);
            ModelFile file("bad", "safetensors");
            const auto result = addMetadata(config, file);
            read += result.ok() ? 1 : 0;
            QVERIFY(result.ok() || (result.error().message.ends_with(".") && !findInvalidUtf8(result.error().message)));
        }
    }
    QVERIFY(read > 0 && read < rounds);
}

QTEST_APPLESS_MAIN(TestHuggingFace)
#include "tst_hugging_face.moc"
