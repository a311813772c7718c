#include "core/model/model_catalog.h"
#include "tests/support/paths.h"

#include <QTemporaryDir>
#include <QtTest/QTest>

#include <fstream>

using namespace logitscope;
using namespace logitscope::test;

class TestModelCatalog : public QObject {
    Q_OBJECT

private slots:
    void theModelsInTheBox();
    void foundFromTheProgram();
    void namesOnlyWhatExists();
    void badCatalogues_data();
    void badCatalogues();

private:
    QTemporaryDir m_folder;

    std::filesystem::path write(const char* name, const std::string& text) {
        const std::filesystem::path file = m_folder.filePath(name).toStdString();
        std::ofstream(file) << text;
        return file;
    }
};

void TestModelCatalog::theModelsInTheBox() {
    const auto models = readModelCatalog(resourcePath("models/catalog.json"));
    QVERIFY2(models.ok(), models.ok() ? "" : models.error().message.c_str());
    for (const CatalogModel& model : *models) {
        QVERIFY(!model.title.empty());
        QVERIFY(model.file.is_absolute() && std::filesystem::is_regular_file(model.file));
        QVERIFY2(std::filesystem::is_regular_file(model.card), model.card.c_str());
        QVERIFY(!model.examples.empty());
        for (const CatalogExample& example : model.examples) {
            QVERIFY(!example.title.empty() && !example.prompt.empty());
        }
    }
}

void TestModelCatalog::foundFromTheProgram() {
    const auto models = readModelCatalog();
    QVERIFY2(models.ok(), models.ok() ? "" : models.error().message.c_str());
    QVERIFY(!models->empty());
}

void TestModelCatalog::namesOnlyWhatExists() {
    write("here.gguf", "x");
    const auto file = write("catalog.json", R"([
        {"title": "Gone", "file": "gone.gguf", "card": "gone.md", "examples": []},
        {"title": "Here", "file": "here.gguf", "card": "here.md", "examples": [{"title": "A", "prompt": "B"}]}
    ])");
    const auto models = readModelCatalog(file);
    QVERIFY(models.ok());
    QCOMPARE(models->size(), 1U);
    QCOMPARE(models->front().title, std::string("Here"));
    QCOMPARE(models->front().examples.front().prompt, std::string("B"));
}

void TestModelCatalog::badCatalogues_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("empty") << QByteArray() << "is not a JSON list";
    QTest::newRow("no JSON") << QByteArray("models: none") << "is not a JSON list";
    QTest::newRow("an object") << QByteArray("{}") << "is not a JSON list";
    QTest::newRow("no models") << QByteArray("[]") << "names no model file that exists";
    QTest::newRow("no title") << QByteArray(R"([{"file": "a", "card": "b", "examples": []}])") << "is damaged";
    QTest::newRow("title a number") << QByteArray(R"([{"title": 3, "file": "a", "card": "b", "examples": []}])")
                                    << "is damaged";
    QTest::newRow("examples a word") << QByteArray(R"([{"title": "t", "file": "a", "card": "b", "examples": "x"}])")
                                     << "is damaged";
    QTest::newRow("an entry that is none") << QByteArray("[3]") << "is damaged";
}

void TestModelCatalog::badCatalogues() {
    QFETCH(QByteArray, text);
    QFETCH(QString, expected);
    const auto file = write("bad.json", text.toStdString());
    const auto models = readModelCatalog(file);
    QVERIFY(!models.ok());
    const QString message = QString::fromStdString(models.error().message);
    QVERIFY2(message.contains(expected), qPrintable(message));
    QVERIFY2(message.contains(QString::fromStdString(file.string())), qPrintable(message));
    QVERIFY(message.endsWith('.'));
    QVERIFY(!readModelCatalog(m_folder.filePath("absent.json").toStdString()).ok());
}

QTEST_GUILESS_MAIN(TestModelCatalog)
#include "tst_model_catalog.moc"
