#if defined(__AVX2__)
#include "core/sampling/row_kernels_impl.h"

namespace logitscope {

extern const RowKernels avx2RowKernels;
constexpr RowKernels avx2RowKernels = kernelsNamed("avx2");

} // namespace logitscope
#endif
