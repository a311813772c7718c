#include "core/sampling/row_kernels.h"

#include "core/sampling/row_kernels_impl.h"

#include <array>

namespace logitscope {

namespace {

constexpr RowKernels plainKernels = kernelsNamed("plain");

} // namespace

const RowKernels& rowKernels() { return plainKernels; }

std::span<const RowKernels* const> allRowKernels() {
    static constexpr std::array<const RowKernels*, 1> all = {&plainKernels};
    return all;
}

double rowExponential(double y) { return y > lowestExponent ? lanes(exponential(::logitscope::all(y))).value[0] : 0.0; }

} // namespace logitscope
