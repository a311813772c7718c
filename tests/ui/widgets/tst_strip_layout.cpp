#include "ui/widgets/strip_layout.h"

#include <QTest>

#include <random>

using namespace logitscope;

namespace {

// Ten pixels a character, four of padding on both sides, two between chips.
const StripMeasures measures{.lineHeight = 30.0, .chipHeight = 20.0, .padding = 4.0, .gap = 2.0, .slotWidth = 10.0};

double textWidth(const QString& text) { return 10.0 * double(text.size()); }

StripToken token(std::string bytes, TokenKind kind = TokenKind::Normal, std::string piece = "") {
    StripToken result;
    result.bytes = std::move(bytes);
    result.kind = kind;
    result.piece = std::move(piece);
    return result;
}

std::vector<StripToken> tokensOf(const std::vector<std::string>& bytes) {
    std::vector<StripToken> tokens;
    for (const std::string& part : bytes) {
        tokens.push_back(token(part));
    }
    return tokens;
}

StripLayout layoutOf(const std::vector<StripToken>& tokens, double width = 200.0) {
    StripLayout layout;
    layout.setMeasures(measures, textWidth);
    layout.setWidth(width);
    layout.append(tokens);
    return layout;
}

// The whole state as text, to compare two ways of getting there.
QString describe(const StripLayout& layout) {
    QString text;
    for (const StripChip& chip : layout.chips()) {
        text += QString("%1+%2 '%3' line %4 at %5 wide %6\n")
                    .arg(chip.first)
                    .arg(chip.count)
                    .arg(chip.text)
                    .arg(chip.line)
                    .arg(chip.x)
                    .arg(chip.width);
    }
    return text + QString("lines %1, end at %2 %3")
                      .arg(layout.lineCount())
                      .arg(layout.tokenRect(layout.tokenCount()).x())
                      .arg(layout.tokenRect(layout.tokenCount()).y());
}

} // namespace

class TestStripLayout : public QObject {
    Q_OBJECT

private slots:
    void flowsIntoLines() {
        // " a" is 2 characters: 28 wide; six and their gaps are 178, a seventh would end at 208.
        const auto tokens = tokensOf({" a", " b", " c", " d", " e", " f", " g"});
        const StripLayout layout = layoutOf(tokens);
        QCOMPARE(layout.lineCount(), 2);
        QCOMPARE(layout.firstChipOfLine(1), 6);
        QCOMPARE(layout.tokenRect(1), QRectF(30.0, 5.0, 28.0, 20.0));
        QCOMPARE(layout.tokenRect(6), QRectF(0.0, 35.0, 28.0, 20.0));
        QCOMPARE(layout.tokenRect(7), QRectF(30.0, 35.0, 10.0, 20.0)); // the place after the last
    }

    void lineEndEndsTheLine() {
        const StripLayout layout = layoutOf(tokensOf({"a", "\n", "b", ".\n\n", "c"}));
        QCOMPARE(layout.chips()[1].text, QString(QChar(0x21B5)));
        QCOMPARE(layout.chips()[1].line, 0);
        QCOMPARE(layout.chips()[2].line, 1);
        QCOMPARE(layout.chips()[3].line, 1);
        QCOMPARE(layout.chips()[4].line, 2);
    }

    void endAfterALineEndIsOnItsOwnLine() {
        const StripLayout layout = layoutOf(tokensOf({"a", "\n"}));
        QCOMPARE(layout.lineCount(), 2);
        QCOMPARE(layout.tokenRect(2).topLeft(), QPointF(0.0, 35.0));
        QCOMPARE(layout.tokenAt({3.0, 45.0}), 2);
    }

    void partsOfACharacterShareAChip() {
        // The three bytes of 한 as byte tokens, then a letter.
        const std::vector<StripToken> tokens{token("\xED", TokenKind::Byte), token("\x95", TokenKind::Byte),
                                             token("\x9C", TokenKind::Byte), token("a")};
        const StripLayout layout = layoutOf(tokens);
        QCOMPARE(layout.chips().size(), std::size_t(2));
        QCOMPARE(layout.chips()[0].text, QString("한"));
        QCOMPARE(layout.chips()[0].count, 3);
        // Each part has its share of the chip, none of no width.
        QCOMPARE(layout.tokenRect(0).width(), layout.chips()[0].width / 3.0);
        QCOMPARE(layout.tokenRect(2).left(), layout.chips()[0].width * 2.0 / 3.0);
        QVERIFY(layout.tokenRect(1).width() >= 8.0);
        QCOMPARE(layout.tokenAt(layout.tokenRect(1).center()), 1);
    }

    void brokenCharactersStayApart_data() {
        QTest::addColumn<QList<QByteArray>>("bytes");
        QTest::addColumn<QStringList>("texts");
        QTest::newRow("lead byte, then a letter") << QList<QByteArray>{"\xED", "a"} << QStringList{"<0xED>", "a"};
        QTest::newRow("two lead bytes") << QList<QByteArray>{"\xED", "\xED"} << QStringList{"<0xED>", "<0xED>"};
        QTest::newRow("stray continuation") << QList<QByteArray>{"\x95", "\x9C"} << QStringList{"<0x95>", "<0x9C>"};
        QTest::newRow("end inside a word") << QList<QByteArray>{"ab\xE2",
                                                                "\x82\xAC"
                                                                "c",
                                                                "d"}
                                           << QStringList{"ab\u20ACc", "d"};
        QTest::newRow("never finished") << QList<QByteArray>{"a", "\xED\x95"} << QStringList{"a", "<0xED><0x95>"};
        QTest::newRow("finished wrongly") << QList<QByteArray>{"\xED", "\x95", "a"} << QStringList{"<0xED><0x95>", "a"};
    }
    void brokenCharactersStayApart() {
        QFETCH(QList<QByteArray>, bytes);
        QFETCH(QStringList, texts);
        std::vector<StripToken> tokens;
        for (const QByteArray& part : bytes) {
            tokens.push_back(token(part.toStdString()));
        }
        QStringList shown;
        const StripLayout layout = layoutOf(tokens);
        for (const StripChip& chip : layout.chips()) {
            shown << chip.text;
        }
        QCOMPARE(shown, texts);
    }

    void controlTokenDoesNotFinishACharacter() {
        const std::vector<StripToken> tokens{token("\xED"), token("", TokenKind::Control, "</s>"), token("\x95\x9C")};
        const StripLayout layout = layoutOf(tokens);
        QCOMPARE(layout.chips().size(), std::size_t(3));
        QCOMPARE(layout.chips()[1].text, QString("</s>"));
    }

    void longTokenFillsItsLineAndNoMore() {
        const StripLayout layout = layoutOf(tokensOf({"a", std::string(100, 'x'), "b"}));
        QCOMPARE(layout.tokenRect(1), QRectF(0.0, 35.0, 200.0, 20.0));
        QCOMPARE(layout.chips()[2].line, 2);
        QCOMPARE(layout.chips()[1].textWidth, 1000.0);
    }

    void findsTokensUnderAPoint() {
        const StripLayout layout = layoutOf(tokensOf({" a", " b", "\n", " c"}));
        QCOMPARE(layout.tokenAt({5.0, 10.0}), 0);
        QCOMPARE(layout.tokenAt({29.0, 10.0}), 0); // the gap belongs to the chip before it
        QCOMPARE(layout.tokenAt({31.0, 10.0}), 1);
        QCOMPARE(layout.tokenAt({190.0, 10.0}), -1);
        QCOMPARE(layout.tokenAt({5.0, 45.0}), 3);
        QCOMPARE(layout.tokenAt({33.0, 45.0}), 4);
        QCOMPARE(layout.tokenAt({5.0, 400.0}), -1);
        QCOMPARE(layout.tokenAt({-1.0, 10.0}), -1);
        QCOMPARE(layout.nearestToken(0, 190.0), 2);
        QCOMPARE(layout.nearestToken(1, 190.0), 4);
    }

    void emptyHasOneLine() {
        const StripLayout layout = layoutOf({});
        QCOMPARE(layout.lineCount(), 1);
        QCOMPARE(layout.tokenRect(0), QRectF(0.0, 5.0, 10.0, 20.0));
    }

    // Whatever the steps, the result is that of laying everything out at once.
    void appendingAndTruncatingIsLayingOut() {
        const std::vector<std::string> parts{" a", " word",         "\n",   "\xED",     "\x95",    "\x9C",
                                             ".",  " longer piece", "\x9C", "\xF0\x9F", "\x98\x80"};
        std::mt19937 random(7);
        std::vector<StripToken> tokens;
        StripLayout layout;
        layout.setMeasures(measures, textWidth);
        layout.setWidth(200.0);
        for (int round = 0; round < 300; ++round) {
            if (random() % 4 != 0) {
                for (unsigned i = 0; i <= random() % 6; ++i) {
                    tokens.push_back(token(parts[random() % parts.size()]));
                }
                const int before = static_cast<int>(layout.chips().size());
                const int changed = layout.append(tokens);
                QVERIFY(changed >= before - 1); // only the last chip may change
            } else if (!tokens.empty()) {
                const int count = static_cast<int>(random() % tokens.size());
                layout.truncate(tokens, count);
                tokens.resize(static_cast<std::size_t>(count));
            }
            if (round % 10 == 9) {
                layout.setWidth(120.0 + random() % 200);
            }
            // Everything at once, at the width as it is now.
            StripLayout fresh = layout;
            fresh.clear();
            fresh.append(tokens);
            QCOMPARE(describe(layout), describe(fresh));
        }
    }

    void measuresEachTextOnce() {
        int measured = 0;
        StripLayout layout;
        layout.setMeasures(measures, [&measured](const QString& text) {
            ++measured;
            return textWidth(text);
        });
        layout.setWidth(200.0);
        std::vector<StripToken> tokens;
        for (int i = 0; i < 1000; ++i) {
            tokens.push_back(token(i % 2 == 0 ? " a" : " b"));
            layout.append(tokens);
        }
        layout.setWidth(300.0);
        QCOMPARE(measured, 2);
    }

    void appendingCostsTheNewTokensOnly() {
        // Twenty thousand tokens one by one: if each append looked at all before it, this would take minutes.
        StripLayout layout;
        layout.setMeasures(measures, textWidth);
        layout.setWidth(800.0);
        std::vector<StripToken> tokens;
        QElapsedTimer clock;
        clock.start();
        for (int i = 0; i < 20000; ++i) {
            tokens.push_back(token(" word"));
            layout.append(tokens);
        }
        QVERIFY2(clock.elapsed() < 2000, qPrintable(QString("%1 ms").arg(clock.elapsed())));
        QCOMPARE(layout.tokenCount(), 20000);
    }
};

QTEST_MAIN(TestStripLayout)
#include "tst_strip_layout.moc"
