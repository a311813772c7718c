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

// A text of a thousand tokens that repeats itself.
const std::vector<TokenId> text = [] {
    std::vector<TokenId> tokens;
    for (int i = 0; i < 1000; ++i) {
        tokens.push_back(TokenId{i % 137 == 0 ? i : i % 41});
    }
    return tokens;
}();
const StepContext step{text, 7, 0, Position{1000}};

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
    {"llama.cpp, all six on",
     chainOf({PenaltiesOptions{1.1, 0.1, 0.1}, DryOptions{.multiplier = 0.8}, topK, topP, minP, temperature})},
    {"six cuts", chainOf({TopNSigmaOptions{2.0}, topK, TypicalPOptions{0.95}, topP, minP, temperature})},
    {"penalties", chainOf({PenaltiesOptions{1.1, 0.1, 0.1}})},
    {"dry", chainOf({DryOptions{.multiplier = 0.8}})},
    {"logit_bias", chainOf({LogitBiasOptions{{{TokenId{5}, 1.0}}, {TokenId{9}}}})},
    {"top_n_sigma", chainOf({TopNSigmaOptions{1.0}})},
    {"typical_p", chainOf({TypicalPOptions{0.9}})},
    {"epsilon", chainOf({EpsilonOptions{0.0005}})},
    {"eta", chainOf({EtaOptions{0.002}})},
    {"xtc", chainOf({XtcOptions{1.0, 0.05}})},
    {"dynamic_temperature", chainOf({DynamicTemperatureOptions{1.0, 0.5}})},
    {"mirostat 1", chainOf({MirostatOptions{1}})},
    {"mirostat 2", chainOf({MirostatOptions{2}})},
    {"adaptive_p", chainOf({AdaptivePOptions{0.5}})},
    {"top_k adaptive_p", chainOf({topK, AdaptivePOptions{0.5}})},
};

// Survivors, probabilities and traces.
void apply(benchmark::State& state, const Row& row, const ChainSpec& spec) {
    const std::vector<float> logits = row.make();
    const auto chain = SamplerChain::create(spec);
    int kept = 0;
    for (auto _ : state) {
        kept = chain->apply(logits, step).survivors();
    }
    state.counters["kept"] = kept;
}

// And the draw: what a generated token costs.
void applyAndDraw(benchmark::State& state, const Row& row, const ChainSpec& spec) {
    const std::vector<float> logits = row.make();
    const auto chain = SamplerChain::create(spec);
    for (auto _ : state) {
        benchmark::DoNotOptimize(chain->apply(logits, step).draw(0.4321).token);
    }
}

// And the bars: what a slider movement costs.
void applyAndShow(benchmark::State& state, const Row& row, const ChainSpec& spec) {
    const std::vector<float> logits = row.make();
    const auto chain = SamplerChain::create(spec);
    for (auto _ : state) {
        const ChainResult result = chain->apply(logits, step);
        benchmark::DoNotOptimize(result.draw(0.4321).token);
        benchmark::DoNotOptimize(result.topRaw(40).data());
        benchmark::DoNotOptimize(result.topKept(40).data());
    }
}

// What looking at one cut token costs.
void explain(benchmark::State& state, const Row& row, const ChainSpec& spec) {
    const std::vector<float> logits = row.make();
    const ChainResult result = SamplerChain::create(spec)->apply(logits, step);
    const TokenId token = result.topRaw(result.survivors() + 5).back().token;
    for (auto _ : state) {
        benchmark::DoNotOptimize(result.historyOf(token).removal.has_value());
    }
}

void sweep(benchmark::State& state, const Row& row) {
    const std::vector<float> logits = row.make();
    const ChainResult result = SamplerChain::create({})->apply(logits, step);
    std::vector<double> temperatures;
    for (int i = 0; i <= 40; ++i) {
        temperatures.push_back(i * 0.05);
    }
    const std::vector<TokenId> tokens = {TokenId{1}, TokenId{2}, TokenId{3}};
    for (auto _ : state) {
        benchmark::DoNotOptimize(result.temperatureSweep(tokens, temperatures).size());
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
        add(std::string("explain/") + row.name + "/top_p", explain, row, chainOf({topP}));
        add(std::string("explain/") + row.name + "/top_k typical_p", explain, row,
            chainOf({TopKOptions{2000}, TypicalPOptions{0.5}}));
        add(std::string("sweep 41/") + row.name, sweep, row);
        add(std::string("score/") + row.name, score, row);
        add(std::string("check/") + row.name, check, row);
    }
    add("halve", halve, rows[0]);
    add("unhalve", unhalve, rows[0]);
    return true;
}();

} // namespace
