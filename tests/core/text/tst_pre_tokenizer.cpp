// PreTokenizer and the named pre-tokenizers: where each cuts a text.
#include "core/text/pre_tokenizer.h"
#include "core/text/pre_tokenizer_names.h"

#include <QtTest/QTest>

using namespace logitscope;

class PreTokenizerTest : public QObject {
    Q_OBJECT

private slots:
    void behaviors_data();
    void behaviors();
    void stepsFollowEachOther();
    void withoutStepsATextIsWhole();
    void names_data();
    void names();
    void everyNameIsSound();
    void unknownNamesAreNone();
    void spacesBeforeAWordTakeNoTime();
};

namespace {

QString shown(const std::vector<SplitStep>& steps, const QString& text) {
    const auto made = PreTokenizer::create(steps);
    if (!made) {
        return QString::fromStdString(made.error().message);
    }
    const std::string bytes = text.toStdString();
    const auto pieces = made->split(bytes);
    if (!pieces) {
        return QString::fromStdString(pieces.error().message);
    }
    QStringList words;
    for (const std::string_view piece : *pieces) {
        words << QString::fromUtf8(piece.data(), qsizetype(piece.size()));
    }
    return words.join("|");
}

constexpr std::array knownNames{
    "",           "default",    "gpt-2",     "llama-bpe",    "llama3",         "qwen2",       "smollm", "falcon",
    "starcoder",  "refact",     "mpt",       "deepseek-llm", "deepseek-coder", "deepseek-v3", "tekken", "command-r",
    "olmo",       "dbrx",       "gpt-4o",    "llama4",       "stablelm2",      "bloom",       "viking", "chameleon",
    "bailingmoe", "seed-coder", "qwen35",    "exaone",       "exaone-moe",     "phi-2",       "glm4",   "chatglm-bpe",
    "falcon3",    "smaug-bpe",  "codeshell", "minerva-7b",   "megrez",         "hunyuan"};

} // namespace

void PreTokenizerTest::behaviors_data() {
    QTest::addColumn<int>("behavior");
    QTest::addColumn<bool>("invert");
    QTest::addColumn<QString>("pieces");
    // The example of the documentation of Hugging Face's tokenizers: "the-final--countdown" split at "-".
    const auto row = [](const char* name, SplitBehavior behavior, bool invert, const char* pieces) {
        QTest::newRow(name) << int(behavior) << invert << pieces;
    };
    row("isolated", SplitBehavior::Isolated, false, "the|-|final|-|-|countdown");
    row("removed", SplitBehavior::Removed, false, "the|final|countdown");
    row("merged with previous", SplitBehavior::MergedWithPrevious, false, "the-|final-|-|countdown");
    row("merged with next", SplitBehavior::MergedWithNext, false, "the|-final|-|-countdown");
    row("contiguous", SplitBehavior::Contiguous, false, "the|-|final|--|countdown");
    row("isolated, inverted", SplitBehavior::Isolated, true, "the|-|final|-|-|countdown");
    row("removed, inverted", SplitBehavior::Removed, true, "-|-|-");
}

void PreTokenizerTest::behaviors() {
    QFETCH(int, behavior);
    QFETCH(bool, invert);
    QFETCH(QString, pieces);
    QCOMPARE(shown({{"-", static_cast<SplitBehavior>(behavior), invert}}, "the-final--countdown"), pieces);
}

void PreTokenizerTest::stepsFollowEachOther() {
    // The second step looks at each piece by itself: "$" is its end.
    QCOMPARE(shown({{"-"}, {"b$"}}, "ab-cb-b"), "a|b|-|c|b|-|b");
    // An empty match cuts.
    QCOMPARE(shown({{"(?=b)"}}, "abab"), "a|ba|b");
}

void PreTokenizerTest::withoutStepsATextIsWhole() {
    QCOMPARE(shown({}, "a b"), "a b");
    QCOMPARE(shown({}, ""), "");
    QCOMPARE(shown({{std::string(gpt2Pattern)}}, ""), "");
    QVERIFY(shown({{"("}}, "a").startsWith("The pattern '(' cannot be used"));
}

void PreTokenizerTest::names_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("pieces");
    const auto row = [](const char* name, const char* pieces) {
        QTest::newRow(name) << QString(name) << QString::fromUtf8(pieces);
    };
    // The text of names() below.
    row("gpt-2", "It|'s| 12345|  | cafés|,| WE|'|LL| go|!?|\n|\n|HelloWorld");
    row("mpt", "It|'s| 12345|  | cafés|,| WE|'|LL| go|!?|\n|\n|HelloWorld");
    row("starcoder", "It|'s| |1|2|3|4|5|  | cafés|,| WE|'|LL| go|!?|\n|\n|HelloWorld");
    row("llama-bpe", "It|'s| |123|45|  | cafés|,| WE|'LL| go|!?\n\n|HelloWorld");
    row("dbrx", "It|'s| |123|45|  | cafés|,| WE|'LL| go|!?\n\n|HelloWorld");
    row("qwen2", "It|'s| |1|2|3|4|5|  | cafés|,| WE|'LL| go|!?\n\n|HelloWorld");
    row("tekken", "It|'s| |1|2|3|4|5|  | cafés|,| WE|'LL| go|!?\n\n|Hello|World");
    row("gpt-4o", "It's| |123|45|  | cafés|,| WE'LL| go|!?\n\n|Hello|World");
    row("falcon", "It|'|s| |123|45|  | cafés|,| WE|'|LL| go|!?|\n|\n|HelloWorld");
    row("deepseek-coder", "It|'|s| |1|2|3|4|5|  | cafés|,| WE|'|LL| go|!?|\n|\n|HelloWorld");
    // The range ":-~" of its signs takes letters of ASCII along: those words come apart at any other letter.
    row("deepseek-llm", "It|'|s| |12345|  | caf|é|s|,| WE|'|LL| go|!?|\n|\n|HelloWorld");
    row("deepseek-v3", "It|'s| |123|45|  | cafés|,| WE|'LL| go|!?\n\n|HelloWorld");
}

void PreTokenizerTest::names() {
    QFETCH(QString, name);
    QFETCH(QString, pieces);
    const auto recipe = preTokenizerNamed(name.toStdString());
    QVERIFY(recipe.has_value());
    QCOMPARE(shown(recipe->steps, "It's 12345   cafés, WE'LL go!?\n\nHelloWorld"), pieces);
}

void PreTokenizerTest::everyNameIsSound() {
    const QString text = "Aa \t 12 345\u00A0día,\r\n!! 日本の ﬁ x=y; I'LL\u3000";
    for (const char* name : knownNames) {
        const auto recipe = preTokenizerNamed(name);
        QVERIFY2(recipe.has_value(), name);
        // Nothing is lost, and nothing but a cut is made.
        QCOMPARE(shown(recipe->steps, text).remove('|'), text);
        QVERIFY2(shown(recipe->steps, text).contains('|'), name);
    }
    QVERIFY(preTokenizerNamed("llama-bpe")->wholeWordsFirst && preTokenizerNamed("llama-bpe")->addBegin);
    QVERIFY(!preTokenizerNamed("qwen2")->wholeWordsFirst && !preTokenizerNamed("qwen2")->addBegin);
}

void PreTokenizerTest::unknownNamesAreNone() {
    QVERIFY(!preTokenizerNamed("superduper"));
    QVERIFY(!preTokenizerNamed("GPT-2"));
}

void PreTokenizerTest::spacesBeforeAWordTakeNoTime() {
    // \s+$ as it is in the original files would take half an hour for this.
    const std::string text = std::string(1'000'000, ' ') + "x";
    for (const char* name : {"deepseek-llm", "deepseek-coder", "gpt-2", "llama-bpe", "qwen2", "tekken", "falcon"}) {
        const auto made = PreTokenizer::create(preTokenizerNamed(name)->steps);
        QVERIFY(made.ok());
        const auto pieces = made->split(text);
        QVERIFY2(pieces.ok(), name);
        std::size_t bytes = 0;
        for (const std::string_view piece : *pieces) {
            bytes += piece.size();
        }
        QCOMPARE(bytes, text.size());
    }
}

QTEST_APPLESS_MAIN(PreTokenizerTest)
#include "tst_pre_tokenizer.moc"
