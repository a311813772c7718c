// MappedFile: what can be mapped, and a sentence for what cannot.
#include "core/base/mapped_file.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

using namespace logitscope;

class MappedFileTest : public QObject {
    Q_OBJECT

private slots:
    void mapsBytes();
    void movesOwnership();
    void releasedPagesComeBack();
    void refuses_data();
    void refuses();
    void refusesAnUnreadableFile();
    void namesBrokenPathsInValidUtf8();

private:
    std::filesystem::path write(const char* name, const QByteArray& contents) {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(contents) != contents.size()) {
            qFatal("cannot write %s", name);
        }
        return file.filesystemFileName();
    }
    QTemporaryDir m_folder;
};

namespace {

QByteArray contentsOf(const MappedFile& file) {
    return {reinterpret_cast<const char*>(file.bytes().data()), qsizetype(file.bytes().size())};
}

} // namespace

void MappedFileTest::mapsBytes() {
    const auto file = MappedFile::open(write("a", QByteArray("one\0two", 7)));
    QVERIFY(file.ok());
    QCOMPARE(contentsOf(*file), QByteArray("one\0two", 7));
    QVERIFY(MappedFile().bytes().empty());
}

void MappedFileTest::movesOwnership() {
    auto first = MappedFile::open(write("a", "first"));
    auto second = MappedFile::open(write("b", "second"));
    QVERIFY(first.ok() && second.ok());
    const std::byte* address = first->bytes().data();
    MappedFile moved = std::move(*first);
    QCOMPARE(moved.bytes().data(), address); // mapped once
    QVERIFY(first->bytes().empty());
    moved = std::move(*second);
    QCOMPARE(contentsOf(moved), QByteArray("second"));
    MappedFile& itself = moved;
    moved = std::move(itself);
    QCOMPARE(contentsOf(moved), QByteArray("second"));
}

void MappedFileTest::releasedPagesComeBack() {
    const QByteArray contents = QByteArray("0123456789abcdef").repeated(4096);
    const auto file = MappedFile::open(write("pages", contents));
    QVERIFY(file.ok());
    QCOMPARE(contentsOf(*file), contents);
    file->releasePages();
    QCOMPARE(contentsOf(*file), contents);
}

void MappedFileTest::refuses_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("says");
    QTest::newRow("missing") << "absent.gguf"
                             << "There is no file '%1'; check the path.";
    QTest::newRow("below a file") << "ordinary/x"
                                  << "There is no file '%1'; check the path.";
    QTest::newRow("folder") << ""
                            << "'%1' is a folder; choose a file.";
    QTest::newRow("empty") << "empty"
                           << "The file '%1' is empty; copy or download it again.";
    QTest::newRow("pipe") << "pipe"
                          << "'%1' is a device or a pipe; choose an ordinary file.";
}

void MappedFileTest::refuses() {
    QFETCH(QString, name);
    QFETCH(QString, says);
    write("ordinary", "x");
    write("empty", "");
    ::mkfifo(qPrintable(m_folder.filePath("pipe")), 0600);
    const QString path = name.isEmpty() ? m_folder.path() : m_folder.filePath(name);
    const auto file = MappedFile::open(path.toStdString());
    QVERIFY(!file.ok());
    QCOMPARE(QString::fromStdString(file.error().message), says.arg(path));
}

void MappedFileTest::refusesAnUnreadableFile() {
    const auto path = write("secret", "x");
    QVERIFY(::chmod(path.c_str(), 0) == 0);
    if (::access(path.c_str(), R_OK) == 0) {
        QSKIP("this user may read everything");
    }
    const auto file = MappedFile::open(path);
    QVERIFY(!file.ok());
    QCOMPARE(QString::fromStdString(file.error().message),
             QString("The file '%1' may not be read; change its permissions or choose another one.")
                 .arg(QString::fromStdString(path.native())));
}

void MappedFileTest::namesBrokenPathsInValidUtf8() {
    const auto file = MappedFile::open("/nowhere/caf\xE9");
    QVERIFY(!file.ok());
    QCOMPARE(QString::fromStdString(file.error().message),
             QString::fromUtf8("There is no file '/nowhere/caf�'; check the path."));
}

QTEST_APPLESS_MAIN(MappedFileTest)
#include "tst_mapped_file.moc"
