#include "ui/widgets/format.h"
#include "ui/widgets/visible_text.h"

#include <QTest>

#include <limits>

using namespace logitscope;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

// Expectations are written with plain spaces and hyphens.
QString plain(QString text) {
    return text.replace(QChar(0x00A0), ' ').replace(QChar(0x202F), ' ').replace(QChar(0x2212), '-');
}

QString codes(const QString& text) {
    QString out;
    for (const QChar c : text) {
        out += c.unicode() < 0x80 ? QString(c) : QString("\\u%1").arg(uint(c.unicode()), 4, 16, QChar('0'));
    }
    return out;
}

} // namespace

class TestFormat : public QObject {
    Q_OBJECT

private slots:
    void percent_data() {
        QTest::addColumn<double>("p");
        QTest::addColumn<QString>("text");
        QTest::newRow("zero") << 0.0 << "0 %";
        QTest::newRow("one") << 1.0 << "100 %";
        QTest::newRow("nearly one") << 0.9996 << ">99.9 %";
        QTest::newRow("rounds below 100") << 0.9994 << "99.9 %";
        QTest::newRow("large") << 0.382 << "38.2 %";
        QTest::newRow("ten") << 0.1 << "10.0 %";
        QTest::newRow("rounds up to ten") << 0.0999 << "10.0 %";
        QTest::newRow("two figures") << 0.041 << "4.1 %";
        QTest::newRow("whole") << 0.02 << "2.0 %";
        QTest::newRow("rounds up to one") << 0.00996 << "1.0 %";
        QTest::newRow("small") << 0.0057 << "0.57 %";
        QTest::newRow("smaller") << 0.00023 << "0.023 %";
        QTest::newRow("rounds up a power") << 0.000999 << "0.10 %";
        QTest::newRow("smallest") << 0.00001 << "0.0010 %";
        QTest::newRow("below") << 0.0000099 << "<0.001 %";
        QTest::newRow("denormal") << 1e-310 << "<0.001 %";
        QTest::newRow("not a number") << notANumber << QString(QChar(0x2014)) + " %";
    }
    void percent() {
        QFETCH(double, p);
        QFETCH(QString, text);
        QCOMPARE(plain(percentText(p)), text);
    }

    void units_data() {
        QTest::addColumn<QString>("shown");
        QTest::addColumn<QString>("text");
        QTest::newRow("nats") << logProbabilityText(-0.9623) << "-0.96 nats";
        QTest::newRow("nats of certainty") << logProbabilityText(-0.0) << "0.00 nats";
        QTest::newRow("nats that round to nothing") << logProbabilityText(-0.001) << "0.00 nats";
        QTest::newRow("nats of the impossible") << logProbabilityText(-infinity) << "-\u221E nats";
        QTest::newRow("logit") << logitText(12.314) << "12.31";
        QTest::newRow("negative logit") << logitText(-3.5) << "-3.50";
        QTest::newRow("impossible logit") << logitText(-infinity) << "-\u221E";
        QTest::newRow("nan logit") << logitText(notANumber) << "\u2014";
        QTest::newRow("bits") << bitsText(4.123) << "4.12 bits";
        QTest::newRow("count") << countText(4031) << "4 031";
        QTest::newRow("count of three digits") << countText(999) << "999";
        QTest::newRow("large count") << countText(1234567) << "1 234 567";
        QTest::newRow("negative count") << countText(-4031) << "-4 031";
        QTest::newRow("bytes") << bytesText(812) << "812 B";
        QTest::newRow("kilobytes") << bytesText(1000) << "1.0 kB";
        QTest::newRow("megabytes") << bytesText(1234567) << "1.2 MB";
        QTest::newRow("hundreds") << bytesText(823'400'000) << "823 MB";
        QTest::newRow("carries into the next unit") << bytesText(999'999) << "1.0 MB";
        QTest::newRow("largest") << bytesText(std::numeric_limits<quint64>::max()) << "18.4 EB";
        QTest::newRow("rate") << rateText(1840.3) << "1 840 tok/s";
        QTest::newRow("slow rate") << rateText(12.345) << "12.3 tok/s";
        QTest::newRow("slower rate") << rateText(0.5) << "0.50 tok/s";
        QTest::newRow("microseconds") << millisecondsText(0.421) << "0.42 ms";
        QTest::newRow("milliseconds") << millisecondsText(3.14) << "3.1 ms";
        QTest::newRow("tens") << millisecondsText(31.4) << "31 ms";
        QTest::newRow("hundreds of ms") << millisecondsText(140.4) << "140 ms";
        QTest::newRow("seconds") << millisecondsText(2399.0) << "2.4 s";
        QTest::newRow("rounds to a second") << millisecondsText(999.7) << "1.0 s";
    }
    void units() {
        QFETCH(QString, shown);
        QFETCH(QString, text);
        QCOMPARE(plain(shown), text);
    }

    void figuresDoNotBreak() {
        for (const QString& text : {percentText(0.5), countText(12345), rateText(1840), bitsText(3), bytesText(5000)}) {
            QVERIFY2(!text.contains(' '), qPrintable(text));
        }
    }

    void tokens_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("text");
        QTest::newRow("word") << QByteArray(" girl") << "\u2423girl";
        QTest::newRow("newline") << QByteArray("\n") << "\u21B5";
        QTest::newRow("tab and return") << QByteArray("\t\r") << "\u21E5\u240D";
        QTest::newRow("spaces") << QByteArray("   ") << "\u2423\u2423\u2423";
        QTest::newRow("NUL") << QByteArray("a\0b", 3) << "a\u2400b";
        QTest::newRow("escape") << QByteArray("\x1b[31m") << "\u241B[31m";
        QTest::newRow("delete") << QByteArray("\x7f") << "\u2421";
        QTest::newRow("C1 control") << QByteArray("\xC2\x85") << "<U+0085>";
        QTest::newRow("no-break space") << QByteArray("\xC2\xA0") << "<U+00A0>";
        QTest::newRow("zero width space") << QByteArray("a\xE2\x80\x8B") << "a<U+200B>";
        QTest::newRow("override") << QByteArray("\xE2\x80\xAE"
                                                "abc")
                                  << "<U+202E>abc";
        QTest::newRow("line separator") << QByteArray("\xE2\x80\xA8") << "<U+2028>";
        QTest::newRow("private use") << QByteArray("\xEE\x80\x80") << "<U+E000>";
        QTest::newRow("combining first") << QByteArray("\xCC\x81") << "\u25CC\u0301";
        QTest::newRow("combining later") << QByteArray("e\xCC\x81") << "e\u0301";
        QTest::newRow("korean") << QByteArray("\xED\x86\xA0\xED\x81\xB0") << "토큰";
        QTest::newRow("emoji") << QByteArray("\xF0\x9F\x98\x80") << "\U0001F600";
        QTest::newRow("half a character") << QByteArray("\xE2\x82") << "<0xE2><0x82>";
        QTest::newRow("stray byte") << QByteArray("a\x80"
                                                  "b")
                                    << "a<0x80>b";
        QTest::newRow("encoded surrogate") << QByteArray("\xED\xA0\x80") << "<0xED><0xA0><0x80>";
        QTest::newRow("hebrew is isolated") << QByteArray("\xD7\x90") << "\u2068\u05D0\u2069";
        QTest::newRow("empty") << QByteArray() << "";
    }
    void tokens() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, text);
        QCOMPARE(codes(visibleText({bytes.constData(), std::size_t(bytes.size())})), codes(text));
    }

    void tokensByKind() {
        QCOMPARE(visibleToken("", "</s>", TokenKind::Control), QString("</s>"));
        QCOMPARE(visibleToken(" \xE2\x81\x87 ", "<unk>", TokenKind::Unknown), QString("<unk>"));
        QCOMPARE(visibleToken(" girl", "\u2581girl", TokenKind::Normal), QString("\u2423girl"));
        QCOMPARE(visibleToken("\n", "<0x0A>", TokenKind::Byte), QString("\u21B5"));
        QCOMPARE(visibleToken("\xE2", "<0xE2>", TokenKind::Byte), QString("<0xE2>"));
        QCOMPARE(visibleToken("", "", TokenKind::Normal), QString());
        // A piece from a hostile file does no harm either.
        QCOMPARE(visibleToken("", "\xE2\x80\xAE", TokenKind::Control), QString("<U+202E>"));
    }
};

QTEST_MAIN(TestFormat)
#include "tst_format.moc"
