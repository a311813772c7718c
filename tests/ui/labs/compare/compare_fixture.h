// A workbench on scripted models, for the tests of the Compare lab: files named "first", "second" (the same
// vocabulary), "other" (another one) and "missing".
#pragma once

#include "tests/support/scripted_model.h"
#include "ui/bridge/workbench.h"

#include <QtTest/QTest>

namespace logitscope::test {

constexpr int patience = 20000;

// As hashedRows(), another model.
inline RowScript otherRows() {
    return [](std::span<const TokenId> tokens, std::span<float> row) {
        hashedRows()(tokens, row);
        std::reverse(row.begin(), row.end());
    };
}

inline Result<LoadedModel> loadScripted(const std::filesystem::path& path, std::chrono::microseconds layerTime) {
    const std::string name = path.string();
    if (name == "missing") {
        return Error{"The file 'missing' does not exist."};
    }
    auto tokenizer = name == "other" ? std::make_shared<ScriptedTokenizer>(std::vector<std::string>{"ab", "cd"})
                                     : std::make_shared<ScriptedTokenizer>();
    auto model =
        std::make_shared<ScriptedModel>(tokenizer->vocabularySize(), 256, name == "first" ? hashedRows() : otherRows());
    model->layerTime = layerTime;
    LoadedModel result = loaded(model, tokenizer);
    result.info.displayName = name;
    return result;
}

struct CompareFixture {
    explicit CompareFixture(int tokens = 12, std::chrono::microseconds layerTime = {})
        : bench(EngineOptions{.threads = 1,
                              .loader = [layerTime](const std::filesystem::path& path, ThreadPool&, const LoadProgress&,
                                                    std::stop_token) { return loadScripted(path, layerTime); }}) {
        Document document;
        document.prompt = QStringLiteral("Once");
        document.chain = {{SamplerSpec{TemperatureOptions{0.8}}}};
        document.stop.maxTokens = tokens;
        document.stop.atEndToken = false;
        bench.restore(document);
    }
    bool open() {
        bench.openModel(QStringLiteral("first"));
        return QTest::qWaitFor([this] { return bench.run() && !bench.busy() && !bench.loading(); }, patience);
    }
    bool openSecond(const QString& name) {
        bench.secondModel().open(name);
        return QTest::qWaitFor([this] { return !bench.secondModel().loading(); }, patience) &&
               bench.secondModel().model();
    }

    Workbench bench;
};

} // namespace logitscope::test
