// The undo history: what is one step of it, and what comes back.
#include "ui/bridge/document.h"

#include <QtTest/QTest>

using namespace logitscope;

namespace {

Document withPrompt(const char* prompt) {
    Document document;
    document.prompt = QString::fromUtf8(prompt);
    return document;
}

} // namespace

class DocumentTest : public QObject {
    Q_OBJECT

private slots:
    void startsWithoutAPast() {
        History history;
        QVERIFY(!history.canUndo());
        QVERIFY(!history.undo(withPrompt("a")));
        QVERIFY(!history.redo(withPrompt("a")));
    }

    void goesBackAndForward() {
        History history;
        history.record(withPrompt("a"), EditKind::Text, false, 0);
        history.record(withPrompt("b"), EditKind::Text, false, 10);
        auto document = history.undo(withPrompt("c"));
        QCOMPARE(document->prompt, QStringLiteral("b"));
        document = history.undo(*document);
        QCOMPARE(document->prompt, QStringLiteral("a"));
        QVERIFY(!history.canUndo());
        document = history.redo(*document);
        document = history.redo(*document);
        QCOMPARE(document->prompt, QStringLiteral("c"));
        QVERIFY(!history.canRedo());
    }

    void anEditEndsTheFuture() {
        History history;
        history.record(withPrompt("a"), EditKind::Text, false, 0);
        history.undo(withPrompt("b"));
        QVERIFY(history.canRedo());
        history.record(withPrompt("a"), EditKind::Seed, false, 10);
        QVERIFY(!history.canRedo());
    }

    void quickEditsOfOneKindAreOneStep_data() {
        QTest::addColumn<bool>("merge");
        QTest::addColumn<bool>("sameKind");
        QTest::addColumn<qint64>("pause");
        QTest::addColumn<int>("steps");
        QTest::newRow("quick") << true << true << qint64(100) << 1;
        QTest::newRow("slow") << true << true << qint64(History::mergeMilliseconds) << 2;
        QTest::newRow("another kind") << true << false << qint64(100) << 2;
        QTest::newRow("not to be merged") << false << true << qint64(100) << 2;
    }
    void quickEditsOfOneKindAreOneStep() {
        QFETCH(bool, merge);
        QFETCH(bool, sameKind);
        QFETCH(qint64, pause);
        QFETCH(int, steps);
        History history;
        history.record(withPrompt("a"), EditKind::Text, merge, 0);
        history.record(withPrompt("b"), sameKind ? EditKind::Text : EditKind::Chain, merge, pause);
        int undone = 0;
        Document document = withPrompt("c");
        while (const auto before = history.undo(document)) {
            document = *before;
            ++undone;
        }
        QCOMPARE(undone, steps);
        QCOMPARE(document.prompt, QStringLiteral("a"));
    }

    void withdrawsOnlyTheLatestOfItsKind() {
        History history;
        history.record(withPrompt("a"), EditKind::Run, false, 0);
        history.withdraw(EditKind::Text);
        QVERIFY(history.canUndo());
        history.withdraw(EditKind::Run);
        QVERIFY(!history.canUndo());
    }

    void forgetsTheOldest() {
        History history;
        for (std::size_t i = 0; i < History::depth + 10; ++i) {
            history.record(withPrompt("x"), EditKind::Text, false, 0);
        }
        std::size_t undone = 0;
        while (history.undo(withPrompt("y"))) {
            ++undone;
        }
        QCOMPARE(undone, History::depth);
    }

    void shapesDifferByKindOrderAndSwitch() {
        const ChainSpec chain{{{TemperatureOptions{0.8}}, {TopKOptions{40}}}};
        ChainSpec numbers = chain;
        numbers.stages[0].options = TemperatureOptions{1.2};
        QVERIFY(sameShape(chain, numbers));
        ChainSpec switched = chain;
        switched.stages[1].enabled = false;
        QVERIFY(!sameShape(chain, switched));
        ChainSpec swapped{{chain.stages[1], chain.stages[0]}};
        QVERIFY(!sameShape(chain, swapped));
        QVERIFY(!sameShape(chain, ChainSpec{{chain.stages[0]}}));
    }
};

QTEST_APPLESS_MAIN(DocumentTest)
#include "tst_document.moc"
