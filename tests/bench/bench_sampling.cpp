// The sampler chain at the sizes of real vocabularies. Rows: `model`, 152 000 logits as a language model gives them (a
// bell of unlikely tokens and a few likely ones), and `flat`, where the nucleus is most of the vocabulary.
#include "core/sampling/chain.h"
#include "core/sampling/row_kernels.h"
#include "core/sampling/sampler_catalog.h"

#include <benchmark/benchmark.h>

#include <cmath>
#include <random>
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

std::vector<float> modelRow(std::size_t size) { return makeRow(size, 2.2, 14.0); }
std::vector<float> flatRow(std::size_t size) { return makeRow(size, 1.0, 0.0); }

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

void applyChain(benchmark::State& state, const std::vector<float>& row, const ChainSpec& spec) {
    const auto chain = SamplerChain::create(spec);
    double entropy = 0.0;
    for (auto _ : state) {
        const ChainResult result = chain->apply(row);
        entropy = result.entropyBits();
        benchmark::DoNotOptimize(entropy);
    }
    const ChainResult result = chain->apply(row);
    state.counters["kept"] = result.survivors();
}

// With what the screen asks for afterwards.
void applyAndShow(benchmark::State& state, const std::vector<float>& row, const ChainSpec& spec) {
    const auto chain = SamplerChain::create(spec);
    for (auto _ : state) {
        const ChainResult result = chain->apply(row);
        benchmark::DoNotOptimize(result.draw(0.4321).token);
        benchmark::DoNotOptimize(result.topRaw(40).data());
        benchmark::DoNotOptimize(result.topKept(40).data());
    }
}

void applyAndDraw(benchmark::State& state, const std::vector<float>& row, const ChainSpec& spec) {
    const auto chain = SamplerChain::create(spec);
    for (auto _ : state) {
        const ChainResult result = chain->apply(row);
        benchmark::DoNotOptimize(result.draw(0.4321).token);
    }
}

void scoreOne(benchmark::State& state, const std::vector<float>& row) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(scoreToken(row, TokenId{77}).rank);
    }
}

void check(benchmark::State& state, const std::vector<float>& row) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(checkLogits(row).ok());
    }
}

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
    {"nothing", {}},
};

void registerAll() {
    for (const auto& [label, size] : {std::pair{"152000", 152'000}, std::pair{"4096", 4096}}) {
        for (const auto& [kind, row] : {std::pair{"model", modelRow(static_cast<std::size_t>(size))},
                                        std::pair{"flat", flatRow(static_cast<std::size_t>(size))}}) {
            const std::string suffix = std::string(label) + " " + kind + ": ";
            for (const auto& chain : chains) {
                benchmark::RegisterBenchmark(("apply " + suffix + chain.name).c_str(), applyChain, row, chain.spec)
                    ->Unit(benchmark::kMicrosecond);
            }
            benchmark::RegisterBenchmark(("apply and draw " + suffix + "nothing").c_str(), applyAndDraw, row,
                                         ChainSpec{})
                ->Unit(benchmark::kMicrosecond);
            for (const auto& chain : chains) {
                benchmark::RegisterBenchmark(("and show " + suffix + chain.name).c_str(), applyAndShow, row, chain.spec)
                    ->Unit(benchmark::kMicrosecond);
            }
            benchmark::RegisterBenchmark(("score " + suffix).c_str(), scoreOne, row)->Unit(benchmark::kMicrosecond);
            benchmark::RegisterBenchmark(("check " + suffix).c_str(), check, row)->Unit(benchmark::kMicrosecond);
        }
    }
}

} // namespace

int main(int argc, char** argv) {
    registerAll();
    benchmark::Initialize(&argc, argv);
    benchmark::AddCustomContext("kernels", rowKernels().name);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
