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

// Arguments: type, width, rows. 256 columns; 704 rows stay in the second-level cache, 65 536 come from memory.
void product(benchmark::State& state) {
    const auto type = static_cast<DType>(state.range(0));
    const auto width = static_cast<std::size_t>(state.range(1));
    const auto rows = static_cast<std::size_t>(state.range(2));
    constexpr std::size_t columns = 256;
    const Kernels& kernels = bestKernels();
    if (std::find(kernels.blockWidths.begin(), kernels.blockWidths.end(), width) == kernels.blockWidths.end()) {
        state.SkipWithError("not a block width here");
        return;
    }
    const std::size_t bytesPerRow = rowBytes(type, columns).value();
    std::vector<std::byte> original(rows * bytesPerRow);
    for (std::size_t row = 0; row < rows; ++row) {
        encodeRow(type, wave(columns), std::span(original).subspan(row * bytesPerRow, bytesPerRow));
    }
    AlignedBuffer memory = AlignedBuffer::tryAllocate(PackedMatrix::bytesFor(type, rows, columns).value());
    PackedMatrix matrix(type, rows, columns, memory.bytes().data());
    matrix.pack(original, 0, matrix.panelCount());

    const std::vector<float> x = wave(columns * width);
    std::vector<float> y(rows * width);
    ProductArguments arguments;
    arguments.panels = matrix.panel(0);
    arguments.panelCount = matrix.panelCount();
    arguments.panelBytes = matrix.panelBytes();
    arguments.rows = rows;
    arguments.columns = columns;
    arguments.x = x.data();
    arguments.width = width;
    arguments.y = y.data();
    arguments.yStride = rows;
    for (auto _ : state) {
        kernels.product[static_cast<std::size_t>(type)](arguments);
        benchmark::ClobberMemory();
    }
    const auto products = static_cast<double>(state.iterations() * state.range(2)) * columns;
    state.SetLabel(std::string(traitsOf(type).name));
    state.counters["FLOP/s"] =
        benchmark::Counter(2.0 * products * static_cast<double>(width), benchmark::Counter::kIsRate);
    state.counters["weights/s"] = benchmark::Counter(products, benchmark::Counter::kIsRate);
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(original.size()));
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

BENCHMARK(product)->ArgNames({"type", "width", "rows"})->ArgsProduct({{0, 1, 2, 3}, {1, 2, 4, 8, 16}, {704}});
BENCHMARK(product)->ArgNames({"type", "width", "rows"})->ArgsProduct({{0, 1, 2, 3}, {1}, {65536}});
BENCHMARK(softmax);
BENCHMARK(rmsNorm);
