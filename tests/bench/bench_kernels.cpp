// The kernels alone: products of packed weights with 1 to 16 tokens, and the elementwise ones.
#include "core/kernels/kernels.h"
#include "core/kernels/packed_matrix.h"
#include "core/quant/rows.h"
#include "core/tensor/aligned_buffer.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

using namespace logitscope;

namespace {

std::vector<float> wave(std::size_t count) {
    std::vector<float> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = std::sin(static_cast<float>(i) * 0.7F);
    }
    return values;
}

// Columns of the matrices: 256, or those of a large model where rows come from memory.
constexpr std::size_t cachedRows = 704;

void product(benchmark::State& state, bool integers) {
    const auto type = static_cast<DType>(state.range(0));
    const auto width = static_cast<std::size_t>(state.range(1));
    const auto rows = static_cast<std::size_t>(state.range(2));
    const std::size_t columns = rows == cachedRows ? 256 : 4096;
    const Kernels& kernels = bestKernels();
    if (std::find(kernels.blockWidths.begin(), kernels.blockWidths.end(), width) == kernels.blockWidths.end()) {
        state.SkipWithError("not a block width here");
        return;
    }
    const std::size_t bytesPerRow = rowBytes(type, columns).value();
    std::vector<std::byte> original(rows * bytesPerRow);
    encodeRow(type, wave(columns), std::span(original).first(bytesPerRow));
    for (std::size_t row = 1; row < rows; ++row) {
        std::copy_n(original.begin(), bytesPerRow, original.begin() + static_cast<std::ptrdiff_t>(row * bytesPerRow));
    }
    AlignedBuffer memory = AlignedBuffer::tryAllocate(PackedMatrix::bytesFor(type, rows, columns).value());
    PackedMatrix matrix(type, rows, columns, memory.bytes().data());
    matrix.pack(original, 0, matrix.panelCount());

    const std::vector<float> x = wave(columns * width);
    std::vector<std::int32_t> quantised(columns / 32 * wordsPerQuantisedBlock * width);
    kernels.quantise(x.data(), width, columns, quantised.data());
    std::vector<float> y(rows * width);
    ProductArguments arguments;
    arguments.panelBytes = matrix.panelBytes();
    arguments.columns = columns;
    arguments.x = x.data();
    arguments.integers = quantised.data();
    arguments.width = width;
    arguments.yStride = rows;
    const auto function = (integers ? kernels.integerProduct : kernels.product)[static_cast<std::size_t>(type)];
    constexpr std::size_t panelsPerStep = 4; // as multiply() goes through a matrix
    for (auto _ : state) {
        for (std::size_t panel = 0; panel < matrix.panelCount(); panel += panelsPerStep) {
            arguments.panels = matrix.panel(panel);
            arguments.panelCount = std::min(panelsPerStep, matrix.panelCount() - panel);
            arguments.rows = std::min(arguments.panelCount * panelRows, rows - panel * panelRows);
            arguments.y = y.data() + panel * panelRows;
            function(arguments);
        }
        benchmark::ClobberMemory();
    }
    const auto products = static_cast<double>(state.iterations() * state.range(2)) * static_cast<double>(columns);
    state.SetLabel(std::string(traitsOf(type).name));
    state.counters["OP/s"] =
        benchmark::Counter(2.0 * products * static_cast<double>(width), benchmark::Counter::kIsRate);
    state.counters["weights/s"] = benchmark::Counter(products, benchmark::Counter::kIsRate);
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(memory.size()));
}

// Arguments: type, width, rows.
void floatProduct(benchmark::State& state) { product(state, false); }
void integerProduct(benchmark::State& state) { product(state, true); }

// Argument: width. 256 columns.
void quantise(benchmark::State& state) {
    const auto width = static_cast<std::size_t>(state.range(0));
    const std::vector<float> x = wave(256 * width);
    std::vector<std::int32_t> out(x.size() / 32 * wordsPerQuantisedBlock);
    for (auto _ : state) {
        bestKernels().quantise(x.data(), width, 256, out.data());
        benchmark::ClobberMemory();
    }
}

void softmax(benchmark::State& state) {
    std::vector<float> row = wave(512);
    for (auto _ : state) {
        bestKernels().softmax(row.data(), row.size(), 0.25F);
        benchmark::ClobberMemory();
    }
}

void rmsNorm(benchmark::State& state) {
    const std::vector<float> x = wave(256);
    std::vector<float> out(x.size());
    for (auto _ : state) {
        bestKernels().rmsNorm(x.data(), x.data(), 1e-5F, x.size(), out.data());
        benchmark::ClobberMemory();
    }
}

} // namespace

// 704 rows of 256 columns stay in the second-level cache; 32 768 rows of 4096 columns come from memory.
BENCHMARK(floatProduct)
    ->ArgNames({"type", "width", "rows"})
    ->ArgsProduct({benchmark::CreateDenseRange(0, dtypeCount - 1, 1), {1, 4, 16}, {cachedRows}})
    ->ArgsProduct({{static_cast<int>(DType::F16), static_cast<int>(DType::Q8_0)}, {1}, {32768}});
BENCHMARK(integerProduct)
    ->ArgNames({"type", "width", "rows"})
    ->ArgsProduct({benchmark::CreateDenseRange(static_cast<int>(DType::Q8_0), dtypeCount - 1, 1),
                   {1, 2, 4, 8, 16},
                   {cachedRows}})
    ->ArgsProduct({benchmark::CreateDenseRange(static_cast<int>(DType::Q8_0), dtypeCount - 1, 1), {1}, {32768}});
BENCHMARK(quantise)->Arg(1)->Arg(16);
BENCHMARK(softmax);
BENCHMARK(rmsNorm);
