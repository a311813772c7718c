// The window's frame times: slider to pixels on a vocabulary of 152 000 tokens, and the longest block of the GUI thread
// while the model in the box streams. A program of its own, for it needs an application. Run: ./dev bench
#include "core/sampling/sampler_catalog.h"
#include "tests/support/paths.h"
#include "tests/support/random_model.h"
#include "ui/bridge/workbench.h"
#include "ui/labs/sampling/sampling_view.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>

using namespace logitscope;

namespace {

// Knows the longest time that one event of the outermost loop took: for so long nothing else could happen.
class MeteredApplication : public QApplication {
public:
    using QApplication::QApplication;

    bool notify(QObject* receiver, QEvent* event) override {
        if (m_depth > 0) {
            return QApplication::notify(receiver, event);
        }
        ++m_depth;
        QElapsedTimer clock;
        clock.start();
        const bool taken = QApplication::notify(receiver, event);
        --m_depth;
        const double milliseconds = static_cast<double>(clock.nsecsElapsed()) * 1e-6;
        if (milliseconds > longest) {
            longest = milliseconds;
            longestType = static_cast<int>(event->type());
        }
        return taken;
    }

    double longest = 0.0;
    int longestType = 0;

private:
    int m_depth = 0;
};

bool awaitRun(Workbench& bench) {
    return QTest::qWaitFor([&] { return bench.run() && !bench.busy() && !bench.loading(); }, 60000);
}

// From the changed setting until the picture with it stands in the window's memory.
void sliderToPixels(const char* name, Workbench& bench, SamplingView& view, ChainSpec chain, SamplerKind moved) {
    std::vector<double> times;
    for (int i = 0; i < 60; ++i) {
        for (SamplerSpec& stage : chain.stages) {
            if (stage.kind() == moved) {
                const ParameterInfo& parameter = infoOf(moved).parameters.front();
                const double share = 0.3 + 0.6 * i / 60.0;
                const double reach = std::min(parameter.sliderMaximum, 2.0) - parameter.minimum;
                parameter.set(stage.options, parameter.minimum + share * reach);
            }
        }
        QElapsedTimer clock;
        clock.start();
        bench.setChain(chain);
        view.refreshNow();
        QCoreApplication::sendPostedEvents();
        view.repaint();
        times.push_back(static_cast<double>(clock.nsecsElapsed()) * 1e-6);
        QCoreApplication::processEvents();
    }
    std::sort(times.begin(), times.end());
    std::printf("slider to pixels, 152 000 tokens, %-26s median %5.2f ms   slowest %5.2f ms\n", name,
                times[times.size() / 2], times.back());
}

void sliders() {
    QTemporaryDir folder;
    test::RandomModel shape;
    shape.type = DType::Q8_0;
    shape.vocabulary = 152'000;
    shape.layers = 1;
    shape.withVocabulary = true;
    const std::string path = folder.filePath(QStringLiteral("wide.gguf")).toStdString();
    shape.builder().writeTo(path);

    Workbench bench;
    SamplingView view(bench);
    view.resize(1100, 780);
    view.show();
    Document document;
    document.prompt = QStringLiteral("a b c");
    document.chain = chainPresets()[1].chain;
    document.stop.maxTokens = 4;
    document.stop.atEndToken = false;
    bench.restore(document);
    bench.openModel(QString::fromStdString(path));
    if (!awaitRun(bench)) {
        std::fprintf(stderr, "the model of 152 000 tokens did not run\n");
        return;
    }
    for (const ChainPreset& preset : chainPresets()) {
        if (preset.chain.stages.size() > 1) {
            sliderToPixels(preset.name, bench, view, preset.chain, SamplerKind::Temperature);
        }
    }
    sliderToPixels("temperature alone", bench, view, {{{TemperatureOptions{}}}}, SamplerKind::Temperature);
    sliderToPixels("temperature, top-p moved", bench, view, {{{TemperatureOptions{1.2}}, {TopPOptions{}}}},
                   SamplerKind::TopP);
}

void streaming(MeteredApplication& application) {
    Workbench bench;
    SamplingView view(bench);
    view.resize(1100, 780);
    view.show();
    Document document;
    document.prompt = QStringLiteral("Once upon a time there was");
    document.chain = chainPresets()[1].chain;
    document.stop.maxTokens = 480;
    document.stop.atEndToken = false;
    bench.restore(document);
    bench.openModel(QString::fromStdString(test::resourcePath("models/tales.gguf").string()));
    if (!awaitRun(bench)) {
        std::fprintf(stderr, "the model in the box did not run\n");
        return;
    }
    for (int round = 0; round < 5; ++round) {
        application.longest = 0.0;
        bench.start();
        awaitRun(bench);
        const RunFigures& figures = bench.run()->figures;
        std::printf("streaming %zu tokens: %.0f tokens/s, longest block of the GUI thread %.2f ms (event %d)\n",
                    figures.decodedTokens,
                    1e3 * static_cast<double>(figures.decodedTokens) / figures.decodeMilliseconds, application.longest,
                    application.longestType);
    }
}

} // namespace

int main(int argc, char** argv) {
    MeteredApplication application(argc, argv);
    Theme::instance().apply(application);
    sliders();
    streaming(application);
    return 0;
}
