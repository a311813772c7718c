#include "ui/widgets/token_finder.h"
#include "ui/widgets/token_table.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace logitscope;

namespace {

BarRow row(int id, const QString& label, double probability, double raw) {
    BarRow result;
    result.token = TokenId(id);
    result.label = label;
    result.rawRank = id;
    result.rawLogit = -1.5;
    result.probability = probability;
    result.rawProbability = raw;
    if (probability == 0.0) {
        result.cut = CutMark{2, "Top-p"};
    }
    return result;
}

QString plain(QString text) {
    return text.replace(QChar(0x00A0), ' ').replace(QChar(0x202F), ' ').replace(QChar(0x2212), '-');
}

QStringList textOf(const QAbstractItemModel& model, int line) {
    QStringList cells;
    for (int column = 0; column < model.columnCount(); ++column) {
        cells << plain(model.index(line, column).data().toString());
    }
    return cells;
}

} // namespace

class TestTokenFinder : public QObject {
    Q_OBJECT

private slots:
    void tableIsAProperModel() {
        TokenTable table;
        QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::QtTest);
        table.setRows({row(2112, "\u2423king", 0.0, 0.00023), row(2, "\u2423kind", 0.41, 0.3)});
        QCOMPARE(table.rowCount(), 2);
        QCOMPARE(textOf(table, 0), (QStringList{"\u2423kind", "2", "-1.50", "30.0 %", "41.0 %", "kept"}));
        QCOMPARE(textOf(table, 1), (QStringList{"\u2423king", "2 112", "-1.50", "0.023 %", "0 %", "cut by Top-p"}));
        QStringList header;
        for (int column = 0; column < table.columnCount(); ++column) {
            header << table.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        }
        QCOMPARE(header, (QStringList{"token", "rank", "logit", "raw", "final", "verdict"}));
        table.setRows({});
        QCOMPARE(table.rowCount(), 0);
    }

    void typingAsksOnceAndShowsTheAnswer() {
        TokenFinder finder;
        finder.resize(500, 300);
        finder.show();
        auto* edit = finder.findChild<QLineEdit*>();
        auto* view = finder.findChild<QTableView*>();
        QSignalSpy asked(&finder, &TokenFinder::queryChanged);
        QTest::keyClicks(edit, "kin");
        QVERIFY(asked.wait(1000));
        QCOMPARE(asked.count(), 1); // not once a letter
        QCOMPARE(asked[0][0].toString(), QString("kin"));
        QVERIFY(!view->isVisible());
        finder.setMatches({row(9, "king", 0.0, 0.1), row(2, "kind", 0.41, 0.3)}, 2);
        QVERIFY(view->isVisible());
        QCOMPARE(view->model()->rowCount(), 2);

        // Enter on a row chooses its token.
        QSignalSpy chosen(&finder, &TokenFinder::tokenChosen);
        view->setCurrentIndex(view->model()->index(1, 0));
        QTest::keyClick(view, Qt::Key_Return);
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen[0][0].value<TokenId>(), TokenId(9));

        edit->clear();
        QCOMPARE(asked.last()[0].toString(), QString());
        QVERIFY(!view->isVisible());
        // An answer that comes too late changes nothing.
        finder.setMatches({row(2, "kind", 0.41, 0.3)}, 1);
        QVERIFY(!view->isVisible());
    }

    void saysHowManyMatchAndWhenNoneDoes() {
        TokenFinder finder;
        finder.show();
        auto* label = finder.findChild<QLabel*>();
        finder.findChild<QLineEdit*>()->setText("a");
        finder.setMatches({row(2, "a", 0.41, 0.3)}, 1);
        QVERIFY(!label->isVisible());
        finder.setMatches({row(2, "a", 0.41, 0.3)}, 1200);
        QVERIFY(label->isVisible());
        QCOMPARE(plain(label->text()), QString("The 1 most probable of 1 200 matching tokens."));
        finder.setMatches({}, 0);
        QVERIFY(label->isVisible());
        QVERIFY(label->text().startsWith("No token of the vocabulary contains “a”."));
    }

    void whatIsTypedIsNeverMarkup() {
        TokenFinder finder;
        finder.show();
        finder.findChild<QLineEdit*>()->setText("<b>x</b>");
        finder.setMatches({}, 0);
        QCOMPARE(finder.findChild<QLabel*>()->textFormat(), Qt::PlainText);
    }
};

QTEST_MAIN(TestTokenFinder)
#include "tst_token_finder.moc"
