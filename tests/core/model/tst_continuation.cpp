// Typed text behind other text reads as exactly what was typed, whatever the vocabulary adds to texts of its own.
#include "core/base/thread_pool.h"
#include "core/model/loader.h"
#include "core/text/continuation.h"
#include "tests/support/paths.h"
#include "tests/support/scripted_model.h"

#include <QtTest/QTest>

using namespace logitscope;
using namespace logitscope::test;

class ContinuationTest : public QObject {
    Q_OBJECT

    std::shared_ptr<const Tokenizer> m_tales;

private slots:
    void initTestCase() {
        ThreadPool pool(1);
        auto model = loadModel(resourcePath("models/tales.gguf"), pool);
        QVERIFY(model.ok());
        m_tales = model->tokenizer;
    }

    void readsAsItWasTyped_data() {
        QTest::addColumn<QByteArray>("text");
        for (const char* text : {"girl", " girl", "  girl", "ly ran", " and then she said, \"Hello!\"", "\n", "\nNew",
                                 "!", " ", "\xEC\x95\x88\xEB\x85\x95", "e", "\xF0\x9F\x98\x80 x"}) {
            QTest::newRow(text) << QByteArray(text);
        }
    }
    void readsAsItWasTyped() {
        QFETCH(QByteArray, text);
        for (const std::shared_ptr<const Tokenizer>& tokenizer :
             {m_tales, std::shared_ptr<const Tokenizer>(std::make_shared<ScriptedTokenizer>())}) {
            const auto tokens = encodeContinuation(*tokenizer, text.toStdString());
            QVERIFY(tokens.ok());
            std::string bytes;
            for (const TokenId token : *tokens) {
                bytes += tokenizer->bytesOf(token);
            }
            QCOMPARE(QByteArray::fromStdString(bytes), text);
        }
    }

    void whatIsNoTextIsSaid() {
        QVERIFY(!encodeContinuation(*m_tales, "").ok());
        QVERIFY(!encodeContinuation(*m_tales, "\xFF").ok());
    }
};

QTEST_GUILESS_MAIN(ContinuationTest)
#include "tst_continuation.moc"
