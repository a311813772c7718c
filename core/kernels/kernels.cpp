#include "core/kernels/kernels.h"

#include "core/kernels/variants.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace logitscope {

#if defined(__x86_64__)
namespace {

bool hasAvx2() {
    // Every machine with AVX2 and FMA has F16C, which this compiler's check does not know.
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

// Bit 4 of EAX of CPUID leaf 7, subleaf 1; not every compiler's check knows it.
bool hasAvxVnni() {
    unsigned eax = 0;
    unsigned ebx = 0;
    unsigned ecx = 0;
    unsigned edx = 0;
    return hasAvx2() && __get_cpuid_count(7, 1, &eax, &ebx, &ecx, &edx) != 0 && (eax >> 4 & 1U) != 0;
}

bool hasAvx512() {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}

Kernels named(const char* name, const Kernels& kernels, const ProductTable& products) {
    Kernels table = withIntegerProducts(kernels, products);
    table.name = name;
    return table;
}

} // namespace

const Kernels* kernelsFor(InstructionSet set) {
    static const Kernels avx2 = named("AVX2", avx2Kernels, avx2IntegerProducts);
    static const Kernels avxVnni = named("AVX2 with VNNI", avx2Kernels, avxVnniIntegerProducts);
    static const Kernels avx512 = named("AVX-512", avx512Kernels, avx2IntegerProducts);
    static const Kernels avx512Vnni = named("AVX-512 with VNNI", avx512Kernels, avx512VnniIntegerProducts);
    switch (set) {
    case InstructionSet::Baseline:
        return &baselineKernels;
    case InstructionSet::Avx2:
        return hasAvx2() ? &avx2 : nullptr;
    case InstructionSet::AvxVnni:
        return hasAvxVnni() ? &avxVnni : nullptr;
    case InstructionSet::Avx512:
        return hasAvx512() ? &avx512 : nullptr;
    case InstructionSet::Avx512Vnni:
        return hasAvx512() && __builtin_cpu_supports("avx512vnni") ? &avx512Vnni : nullptr;
    }
    return nullptr;
}
#else
const Kernels* kernelsFor(InstructionSet set) { return set == InstructionSet::Baseline ? &baselineKernels : nullptr; }
#endif

const Kernels& bestKernels() {
    static const Kernels& best = []() -> const Kernels& {
        for (const InstructionSet set :
             {InstructionSet::Avx512Vnni, InstructionSet::Avx512, InstructionSet::AvxVnni, InstructionSet::Avx2}) {
            if (const Kernels* found = kernelsFor(set)) {
                return *found;
            }
        }
        return baselineKernels;
    }();
    return best;
}

} // namespace logitscope
