// The JSON documents of the command line, and that their figures are right.
#include "core/base/uniform.h"
#include "tests/app/cli/cli_runner.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <cmath>
#include <numeric>
#include <set>

using namespace logitscope;
using namespace logitscope::test;
using nlohmann::json;

namespace {

const std::string story = "Once upon a time there was a little girl named Lily. She";

// QCOMPARE cannot take nlohmann::json, which converts to everything.
#define COMPARE_JSON(actual, expected) QVERIFY2(json(actual) == json(expected), json(actual).dump().c_str())

std::vector<std::string> keysOf(const json& object) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : object.items()) {
        keys.push_back(key);
    }
    return keys; // sorted by name: nlohmann::json is a map
}

std::vector<std::string> sorted(std::vector<std::string> names) {
    std::sort(names.begin(), names.end());
    return names;
}

std::string joined(const std::vector<int>& ids) {
    std::string text;
    for (const int id : ids) {
        text += (text.empty() ? "" : ",") + std::to_string(id);
    }
    return text;
}

struct Survivor {
    int id;
    double probability;
};
using Survivors = std::vector<Survivor>;

} // namespace

Q_DECLARE_METATYPE(Survivors)
Q_DECLARE_METATYPE(std::vector<std::string>)

class TestCliJson : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::string path(const std::string& name) const {
        return m_folder.filePath(QString::fromStdString(name)).toStdString();
    }

private slots:
    void info() {
        const json document = cliJson({"info"});
        COMPARE_JSON(document["architecture"], "llama");
        COMPARE_JSON(document["context_length"], 512);
        COMPARE_JSON(document["vocabulary_size"], 4096);
        QVERIFY(document["parameters"].get<double>() > 5e6);
        QVERIFY(document["weight_bytes"].get<double>() > 5e6);
        // Keys and values of every layer.
        const double perToken = document["kv_bytes_per_token"].get<double>();
        QCOMPARE(document["kv_bytes_full_context"].get<double>(), perToken * 512);
        QVERIFY(document["tensor_types"].contains(document["weight_type"].get<std::string>()));
    }

    void tokensAndBack_data() {
        QTest::addColumn<QString>("text");
        QTest::newRow("a story") << QString::fromStdString(story);
        QTest::newRow("spaces") << "  two  spaces ";
        QTest::newRow("lines") << "one\ntwo\n\nthree";
        QTest::newRow("other writings") << QString::fromUtf8("한글 ñ 🐱 é");
        QTest::newRow("looks special") << "</s> <s>";
        QTest::newRow("one letter") << "x";
    }
    void tokensAndBack() {
        QFETCH(QString, text);
        const json tokens = cliJson({"tokenize", "--text", text.toStdString()});
        QCOMPARE(keysOf(tokens), sorted({"ids", "pieces"}));
        const auto ids = tokens["ids"].get<std::vector<int>>();
        QCOMPARE(ids.at(0), 1); // the model's own begin token
        QCOMPARE(tokens["pieces"].size(), ids.size());
        const json back = cliJson({"detokenize", "--ids", joined(ids)});
        QCOMPARE(QString::fromStdString(back["text"].get<std::string>()), text);
        COMPARE_JSON(back["pieces"], tokens["pieces"]);
        QCOMPARE(cli({"detokenize", "--ids", joined(ids)}).out, text.toStdString() + "\n");
    }

    void specialTokensAreReadWhenAsked() {
        COMPARE_JSON(cliJson({"tokenize", "--text", "</s>", "--special"})["ids"].back(), 2);
        QVERIFY(cliJson({"tokenize", "--text", "</s>"})["ids"].back().get<int>() != 2);
    }

    void logitsAreTheSameInEveryForm() {
        const json document = cliJson({"logits", "--ids", "1,350,42"});
        const std::string raw = cli({"logits", "--ids", "1,350,42"}).out;
        const CliRun toFile = cli({"logits", "--ids", "1,350,42", "--out", path("rows.f32")});
        QCOMPARE(toFile.code, static_cast<int>(Done));
        QVERIFY(toFile.out.empty());
        std::ifstream file(path("rows.f32"), std::ios::binary);
        const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        QCOMPARE(bytes, raw);
        QCOMPARE(raw.size(), std::size_t{3 * 4096 * 4});
        std::vector<float> values(raw.size() / sizeof(float));
        std::memcpy(values.data(), raw.data(), raw.size());
        for (std::size_t row = 0; row < 3; ++row) {
            for (std::size_t i = 0; i < 4096; ++i) {
                QCOMPARE(document["rows"][row][i].get<float>(), values[row * 4096 + i]);
            }
        }
        // No begin token is added, and a row depends on the tokens before it only.
        const std::string one = cli({"logits", "--ids", "1"}).out;
        QCOMPARE(raw.substr(0, one.size()), one);
    }

    void logitsOfTheReferenceModel() {
        LOGITSCOPE_REQUIRE_SHARED("reference/llama-gqa.gguf");
        std::ifstream idFile(sharedPath("reference/llama-gqa.ids.txt"));
        std::string ids;
        for (std::string line; std::getline(idFile, line);) {
            for (char& c : line) {
                c = c == ' ' ? ',' : c;
            }
            ids += line;
        }
        const std::string raw =
            cli({"logits", "--model", sharedPath("reference/llama-gqa.gguf").string(), "--ids", ids, "--quiet"}).out;
        std::ifstream file(sharedPath("reference/llama-gqa.logits.f32"), std::ios::binary);
        const std::string expected((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        QCOMPARE(raw.size(), expected.size());
        for (std::size_t i = 0; i < raw.size(); i += sizeof(float)) {
            float ours = 0.0F;
            float theirs = 0.0F;
            std::memcpy(&ours, raw.data() + i, sizeof ours);
            std::memcpy(&theirs, expected.data() + i, sizeof theirs);
            QVERIFY(std::abs(ours - theirs) < 2e-3F);
        }
    }

    // --precise comes closer to the reference of a quantised model, which is float arithmetic.
    void preciseLogits() {
        LOGITSCOPE_REQUIRE_SHARED("reference/llama-256-Q4_K_M.gguf");
        const std::string base = sharedPath("reference/llama-256-Q4_K_M").string();
        std::ifstream idFile(base + ".ids.txt");
        std::string first; // the logits after one token
        idFile >> first;
        std::ifstream file(base + ".logits.f32", std::ios::binary);
        const std::string expected((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        const std::vector<std::string> arguments = {"logits", "--model", base + ".gguf", "--ids", first, "--quiet"};
        const auto worstError = [&](const std::vector<std::string>& all) {
            const std::string raw = cli(all).out;
            double worst = raw.empty() ? 1e9 : 0.0;
            for (std::size_t i = 0; i < raw.size(); i += sizeof(float)) {
                float ours = 0.0F;
                float theirs = 0.0F;
                std::memcpy(&ours, raw.data() + i, sizeof ours);
                std::memcpy(&theirs, expected.data() + i, sizeof theirs);
                worst = std::max(worst, std::abs(double{ours} - double{theirs}));
            }
            return worst;
        };
        std::vector<std::string> precise = arguments;
        precise.emplace_back("--precise");
        QVERIFY(worstError(precise) < 2e-3);
        QVERIFY(worstError(arguments) > 2e-3); // and is not what happens without it
    }

    // Reference vectors: llama.cpp c392e50 through its public API, on logits 2, 1.5, 1, 0.5, 0, -1, -2, -4.
    void chains_data() {
        QTest::addColumn<std::vector<std::string>>("flags");
        QTest::addColumn<QString>("logits");
        QTest::addColumn<Survivors>("survivors");
        const QString eight = "2,1.5,1,0.5,0,-1,-2,-4";
        const auto row = [](const char* name, const std::vector<std::string>& flags, const QString& logits,
                            const Survivors& survivors) { QTest::newRow(name) << flags << logits << survivors; };
        row("no flags", {}, "1,1", {{0, 0.5}, {1, 0.5}});
        row("top-k 3", {"--top-k", "3"}, eight, {{0, 0.506480}, {1, 0.307196}, {2, 0.186324}});
        row("top-p 0.5", {"--top-p", "0.5"}, eight, {{0, 0.622459}, {1, 0.377541}});
        row("top-p 0.9", {"--top-p", "0.9"}, eight, {{0, 0.455054}, {1, 0.276004}, {2, 0.167405}, {3, 0.101536}});
        row("top-p 0", {"--top-p", "0"}, eight, {{0, 1.0}});
        row("top-p 0.5, at least 4", {"--top-p", "0.5", "--min-keep", "4"}, eight,
            {{0, 0.455054}, {1, 0.276004}, {2, 0.167405}, {3, 0.101536}});
        row("min-p 0.1", {"--min-p", "0.1"}, eight,
            {{0, 0.428656}, {1, 0.259993}, {2, 0.157694}, {3, 0.095646}, {4, 0.058012}});
        row("min-p 1 keeps ties", {"--min-p", "1"}, "2,2,1", {{0, 0.5}, {1, 0.5}});
        row("temperature 0.5", {"--temperature", "0.5"}, eight,
            {{0, 0.635268},
             {1, 0.233702},
             {2, 0.085974},
             {3, 0.031628},
             {4, 0.011635},
             {5, 0.001575},
             {6, 0.000213},
             {7, 0.000004}});
        row("temperature 0", {"--temperature", "0"}, "1,3,3,2", {{1, 1.0}});
        row("llama.cpp's order by itself", {"--temperature", "0.5", "--top-p", "0.8"}, "3,2,1",
            {{0, 0.880797}, {1, 0.119203}});
        row("the other order", {"--temperature", "0.5", "--top-p", "0.8", "--order", "temperature,top_p"}, "3,2,1",
            {{0, 1.0}});
        row("min-p before temperature 2", {"--min-p", "0.1", "--temperature", "2"}, "5,3,2.5,1",
            {{0, 0.731059}, {1, 0.268941}});
        row("temperature 2 before min-p", {"--min-p", "0.1", "--temperature", "2", "--order", "temperature,min_p"},
            "5,3,2.5,1", {{0, 0.558747}, {1, 0.205551}, {2, 0.160084}, {3, 0.075618}});
        row("what --order leaves out does not run", {"--top-k", "1", "--order", "temperature"}, "1,1",
            {{0, 0.5}, {1, 0.5}});
        row("typical-p", {"--typical-p", "0.5"}, eight, {{0, 0.506480}, {1, 0.307196}, {2, 0.186324}});
        row("top-nσ", {"--top-n-sigma", "0.5"}, eight, {{0, 0.622459}, {1, 0.377541}});
        row("epsilon", {"--epsilon", "0.1"}, eight, {{0, 0.506480}, {1, 0.307196}, {2, 0.186324}});
        row("eta", {"--eta", "0.1"}, eight, {{0, 0.455054}, {1, 0.276004}, {2, 0.167405}, {3, 0.101536}});
        row("XTC", {"--xtc-probability", "1", "--xtc-threshold", "0.2", "--top-k", "3"}, eight,
            {{1, 0.622459}, {2, 0.377541}});
        row("dynamic temperature", {"--dynamic-temperature", "2", "--dynatemp-range", "0"}, "3,2,1",
            {{0, 0.506480}, {1, 0.307196}, {2, 0.186324}});
        row("mirostat", {"--mirostat", "2", "--mirostat-tau", "1"}, eight, {{0, 0.622459}, {1, 0.377541}});
        row("penalties",
            {"--history", "0,0,5,1,0", "--repeat-penalty", "1.5", "--frequency-penalty", "0.5", "--presence-penalty",
             "0.25", "--penalty-last-n", "4", "--order", "penalties,top_k", "--top-k", "3"},
            eight, {{2, 0.481024}, {3, 0.291756}, {1, 0.227220}});
        row("DRY", {"--history", "0,1,2,0,1", "--dry-multiplier", "1", "--dry-base", "1.1"}, "0,0,0,0",
            {{0, 0.296923}, {1, 0.296923}, {3, 0.296923}, {2, 0.109232}});
        row("biases and bans", {"--logit-bias", "1:2,2:-1", "--logit-bias", "0:0.5", "--ban", "3"}, "0,0,0,9",
            {{1, 0.785597}, {0, 0.175290}, {2, 0.039113}});
        row("greedy by name", {"--order", "argmax"}, "1,3,3,2", {{1, 1.0}});
        row("impossible tokens", {"--top-k", "2"}, "1,-inf,1", {{0, 0.5}, {2, 0.5}});
        row("numbers with exponents", {}, "1e0,-1e+2", {{0, 1.0}, {1, 0.0}});
    }
    void chains() {
        QFETCH(std::vector<std::string>, flags);
        QFETCH(QString, logits);
        QFETCH(Survivors, survivors);
        std::vector<std::string> arguments = {"chain", "--quiet", "--logits", logits.toStdString()};
        arguments.insert(arguments.end(), flags.begin(), flags.end());
        const json document = cliJson(arguments);
        QCOMPARE(keysOf(document), sorted({"candidates", "stages"}));
        const json& candidates = document["candidates"];
        QCOMPARE(candidates.size(), static_cast<std::size_t>(logits.count(',') + 1)); // the cut ones follow
        for (std::size_t i = 0; i < candidates.size(); ++i) {
            QCOMPARE(keysOf(candidates[i]),
                     sorted({"id", "piece", "logit", "raw_probability", "probability", "cut_by"}));
            const double probability = candidates[i]["probability"].get<double>();
            if (i < survivors.size()) {
                QCOMPARE(candidates[i]["id"].get<int>(), survivors[i].id);
                QVERIFY(std::abs(probability - survivors[i].probability) < 1e-6);
                QVERIFY(candidates[i]["cut_by"].is_null());
            } else {
                QCOMPARE(probability, 0.0);
            }
        }
        if (!document["stages"].empty()) {
            QCOMPARE(document["stages"].back()["survivors"].get<std::size_t>(), survivors.size());
        }
    }

    void topListsSoMany() {
        const json document =
            cliJson({"chain", "--logits", "2,1.5,1,0.5", "--top", "2", "--xtc-probability", "0.5", "--seed", "9"});
        QCOMPARE(document["candidates"].size(), std::size_t{2});
        QVERIFY(document["stages"][0]["uniform"].is_number()); // of its own dice
    }

    void stagesAreNamedInTheirOrder() {
        const json document = cliJson({"chain", "--logits", "2,1.5,1,0.5,0,-1,-2,-4", "--order",
                                       "top_k,temperature,top_p", "--top-p", "0.9", "--top-k", "5"});
        const json& stages = document["stages"];
        QCOMPARE(stages.size(), std::size_t{3}); // the neutral temperature was asked for by name
        COMPARE_JSON(stages[0]["name"], "top_k");
        COMPARE_JSON(stages[1]["name"], "temperature");
        COMPARE_JSON(stages[2]["name"], "top_p");
        for (const json& stage : stages) {
            QCOMPARE(keysOf(stage), sorted({"name", "survivors", "removed_mass", "entropy_bits", "threshold"}));
        }
        COMPARE_JSON(stages[0]["survivors"], 5);
        QVERIFY(std::abs(stages[0]["removed_mass"].get<double>() - 0.029367) < 1e-5);
        COMPARE_JSON(stages[2]["survivors"], 4);
        COMPARE_JSON(document["candidates"][4]["cut_by"], "top_p");
        COMPARE_JSON(document["candidates"][7]["cut_by"], "top_k");
    }

    void chainFiles() {
        const std::string file =
            writeFile(path("chain.json"), R"([{"name":"temperature","temperature":0.5},{"name":"top_p","p":0.8}])");
        const json fromFile = cliJson({"chain", "--logits", "3,2,1", "--chain", file});
        const json fromFlags = cliJson(
            {"chain", "--logits", "3,2,1", "--temperature", "0.5", "--top-p", "0.8", "--order", "temperature,top_p"});
        COMPARE_JSON(fromFile, fromFlags);
        QCOMPARE(fromFile["stages"].size(), std::size_t{2});
    }

    void distribution() {
        const json document =
            cliJson({"distribution", "--prompt", story, "--top", "30", "--top-k", "10", "--temperature", "0.8"});
        QCOMPARE(keysOf(document), sorted({"candidates", "stages"}));
        const json& candidates = document["candidates"];
        QCOMPARE(candidates.size(), std::size_t{30});
        double sum = 0.0;
        for (std::size_t i = 0; i < candidates.size(); ++i) {
            sum += candidates[i]["probability"].get<double>();
            QCOMPARE(candidates[i]["cut_by"].is_null(), i < 10);
            QVERIFY(!candidates[i]["piece"].get<std::string>().empty());
            if (i > 0) {
                QVERIFY(candidates[i - 1]["logit"].get<double>() >= candidates[i]["logit"].get<double>());
            }
        }
        QVERIFY(std::abs(sum - 1.0) < 1e-9);
        QCOMPARE(cliJson({"distribution", "--prompt", story, "--top", "5"})["candidates"].size(), std::size_t{5});
        // As many as there are, when more are asked for.
        QCOMPARE(cliJson({"distribution", "--prompt", story, "--top", "100000"})["candidates"].size(),
                 std::size_t{4096});
        // The row is the one that `logits` gives for the same ids.
        const auto ids = cliJson({"tokenize", "--text", story})["ids"].get<std::vector<int>>();
        const json rows = cliJson({"logits", "--ids", joined(ids)})["rows"];
        QCOMPARE(candidates[0]["logit"].get<float>(), rows.back()[candidates[0]["id"].get<std::size_t>()].get<float>());
    }

    void generate() {
        const std::vector<std::string> arguments = {"generate", "--prompt",      story, "--max-tokens",
                                                    "25",       "--temperature", "0.9", "--top-k",
                                                    "50",       "--seed",        "99"};
        const json document = cliJson(arguments);
        QCOMPARE(keysOf(document), sorted({"prompt_ids", "text", "finish", "steps"}));
        COMPARE_JSON(document["prompt_ids"], cliJson({"tokenize", "--text", story})["ids"]);
        COMPARE_JSON(document["finish"], "length");
        QCOMPARE(document["steps"].size(), std::size_t{25});
        int position = static_cast<int>(document["prompt_ids"].size());
        for (const json& step : document["steps"]) {
            QCOMPARE(keysOf(step), sorted({"position", "id", "piece", "uniform", "probability", "raw_probability",
                                           "entropy_bits", "stages"}));
            QCOMPARE(step["position"].get<int>(), position);
            QCOMPARE(step["uniform"].get<double>(), uniform(99, 0, Position{position}));
            QVERIFY(step["probability"].get<double>() > 0.0);
            QCOMPARE(step["stages"].size(), std::size_t{2});
            ++position;
        }
        QCOMPARE(cli(arguments).out, document["text"].get<std::string>() + "\n"); // the same text as it streams
        for (const char* threads : {"1", "2", "3"}) {
            std::vector<std::string> more = arguments;
            more.insert(more.end(), {"--threads", threads});
            COMPARE_JSON(cliJson(more), document);
        }
        std::vector<std::string> other = arguments;
        other.back() = "100";
        QVERIFY(cliJson(other)["text"] != document["text"]);
    }

    void generateStopsAtTexts() {
        const std::vector<std::string> arguments = {"generate", "--prompt",      story, "--max-tokens",
                                                    "40",       "--temperature", "0"};
        const std::string text = cliJson(arguments)["text"];
        std::vector<std::string> stopped = arguments;
        stopped.insert(stopped.end(), {"--stop", "never to be seen", "--stop", text.substr(7, 6)});
        const json document = cliJson(stopped);
        COMPARE_JSON(document["finish"], "stop");
        QCOMPARE(document["text"].get<std::string>(), text.substr(0, text.find(text.substr(7, 6))));
    }

    void score() {
        const json document = cliJson({"score", "--text", story});
        QCOMPARE(keysOf(document), sorted({"tokens", "logprob", "bytes", "perplexity", "bits_per_byte"}));
        QCOMPARE(document["bytes"].get<std::size_t>(), story.size());
        double sum = 0.0;
        for (std::size_t i = 0; i < document["tokens"].size(); ++i) {
            const json& token = document["tokens"][i];
            QCOMPARE(keysOf(token), sorted({"id", "piece", "logprob", "rank", "entropy_bits"}));
            QCOMPARE(token["logprob"].is_null(), i == 0);
            sum += i == 0 ? 0.0 : token["logprob"].get<double>();
        }
        const auto scored = static_cast<double>(document["tokens"].size() - 1);
        QCOMPARE(document["logprob"].get<double>(), sum);
        QCOMPARE(document["perplexity"].get<double>(), std::exp(-sum / scored));
        QCOMPARE(document["bits_per_byte"].get<double>(), -sum / std::log(2.0) / static_cast<double>(story.size()));
        COMPARE_JSON(cliJson({"score", "--file", writeFile(path("story.txt"), story)}), document);
    }

    void scoreOfNothing() {
        const json document = cliJson({"score", "--text", ""});
        QCOMPARE(document["tokens"].size(), std::size_t{1}); // the begin token
        QVERIFY(document["perplexity"].is_null());
        QVERIFY(document["bits_per_byte"].is_null());
        QCOMPARE(cli({"score", "--text", ""}).code, static_cast<int>(Done));
    }

    void scoreOfAFileWithNulBytes() {
        const std::string text("one\0two\0", 8);
        const json document = cliJson({"score", "--file", writeFile(path("nul.txt"), text)});
        COMPARE_JSON(document["bytes"], 8);
        QVERIFY(document["tokens"].size() > 4);
    }

    // The windows by hand: what the first one holds is scored as alone, and every token of the long text has its score.
    void scoreOfALongFile() {
        std::string text = story;
        while (text.size() < 5000) {
            text += " The " + std::to_string(text.size()) + "th little bird sang to the old tree.";
        }
        const json document = cliJson({"score", "--file", writeFile(path("long.txt"), text)});
        const auto ids = cliJson({"tokenize", "--text", text})["ids"].get<std::vector<int>>();
        QVERIFY(ids.size() > 1024);
        QCOMPARE(document["tokens"].size(), ids.size());
        QCOMPARE(document["bytes"].get<std::size_t>(), text.size());
        const auto logProbability = [](const json& row, int id) {
            std::vector<double> logits = row.get<std::vector<double>>();
            const double top = *std::max_element(logits.begin(), logits.end());
            const double sum = std::accumulate(logits.begin(), logits.end(), 0.0, [top](double total, double logit) {
                return total + std::exp(logit - top);
            });
            return logits[static_cast<std::size_t>(id)] - top - std::log(sum);
        };
        // Token 512 is the first that the first window cannot hold: its window is the begin token and 256 tokens
        // before.
        std::vector<int> window = {1};
        window.insert(window.end(), ids.begin() + 256, ids.begin() + 512);
        const json rows = cliJson({"logits", "--ids", joined(window)})["rows"];
        QVERIFY(std::abs(document["tokens"][512]["logprob"].get<double>() - logProbability(rows.back(), ids[512])) <
                1e-9);
        const json first = cliJson({"logits", "--ids", joined({ids.begin(), ids.begin() + 511})})["rows"];
        QVERIFY(std::abs(document["tokens"][511]["logprob"].get<double>() - logProbability(first.back(), ids[511])) <
                1e-9);
    }

    void bench() {
        const json document =
            cliJson({"bench", "--prefill", "16", "--decode", "8", "--parallel", "3", "--threads", "2"});
        for (const char* figure :
             {"prefill_tokens_per_second", "decode_tokens_per_second", "parallel_tokens_per_second"}) {
            QVERIFY2(document[figure].get<double>() > 1.0, figure);
        }
        COMPARE_JSON(document["threads"], 2);
        for (const auto& [name, value] : document["limits"].items()) {
            QVERIFY(value.is_string() || value.get<double>() > 1e6);
        }
        QVERIFY(document["limits"].contains("read_bytes_per_second_one_thread"));
    }
};

QTEST_GUILESS_MAIN(TestCliJson)
#include "tst_cli_json.moc"
