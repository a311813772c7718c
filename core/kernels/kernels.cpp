#include "core/kernels/kernels.h"

#include "core/kernels/variants.h"

namespace logitscope {

const Kernels* kernelsFor(InstructionSet set) {
#if defined(__x86_64__)
    switch (set) {
    case InstructionSet::Avx512:
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
            __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
            return &avx512Kernels;
        }
        return nullptr;
    case InstructionSet::Avx2:
        // Every machine with AVX2 and FMA has F16C, which this compiler's check does not know.
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &avx2Kernels : nullptr;
    case InstructionSet::Baseline:
        break;
    }
#endif
    return set == InstructionSet::Baseline ? &baselineKernels : nullptr;
}

const Kernels& bestKernels() {
    static const Kernels& best = []() -> const Kernels& {
        for (const InstructionSet set : {InstructionSet::Avx512, InstructionSet::Avx2}) {
            if (const Kernels* found = kernelsFor(set)) {
                return *found;
            }
        }
        return baselineKernels;
    }();
    return best;
}

} // namespace logitscope
