// Session and model files on the disk: replaced whole or not at all, and named by their content.
#include "core/base/sha256.h"
#include "core/session/model_identity.h"
#include "core/session/session_file.h"
#include "core/session/session_json.h"
#include "tests/core/session/session_samples.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace logitscope;
using namespace logitscope::test;

namespace {

// No file may grow beyond so many bytes while it lives: a disk that is full.
class SmallDisk {
public:
    explicit SmallDisk(rlim_t bytes) {
        signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit small{bytes, m_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
    }
    ~SmallDisk() { setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    rlimit m_before{};
};

} // namespace

class SessionFileTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::string path(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)).toStdString(); }
    QByteArray bytesOf(const char* name) const {
        QFile file(m_folder.filePath(QString::fromLatin1(name)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void write(const char* name, const QByteArray& bytes) const {
        QFile file(m_folder.filePath(QString::fromLatin1(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }

private slots:
    // FIPS 180-4's examples and NIST's long one.
    void hashes_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("hash");
        QTest::newRow("nothing") << QByteArray()
                                 << QByteArray("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        QTest::newRow("abc") << QByteArray("abc")
                             << QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        QTest::newRow("two blocks") << QByteArray("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
                                    << QByteArray("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
        QTest::newRow("a million") << QByteArray(1000000, 'a')
                                   << QByteArray("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    }
    void hashes() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, hash);
        for (const qsizetype piece : {1, 63, 64, 65, 1000000}) {
            if (text.size() / piece > 20000) {
                continue;
            }
            Sha256 sha;
            for (qsizetype at = 0; at < text.size(); at += piece) {
                const QByteArray part = text.mid(at, piece);
                sha.add(std::string_view(part.data(), static_cast<std::size_t>(part.size())));
            }
            QCOMPARE(QByteArray::fromStdString(sha.finish()), hash);
        }
    }

    void isWrittenAndRead() {
        const SavedSession session = sampleSession();
        QVERIFY(writeSessionFile(session, path("a.logitscope")).ok());
        const auto again = readSessionFile(path("a.logitscope"));
        QVERIFY(again.ok());
        QCOMPARE(toJson(*again), toJson(session));
        QCOMPARE(QDir(m_folder.path()).entryList({QStringLiteral("a.*")}, QDir::Files).size(), 1);
    }

    void aFullDiskLeavesTheOldFile() {
        QVERIFY(writeSessionFile(sampleSession(), path("full.logitscope")).ok());
        const QByteArray before = bytesOf("full.logitscope");
        SavedSession larger = sampleSession();
        larger.prompt = std::string(200000, 'x');
        Status status;
        {
            const SmallDisk disk(64 * 1024);
            status = writeSessionFile(larger, path("full.logitscope"));
        }
        QVERIFY(!status.ok());
        QVERIFY2(status.error().message.find("the disk is full") != std::string::npos, status.error().message.c_str());
        QCOMPARE(bytesOf("full.logitscope"), before);
        QCOMPARE(QDir(m_folder.path()).entryList({QStringLiteral("full.*")}, QDir::Files).size(), 1);
        QVERIFY(writeSessionFile(larger, path("full.logitscope")).ok());
        QVERIFY(bytesOf("full.logitscope").size() > 200000);
    }

    void keepsWhoMayReadIt() {
        QVERIFY(writeSessionFile(sampleSession(), path("mode.logitscope")).ok());
        QCOMPARE(chmod(path("mode.logitscope").c_str(), 0600), 0);
        QVERIFY(writeSessionFile(sampleSession(), path("mode.logitscope")).ok());
        struct stat status {};
        QCOMPARE(stat(path("mode.logitscope").c_str(), &status), 0);
        QCOMPARE(static_cast<unsigned>(status.st_mode & 0777U), 0600U);
    }

    void aLinkIsFollowed() {
        QVERIFY(writeSessionFile({}, path("real.logitscope")).ok());
        std::filesystem::create_symlink(path("real.logitscope"), path("link.logitscope"));
        QVERIFY(writeSessionFile(sampleSession(), path("link.logitscope")).ok());
        QVERIFY(std::filesystem::is_symlink(path("link.logitscope")));
        QVERIFY(bytesOf("real.logitscope").contains("trunk"));
    }

    void placesThatCannotBeWritten_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("no such folder") << "nowhere/a.logitscope";
        QTest::newRow("a folder") << ".";
    }
    void placesThatCannotBeWritten() {
        QFETCH(QString, name);
        const Status status = writeSessionFile({}, m_folder.filePath(name).toStdString());
        QVERIFY(!status.ok());
        QVERIFY(status.error().message.ends_with('.'));
    }

    void unreadableFilesStayAsTheyAre_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("damaged") << QByteArray("{\"format\": \"logitscope session\", \"version\": 1}");
        QTest::newRow("newer") << QByteArray("{\"format\": \"logitscope session\", \"version\": 2}");
        QTest::newRow("a model") << QByteArray("GGUF\3\0\0\0", 8);
        QTest::newRow("empty") << QByteArray();
    }
    void unreadableFilesStayAsTheyAre() {
        QFETCH(QByteArray, bytes);
        write("odd.logitscope", bytes);
        const auto session = readSessionFile(path("odd.logitscope"));
        QVERIFY(!session.ok());
        QVERIFY(session.error().message.ends_with('.'));
        QVERIFY(session.error().message.find("odd.logitscope") != std::string::npos);
        QCOMPARE(bytesOf("odd.logitscope"), bytes);
        QVERIFY(!readSessionFile(path("missing.logitscope")).ok());
        QVERIFY(!readSessionFile(m_folder.path().toStdString()).ok());
    }

    void aModelIsNamedByItsContent() {
        write("one.gguf", QByteArray(100000, 'a'));
        write("two.gguf", QByteArray(100000, 'a'));
        write("other.gguf", QByteArray(99999, 'a') + 'b');
        const auto one = identifyModel(path("one.gguf"));
        QVERIFY(one.ok());
        QCOMPARE(one->fileName, std::string("one.gguf"));
        QCOMPARE(one->bytes, std::uint64_t(100000));
        QVERIFY(!one->sampled);
        QCOMPARE(identifyModel(path("two.gguf"))->sha256, one->sha256);
        QVERIFY(identifyModel(path("other.gguf"))->sha256 != one->sha256);
        QVERIFY(!identifyModel(path("none.gguf")).ok());
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(!identifyModel(path("one.gguf"), stop.get_token()).ok());
    }

    // A sparse file: no disk, but all its bytes are there.
    void aLargeModelIsSampled() {
        QFile file(m_folder.filePath(QStringLiteral("large.gguf")));
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.resize(static_cast<qint64>(wholeHashBytes) + 1000));
        const auto zeros = identifyModel(path("large.gguf"));
        QVERIFY(zeros.ok());
        QVERIFY(zeros->sampled);
        for (const qint64 place : {qint64{0}, file.size() / 2, file.size() - 1}) {
            // Within a stretch in the middle: they are 256 KiB long and less than 4 MiB apart.
            file.seek(std::min(place, file.size() - 1));
            const QByteArray text(place == file.size() / 2 ? 4 << 20 : 1, 'x');
            QCOMPARE(file.write(text), text.size());
            file.flush();
            QVERIFY(identifyModel(path("large.gguf"))->sha256 != zeros->sha256);
            file.seek(place);
            file.write(QByteArray(text.size(), '\0'));
            file.flush();
        }
        QVERIFY(file.resize(static_cast<qint64>(wholeHashBytes) + 1000));
        QCOMPARE(identifyModel(path("large.gguf"))->sha256, zeros->sha256);
        QVERIFY(file.resize(static_cast<qint64>(wholeHashBytes) + 1001));
        QVERIFY(identifyModel(path("large.gguf"))->sha256 != zeros->sha256);
    }

    void aFolderIsItsFiles() {
        QDir(m_folder.path()).mkdir(QStringLiteral("model"));
        write("model/config.json", "{}");
        write("model/model.safetensors", "weights");
        write("model/README.md", "words");
        const auto before = identifyModel(path("model"));
        QVERIFY(before.ok());
        QCOMPARE(before->bytes, std::uint64_t(9));
        write("model/README.md", "other words");
        QCOMPARE(identifyModel(path("model"))->sha256, before->sha256);
        write("model/model.safetensors", "Weights");
        QVERIFY(identifyModel(path("model"))->sha256 != before->sha256);
    }
};

QTEST_GUILESS_MAIN(SessionFileTest)
#include "tst_session_file.moc"
