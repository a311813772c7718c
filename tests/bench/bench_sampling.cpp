// The sampler chain at the sizes of real vocabularies. Rows: `model`, 152 000 logits as a language model gives them (a
// bell of unlikely tokens and a few likely ones), and `flat`, where the nucleus is most of the vocabulary.
#include "core/sampling/chain.h"
#include "core/sampling/logit_row.h"

#include <benchmark/benchmark.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace logitscope;

std::vector<float> makeRow(std::size_t size, double spread, double peak) {
    std::mt19937_64 random(42);
    const auto uniform = [&] { return (static_cast<double>(random() >> 11) + 0.5) * 0x1p-53; };
    std::vector<float> row(size);
    for (float& logit : row) {
        const double normal = std::sqrt(-2.0 * std::log(uniform())) * std::cos(6.283185307179586 * uniform());
        logit = static_cast<float>(spread * normal + (uniform() < 0.0003 ? peak * uniform() : 0.0));
    }
    return row;
}

struct Row {
    const char* name;
    std::size_t size;
    double spread, peak;

    std::vector<float> make() const { return makeRow(size, spread, peak); }
};

constexpr Row rows[] = {
    {"152000 model", 152'000, 2.2, 14.0},
    {"152000 flat", 152'000, 1.0, 0.0},
    {"4096 model", 4096, 2.2, 14.0},
    {"4096 flat", 4096, 1.0, 0.0},
};

ChainSpec chainOf(std::initializer_list<SamplerOptions> stages) {
    ChainSpec spec;
    for (const SamplerOptions& options : stages) {
        spec.stages.push_back({options, true});
    }
    return spec;
}

const TemperatureOptions temperature{0.8};
const TopKOptions topK{40};
const TopPOptions topP{0.95, 1};
const MinPOptions minP{0.05, 1};

const struct {
    const char* name;
    ChainSpec spec;
} chains[] = {
    {"temperature top_k top_p min_p", chainOf({temperature, topK, topP, minP})},
    {"top_k top_p min_p temperature", chainOf({topK, topP, minP, temperature})},
    {"top_p min_p temperature", chainOf({topP, minP, temperature})},
    {"temperature top_p min_p", chainOf({temperature, topP, minP})},
    {"top_p", chainOf({topP})},
    {"min_p temperature", chainOf({minP, temperature})},
    {"top_k 20000", chainOf({TopKOptions{20'000}})},
    {"plain", {}},
};

// Survivors, probabilities and traces.
void apply(benchmark::State& state, const Row& row, const ChainSpec& spec) {
    const std::vector<float> logits = row.make();
    const auto chain = SamplerChain::create(spec);
    int kept = 0;
    for (auto _ : state) {
        kept = chain->apply(logits).survivors();
    }
    state.counters["kept"] = kept;
}

// And the draw: what a generated token costs.
void applyAndDraw(benchmark::State& state, const Row& row, const ChainSpec& spec) {
    const std::vector<float> logits = row.make();
    const auto chain = SamplerChain::create(spec);
    for (auto _ : state) {
        benchmark::DoNotOptimize(chain->apply(logits).draw(0.4321).token);
    }
}

// And the bars: what a slider movement costs.
void applyAndShow(benchmark::State& state, const Row& row, const ChainSpec& spec) {
    const std::vector<float> logits = row.make();
    const auto chain = SamplerChain::create(spec);
    for (auto _ : state) {
        const ChainResult result = chain->apply(logits);
        benchmark::DoNotOptimize(result.draw(0.4321).token);
        benchmark::DoNotOptimize(result.topRaw(40).data());
        benchmark::DoNotOptimize(result.topKept(40).data());
    }
}

void score(benchmark::State& state, const Row& row) {
    const std::vector<float> logits = row.make();
    for (auto _ : state) {
        benchmark::DoNotOptimize(scoreToken(logits, TokenId{77}).rank);
    }
}

void check(benchmark::State& state, const Row& row) {
    const std::vector<float> logits = row.make();
    for (auto _ : state) {
        benchmark::DoNotOptimize(checkLogits(logits).ok());
    }
}

void halve(benchmark::State& state, const Row& row) {
    const LogitsPtr logits = LogitRow::copyOf(row.make());
    for (auto _ : state) {
        benchmark::DoNotOptimize(logits->halved());
    }
}

void unhalve(benchmark::State& state, const Row& row) {
    const LogitsPtr logits = LogitRow::copyOf(row.make())->halved();
    std::vector<float> buffer;
    for (auto _ : state) {
        benchmark::DoNotOptimize(logits->view(buffer).data());
    }
}

void add(const std::string& name, auto&&... arguments) {
    benchmark::RegisterBenchmark(("sampling/" + name).c_str(), arguments...)->Unit(benchmark::kMicrosecond);
}

[[maybe_unused]] const bool registered = [] {
    for (const Row& row : rows) {
        for (const auto& chain : chains) {
            const std::string name = std::string("/") + row.name + "/" + chain.name;
            add("apply" + name, apply, row, chain.spec);
            add("draw" + name, applyAndDraw, row, chain.spec);
            add("show" + name, applyAndShow, row, chain.spec);
        }
        add(std::string("score/") + row.name, score, row);
        add(std::string("check/") + row.name, check, row);
    }
    add("halve", halve, rows[0]);
    add("unhalve", unhalve, rows[0]);
    return true;
}();

} // namespace
