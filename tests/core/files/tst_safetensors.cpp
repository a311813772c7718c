// Safetensors files and folders of them: read as written, and a sentence for each way they can be bad.
#include "core/base/utf8.h"
#include "core/files/safetensors.h"
#include "core/files/safetensors_set.h"
#include "tests/support/safetensors_builder.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <random>

using namespace logitscope;
using namespace logitscope::test;

namespace {

std::span<const std::byte> bytesOf(std::string_view text) { return std::as_bytes(std::span(text)); }

// One tensor of each readable type.
SafetensorsBuilder smallFile() {
    SafetensorsBuilder file;
    file.entry("__metadata__", R"({"format":"pt"})");
    file.tensor("b", "F32", {2, 3}, {1, 2, 3, 4, 5, 6}).tensor("a", "BF16", {2}, {0.5F, -2});
    return file.tensor("c", "F16", {1, 2}, {0.25F, 8});
}

QString problemOf(std::string_view bytes) {
    const auto tensors = parseSafetensors(bytesOf(bytes), "bad.safetensors");
    return tensors ? QString("none") : QString::fromStdString(tensors.error().message);
}

bool isSentence(const std::string& message) {
    return message.find("'bad.safetensors'") != message.npos && message.ends_with(".") && !findInvalidUtf8(message) &&
           message.find('\n') == std::string::npos;
}

// What a reader of the tensors may do: touch every byte.
void useEverything(const std::vector<SafetensorsTensor>& tensors) {
    unsigned sum = 0;
    for (const SafetensorsTensor& tensor : tensors) {
        for (const std::byte byte : tensor.data) {
            sum += std::to_integer<unsigned>(byte);
        }
        std::size_t elements = 1;
        for (const std::size_t size : tensor.shape) {
            elements *= size;
        }
        QVERIFY(!tensor.type || elements * traitsOf(*tensor.type).blockBytes == tensor.data.size());
    }
    volatile unsigned kept = sum;
    (void)kept;
}

std::string oneEntry(const std::string& json, std::string_view data = "12345678") {
    return SafetensorsBuilder::withHeader(R"({"x":)" + json + "}", data);
}

} // namespace

class SafetensorsTest : public QObject {
    Q_OBJECT

private slots:
    void isReadAsWritten();
    void otherTypesAreNamed();
    void refuses_data();
    void refuses();
    void everyPrefixIsASentence();
    void randomByteFlipsNeverCrash();
    void opensFolders_data();
    void opensFolders();
    void refusesFolders_data();
    void refusesFolders();

private:
    QTemporaryDir m_folder;

    std::filesystem::path emptyFolder(const char* name) {
        const std::filesystem::path folder = m_folder.filePath(name).toStdString();
        std::filesystem::remove_all(folder);
        std::filesystem::create_directory(folder);
        return folder;
    }
};

void SafetensorsTest::isReadAsWritten() {
    const std::string bytes = smallFile().bytes();
    QVERIFY(looksLikeSafetensors(bytesOf(bytes)));
    const auto tensors = parseSafetensors(bytesOf(bytes), "small.safetensors");
    QVERIFY2(tensors.ok(), tensors.ok() ? "" : tensors.error().message.c_str());
    QCOMPARE(tensors->size(), 3U);
    const char* names[] = {"b", "a", "c"}; // as their data lies
    const DType types[] = {DType::F32, DType::BF16, DType::F16};
    const std::vector<std::vector<std::size_t>> shapes{{2, 3}, {2}, {1, 2}};
    for (std::size_t i = 0; i < 3; ++i) {
        const SafetensorsTensor& tensor = (*tensors)[i];
        QCOMPARE(tensor.name, std::string(names[i]));
        QVERIFY(tensor.type == types[i]);
        QCOMPARE(tensor.shape, shapes[i]);
    }
    float third = 0;
    std::memcpy(&third, (*tensors)[0].data.data() + 8, sizeof third);
    QCOMPARE(third, 3.0F);
    QCOMPARE((*tensors)[2].data.data() + 4, bytesOf(bytes).data() + bytes.size());
}

void SafetensorsTest::otherTypesAreNamed() {
    SafetensorsBuilder file;
    file.raw("mask", "BOOL", {2, 2}, "abcd").raw("scalar", "I64", {}, "12345678").raw("odd", "F4", {16}, "12345678");
    const std::string bytes = file.bytes();
    const auto tensors = parseSafetensors(bytesOf(bytes), "types.safetensors");
    QVERIFY2(tensors.ok(), tensors.ok() ? "" : tensors.error().message.c_str());
    QVERIFY(!tensors->at(0).type && !tensors->at(1).type && !tensors->at(2).type);
    QCOMPARE(tensors->at(0).typeName, std::string("BOOL"));
    QVERIFY(tensors->at(1).shape.empty());
}

void SafetensorsTest::refuses_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, const std::string& bytes, const char* says) {
        QTest::newRow(name) << QByteArray(bytes.data(), static_cast<int>(bytes.size())) << QString(says);
    };
    const auto entry = [&](const char* name, const std::string& json, const char* says) {
        row(name, oneEntry(json), says);
    };
    row("nothing", {}, "is cut short: it ends inside its header");
    row("huge header", std::string(7, '\xFF') + "\x7F{}",
        "is not a safetensors file: its header would be 9223372036854775807 bytes");
    row("header beyond the limit", std::string("\x01\xE1\xF5\x05\0\0\0\0{", 9), "would be 100000001 bytes");
    row("header of one byte", std::string("\x01\0\0\0\0\0\0\0{", 9), "would be 1 bytes");
    row("header longer than the file", std::string("\x40\0\0\0\0\0\0\0{\"a\":", 13), "is cut short");
    row("text", "Once upon a time", "is not a safetensors file");
    row("a list", SafetensorsBuilder::withHeader("[]"), "its header is no JSON object");
    row("broken JSON", SafetensorsBuilder::withHeader("{\"a\":}"), "is not valid JSON");
    row("text after the header", SafetensorsBuilder::withHeader("{} x"), "is not valid JSON");
    row("not UTF-8", SafetensorsBuilder::withHeader("{\"\xFF\":1}"), "is not valid JSON");
    row("duplicate names", smallFile().tensor("a", "F32", {1}, {1}).bytes(), "has the member 'a' twice");
    std::string deep = "{\"x\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
    row("deep lists", SafetensorsBuilder::withHeader(deep), "nests its values more than 32 deep");
    deep.clear();
    for (int i = 0; i < 50'000; ++i) {
        deep += "{\"x\":";
    }
    row("deep objects", SafetensorsBuilder::withHeader(deep + "1" + std::string(50'000, '}')), "nests its values");
    entry("a number", "1", "its tensor 'x' has no type");
    entry("no type", R"({"shape":[2],"data_offsets":[0,8]})", "has no type, no shape or no place");
    entry("no shape", R"({"dtype":"F32","data_offsets":[0,8]})", "has no type, no shape or no place");
    entry("no place", R"({"dtype":"F32","shape":[2]})", "has no type, no shape or no place");
    entry("one offset", R"({"dtype":"F32","shape":[2],"data_offsets":[0]})", "has no type, no shape or no place");
    entry("type as a number", R"({"dtype":1,"shape":[2],"data_offsets":[0,8]})", "has no type");
    entry("end beyond the file", R"({"dtype":"F32","shape":[3],"data_offsets":[0,12]})", "lies outside the file");
    entry("begin beyond the end", R"({"dtype":"F32","shape":[1],"data_offsets":[8,4]})", "lies outside the file");
    entry("begin far beyond",
          R"({"dtype":"F32","shape":[0],"data_offsets":[18446744073709551615,18446744073709551615]})",
          "lies outside the file");
    entry("negative begin", R"({"dtype":"F32","shape":[2],"data_offsets":[-8,0]})", "lies outside the file");
    entry("offset with a fraction", R"({"dtype":"F32","shape":[2],"data_offsets":[0.0,8]})", "lies outside the file");
    entry("too few bytes", R"({"dtype":"F32","shape":[2],"data_offsets":[0,4]})",
          "has 4 bytes, but its shape asks for 2 times 4");
    entry("too many bytes", R"({"dtype":"F16","shape":[2],"data_offsets":[0,8]})",
          "has 8 bytes, but its shape asks for 2 times 2");
    entry("size that wraps to 8", R"({"dtype":"F32","shape":[4611686018427387906],"data_offsets":[0,8]})",
          "its shape asks for");
    entry("product that wraps", R"({"dtype":"F32","shape":[4294967296,4294967296,2],"data_offsets":[0,8]})",
          "a shape that no file can hold");
    entry("negative size", R"({"dtype":"F32","shape":[-2],"data_offsets":[0,8]})", "a shape that no file can hold");
    entry("nine dimensions", R"({"dtype":"F32","shape":[1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]})", "has 9 dimensions");
    entry("good, as all others but for one change", R"({"dtype":"F32","shape":[2],"data_offsets":[0,8]})", "none");
}

void SafetensorsTest::refuses() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, says);
    const QString problem = problemOf({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    QVERIFY2(problem.contains(says), qPrintable(problem));
    QVERIFY2(problem == "none" || isSentence(problem.toStdString()), qPrintable(problem));
}

void SafetensorsTest::everyPrefixIsASentence() {
    const std::string bytes = smallFile().bytes();
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        const QString problem = problemOf(std::string_view(bytes).substr(0, length));
        QVERIFY2(isSentence(problem.toStdString()), qPrintable(QString::number(length) + ": " + problem));
    }
    QCOMPARE(problemOf(bytes), QString("none"));
}

void SafetensorsTest::randomByteFlipsNeverCrash() {
    const std::string good = smallFile().bytes();
    std::mt19937 random(4);
    int read = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::string bytes = good;
        for (unsigned flips = 1 + random() % 4; flips > 0; --flips) {
            bytes[random() % bytes.size()] = static_cast<char>(random());
        }
        const auto tensors = parseSafetensors(bytesOf(bytes), "bad.safetensors");
        if (tensors) {
            useEverything(*tensors);
            ++read;
        } else {
            QVERIFY2(isSentence(tensors.error().message), tensors.error().message.c_str());
        }
    }
    QVERIFY(read > 0 && read < 20'000); // the flips reach both outcomes
}

void SafetensorsTest::opensFolders_data() {
    QTest::addColumn<QString>("chosen");
    QTest::addColumn<int>("tensors");
    QTest::newRow("the index") << "" << 2;
    QTest::newRow("a part stands for the whole") << "model-00002-of-00002.safetensors" << 2;
    QTest::newRow("a file beside the parts") << "other.safetensors" << 1;
}

void SafetensorsTest::opensFolders() {
    QFETCH(QString, chosen);
    QFETCH(int, tensors);
    const auto folder = emptyFolder("parts");
    writeFile(folder / "model-00001-of-00002.safetensors", SafetensorsBuilder().tensor("a", "F32", {1}, {1}).bytes());
    writeFile(folder / "model-00002-of-00002.safetensors", SafetensorsBuilder().tensor("b", "F32", {1}, {2}).bytes());
    writeFile(folder / "other.safetensors", SafetensorsBuilder().tensor("c", "F32", {1}, {3}).bytes());
    writeFile(folder / "model.safetensors.index.json",
              R"({"metadata":{"total_size":8},"weight_map":{"a":"model-00001-of-00002.safetensors",)"
              R"("b":"model-00002-of-00002.safetensors"}})");
    const auto set = openSafetensorsSet(folder, chosen.toStdString());
    QVERIFY2(set.ok(), set.ok() ? "" : set.error().message.c_str());
    QCOMPARE(static_cast<int>(set->tensors.size()), tensors);
    QCOMPARE(static_cast<int>(set->mappings.size()), tensors);
    float value = 0;
    std::memcpy(&value, set->tensors.back().data.data(), sizeof value);
    QCOMPARE(value, tensors == 2 ? 2.0F : 3.0F);
}

void SafetensorsTest::refusesFolders_data() {
    QTest::addColumn<QString>("index"); // empty: none
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<QString>("says");

    const QStringList none;
    QTest::newRow("nothing") << "" << none << "has no model.safetensors, so it has no weights";
    QTest::newRow("pickled") << "" << QStringList{"pytorch_model.bin"} << "are in the format of PyTorch";
    QTest::newRow("several") << "" << QStringList{"x.safetensors", "y.safetensors"} << "has 2 files of weights but no";
    QTest::newRow("missing part") << R"({"weight_map":{"a":"one.safetensors","b":"two.safetensors"}})"
                                  << QStringList{"one.safetensors"} << "its part 'two.safetensors' is missing";
    QTest::newRow("tensor not in its part") << R"({"weight_map":{"a":"one.safetensors","b":"one.safetensors"}})"
                                            << QStringList{"one.safetensors"} << "does not have the tensor 'b'";
    QTest::newRow("tensor twice") << R"({"weight_map":{"a":"one.safetensors","b":"two.safetensors"}})"
                                  << QStringList{"one.safetensors", "two.safetensors"}
                                  << "two of its files have the tensor 'a'";
    QTest::newRow("no map") << R"({"metadata":{}})" << none << "it has no weight_map";
    QTest::newRow("empty map") << R"({"weight_map":{}})" << none << "it has no weight_map";
    QTest::newRow("map of numbers") << R"({"weight_map":{"a":1}})" << none << "in something that is no file name";
    QTest::newRow("out of the folder") << R"({"weight_map":{"a":"../one.safetensors"}})" << none
                                       << "that is no file name";
    QTest::newRow("the folder above") << R"({"weight_map":{"a":".."}})" << none << "that is no file name";
    QTest::newRow("absolute") << R"({"weight_map":{"a":"/etc/passwd"}})" << none << "that is no file name";
    QTest::newRow("NUL") << R"({"weight_map":{"a":"one\u0000.safetensors"}})" << none << "that is no file name";
    QTest::newRow("a list") << "[]" << none << "it holds no JSON object";
    QTest::newRow("not JSON") << "weights" << none << "it is not valid JSON";
}

void SafetensorsTest::refusesFolders() {
    QFETCH(QString, index);
    QFETCH(QStringList, files);
    QFETCH(QString, says);
    const auto folder = emptyFolder("bad");
    for (const QString& name : files) {
        writeFile(folder / name.toStdString(), SafetensorsBuilder().tensor("a", "F32", {1}, {1}).bytes());
    }
    if (!index.isEmpty()) {
        writeFile(folder / "model.safetensors.index.json", index.toStdString());
    }
    const auto set = openSafetensorsSet(folder);
    QVERIFY(!set.ok());
    const QString message = QString::fromStdString(set.error().message);
    QVERIFY2(message.contains(says) && message.endsWith('.'), qPrintable(message));
    QVERIFY2(message.contains(QString::fromStdString(folder.string())), qPrintable(message));
}

QTEST_APPLESS_MAIN(SafetensorsTest)
#include "tst_safetensors.moc"
