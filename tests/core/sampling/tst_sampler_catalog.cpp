// The catalogue: what the screen, the flags and the files say of samplers; validation, presets, JSON.
#include "core/sampling/chain.h"
#include "core/sampling/sampler_catalog.h"

#include <QtTest/QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string>

using namespace logitscope;

Q_DECLARE_METATYPE(logitscope::ChainSpec)

namespace {

constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();
constexpr double endless = std::numeric_limits<double>::infinity();

ChainSpec chainOf(std::initializer_list<SamplerOptions> stages) {
    ChainSpec spec;
    for (const SamplerOptions& options : stages) {
        spec.stages.push_back({options, true});
    }
    return spec;
}

} // namespace

class TestSamplerCatalog : public QObject {
    Q_OBJECT
private slots:
    void hasEverySampler();
    void wordsAreComplete();
    void parametersReadAndWrite();
    void neutral_data();
    void neutral();
    void validates_data();
    void validates();
    void presetsAreSound();
    void ordersOfOthers_data();
    void ordersOfOthers();
    void ordersDiffer();
    void checksTokensAgainstTheVocabulary();
    void jsonRoundTrip();
    void jsonDefaults();
    void jsonErrors_data();
    void jsonErrors();
};

void TestSamplerCatalog::hasEverySampler() {
    QCOMPARE(samplerCatalog().size(), std::variant_size_v<SamplerOptions>);
    std::set<std::string> names;
    for (const SamplerInfo& info : samplerCatalog()) {
        QVERIFY(names.insert(info.name).second);
        QCOMPARE(findSampler(info.name), &info);
        QCOMPARE(&infoOf(info.kind), &info);
        QCOMPARE((SamplerSpec{info.neutralOptions, true}).kind(), info.kind);
        QCOMPARE((SamplerSpec{info.usualOptions, true}).kind(), info.kind);
    }
    QVERIFY(findSampler("top-k") == nullptr);
    QVERIFY(findSampler("") == nullptr);
}

void TestSamplerCatalog::wordsAreComplete() {
    for (const SamplerInfo& info : samplerCatalog()) {
        QVERIFY(std::string(info.summary).ends_with('.'));
        QVERIFY(std::string(info.paperUrl).starts_with("https://"));
        QVERIFY(!std::string(info.title).empty() && !std::string(info.formula).empty() &&
                !std::string(info.paper).empty());
        for (const ParameterInfo& parameter : info.parameters) {
            QVERIFY(!std::string(parameter.name).empty() && !std::string(parameter.label).empty());
            QVERIFY(parameter.minimum <= parameter.sliderMinimum);
            QVERIFY(parameter.sliderMinimum < parameter.sliderMaximum && parameter.sliderMaximum <= parameter.maximum);
            QVERIFY(parameter.step > 0.0);
            QCOMPARE(parameter.get(info.neutralOptions), parameter.neutral);
            for (const double mark : parameter.marks) {
                QVERIFY(mark >= parameter.sliderMinimum && mark <= parameter.sliderMaximum);
            }
        }
    }
}

void TestSamplerCatalog::parametersReadAndWrite() {
    for (const SamplerInfo& info : samplerCatalog()) {
        SamplerOptions options = info.neutralOptions;
        double value = 0.25;
        for (const ParameterInfo& parameter : info.parameters) {
            value = parameter.scale == ParameterScale::Linear ? 0.75 : 2.0;
            parameter.set(options, value);
            QCOMPARE(parameter.get(options), value);
        }
    }
    SamplerOptions topP = TopPOptions{};
    infoOf(SamplerKind::TopP).parameters[0].set(topP, 0.5);
    infoOf(SamplerKind::TopP).parameters[1].set(topP, 12.0);
    QCOMPARE(std::get<TopPOptions>(topP), (TopPOptions{0.5, 12}));
}

void TestSamplerCatalog::neutral_data() {
    QTest::addColumn<ChainSpec>("chain");
    QTest::addColumn<bool>("neutral");
    QTest::newRow("temperature 1") << chainOf({TemperatureOptions{1.0}}) << true;
    QTest::newRow("temperature 0.99") << chainOf({TemperatureOptions{0.99}}) << false;
    QTest::newRow("temperature 0") << chainOf({TemperatureOptions{0.0}}) << false;
    QTest::newRow("top-k 0") << chainOf({TopKOptions{0}}) << true;
    QTest::newRow("top-k 1") << chainOf({TopKOptions{1}}) << false;
    QTest::newRow("top-p 1") << chainOf({TopPOptions{1.0, 5}}) << true;
    QTest::newRow("top-p 0.999") << chainOf({TopPOptions{0.999}}) << false;
    QTest::newRow("min-p 0") << chainOf({MinPOptions{0.0, 5}}) << true;
    QTest::newRow("min-p 0.001") << chainOf({MinPOptions{0.001}}) << false;
    QTest::newRow("argmax") << chainOf({ArgmaxOptions{}}) << false;
    QTest::newRow("logit bias, none") << chainOf({LogitBiasOptions{}}) << true;
    QTest::newRow("logit bias 0") << chainOf({LogitBiasOptions{{{TokenId{1}, 0}}, {}}}) << true;
    QTest::newRow("logit bias") << chainOf({LogitBiasOptions{{{TokenId{1}, .5}}, {}}}) << false;
    QTest::newRow("a ban") << chainOf({LogitBiasOptions{{}, {TokenId{1}}}}) << false;
    QTest::newRow("penalties 1 0 0") << chainOf({PenaltiesOptions{}}) << true;
    QTest::newRow("penalties of no window") << chainOf({PenaltiesOptions{2, 1, 1, 0}}) << true;
    QTest::newRow("repeat") << chainOf({PenaltiesOptions{1.1, 0, 0, 64}}) << false;
    QTest::newRow("presence") << chainOf({PenaltiesOptions{1, 0, .1, 64}}) << false;
    QTest::newRow("DRY, multiplier 0") << chainOf({DryOptions{}}) << true;
    QTest::newRow("DRY, base below 1") << chainOf({DryOptions{.8, .9, 1, -1, {}}}) << true;
    QTest::newRow("DRY, no window") << chainOf({DryOptions{.8, 2, 1, 0, {}}}) << true;
    QTest::newRow("DRY") << chainOf({DryOptions{.8, 2, 1, -1, {}}}) << false;
    QTest::newRow("top-nσ 0") << chainOf({TopNSigmaOptions{0}}) << true;
    QTest::newRow("top-nσ 1") << chainOf({TopNSigmaOptions{1}}) << false;
    QTest::newRow("typical-p 1") << chainOf({TypicalPOptions{1, 3}}) << true;
    QTest::newRow("typical-p 0.99") << chainOf({TypicalPOptions{.99}}) << false;
    QTest::newRow("epsilon 0") << chainOf({EpsilonOptions{0, 3}}) << true;
    QTest::newRow("epsilon") << chainOf({EpsilonOptions{1e-6}}) << false;
    QTest::newRow("eta 0") << chainOf({EtaOptions{0, 3}}) << true;
    QTest::newRow("eta") << chainOf({EtaOptions{1e-6}}) << false;
    QTest::newRow("XTC, probability 0") << chainOf({XtcOptions{0, .1}}) << true;
    QTest::newRow("XTC, threshold above 0.5") << chainOf({XtcOptions{1, .51}}) << true;
    QTest::newRow("XTC") << chainOf({XtcOptions{1, .1}}) << false;
    QTest::newRow("dynamic temperature 1 ± 0") << chainOf({DynamicTemperatureOptions{1, 0, 3}}) << true;
    QTest::newRow("dynamic temperature 1 ± 0.1") << chainOf({DynamicTemperatureOptions{1, .1, 1}}) << false;
    QTest::newRow("dynamic temperature 0.9") << chainOf({DynamicTemperatureOptions{.9, 0, 1}}) << false;
    QTest::newRow("mirostat 0") << chainOf({MirostatOptions{0, 1, .1}}) << true;
    QTest::newRow("mirostat 1") << chainOf({MirostatOptions{1, 1, .1}}) << false;
    QTest::newRow("mirostat 2") << chainOf({MirostatOptions{2, 1, .1}}) << false;
    QTest::newRow("adaptive-p below 0") << chainOf({AdaptivePOptions{-.01, .5}}) << true;
    QTest::newRow("adaptive-p 0") << chainOf({AdaptivePOptions{0, .5}}) << false;
    QTest::newRow("switched off") << ChainSpec{{{ArgmaxOptions{}, false}}} << true;
}

void TestSamplerCatalog::neutral() {
    QFETCH(ChainSpec, chain);
    QFETCH(bool, neutral);
    QCOMPARE(isNeutral(chain.stages.front()), neutral);
    // A neutral stage leaves the distribution as it is.
    const std::vector<float> row = {0.3F, -1.0F, 2.0F, 2.0F, -7.0F};
    const std::vector<TokenId> text = {TokenId{1}, TokenId{2}, TokenId{1}, TokenId{2}, TokenId{1}};
    const ChainResult result = SamplerChain::create(chain)->apply(row, {text, 7, 0, Position{5}});
    const ChainResult whole = SamplerChain::create({})->apply(row);
    bool same = true;
    for (int token = 0; token < 5; ++token) {
        same = same && result.outcomeOf(TokenId{token}).probability == whole.outcomeOf(TokenId{token}).probability;
    }
    if (neutral) {
        QVERIFY(same);
        QVERIFY(!SamplerChain::create(chain)->remembers());
    }
}

void TestSamplerCatalog::validates_data() {
    QTest::addColumn<ChainSpec>("chain");
    QTest::addColumn<QString>("sentence"); // empty: valid
    const auto good = [](const char* name, const ChainSpec& chain) { QTest::newRow(name) << chain << QString(); };
    const auto bad = [](const char* name, const ChainSpec& chain, const char* sentence) {
        QTest::newRow(name) << chain << QString(sentence);
    };
    good("empty", {});
    good("ends of the ranges",
         chainOf({TemperatureOptions{0}, TemperatureOptions{1e6}, TopKOptions{0}, TopPOptions{0, 0},
                  TopPOptions{1, 10'000'000}, MinPOptions{0}, MinPOptions{1}}));
    bad("temperature below", chainOf({TemperatureOptions{-0.1}}),
        "Temperature: temperature is -0.1; it must be between 0 and 1000000.");
    bad("temperature NaN", chainOf({TemperatureOptions{notANumber}}),
        "Temperature: temperature is not a number; it must be between 0 and 1000000.");
    bad("temperature infinite", chainOf({TemperatureOptions{endless}}),
        "Temperature: temperature is infinite; it must be between 0 and 1000000.");
    bad("temperature minus infinity", chainOf({TemperatureOptions{-endless}}),
        "Temperature: temperature is minus infinity; it must be between 0 and 1000000.");
    bad("top-k below", chainOf({TopKOptions{-1}}), "Top-k: k is -1; it must be a whole number between 0 and 10000000.");
    bad("top-p below", chainOf({TopPOptions{-0.001}}), "Top-p: p is -0.001; it must be between 0 and 1.");
    bad("top-p above", chainOf({TopPOptions{1.0000001}}), "Top-p: p is 1.0000001; it must be between 0 and 1.");
    bad("top-p NaN", chainOf({TopPOptions{notANumber}}), "Top-p: p is not a number; it must be between 0 and 1.");
    bad("top-p keeps too few", chainOf({TopPOptions{0.5, -1}}),
        "Top-p: min_keep is -1; it must be a whole number between 0 and 10000000.");
    bad("min-p above", chainOf({MinPOptions{1.5}}), "Min-p: p is 1.5; it must be between 0 and 1.");
    bad("min-p NaN", chainOf({MinPOptions{notANumber}}), "Min-p: p is not a number; it must be between 0 and 1.");
    bad("repeat 0", chainOf({PenaltiesOptions{0}}), "Penalties: repeat is 0; it must be between 0.01 and 100.");
    bad("window below", chainOf({PenaltiesOptions{1, 0, 0, -2}}),
        "Penalties: last_n is -2; it must be a whole number between -1 and 10000000.");
    bad("DRY allows nothing", chainOf({DryOptions{.allowedLength = 0}}),
        "DRY: allowed_length is 0; it must be a whole number between 1 and 1000000.");
    bad("a long breaker", chainOf({DryOptions{.breakers = {std::string(201, 'x')}}}),
        "DRY: breakers: the text 'xxxxxxxxxxxxxxxxxxxx…' has 201 bytes; it may have 200.");
    bad("a broken breaker", chainOf({DryOptions{.breakers = {"a\xff"}}}),
        "DRY: breakers: the text 'a\uFFFD' is not valid UTF-8.");
    bad("too many breakers", chainOf({DryOptions{.breakers = std::vector<std::string>(101, "x")}}),
        "DRY: breakers has 101 texts; it may have 100.");
    bad("a bias of NaN", chainOf({LogitBiasOptions{{{TokenId{1}, notANumber}}, {}}}),
        "Logit bias: biases: the bias of token 1 is not a number; it must be between -1000000 and 1000000. To rule a "
        "token out, ban it.");
    bad("a ban below 0", chainOf({LogitBiasOptions{{}, {TokenId{-1}}}}),
        "Logit bias: banned: -1 is no token id; they count from 0.");
    bad("mirostat 3", chainOf({MirostatOptions{3}}),
        "Mirostat: version is 3; it must be a whole number between 0 and 2.");
    bad("adaptive-p never forgets", chainOf({AdaptivePOptions{.5, 1}}),
        "Adaptive-p: decay is 1; it must be between 0 and 0.99.");
    bad("the second stage", chainOf({TopKOptions{4}, MinPOptions{-1}}), "Min-p: p is -1; it must be between 0 and 1.");
    bad("also when switched off", ChainSpec{{{MinPOptions{-1}, false}}}, "Min-p: p is -1; it must be between 0 and 1.");
}

void TestSamplerCatalog::validates() {
    QFETCH(ChainSpec, chain);
    QFETCH(QString, sentence);
    const Status status = validate(chain);
    const Result<SamplerChain> made = SamplerChain::create(chain);
    QCOMPARE(status.ok(), sentence.isEmpty());
    QCOMPARE(made.ok(), sentence.isEmpty());
    if (!status) {
        QCOMPARE(QString::fromStdString(status.error().message), sentence);
        QCOMPARE(QString::fromStdString(made.error().message), sentence);
    }
}

void TestSamplerCatalog::presetsAreSound() {
    std::set<std::string> names;
    for (const ChainPreset& preset : chainPresets()) {
        QVERIFY(validate(preset.chain).ok());
        QVERIFY(std::string(preset.summary).ends_with('.'));
        names.insert(preset.name);
    }
    QCOMPARE(names, (std::set<std::string>{"greedy", "balanced", "creative", "llama.cpp", "Hugging Face", "OpenAI",
                                           "KoboldCpp"}));
    QCOMPARE(chainPresets()[0].chain, chainOf({ArgmaxOptions{}}));
}

void TestSamplerCatalog::ordersOfOthers_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("order");
    QTest::addColumn<QString>("active"); // what is not neutral
    QTest::newRow("llama.cpp") << "llama.cpp"
                               << "logit_bias penalties dry top_n_sigma top_k typical_p top_p min_p xtc temperature"
                               << "top_k 40 top_p 0.95 min_p 0.05 temperature 0.8";
    QTest::newRow("Hugging Face") << "Hugging Face"
                                  << "logit_bias penalties temperature top_k top_p min_p typical_p epsilon eta"
                                  << "top_k 50";
    QTest::newRow("OpenAI") << "OpenAI"
                            << "logit_bias penalties temperature top_p"
                            << "";
    QTest::newRow("KoboldCpp") << "KoboldCpp"
                               << "logit_bias dry penalties top_k typical_p top_p min_p temperature xtc"
                               << "top_k 100 top_p 0.92 temperature 0.75";
}

void TestSamplerCatalog::ordersOfOthers() {
    QFETCH(QString, name);
    QFETCH(QString, order);
    QFETCH(QString, active);
    const auto preset = std::ranges::find_if(chainPresets(), [&](const ChainPreset& one) { return one.name == name; });
    QVERIFY(preset != chainPresets().end() && preset->isOrder);
    QStringList names;
    QStringList acting;
    for (const SamplerSpec& stage : preset->chain.stages) {
        const SamplerInfo& info = infoOf(stage.kind());
        names.append(info.name);
        if (!isNeutral(stage)) {
            acting.append(QString("%1 %2").arg(info.name).arg(info.parameters[0].get(stage.options)));
        }
    }
    QCOMPARE(names.join(' '), order);
    QCOMPARE(acting.join(' '), active);
}

// {3, 2, 1} with top-p 0.8 and temperature 0.5: llama.cpp's order leaves two tokens, Hugging Face's one.
void TestSamplerCatalog::ordersDiffer() {
    const auto survivors = [](int preset) {
        ChainSpec chain = chainPresets()[static_cast<std::size_t>(preset)].chain;
        for (SamplerSpec& stage : chain.stages) {
            if (auto* topP = std::get_if<TopPOptions>(&stage.options)) {
                topP->p = 0.8;
            } else if (auto* temperature = std::get_if<TemperatureOptions>(&stage.options)) {
                temperature->temperature = 0.5;
            }
        }
        return SamplerChain::create(chain)->apply(std::vector<float>{3, 2, 1}).survivors();
    };
    QCOMPARE(std::string(chainPresets()[3].name), std::string("llama.cpp"));
    QCOMPARE(survivors(3), 2);
    QCOMPARE(std::string(chainPresets()[4].name), std::string("Hugging Face"));
    QCOMPARE(survivors(4), 1);
}

void TestSamplerCatalog::jsonRoundTrip() {
    ChainSpec chain = chainOf({TopKOptions{40}, TopPOptions{0.95, 2}, MinPOptions{0.05}, TemperatureOptions{0.1},
                               TemperatureOptions{5e-324}, TemperatureOptions{1.0 / 3.0}, ArgmaxOptions{}});
    chain.stages[2].enabled = false;
    LogitBiasOptions bias;
    bias.biases = {{TokenId{5}, -1.5}, {TokenId{3}, 1.0 / 3.0}};
    bias.banned = {TokenId{9}, TokenId{2}};
    DryOptions dry{0.8, 1.5, 3, 100, {"\n\n", "\"", "\\", "–", "、"}};
    for (const SamplerOptions& options : std::initializer_list<SamplerOptions>{
             bias, dry, DryOptions{.breakers = {}}, PenaltiesOptions{1.1, -0.5, 0.25, -1}, TopNSigmaOptions{1.5},
             TypicalPOptions{0.3, 2}, EpsilonOptions{1e-4, 3}, EtaOptions{2e-3, 4}, XtcOptions{0.5, 0.2, 5},
             DynamicTemperatureOptions{0.9, 0.3, 2}, MirostatOptions{1, 4.5, 0.2}, AdaptivePOptions{0.4, 0.8}}) {
        chain.stages.push_back({options, true});
    }
    const Result<ChainSpec> back = chainFromJson(toJson(chain));
    QVERIFY(back.ok());
    QCOMPARE(*back, chain);
    QCOMPARE(QString::fromStdString(toJson(chainOf({LogitBiasOptions{{{TokenId{5}, -1.5}}, {TokenId{9}}}}))),
             QString(R"([{"name":"logit_bias","enabled":true,"biases":[{"token":5,"bias":-1.5}],"banned":[9]}])"));
    QCOMPARE(QString::fromStdString(toJson(chainOf({TopPOptions{0.9, 1}}))),
             QString(R"([{"name":"top_p","enabled":true,"p":0.9,"min_keep":1}])"));
    QCOMPARE(QString::fromStdString(toJson({})), QString("[]"));
    for (const ChainPreset& preset : chainPresets()) {
        QCOMPARE(*chainFromJson(toJson(preset.chain)), preset.chain);
    }
}

void TestSamplerCatalog::checksTokensAgainstTheVocabulary() {
    const ChainSpec chain =
        chainOf({TopKOptions{4}, LogitBiasOptions{{{TokenId{5}, 1}}, {TokenId{3}, TokenId{8}}}, DryOptions{}});
    QVERIFY(checkVocabulary(chain, 9).ok());
    QCOMPARE(checkVocabulary(chain, 8).error().message,
             std::string("Logit bias: banned: there is no token 8; the vocabulary has the tokens 0 to 7."));
    QCOMPARE(checkVocabulary(chain, 4).error().message,
             std::string("Logit bias: biases: there is no token 5; the vocabulary has the tokens 0 to 3."));
}

void TestSamplerCatalog::jsonDefaults() {
    const Result<ChainSpec> chain =
        chainFromJson(R"([{"name":"top_p"},{"k":5,"name":"top_k"},{"name":"top_k","k":7.0}])");
    QVERIFY(chain.ok());
    QCOMPARE(*chain, chainOf({TopPOptions{}, TopKOptions{5}, TopKOptions{7}}));
}

void TestSamplerCatalog::jsonErrors_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("part");
    const auto add = [](const char* name, const char* text, const char* part) {
        QTest::newRow(name) << QByteArray(text) << QString(part);
    };
    add("nothing", "", "not valid JSON");
    add("cut short", R"([{"name":)", "not valid JSON");
    add("bad UTF-8", "[{\"name\":\"\xff\"}]", "not valid JSON");
    add("an object", R"({"name":"top_p"})", "must be a JSON array");
    add("a number as stage", "[3]", "Stage 1 of the chain: it must be an object");
    add("no name", R"([{"p":0.5}])", "Stage 1 of the chain: \"name\" is missing");
    add("a number as name", R"([{"name":4}])", "\"name\" is missing");
    add("unknown sampler", R"([{"name":"top_k"},{"name":"top_q"}])",
        "Stage 2 of the chain: there is no sampler \"top_q\"; the samplers are temperature, top_k, top_p, min_p, "
        "argmax, logit_bias, penalties, dry, top_n_sigma, typical_p, epsilon, eta, xtc, dynamic_temperature, mirostat, "
        "adaptive_p.");
    add("unknown parameter", R"([{"name":"top_k","p":0.5}])", "Top-k has no parameter \"p\".");
    add("text as number", R"([{"name":"top_k","k":"4"}])", "Top-k: \"k\" must be a number.");
    add("null as number", R"([{"name":"top_p","p":null}])", "Top-p: \"p\" must be a number.");
    add("out of range", R"([{"name":"top_p","p":1.5}])",
        "Stage 1 of the chain: Top-p: p is 1.5; it must be between 0 and 1.");
    add("huge", R"([{"name":"top_k","k":1e300}])",
        "Top-k: k is 1e+300; it must be a whole number between 0 and 10000000.");
    add("not whole", R"([{"name":"top_k","k":2.5}])", "Top-k: k is 2.5; it must be a whole number between");
    add("texts as a number", R"([{"name":"dry","breakers":3}])", "DRY: \"breakers\" must be an array of texts.");
    add("a number among texts", R"([{"name":"dry","breakers":["a",3]}])",
        "DRY: \"breakers\" must be an array of texts.");
    add("an empty text", R"([{"name":"dry","breakers":["a",""]}])",
        "DRY: breakers has an empty text; type something or remove it.");
    add("tokens as an object", R"([{"name":"logit_bias","banned":{"a":5}}])",
        "Logit bias: \"banned\" must be an array of token ids.");
    add("a token below 0", R"([{"name":"logit_bias","banned":[-1]}])",
        "Logit bias: \"banned\" must be an array of token ids.");
    add("a token and a half", R"([{"name":"logit_bias","banned":[1.5]}])", "must be an array of token ids.");
    add("a huge token", R"([{"name":"logit_bias","banned":[3000000000]}])", "must be an array of token ids.");
    add("a token twice", R"([{"name":"logit_bias","banned":[4,1,4]}])",
        "Logit bias: banned: token 4 is in the list twice; remove one.");
    add("a bias without number", R"([{"name":"logit_bias","biases":[{"token":4}]}])",
        "must be an array of objects such as {\"token\": 5, \"bias\": -1.5}.");
    add("a bias of null", R"([{"name":"logit_bias","biases":[{"token":4,"bias":null}]}])",
        "must be an array of objects");
    add("a bias out of range", R"([{"name":"logit_bias","biases":[{"token":4,"bias":2e6}]}])",
        "Logit bias: biases: the bias of token 4 is 2000000; it must be between -1000000 and 1000000. To rule a token "
        "out, ban it.");
    add("number as switch", R"([{"name":"top_k","enabled":1}])", "\"enabled\" must be true or false.");
}

void TestSamplerCatalog::jsonErrors() {
    QFETCH(QByteArray, text);
    QFETCH(QString, part);
    const Result<ChainSpec> chain = chainFromJson({text.constData(), static_cast<std::size_t>(text.size())});
    QVERIFY(!chain.ok());
    const QString message = QString::fromStdString(chain.error().message);
    QVERIFY2(message.contains(part), qPrintable(message));
    QVERIFY(message.endsWith('.'));
}

QTEST_APPLESS_MAIN(TestSamplerCatalog)
#include "tst_sampler_catalog.moc"
