// The command line as people meet it: usage, errors, exit codes, text output, interrupting.
#include "tests/app/cli/cli_runner.h"
#include "tests/support/random_model.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <thread>

using namespace logitscope;
using namespace logitscope::test;

namespace {

using Arguments = std::vector<std::string>;

// Requests a stop when the first text arrives.
class StoppingBuffer final : public std::stringbuf {
public:
    explicit StoppingBuffer(std::stop_source source) : m_stop(std::move(source)) {}

protected:
    std::streamsize xsputn(const char* text, std::streamsize count) override {
        m_stop.request_stop();
        return std::stringbuf::xsputn(text, count);
    }

private:
    std::stop_source m_stop;
};

// A disk that is full.
class FullBuffer final : public std::streambuf {
protected:
    int_type overflow(int_type) override { return traits_type::eof(); }
};

} // namespace

Q_DECLARE_METATYPE(Arguments)

class TestCli : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::string path(const std::string& name) const {
        return m_folder.filePath(QString::fromStdString(name)).toStdString();
    }

private slots:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        writeFile(path("empty.txt"), "");
        writeFile(path("broken.txt"), "good \xC3( bad");
        writeFile(path("text.gguf"), "this is no model");
        writeFile(path("chain.json"), R"([{"name":"top_k","k":2}])");
        writeFile(path("bad-chain.json"), R"([{"name":"top_k","k":-2}])");
        writeFile(path("no.json"), "{");
        RandomModel shape;
        shape.withVocabulary = true;
        const char* zephyr = "{{ '<|user|>' + message['content'] + eos_token }}{{ '<|assistant|>' }}";
        GgufBuilder chat = shape.builder();
        chat.set("tokenizer.chat_template", zephyr).writeTo(path("chat.gguf"));
        GgufBuilder odd = shape.builder();
        odd.set("tokenizer.chat_template", "{{ odd }}").writeTo(path("odd.gguf"));
    }

    void misuse_data() {
        QTest::addColumn<Arguments>("arguments");
        QTest::addColumn<QString>("part");
        const auto row = [](const char* name, const Arguments& arguments, const char* part) {
            QTest::newRow(name) << arguments << part;
        };
        row("nothing", {}, "A command is missing; the commands are info, tokenize");
        row("unknown command", {"frobnicate"}, "'frobnicate' is no command");
        row("unknown option", {"info", "--frob"}, "'--frob' is not known");
        row("misspelt option", {"generate", "--promt", "x"}, "'--promt' is not known");
        row("stray word", {"info", "word"}, "'word' is not known");
        row("missing option", {"generate"}, "--prompt is required");
        row("missing value", {"generate", "--prompt"}, "--prompt");
        row("no text to score", {"score"}, "--text,--file");
        row("two texts to score", {"score", "--text", "a", "--file", "b"}, "--text,--file");
        row("threads zero", {"info", "--threads", "0"}, "--threads: '0' is not a whole number from 1");
        row("threads word", {"info", "--threads", "two"}, "'two'");
        row("threads too many", {"info", "--threads", "100000"}, "1024");
        row("threads with a tail", {"info", "--threads", "2x"}, "'2x'");
        row("threads with a blank", {"info", "--threads", " 2"}, "' 2'");
        row("seed negative", {"generate", "--prompt", "x", "--seed", "-1"}, "--seed");
        row("seed beyond 64 bits", {"generate", "--prompt", "x", "--seed", "18446744073709551616"}, "--seed");
        row("no tokens", {"generate", "--prompt", "x", "--max-tokens", "0"}, "--max-tokens");
        row("tokens beyond int", {"generate", "--prompt", "x", "--max-tokens", "2147483648"}, "--max-tokens");
        row("empty stop text", {"generate", "--prompt", "x", "--stop", ""}, "stop text is empty");
        row("top zero", {"distribution", "--prompt", "x", "--top", "0"}, "--top");
        row("ids empty", {"detokenize", "--ids", ""}, "--ids");
        row("ids with a hole", {"detokenize", "--ids", "1,,2"}, "'1,,2' is not a list of token ids");
        row("ids with a comma at the end", {"detokenize", "--ids", "1,2,"}, "--ids");
        row("ids with blanks", {"detokenize", "--ids", "1, 2"}, "--ids");
        row("ids negative", {"logits", "--ids", "-1"}, "--ids");
        row("ids beyond 32 bits", {"logits", "--ids", "4294967296"}, "--ids");
        row("ids hexadecimal", {"logits", "--ids", "0x10"}, "--ids");
        row("logits word", {"chain", "--logits", "1,two"}, "'1,two' is not a list of numbers");
        row("logits not a number", {"chain", "--logits", "1,nan"}, "cannot be sampled from");
        row("logits infinite", {"chain", "--logits", "1,inf"}, "cannot be sampled from");
        row("logits all impossible", {"chain", "--logits", "-inf,-inf"}, "cannot be sampled from");
        row("a system without a chat", {"generate", "--prompt", "x", "--system", "y"}, "give --chat with it");
        row("the same to tokenize", {"tokenize", "--text", "x", "--system", "y"}, "give --chat with it");
        row("the same to distribution", {"distribution", "--prompt", "x", "--system", "y"}, "give --chat with it");
        row("history outside", {"chain", "--logits", "1,2", "--history", "2"}, "--history");
        row("temperature negative", {"chain", "--logits", "1,2", "--temperature", "-0.1"}, "emperature");
        row("temperature not a number", {"chain", "--logits", "1,2", "--temperature", "nan"}, "emperature");
        row("temperature word", {"chain", "--logits", "1,2", "--temperature", "hot"}, "'hot' is not a number");
        row("top-k broken", {"chain", "--logits", "1,2", "--top-k", "2.5"}, "whole number");
        row("top-p beyond 1", {"chain", "--logits", "1,2", "--top-p", "1.01"}, "between 0 and 1");
        row("min-p below 0", {"chain", "--logits", "1,2", "--min-p", "-0.01"}, "between 0 and 1");
        row("order unknown", {"chain", "--logits", "1,2", "--order", "top_k,foo"}, "'foo' is no sampler");
        row("order empty", {"chain", "--logits", "1,2", "--order", ""}, "is no sampler");
        row("a bias without number", {"chain", "--logits", "1,2", "--logit-bias", "1"}, "'1' is no bias");
        row("a bias of a word", {"chain", "--logits", "1,2", "--logit-bias", "1:much"}, "'1:much' is no bias");
        row("a bias of infinity", {"chain", "--logits", "1,2", "--logit-bias", "1:-inf"},
            "To rule a token out, ban it.");
        row("a bias twice", {"chain", "--logits", "1,2", "--logit-bias", "1:2,1:3"}, "token 1 is in the list twice");
        row("a ban of a word", {"chain", "--logits", "1,2", "--ban", "a"}, "is not a list of token ids");
        row("a breaker with a backslash", {"chain", "--logits", "1,2", "--dry-sequence-breaker", "a\\b"},
            "a backslash");
        row("an empty breaker", {"chain", "--logits", "1,2", "--dry-sequence-breaker="}, "has an empty text");
        row("mirostat 3", {"chain", "--logits", "1,2", "--mirostat", "3"}, "between 0 and 2");
        row("top 0", {"chain", "--logits", "1,2", "--top", "0"}, "--top");
        row("chain file and flags", {"chain", "--logits", "1,2", "--chain", path("chain.json"), "--top-k", "3"},
            "--chain");
        row("chain file missing", {"chain", "--logits", "1,2", "--chain", path("none.json")}, "none.json");
        row("chain file broken", {"chain", "--logits", "1,2", "--chain", path("no.json")}, "no.json");
        row("chain file out of range", {"chain", "--logits", "1,2", "--chain", path("bad-chain.json")},
            "between 0 and");
    }
    void misuse() {
        QFETCH(Arguments, arguments);
        QFETCH(QString, part);
        const CliRun run = cli(arguments);
        QCOMPARE(run.code, static_cast<int>(Misused));
        QVERIFY2(QString::fromStdString(run.err).contains(part), run.err.c_str());
        QVERIFY2(run.isOneSentence(), run.err.c_str());
        QVERIFY(run.out.empty());
    }

    void failures_data() {
        QTest::addColumn<Arguments>("arguments");
        QTest::addColumn<QString>("part");
        const auto row = [](const char* name, const Arguments& arguments, const char* part) {
            QTest::newRow(name) << arguments << part;
        };
        std::string longPrompt;
        for (int i = 0; i < 600; ++i) {
            longPrompt += " cat";
        }
        row("model missing", {"info", "--model", path("none.gguf")}, "none.gguf");
        row("model is a folder", {"info", "--model", m_folder.path().toStdString()}, "folder");
        row("model is text", {"info", "--model", path("text.gguf")}, "text.gguf");
        row("prompt too long", {"generate", "--prompt", longPrompt}, "more than the context of 512");
        row("a token beyond the typed row", {"chain", "--logits", "1,2", "--ban", "2"},
            "there is no token 2; the vocabulary has the tokens 0 to 1.");
        row("a token beyond the vocabulary", {"generate", "--prompt", "a", "--logit-bias", "4096:1"},
            "there is no token 4096");
        row("prompt too long for a distribution", {"distribution", "--prompt", longPrompt},
            "more than the context of 512");
        row("prompt not UTF-8", {"generate", "--prompt", "a\xFF"}, "UTF-8");
        row("text not UTF-8", {"tokenize", "--text", "a\xED\xA0\x80"}, "UTF-8");
        row("id outside", {"detokenize", "--ids", "4096"}, "0 to 4095");
        row("id outside for logits", {"logits", "--ids", "1,4096"}, "0 to 4095");
        row("no chat model", {"generate", "--prompt", "x", "--chat"}, "brings no chat template");
        row("an odd chat model", {"tokenize", "--text", "x", "--chat", "--model", path("odd.gguf")},
            "of no family that is known");
        row("file missing", {"score", "--file", path("none.txt")}, "none.txt");
        row("file is a folder", {"score", "--file", m_folder.path().toStdString()}, "folder");
        row("file empty", {"score", "--file", path("empty.txt")}, "empty");
        row("file not UTF-8", {"score", "--file", path("broken.txt")}, "at byte 5");
        row("output folder missing", {"logits", "--ids", "1", "--out", path("no/where.f32")}, "cannot be written");
        row("bench beyond the context", {"bench", "--prefill", "500", "--decode", "13"}, "context of 512");
        row("bench far beyond", {"bench", "--prefill", "18446744073709551615", "--decode", "2"}, "context of 512");
    }
    void failures() {
        QFETCH(Arguments, arguments);
        QFETCH(QString, part);
        const CliRun run = cli(arguments);
        QCOMPARE(run.code, static_cast<int>(Failed));
        QVERIFY2(QString::fromStdString(run.err).contains(part), run.err.c_str());
        QVERIFY2(run.isOneSentence(), run.err.c_str());
        QVERIFY(run.out.empty());
    }

    void versionAndHelpAreEverywhere() {
        const std::string version = cli({"--version"}).out;
        QVERIFY(version.starts_with("logitscope-cli "));
        const CliRun top = cli({"--help"});
        QCOMPARE(top.code, static_cast<int>(Done));
        for (const std::string command :
             {"info", "tokenize", "detokenize", "logits", "chain", "generate", "distribution", "score", "bench"}) {
            QVERIFY2(top.out.find("  " + command + " ") != std::string::npos, command.c_str());
            QCOMPARE(cli({command, "--version"}).out, version);
            const CliRun help = cli({command, "--help"});
            QCOMPARE(help.code, static_cast<int>(Done));
            for (const char* option :
                 {"--threads", "--seed", "--precise", "--quiet", "--version", "--json", "--model"}) {
                QVERIFY(help.out.find(option) != std::string::npos);
            }
        }
        for (const char* flag : {"--temperature",
                                 "--top-k",
                                 "--top-p",
                                 "--min-p",
                                 "--order",
                                 "--chain",
                                 "--typical-p",
                                 "--top-n-sigma",
                                 "--epsilon",
                                 "--eta",
                                 "--repeat-penalty",
                                 "--presence-penalty",
                                 "--frequency-penalty",
                                 "--penalty-last-n",
                                 "--dry-multiplier",
                                 "--dry-base",
                                 "--dry-allowed-length",
                                 "--dry-penalty-last-n",
                                 "--dry-sequence-breaker",
                                 "--xtc-probability",
                                 "--xtc-threshold",
                                 "--dynamic-temperature",
                                 "--dynatemp-range",
                                 "--dynatemp-exp",
                                 "--mirostat",
                                 "--mirostat-tau",
                                 "--mirostat-eta",
                                 "--adaptive-target",
                                 "--adaptive-decay",
                                 "--logit-bias",
                                 "--ban"}) {
            QVERIFY(cli({"generate", "--help"}).out.find(flag) != std::string::npos);
        }
    }

    void infoSpeaksOfTheModel() {
        const CliRun run = cli({"info"});
        QCOMPARE(run.code, static_cast<int>(Done));
        QVERIFY(run.err.empty());
        for (const char* part : {"architecture   llama", "512 tokens", "4 096 tokens", "per token", "MB"}) {
            QVERIFY2(run.out.find(part) != std::string::npos, run.out.c_str());
        }
    }

    void columnsAreAligned() {
        const CliRun run = cli({"chain", "--logits", "10.5,-3,2"});
        const QStringList lines = QString::fromStdString(run.out).split('\n');
        const qsizetype end = lines.at(0).indexOf("logit") + 5; // a right-aligned column
        for (int i = 1; i <= 3; ++i) {
            QVERIFY(lines.at(i).at(end - 1).isDigit());
            QVERIFY(end == lines.at(i).size() || lines.at(i).at(end) == ' ');
        }
    }

    void generatePrintsTheTextAlone() {
        const CliRun run =
            cli({"generate", "--prompt", "Once upon a time", "--max-tokens", "12", "--temperature", "0"});
        QCOMPARE(run.code, static_cast<int>(Done));
        QVERIFY(run.out.ends_with('\n'));
        QVERIFY(run.out.starts_with(' ') || run.out.starts_with(',')); // it goes on in the middle of the text
        QVERIFY(run.err.find("12 tokens") != std::string::npos);
        const CliRun quiet =
            cli({"generate", "--prompt", "Once upon a time", "--max-tokens", "12", "--temperature", "0", "--quiet"});
        QCOMPARE(quiet.out, run.out);
        QVERIFY(quiet.err.empty());
    }

    void chatsAreTemplated() {
        const std::string prompt = "<|system|>\nS</s>\n<|user|>\nHi</s>\n<|assistant|>\n";
        const Arguments chat = {"--chat", "--system", "S", "--model", path("chat.gguf")};
        const auto with = [&chat](Arguments arguments, const Arguments& more) {
            arguments.insert(arguments.end(), chat.begin(), chat.end());
            arguments.insert(arguments.end(), more.begin(), more.end());
            return arguments;
        };
        const auto tokens = cliJson(with({"tokenize", "--text", "Hi"}, {}));
        QCOMPARE(tokens["prompt"].get<std::string>(), prompt);
        const auto ids = tokens["ids"].get<std::vector<int>>();
        QCOMPARE(ids.front(), 1);
        QCOMPARE(std::count(ids.begin(), ids.end(), 2), std::ptrdiff_t{2}); // "</s>" is the token, not letters
        const auto generated = cliJson(with({"generate", "--prompt", "Hi"}, {"--max-tokens", "2"}));
        QCOMPARE(generated["prompt"].get<std::string>(), prompt);
        QVERIFY(generated["prompt_ids"].get<std::vector<int>>() == ids);
        QCOMPARE(cliJson(with({"distribution", "--prompt", "Hi"}, {}))["prompt"].get<std::string>(), prompt);
        QVERIFY(!cliJson({"tokenize", "--text", "Hi"}).contains("prompt"));

        const std::string note = "Prompt: <|system|>\\nS</s>\\n<|user|>\\nHi</s>\\n<|assistant|>\\n\n";
        for (const Arguments& command : {Arguments{"tokenize", "--text", "Hi"}, Arguments{"generate", "--prompt", "Hi"},
                                         Arguments{"distribution", "--prompt", "Hi"}}) {
            const CliRun run = cli(with(command, {}));
            QCOMPARE(run.code, static_cast<int>(Done));
            QVERIFY2(run.err.starts_with(note), run.err.c_str());
            QVERIFY(cli(with(command, {"--quiet"})).err.empty());
        }
    }

    void emptyPromptsAreTaken() {
        const Arguments rest = {"--max-tokens", "4", "--quiet"};
        Arguments separate = {"generate", "--prompt", ""};
        Arguments joined = {"generate", "--prompt="};
        separate.insert(separate.end(), rest.begin(), rest.end());
        joined.insert(joined.end(), rest.begin(), rest.end());
        const CliRun run = cli(separate);
        QCOMPARE(run.code, static_cast<int>(Done));
        QVERIFY(run.out.size() > 2);
        QCOMPARE(cli(joined).out, run.out);
    }

    void promptsMayLookLikeOptions() {
        const CliRun run = cli({"tokenize", "--text", "--json", "--json"});
        QCOMPARE(run.code, static_cast<int>(Done));
        QVERIFY(run.json().contains("ids"));
        QVERIFY(cli({"tokenize", "--text", "[1,2]", "--json"}).json()["pieces"].dump().find('[') != std::string::npos);
    }

    void aSamplerThatDoesNotRunIsMentioned() {
        const Arguments arguments = {"chain", "--logits", "1,2,3", "--order", "temperature", "--top-k", "1"};
        const CliRun run = cli(arguments);
        QCOMPARE(run.code, static_cast<int>(Done));
        QVERIFY2(run.err.find("--top-k") != std::string::npos && run.isOneSentence(), run.err.c_str());
        Arguments quiet = arguments;
        quiet.emplace_back("--quiet");
        QVERIFY(cli(quiet).err.empty());
    }

    void interruptingKeepsWhatThereIs() {
        std::stop_source stop;
        StoppingBuffer buffer(stop);
        std::ostream out(&buffer);
        std::ostringstream err;
        const Arguments arguments = {"generate",      "--prompt", "Once upon a time", "--max-tokens", "400",
                                     "--temperature", "0"};
        QCOMPARE(runCli(arguments, out, err, stop.get_token()), static_cast<int>(Interrupted));
        const std::string whole = cli(arguments).out;
        const std::string text = buffer.str();
        QVERIFY(text.size() > 1);
        QVERIFY(text.size() < whole.size());
        QVERIFY(whole.starts_with(text.substr(0, text.size() - 1)));
        QVERIFY(err.str().find("cancelled") != std::string::npos);
    }

    void interruptedBeforeTheModelIsThere() {
        std::stop_source stop;
        stop.request_stop();
        const CliRun run = cli({"generate", "--prompt", "Once"}, stop.get_token());
        QCOMPARE(run.code, static_cast<int>(Interrupted));
        QVERIFY(run.isOneSentence());
    }

    void interruptedScoringSaysHowFarItCame() {
        std::string text;
        for (int i = 0; i < 20000; ++i) {
            text += "The cat sat on the mat. ";
        }
        const std::string file = writeFile(path("long.txt"), text);
        std::stop_source stop;
        std::thread interrupter([stop]() mutable {
            std::this_thread::sleep_for(std::chrono::milliseconds(600));
            stop.request_stop();
        });
        const CliRun run = cli({"score", "--file", file, "--json"}, stop.get_token());
        interrupter.join();
        QCOMPARE(run.code, static_cast<int>(Interrupted));
        QVERIFY2(run.err.starts_with("Cancelled after ") || run.err.find("cancelled") != std::string::npos,
                 run.err.c_str());
    }

    void aFullDiskIsAFailure() {
        FullBuffer buffer;
        std::ostream out(&buffer);
        std::ostringstream err;
        QCOMPARE(runCli({"chain", "--logits", "1,2"}, out, err), static_cast<int>(Failed));
        QVERIFY(err.str().find("could not be written") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
