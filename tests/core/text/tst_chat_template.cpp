// Chat templates: which family a model's template is, and the exact prompt of each.
//
// The expected texts are what the templates of the named models give (huggingface.co), without the begin token at the
// start.
#include "core/text/chat_template.h"

#include <QtTest/QTest>

using namespace logitscope;

using Messages = std::vector<ChatMessage>;

class ChatTemplateTest : public QObject {
    Q_OBJECT

private slots:
    void recognises_data();
    void recognises();
    void refusesOthers_data();
    void refusesOthers();
    void renders_data();
    void renders();
    void ordersAreChecked_data();
    void ordersAreChecked();
};

namespace {

constexpr ChatRole system_ = ChatRole::System, user = ChatRole::User, assistant = ChatRole::Assistant;

// The decisive parts of the published templates.
constexpr const char* qwen25 =
    R"({%- if messages[0]['role'] == 'system' %}{{- '<|im_start|>system\n' + messages[0]['content'] + '<|im_end|>\n' }}{%- else %}{{- '<|im_start|>system\nYou are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>\n' }}{%- endif %})";
constexpr const char* chatMl =
    R"({% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %})";
constexpr const char* llama2 =
    R"({% set content = '<<SYS>>\n' + system_message + '\n<</SYS>>\n\n' + message['content'] %}{{ bos_token + '[INST] ' + content.strip() + ' [/INST]' }})";
constexpr const char* llama3 =
    R"({% set content = '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'+ message['content'] | trim + '<|eot_id|>' %})";
constexpr const char* llama31 =
    R"({{- "<|start_header_id|>system<|end_header_id|>\n\n" }}{{- "Cutting Knowledge Date: December 2023\n" }}{{- "Today Date: " + date_string + "\n\n" }}{{- "<|eot_id|>" }})";
constexpr const char* gemma =
    R"({{ '<start_of_turn>' + role + '\n' + message['content'] | trim + '<end_of_turn>\n' }})";
constexpr const char* phi3 =
    R"({% if (message['role'] == 'user') %}{{'<|user|>' + '\n' + message['content'] + '<|end|>' + '\n' + '<|assistant|>' + '\n'}}{% endif %})";
constexpr const char* mistralFirst =
    R"({% if message['role'] == 'user' %}{{ '[INST] ' + message['content'] + ' [/INST]' }}{% else %}{{ message['content'] + eos_token}}{% endif %})";
constexpr const char* mistralV1 = R"({{- " [INST] " + message["content"] + " [/INST]" }})";
constexpr const char* mistralV3 =
    R"({{- "[AVAILABLE_TOOLS] [" }}{{- "[INST] " + system_message + "\n\n" + message["content"] + "[/INST]" }})";
constexpr const char* mistralTekken =
    R"({{- "[AVAILABLE_TOOLS][" }}{{- "[INST]" + system_message + "\n\n" + message["content"] + "[/INST]" }})";
constexpr const char* mistralV7 =
    R"({{- "[SYSTEM_PROMPT] " + content + "[/SYSTEM_PROMPT]" }}{{- "[INST] " + message["content"] + "[/INST]" }})";
constexpr const char* mistralV7Tekken =
    R"({{- '[SYSTEM_PROMPT]' + content + '[/SYSTEM_PROMPT]' }}{{- '[INST]' + message['content'] + '[/INST]' }})";
constexpr const char* zephyr =
    R"({% if message['role'] == 'user' %}{{ '<|user|>\n' + message['content'] + eos_token }}{% endif %}{{ '<|assistant|>' }})";

} // namespace

void ChatTemplateTest::recognises_data() {
    QTest::addColumn<QString>("jinja");
    QTest::addColumn<QString>("family");
    QTest::addColumn<int>("spacing");
    QTest::addColumn<QString>("system");
    const auto row = [](const char* name, const char* jinja, const char* family,
                        MistralSpacing spacing = MistralSpacing::First, const char* system = "") {
        QTest::newRow(name) << QString(jinja) << QString(family) << int(spacing) << QString(system);
    };
    row("ChatML", chatMl, "ChatML");
    row("Qwen 2.5", qwen25, "ChatML", MistralSpacing::First,
        "You are Qwen, created by Alibaba Cloud. You are a helpful assistant.");
    row("ChatML with a line end", "<|im_start|>system\nBe good.<|im_end|>\n", "ChatML", MistralSpacing::First,
        "Be good.");
    row("Llama 2", llama2, "Llama 2");
    row("Llama 3", llama3, "Llama 3");
    row("Llama 3.1", llama31, "Llama 3");
    row("Gemma", gemma, "Gemma");
    row("Phi-3", phi3, "Phi-3");
    row("Mistral v0.1", mistralFirst, "Mistral", MistralSpacing::First);
    row("Mistral v1", mistralV1, "Mistral", MistralSpacing::V1);
    row("Mistral v3", mistralV3, "Mistral", MistralSpacing::V3);
    row("Mistral v3 Tekken", mistralTekken, "Mistral", MistralSpacing::V3Tekken);
    row("Mistral v7", mistralV7, "Mistral", MistralSpacing::V7);
    row("Mistral v7 Tekken", mistralV7Tekken, "Mistral", MistralSpacing::V7Tekken);
    row("Zephyr", zephyr, "Zephyr");
}

void ChatTemplateTest::recognises() {
    QFETCH(QString, jinja);
    QFETCH(QString, family);
    QFETCH(int, spacing);
    QFETCH(QString, system);
    const auto chat = recogniseChatTemplate(jinja.toStdString());
    QVERIFY2(chat.ok(), chat ? "" : chat.error().message.c_str());
    const std::string_view name = nameOf(chat->family);
    QCOMPARE(QString::fromUtf8(name.data(), qsizetype(name.size())), family);
    QCOMPARE(int(chat->mistral), spacing);
    QCOMPARE(QString::fromStdString(chat->defaultSystem), system);
}

void ChatTemplateTest::refusesOthers_data() {
    QTest::addColumn<QString>("jinja");
    QTest::addColumn<QString>("says");
    QTest::newRow("none") << ""
                          << "brings no chat template";
    QTest::newRow("another") << "{{ 'USER: ' + message }}"
                             << "It begins with '{{ 'USER: ' + message }}'.";
    QTest::newRow("Phi-4") << "<|im_start|>user<|im_sep|>"
                           << "of no family that is known";
    QTest::newRow("Falcon 3") << "{{ '<|user|>\\n' + content }}{{ '<|assistant|>' + content + eos_token }}"
                              << "of no family that is known";
    QTest::newRow("bytes") << QString(QChar(1)) << "begins with '\uFFFD'";
}

void ChatTemplateTest::refusesOthers() {
    QFETCH(QString, jinja);
    QFETCH(QString, says);
    const auto chat = recogniseChatTemplate(jinja.toStdString());
    QVERIFY(!chat.ok());
    QVERIFY2(QString::fromStdString(chat.error().message).contains(says), chat.error().message.c_str());
    QVERIFY(chat.error().message.ends_with('.'));
}

void ChatTemplateTest::renders_data() {
    QTest::addColumn<QString>("jinja");
    QTest::addColumn<Messages>("messages");
    QTest::addColumn<QString>("prompt");
    const auto row = [](const char* name, const char* jinja, const Messages& messages, const char* prompt) {
        QTest::newRow(name) << QString(jinja) << messages << QString::fromUtf8(prompt);
    };
    const Messages one{{user, "Hi"}};
    const Messages withSystem{{system_, "Be brief."}, {user, "Hi"}};
    const Messages turns{{system_, "S"}, {user, "U1"}, {assistant, "A1"}, {user, " U2 "}};

    row("ChatML, one", chatMl, one, "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n");
    row("ChatML, turns", chatMl, turns,
        "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nU1<|im_end|>\n<|im_start|>assistant\nA1<|im_end|>\n"
        "<|im_start|>user\n U2 <|im_end|>\n<|im_start|>assistant\n");
    row("Qwen, one", qwen25, one,
        "<|im_start|>system\nYou are Qwen, created by Alibaba Cloud. You are a helpful assistant.<|im_end|>\n"
        "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n");
    row("Qwen, its system replaced", qwen25, withSystem,
        "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n");
    row("Llama 2, one", llama2, one, "[INST] Hi [/INST]");
    row("Llama 2, turns", llama2, turns, "[INST] <<SYS>>\nS\n<</SYS>>\n\nU1 [/INST] A1 </s><s>[INST] U2 [/INST]");
    row("Llama 3, system", llama3, withSystem,
        "<|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n"
        "Hi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n");
    row("Llama 3, one, trimmed", llama3, {{user, " Hi\n"}},
        "<|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n");
    row("Llama 3.1, one", llama31, one,
        "<|start_header_id|>system<|end_header_id|>\n\nCutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024"
        "\n\n<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"
        "<|start_header_id|>assistant<|end_header_id|>\n\n");
    row("Gemma, one", gemma, one, "<start_of_turn>user\nHi<end_of_turn>\n<start_of_turn>model\n");
    row("Gemma, turns", gemma, turns,
        "<start_of_turn>user\nS\n\nU1<end_of_turn>\n<start_of_turn>model\nA1<end_of_turn>\n"
        "<start_of_turn>user\nU2<end_of_turn>\n<start_of_turn>model\n");
    row("Phi-3, one", phi3, one, "<|user|>\nHi<|end|>\n<|assistant|>\n");
    row("Phi-3, turns", phi3, turns,
        "<|system|>\nS<|end|>\n<|user|>\nU1<|end|>\n<|assistant|>\nA1<|end|>\n<|user|>\n U2 <|end|>\n<|assistant|>\n");
    row("Mistral v0.1, turns", mistralFirst, turns, "[INST] S\n\nU1 [/INST]A1</s>[INST]  U2  [/INST]");
    row("Mistral v1, turns", mistralV1, turns, " [INST] S\n\nU1 [/INST] A1</s> [INST]  U2  [/INST]");
    row("Mistral v3, turns", mistralV3, turns, "[INST] U1[/INST] A1</s>[INST] S\n\n U2 [/INST]");
    row("Mistral v3 Tekken, turns", mistralTekken, turns, "[INST]U1[/INST]A1</s>[INST]S\n\n U2 [/INST]");
    row("Mistral v7, turns", mistralV7, turns,
        "[SYSTEM_PROMPT] S[/SYSTEM_PROMPT][INST] U1[/INST] A1</s>[INST]  U2 [/INST]");
    row("Mistral v7 Tekken, turns", mistralV7Tekken, turns,
        "[SYSTEM_PROMPT]S[/SYSTEM_PROMPT][INST]U1[/INST]A1</s>[INST] U2 [/INST]");
    row("Zephyr, the card's example", zephyr,
        {{system_, "You are a friendly chatbot who always responds in the style of a pirate."},
         {user, "How many helicopters can a human eat in one sitting?"}},
        "<|system|>\nYou are a friendly chatbot who always responds in the style of a pirate.</s>\n"
        "<|user|>\nHow many helicopters can a human eat in one sitting?</s>\n<|assistant|>\n");
}

void ChatTemplateTest::renders() {
    QFETCH(QString, jinja);
    QFETCH(Messages, messages);
    QFETCH(QString, prompt);
    const auto chat = recogniseChatTemplate(jinja.toStdString());
    QVERIFY(chat.ok());
    const auto text = renderChat(*chat, messages);
    QVERIFY2(text.ok(), text ? "" : text.error().message.c_str());
    QCOMPARE(QString::fromStdString(*text), prompt);
    // The vocabulary's own spellings are used where a template names the tokens.
    const auto other = renderChat(*chat, messages, {"[B]", "[E]"});
    QVERIFY(other.ok());
    QCOMPARE(QString::fromStdString(*other), prompt.replace("</s>", "[E]").replace("<s>", "[B]"));
}

void ChatTemplateTest::ordersAreChecked_data() {
    QTest::addColumn<Messages>("messages");
    QTest::addColumn<QString>("says");
    QTest::newRow("none") << Messages{} << "does not end with a message of the user";
    QTest::newRow("only a system") << Messages{{system_, "S"}} << "does not end with a message of the user";
    QTest::newRow("an answer last") << Messages{{user, "U"}, {assistant, "A"}} << "does not end with";
    QTest::newRow("an answer first") << Messages{{assistant, "A"}, {user, "U"}}
                                     << "Message 1 of the chat is from the assistant";
    QTest::newRow("two questions") << Messages{{user, "U"}, {user, "U"}} << "Message 2 of the chat is from the user";
    QTest::newRow("a late system") << Messages{{user, "U"}, {assistant, "A"}, {system_, "S"}}
                                   << "Message 3 of the chat is from the system";
    QTest::newRow("two systems") << Messages{{system_, "S"}, {system_, "S"}, {user, "U"}} << "Message 2";
}

void ChatTemplateTest::ordersAreChecked() {
    QFETCH(Messages, messages);
    QFETCH(QString, says);
    const auto text = renderChat({}, messages);
    QVERIFY(!text.ok());
    QVERIFY2(QString::fromStdString(text.error().message).contains(says), text.error().message.c_str());
}

QTEST_APPLESS_MAIN(ChatTemplateTest)
#include "tst_chat_template.moc"
