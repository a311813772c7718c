#if defined(__AVX512F__)
#include "core/sampling/row_kernels_impl.h"

namespace logitscope {

extern const RowKernels avx512RowKernels;
constexpr RowKernels avx512RowKernels = kernelsNamed("avx512");

} // namespace logitscope
#endif
