// The prompt panel on its own: the switch between text and chat belongs to models that have a template.
#include "app/gui/prompt_panel.h"
#include "tests/support/scripted_model.h"

#include <QCheckBox>
#include <QLabel>
#include <QSignalSpy>
#include <QtTest/QTest>

using namespace logitscope;
using logitscope::test::ScriptedTokenizer;

namespace {

std::shared_ptr<const RunModel> modelWith(std::optional<ChatTemplate> chat) {
    auto model = std::make_shared<RunModel>();
    model->tokenizer = std::make_shared<ScriptedTokenizer>();
    model->info.config.contextLength = 100;
    model->info.chat = std::move(chat);
    return model;
}

} // namespace

class TestPromptPanel : public QObject {
    Q_OBJECT

private slots:
    void onlyChatModelsOfferTheChat() {
        PromptPanel panel;
        auto* chat = panel.findChild<QCheckBox*>(QStringLiteral("chat"));
        panel.show();
        QVERIFY(!chat->isVisible());
        panel.setModel(modelWith(ChatTemplate{}));
        QVERIFY(chat->isVisible());
        QVERIFY(chat->toolTip().contains(QStringLiteral("ChatML")));
        panel.setModel(modelWith(std::nullopt));
        QVERIFY(!chat->isVisible());
    }

    void theSwitchIsToldOnceAndNotEchoed() {
        PromptPanel panel;
        panel.setModel(modelWith(ChatTemplate{}));
        QSignalSpy changed(&panel, &PromptPanel::asChatChanged);
        panel.setAsChat(true);
        QCOMPARE(changed.count(), 0);
        auto* chat = panel.findChild<QCheckBox*>(QStringLiteral("chat"));
        QVERIFY(chat->isChecked());
        chat->click();
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed[0][0].toBool(), false);
    }

    void theTemplateCountsAsPartOfThePrompt() {
        PromptPanel panel;
        panel.setModel(modelWith(ChatTemplate{}));
        const auto awaitCount = [&panel](const QString& count) {
            return QTest::qWaitFor([&] {
                for (const QLabel* label : panel.findChildren<QLabel*>()) {
                    if (label->text().startsWith(count + QLatin1Char(' '))) {
                        return true;
                    }
                }
                return false;
            });
        };
        panel.setAsChat(false);
        panel.setPrompt(QStringLiteral("ab"));
        const auto plain = ScriptedTokenizer().encode("ab", {});
        QVERIFY(awaitCount(QString::number(plain->size())));
        panel.setAsChat(true);
        const auto templated = ScriptedTokenizer().encode("<|im_start|>user\nab<|im_end|>\n<|im_start|>assistant\n",
                                                          {.parseSpecial = true});
        QVERIFY(templated->size() > plain->size());
        QVERIFY(awaitCount(QString::number(templated->size())));
    }
};

QTEST_MAIN(TestPromptPanel)
#include "tst_prompt_panel.moc"
