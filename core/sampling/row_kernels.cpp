#include "core/sampling/row_kernels.h"

#include "core/sampling/row_kernels_impl.h"

#include <vector>

namespace logitscope {

#if defined(__x86_64__)
extern const RowKernels avx2RowKernels;
extern const RowKernels avx512RowKernels;
#endif

namespace {

constexpr RowKernels plainRowKernels = kernelsNamed("plain");

std::vector<const RowKernels*> findKernels() {
    std::vector<const RowKernels*> found = {&plainRowKernels};
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) {
        found.push_back(&avx2RowKernels);
    }
    if (__builtin_cpu_supports("avx512f")) {
        found.push_back(&avx512RowKernels);
    }
#endif
    return found;
}

} // namespace

std::span<const RowKernels* const> allRowKernels() {
    static const std::vector<const RowKernels*> all = findKernels();
    return all;
}

const RowKernels& rowKernels() {
    static const RowKernels& best = *allRowKernels().back();
    return best;
}

double rowPower(double z) { return z > lowestPower ? lanes(powerOfTwo(::logitscope::all(z))).value[0] : 0.0; }

double rowExponential(double y) { return rowPower(y * bitsPerNat); }

} // namespace logitscope
