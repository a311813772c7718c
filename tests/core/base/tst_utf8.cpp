// UTF-8: what is valid, where a character ends, what stands in for a broken one.
#include "core/base/utf8.h"

#include <QtTest/QTest>

using namespace logitscope;

class Utf8Test : public QObject {
    Q_OBJECT

private slots:
    void everyCharacterIsComplete();
    void everyShortSequenceIsJudgedByItsValue();
    void replacesMaximalSubparts_data();
    void replacesMaximalSubparts();
    void findsTheFirstInvalidByte_data();
    void findsTheFirstInvalidByte();
    void prefixesOfACharacterAreUnfinished();
    void quotesNames_data();
    void quotesNames();
};

namespace {

// The definition of UTF-8 as arithmetic (RFC 3629, section 3), with none of the code under test.
std::string encode(std::uint32_t point) {
    const auto tail = [point](int shift) { return static_cast<char>(0x80 | ((point >> shift) & 0x3F)); };
    if (point < 0x80) {
        return {static_cast<char>(point)};
    }
    if (point < 0x800) {
        return {static_cast<char>(0xC0 | (point >> 6)), tail(0)};
    }
    if (point < 0x10000) {
        return {static_cast<char>(0xE0 | (point >> 12)), tail(6), tail(0)};
    }
    return {static_cast<char>(0xF0 | (point >> 18)), tail(12), tail(6), tail(0)};
}

bool isSurrogate(std::uint32_t point) { return point >= 0xD800 && point <= 0xDFFF; }

} // namespace

void Utf8Test::everyCharacterIsComplete() {
    for (std::uint32_t point = 0; point <= 0x10FFFF; ++point) {
        const std::string text = encode(point) + "x";
        const Utf8Step step = nextUtf8(text);
        const bool complete = step.state == Utf8State::Complete && step.length == text.size() - 1;
        if (complete == isSurrogate(point)) {
            QFAIL(qPrintable(QString("U+%1").arg(point, 4, 16)));
        }
    }
    for (const std::uint32_t point : {0x110000U, 0x13FFFFU}) {
        QVERIFY(nextUtf8(encode(point)).state == Utf8State::Invalid);
    }
}

void Utf8Test::everyShortSequenceIsJudgedByItsValue() {
    // All sequences of two and three bytes that begin with a lead byte: valid exactly when their value encodes back to
    // them.
    for (std::uint32_t first = 0xC0; first < 0xF0; ++first) {
        const std::size_t length = first < 0xE0 ? 2 : 3;
        for (std::uint32_t rest = 0; rest < (length == 2 ? 0x100U : 0x10000U); ++rest) {
            std::string text{static_cast<char>(first)};
            std::uint32_t point = first & (length == 2 ? 0x1F : 0x0F);
            bool tails = true;
            for (int shift = length == 2 ? 0 : 8; shift >= 0; shift -= 8) {
                const std::uint32_t byte = (rest >> shift) & 0xFF;
                tails = tails && (byte & 0xC0) == 0x80;
                point = point << 6 | (byte & 0x3F);
                text += static_cast<char>(byte);
            }
            const bool valid = tails && !isSurrogate(point) && encode(point) == text;
            const Utf8Step step = nextUtf8(text);
            if (valid != (step.state == Utf8State::Complete && step.length == length) || step.length == 0) {
                QFAIL(qPrintable(QString("%1 %2").arg(first, 2, 16).arg(rest, 4, 16)));
            }
        }
    }
}

void Utf8Test::replacesMaximalSubparts_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const char* hex, const char* expected) {
        QTest::newRow(name) << QByteArray::fromHex(hex) << QString::fromUtf8(expected);
    };
    row("empty", "", "");
    row("plain", "e3818241", "あA");
    // The Unicode Standard 15.0, tables 3-8 to 3-11.
    row("overlong forms", "c0afe080bff0818241", "��������A");
    row("surrogates", "eda080edbfbfedaf41", "��������A");
    row("beyond U+10FFFF", "f4919293ff4180bf42", "�����A��B");
    row("cut sequences", "e180e2f09192f1bf41", "����A");
    row("cut at the end", "41f09f98", "A�");
    row("lone tail bytes", "8080", "��");
    row("a broken character before a whole one", "e29882e298c3a9", "☂�é");
}

void Utf8Test::replacesMaximalSubparts() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, expected);
    const std::string result = replaceInvalidUtf8({bytes.data(), std::size_t(bytes.size())});
    QCOMPARE(QString::fromStdString(result), expected);
    QVERIFY(!findInvalidUtf8(result));
}

void Utf8Test::findsTheFirstInvalidByte_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("offset"); // -1: none
    QTest::newRow("empty") << QByteArray() << -1;
    QTest::newRow("NUL bytes") << QByteArray("a\0b", 3) << -1;
    QTest::newRow("latin-1") << QByteArray("caf\xE9") << 3;
    QTest::newRow("lone surrogate") << QByteArray("na\xC3\xAFve \xED\xA0\xBD") << 7;
    QTest::newRow("cut at the end") << QByteArray("ab\xE2\x98") << 2;
    QTest::newRow("first byte") << QByteArray("\xFF") << 0;
}

void Utf8Test::findsTheFirstInvalidByte() {
    QFETCH(QByteArray, bytes);
    QFETCH(int, offset);
    const auto found = findInvalidUtf8({bytes.data(), std::size_t(bytes.size())});
    QCOMPARE(found ? static_cast<int>(*found) : -1, offset);
}

void Utf8Test::prefixesOfACharacterAreUnfinished() {
    for (const std::string character : {"é", "あ", "😀", "\xF4\x8F\xBF\xBF"}) {
        for (std::size_t length = 1; length < character.size(); ++length) {
            const Utf8Step step = nextUtf8(std::string_view(character).substr(0, length));
            QVERIFY(step.state == Utf8State::Unfinished);
            QCOMPARE(step.length, length);
        }
    }
}

void Utf8Test::quotesNames_data() {
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QString>("expected");
    QTest::newRow("plain") << QByteArray("blk.0.ffn") << "'blk.0.ffn'";
    QTest::newRow("empty") << QByteArray() << "''";
    QTest::newRow("broken") << QByteArray("a\xFFz") << QString::fromUtf8("'a�z'");
    QTest::newRow("control characters") << QByteArray("a\n\x1B\x7F\xC2\x85z") << QString::fromUtf8("'a����z'");
    QTest::newRow("long") << QByteArray(200, 'x') << "'" + QString(80, 'x') + QString::fromUtf8("…'");
    QTest::newRow("just short enough") << QByteArray(80, 'x') << "'" + QString(80, 'x') + "'";
    QTest::newRow("counted in characters")
        << QByteArray("é").repeated(81) << "'" + QString(80, QChar(0xE9)) + QString::fromUtf8("…'");
}

void Utf8Test::quotesNames() {
    QFETCH(QByteArray, name);
    QFETCH(QString, expected);
    QCOMPARE(QString::fromStdString(inQuotes({name.data(), std::size_t(name.size())})), expected);
}

QTEST_APPLESS_MAIN(Utf8Test)
#include "tst_utf8.moc"
