#include "app/cli/machine_limits.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>

#if defined(__x86_64__)
#if defined(__GNUC__) && !defined(__clang__)
// GCC 12 takes the deliberately undefined registers of its own intrinsics for a mistake (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif
#include <immintrin.h>
#endif

namespace logitscope {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t blockBytes = std::size_t{256} << 20; // several times a large last-level cache's share
constexpr std::size_t chains = 12;                         // independent sums: covers latency times throughput

// Every measurement writes its result here, so that the compiler cannot leave the work out.
std::atomic<float> keptResult{0.0F};

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// One round is `chains` multiply-adds of one vector each. The inner loops are unrolled so that the sums stay in
// registers.
using Multiply = float (*)(std::size_t rounds);
using Read = float (*)(const float* values, std::size_t count); // count: a multiple of 64

float multiplyBaseline(std::size_t rounds) {
    std::array<float, 4 * chains> sums{};
    for (std::size_t i = 0; i < rounds; ++i) {
#pragma GCC unroll 64
        for (float& sum : sums) {
            sum = sum * 0.999F + 1.0F;
        }
    }
    return sums[0];
}

float readBaseline(const float* values, std::size_t count) {
    std::array<float, 16> sums{};
    for (std::size_t i = 0; i < count; i += 16) {
#pragma GCC unroll 64
        for (std::size_t j = 0; j < 16; ++j) {
            sums[j] += values[i + j];
        }
    }
    return sums[0];
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) float multiplyAvx2(std::size_t rounds) {
    const __m256 factor = _mm256_set1_ps(0.999F);
    const __m256 one = _mm256_set1_ps(1.0F);
    __m256 sums[chains];
    for (__m256& sum : sums) {
        sum = one;
    }
    for (std::size_t i = 0; i < rounds; ++i) {
#pragma GCC unroll 64
        for (__m256& sum : sums) {
            sum = _mm256_fmadd_ps(sum, factor, one);
        }
    }
    __m256 total = sums[0];
    for (const __m256& sum : sums) {
        total = _mm256_add_ps(total, sum);
    }
    return _mm256_cvtss_f32(total);
}

__attribute__((target("avx2"))) float readAvx2(const float* values, std::size_t count) {
    __m256 sums[8];
    for (__m256& sum : sums) {
        sum = _mm256_setzero_ps();
    }
    for (std::size_t i = 0; i < count; i += 64) {
#pragma GCC unroll 64
        for (std::size_t j = 0; j < 8; ++j) {
            sums[j] = _mm256_add_ps(sums[j], _mm256_loadu_ps(values + i + 8 * j));
        }
    }
    __m256 total = sums[0];
    for (const __m256& sum : sums) {
        total = _mm256_add_ps(total, sum);
    }
    return _mm256_cvtss_f32(total);
}

__attribute__((target("avx512f"))) float multiplyAvx512(std::size_t rounds) {
    const __m512 factor = _mm512_set1_ps(0.999F);
    const __m512 one = _mm512_set1_ps(1.0F);
    __m512 sums[chains];
    for (__m512& sum : sums) {
        sum = one;
    }
    for (std::size_t i = 0; i < rounds; ++i) {
#pragma GCC unroll 64
        for (__m512& sum : sums) {
            sum = _mm512_fmadd_ps(sum, factor, one);
        }
    }
    __m512 total = sums[0];
    for (const __m512& sum : sums) {
        total = _mm512_add_ps(total, sum);
    }
    return _mm512_cvtss_f32(total);
}

__attribute__((target("avx512f,avx512vnni"))) float multiplyBytes(std::size_t rounds) {
    const __m512i factor = _mm512_set1_epi8(3);
    __m512i sums[chains];
    for (__m512i& sum : sums) {
        sum = _mm512_setzero_si512();
    }
    for (std::size_t i = 0; i < rounds; ++i) {
#pragma GCC unroll 64
        for (__m512i& sum : sums) {
            sum = _mm512_dpbusd_epi32(sum, factor, factor);
        }
    }
    __m512i total = sums[0];
    for (const __m512i& sum : sums) {
        total = _mm512_add_epi32(total, sum);
    }
    return static_cast<float>(_mm_cvtsi128_si32(_mm512_castsi512_si128(total)));
}
#endif

struct Routines {
    const char* name;
    Multiply multiply;
    std::size_t lanes;
    Read read;
    Multiply multiplyBytes = nullptr; // 64 products to a vector
};

Routines widest() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f")) {
        return {"AVX-512", multiplyAvx512, 16, readAvx2,
                __builtin_cpu_supports("avx512vnni") ? multiplyBytes : nullptr};
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        return {"AVX2", multiplyAvx2, 8, readAvx2};
    }
#endif
    return {"baseline", multiplyBaseline, 4, readBaseline};
}

// Two for each product in the registers of all threads; the best of three attempts.
double operationsPerSecond(ThreadPool& pool, Multiply multiply, std::size_t productsOfVector) {
    constexpr std::size_t rounds = 2'000'000;
    const std::size_t threads = pool.threadCount();
    double best = 0.0;
    for (int attempt = 0; attempt < 3; ++attempt) {
        const auto start = Clock::now();
        pool.forEachRange(threads, 1, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                keptResult = multiply(rounds);
            }
        });
        const double operations = 2.0 * static_cast<double>(rounds * chains * productsOfVector * threads);
        best = std::max(best, operations / secondsSince(start));
    }
    return best;
}

} // namespace

MachineLimits measureMachine(ThreadPool& pool) {
    const Routines routines = widest();
    MachineLimits limits;

    limits.fmaFlopsPerSecond = operationsPerSecond(pool, routines.multiply, routines.lanes);
    if (routines.multiplyBytes != nullptr) {
        limits.byteOperationsPerSecond = operationsPerSecond(pool, routines.multiplyBytes, 64);
    }

    const std::size_t count = blockBytes / sizeof(float);
    const auto block = std::make_unique_for_overwrite<float[]>(count);
    std::fill_n(block.get(), count, 1.0F); // the pages must exist
    for (int attempt = 0; attempt < 5; ++attempt) {
        const auto start = Clock::now();
        pool.forEachRange(count, 64, [&](std::size_t begin, std::size_t end) {
            keptResult = routines.read(block.get() + begin, end - begin);
        });
        limits.readBytesPerSecond =
            std::max(limits.readBytesPerSecond, static_cast<double>(blockBytes) / secondsSince(start));
    }
    return limits;
}

const char* measuredInstructionSet() { return widest().name; }

} // namespace logitscope
