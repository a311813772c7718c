// GGUF models that were split into several files: any part opens them all; what is missing or wrong is named.
#include "core/files/gguf.h"
#include "tests/support/gguf_builder.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <functional>
#include <optional>

using namespace logitscope;
using namespace logitscope::test;

namespace {

// Part `number` of `count`, counted from 0, with one tensor.
GgufBuilder part(std::uint16_t number, std::uint16_t count, const char* tensor, std::int32_t total = 3) {
    GgufBuilder file;
    if (number == 0) {
        file.set("general.architecture", "llama");
    }
    file.set("split.no", number).set("split.count", count).set("split.tensors.count", total);
    return std::move(file.tensor(tensor, {1}, {static_cast<float>(number)}));
}

using Change = std::function<void(const std::filesystem::path& folder)>;

} // namespace

Q_DECLARE_METATYPE(Change)

class GgufPartsTest : public QObject {
    Q_OBJECT

private slots:
    void anyPartOpensAll_data();
    void anyPartOpensAll();
    void refuses_data();
    void refuses();
    void oneOfOneIsWhole();

private:
    std::optional<QTemporaryDir> m_folder;

    std::filesystem::path write() {
        m_folder.emplace();
        const std::filesystem::path folder = m_folder->path().toStdString();
        part(0, 3, "a").writeTo(folder / "m-00001-of-00003.gguf");
        part(1, 3, "b").writeTo(folder / "m-00002-of-00003.gguf");
        part(2, 3, "c").writeTo(folder / "m-00003-of-00003.gguf");
        return folder;
    }
};

void GgufPartsTest::anyPartOpensAll_data() {
    QTest::addColumn<QString>("name");
    QTest::newRow("first") << "m-00001-of-00003.gguf";
    QTest::newRow("second") << "m-00002-of-00003.gguf";
    QTest::newRow("last") << "m-00003-of-00003.gguf";
}

void GgufPartsTest::anyPartOpensAll() {
    QFETCH(QString, name);
    const auto file = openGguf(write() / name.toStdString());
    QVERIFY2(file.ok(), file.ok() ? "" : file.error().message.c_str());
    QCOMPARE(*file->string("general.architecture"), std::string("llama"));
    QCOMPARE(file->tensors().size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
        QCOMPARE(file->tensors()[i].name, std::string(1, static_cast<char>('a' + i)));
        float value = -1;
        std::memcpy(&value, file->tensors()[i].data.data(), sizeof value);
        QCOMPARE(value, static_cast<float>(i));
    }
}

void GgufPartsTest::refuses_data() {
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, const Change& change, const char* says) {
        QTest::newRow(name) << change << says;
    };
    row(
        "missing part", [](const auto& folder) { std::filesystem::remove(folder / "m-00003-of-00003.gguf"); },
        "its part 'm-00003-of-00003.gguf' is missing");
    row(
        "other name",
        [](const auto& folder) {
            std::filesystem::rename(folder / "m-00001-of-00003.gguf", folder / "m.gguf");
            std::filesystem::copy(folder / "m.gguf", folder / "m-00001-of-00003.gguf.old");
        },
        "its part 'm-00001-of-00003.gguf' is missing");
    row(
        "a part under the name of another",
        [](const auto& folder) { part(1, 3, "c").writeTo(folder / "m-00003-of-00003.gguf"); },
        "is not part 3 of 3, though its name says so");
    row(
        "a part of another model",
        [](const auto& folder) { part(2, 4, "c").writeTo(folder / "m-00003-of-00003.gguf"); }, "is not part 3 of 3");
    row(
        "a whole model as a part",
        [](const auto& folder) { GgufBuilder().tensor("c", {1}, {1.0F}).writeTo(folder / "m-00003-of-00003.gguf"); },
        "is not part 3 of 3");
    row(
        "tensor twice", [](const auto& folder) { part(2, 3, "a").writeTo(folder / "m-00003-of-00003.gguf"); },
        "two of its parts have the tensor 'a'");
    row(
        "a tensor missing", [](const auto& folder) { part(0, 3, "a", 4).writeTo(folder / "m-00001-of-00003.gguf"); },
        "its parts have 3 tensors together, but should have 4");
    row(
        "number beyond the count",
        [](const auto& folder) { part(3, 3, "b").writeTo(folder / "m-00002-of-00003.gguf"); },
        "one of 3 parts of a model, but its name does not say so");
    row(
        "a damaged part",
        [](const auto& folder) {
            const auto path = folder / "m-00003-of-00003.gguf";
            std::filesystem::resize_file(path, std::filesystem::file_size(path) - 1);
        },
        "m-00003-of-00003.gguf' is cut short");
    row(
        "far too many parts",
        [](const auto& folder) {
            GgufBuilder file;
            file.set("split.no", 1U).set("split.count", 4'000'000'000U);
            file.writeTo(folder / "m-00002-of-00003.gguf");
        },
        "would be one of 4000000000 parts");
}

void GgufPartsTest::refuses() {
    QFETCH(Change, change);
    QFETCH(QString, says);
    const auto folder = write();
    change(folder);
    const auto file = openGguf(folder / "m-00002-of-00003.gguf");
    QVERIFY(!file.ok());
    const QString message = QString::fromStdString(file.error().message);
    QVERIFY2(message.contains(says) && message.endsWith('.'), qPrintable(message));
}

void GgufPartsTest::oneOfOneIsWhole() {
    m_folder.emplace();
    const std::filesystem::path path = m_folder->filePath("any name.gguf").toStdString();
    part(0, 1, "a").writeTo(path);
    const auto file = openGguf(path);
    QVERIFY2(file.ok(), file.ok() ? "" : file.error().message.c_str());
    QCOMPARE(file->tensors().size(), 1U);
}

QTEST_APPLESS_MAIN(GgufPartsTest)
#include "tst_gguf_parts.moc"
