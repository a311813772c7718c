// Whole models: the story model in the box, decoding one and sixteen sequences and reading a prompt.
#include "core/base/thread_pool.h"
#include "core/model/loader.h"
#include "core/model/scratch.h"
#include "tests/support/paths.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

using namespace logitscope;

namespace {

std::filesystem::path modelFile(std::int64_t index) {
    return index == 0 ? test::resourcePath("models/tales.gguf")
                      : test::sharedPath("models/tales-prototype/tales-prototype-Q8_0.gguf");
}

// Takes the most probable token of every row, as greedy decoding does.
class GreedySink final : public LogitSink {
public:
    explicit GreedySink(std::size_t inputs) : next(inputs) {}
    std::vector<TokenId> next;

    void onLogits(std::size_t inputIndex, Position, std::span<const float> row) override {
        next[inputIndex] = static_cast<TokenId>(std::max_element(row.begin(), row.end()) - row.begin());
    }
};

struct Loaded {
    ThreadPool pool;
    Result<LoadedModel> model;

    Loaded(std::int64_t file, std::int64_t threads)
        : pool(static_cast<std::size_t>(threads)), model(loadModel(modelFile(file), pool)) {}
};

// Arguments: file (0 the one in the box, 1 its Q8_0 twin), threads, sequences.
void decode(benchmark::State& state) {
    Loaded loaded(state.range(0), state.range(1));
    const auto sequences = static_cast<std::size_t>(state.range(2));
    if (!loaded.model) {
        state.SkipWithError(loaded.model.error().message.c_str());
        return;
    }
    const LanguageModel& model = *loaded.model->model;
    Scratch scratch(loaded.pool);
    constexpr std::int32_t tokens = 128;
    for (auto _ : state) {
        GreedySink sink(sequences);
        std::vector<std::unique_ptr<SequenceState>> states;
        std::vector<SequenceInput> batch(sequences);
        for (std::size_t i = 0; i < sequences; ++i) {
            sink.next[i] = static_cast<TokenId>(100 + i);
            states.push_back(model.newState());
        }
        for (std::int32_t step = 0; step < tokens; ++step) {
            for (std::size_t i = 0; i < sequences; ++i) {
                batch[i] = {states[i].get(), {&sink.next[i], 1}, LogitRows::Last};
            }
            const std::vector<TokenId> tokensNow = sink.next;
            for (std::size_t i = 0; i < sequences; ++i) {
                batch[i].tokens = {&tokensNow[i], 1};
            }
            model.forward(batch, scratch, sink, nullptr, {});
        }
    }
    state.counters["tokens/s"] = benchmark::Counter(
        static_cast<double>(state.iterations()) * tokens * static_cast<double>(sequences), benchmark::Counter::kIsRate);
}

// Arguments: file, threads, prompt length.
void prefill(benchmark::State& state) {
    Loaded loaded(state.range(0), state.range(1));
    if (!loaded.model) {
        state.SkipWithError(loaded.model.error().message.c_str());
        return;
    }
    const LanguageModel& model = *loaded.model->model;
    Scratch scratch(loaded.pool);
    GreedySink sink(1);
    std::vector<TokenId> prompt;
    for (std::int32_t i = 0; i < state.range(2); ++i) {
        prompt.push_back(static_cast<TokenId>(10 + i * 7 % 4000));
    }
    for (auto _ : state) {
        const auto sequence = model.newState();
        const SequenceInput input{sequence.get(), prompt, LogitRows::Last};
        model.forward({&input, 1}, scratch, sink, nullptr, {});
    }
    state.counters["tokens/s"] = benchmark::Counter(
        static_cast<double>(state.iterations()) * static_cast<double>(prompt.size()), benchmark::Counter::kIsRate);
}

} // namespace

BENCHMARK(decode)
    ->ArgNames({"file", "threads", "sequences"})
    ->ArgsProduct({{0, 1}, {1, 2}, {1, 2, 16}})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(prefill)
    ->ArgNames({"file", "threads", "prompt"})
    ->ArgsProduct({{0, 1}, {1, 2}, {64, 512}})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
