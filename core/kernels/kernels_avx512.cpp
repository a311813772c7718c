// The kernels for AVX-512 (F, BW, DQ, VL).
#if defined(__AVX512F__)

#include "core/kernels/avx512_lanes.h"
#include "core/kernels/variants.h"
#include "core/kernels/vector_kernels.h"

namespace logitscope {

constinit const Kernels avx512Kernels = kernelTable<Avx512Lanes>("AVX-512");

} // namespace logitscope

#endif
