// What a person typed as what the engine reads: text, a chat, ids.
#include "tests/support/scripted_model.h"
#include "ui/bridge/prompt_text.h"

#include <QtTest/QTest>

using namespace logitscope;
using logitscope::test::ScriptedTokenizer;

namespace {

RunModel modelWith(std::shared_ptr<const Tokenizer> tokenizer, bool chats) {
    RunModel model;
    model.tokenizer = std::move(tokenizer);
    model.info.config.vocabularySize = 100;
    if (chats) {
        model.info.chat = ChatTemplate{};
    }
    return model;
}

} // namespace

class TestPromptText : public QObject {
    Q_OBJECT

private slots:
    void textGoesAsTyped() {
        for (const bool asChat : {false, true}) {
            const auto prompt = promptOf(modelWith(std::make_shared<ScriptedTokenizer>(), false), "Hello", asChat);
            QVERIFY(prompt.ok());
            QCOMPARE(std::get<std::string>(*prompt), std::string("Hello"));
        }
    }

    void aChatModelGetsItsTemplate() {
        const RunModel model = modelWith(std::make_shared<ScriptedTokenizer>(), true);
        const auto chat = promptOf(model, "Hello", true);
        QVERIFY(chat.ok());
        QCOMPARE(std::get<MarkedText>(*chat).text,
                 std::string("<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\n"));
        const auto plain = promptOf(model, "Hello", false);
        QVERIFY(plain.ok());
        QCOMPARE(std::get<std::string>(*plain), std::string("Hello"));
    }

    void withoutAVocabularyIdsAreRead() {
        const RunModel model = modelWith(nullptr, false);
        const auto ids = promptOf(model, " 1, 15\n27 ", true);
        QVERIFY(ids.ok());
        QCOMPARE(std::get<std::vector<TokenId>>(*ids), (std::vector<TokenId>{TokenId{1}, TokenId{15}, TokenId{27}}));
        for (const char* wrong : {"", "1 x", "100", "-1", "99999999999"}) {
            QVERIFY2(!promptOf(model, QString::fromUtf8(wrong), false).ok(), wrong);
        }
    }

    void halfACharacterIsRefused() {
        const RunModel model = modelWith(std::make_shared<ScriptedTokenizer>(), true);
        const QString broken = QStringLiteral("ab") + QChar(0xD83D);
        const auto prompt = promptOf(model, broken, true);
        QVERIFY(!prompt.ok());
        QVERIFY(prompt.error().message.find("place 3") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestPromptText)
#include "tst_prompt_text.moc"
