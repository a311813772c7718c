// Where the program's data files are found.
#include "core/base/data_files.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace logitscope;

class DataFilesTest : public QObject {
    Q_OBJECT

private slots:
    void cleanup() { qunsetenv("LOGITSCOPE_DATA"); }
    void findsTheFilesBesideTheProgram();
    void theChosenFolderComesFirst();
    void whatIsNowhereIsEmpty();
};

void DataFilesTest::findsTheFilesBesideTheProgram() {
    const auto file = findDataFile("models/catalog.json");
    QVERIFY(file.has_value());
    QVERIFY(std::filesystem::equivalent(*file, std::filesystem::path(LOGITSCOPE_BINARY_DIR) /
                                                   "share/logitscope/models/catalog.json"));
}

void DataFilesTest::theChosenFolderComesFirst() {
    const QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkdir("models"));
    QFile file(folder.filePath("models/catalog.json"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    qputenv("LOGITSCOPE_DATA", folder.path().toUtf8());
    QCOMPARE(findDataFile("models/catalog.json"), file.filesystemFileName());
    // What the chosen folder has not is still found beside the program.
    QVERIFY(findDataFile("models/tales.gguf").has_value());
}

void DataFilesTest::whatIsNowhereIsEmpty() {
    QVERIFY(!findDataFile("models/none.gguf"));
    qputenv("LOGITSCOPE_DATA", "/nowhere/at/all");
    QVERIFY(!findDataFile("models/none.gguf"));
    qputenv("LOGITSCOPE_DATA", "");
    QVERIFY(!findDataFile("models/none.gguf"));
}

QTEST_APPLESS_MAIN(DataFilesTest)
#include "tst_data_files.moc"
