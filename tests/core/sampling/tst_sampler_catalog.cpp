// The catalogue: what the screen, the flags and the files say of samplers; validation, presets, JSON.
#include "core/sampling/chain.h"
#include "core/sampling/sampler_catalog.h"

#include <QtTest/QTest>

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
            QVERIFY(parameter.minimum < parameter.sliderMaximum && parameter.sliderMaximum <= parameter.maximum);
            QVERIFY(parameter.step > 0.0);
            QCOMPARE(parameter.get(info.neutralOptions), parameter.neutral);
            for (const double mark : parameter.marks) {
                QVERIFY(mark >= parameter.minimum && mark <= parameter.sliderMaximum);
            }
        }
    }
}

void TestSamplerCatalog::parametersReadAndWrite() {
    for (const SamplerInfo& info : samplerCatalog()) {
        SamplerOptions options = info.neutralOptions;
        double value = 0.25;
        for (const ParameterInfo& parameter : info.parameters) {
            value = parameter.scale == ParameterScale::Linear ? 0.75 : 7.0;
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
    QTest::newRow("switched off") << ChainSpec{{{ArgmaxOptions{}, false}}} << true;
}

void TestSamplerCatalog::neutral() {
    QFETCH(ChainSpec, chain);
    QFETCH(bool, neutral);
    QCOMPARE(isNeutral(chain.stages.front()), neutral);
    // A neutral stage leaves the distribution as it is.
    const std::vector<float> row = {0.3F, -1.0F, 2.0F, 2.0F, -7.0F};
    const ChainResult result = SamplerChain::create(chain)->apply(row);
    const ChainResult whole = SamplerChain::create({})->apply(row);
    bool same = true;
    for (int token = 0; token < 5; ++token) {
        same = same && result.outcomeOf(TokenId{token}).probability == whole.outcomeOf(TokenId{token}).probability;
    }
    if (neutral) {
        QVERIFY(same);
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
    QCOMPARE(names, (std::set<std::string>{"greedy", "balanced", "creative", "llama.cpp order", "Hugging Face order"}));
    QCOMPARE(chainPresets()[0].chain, chainOf({ArgmaxOptions{}}));
    QCOMPARE(chainPresets()[3].chain,
             chainOf({TopKOptions{40}, TopPOptions{0.95}, MinPOptions{0.05}, TemperatureOptions{0.8}}));
    QCOMPARE(chainPresets()[4].chain,
             chainOf({TemperatureOptions{0.8}, TopKOptions{40}, TopPOptions{0.95}, MinPOptions{0.05}}));
}

void TestSamplerCatalog::jsonRoundTrip() {
    ChainSpec chain = chainOf({TopKOptions{40}, TopPOptions{0.95, 2}, MinPOptions{0.05}, TemperatureOptions{0.1},
                               TemperatureOptions{5e-324}, TemperatureOptions{1.0 / 3.0}, ArgmaxOptions{}});
    chain.stages[2].enabled = false;
    const Result<ChainSpec> back = chainFromJson(toJson(chain));
    QVERIFY(back.ok());
    QCOMPARE(*back, chain);
    QCOMPARE(QString::fromStdString(toJson(chainOf({TopPOptions{0.9, 1}}))),
             QString(R"([{"name":"top_p","enabled":true,"p":0.9,"min_keep":1}])"));
    QCOMPARE(QString::fromStdString(toJson({})), QString("[]"));
    for (const ChainPreset& preset : chainPresets()) {
        QCOMPARE(*chainFromJson(toJson(preset.chain)), preset.chain);
    }
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
        "argmax.");
    add("unknown parameter", R"([{"name":"top_k","p":0.5}])", "Top-k has no parameter \"p\".");
    add("text as number", R"([{"name":"top_k","k":"4"}])", "Top-k: \"k\" must be a number.");
    add("null as number", R"([{"name":"top_p","p":null}])", "Top-p: \"p\" must be a number.");
    add("out of range", R"([{"name":"top_p","p":1.5}])",
        "Stage 1 of the chain: Top-p: p is 1.5; it must be between 0 and 1.");
    add("huge", R"([{"name":"top_k","k":1e300}])",
        "Top-k: k is 1e+300; it must be a whole number between 0 and 10000000.");
    add("not whole", R"([{"name":"top_k","k":2.5}])", "Top-k: k is 2.5; it must be a whole number between");
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
