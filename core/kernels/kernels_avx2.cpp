// The kernels for AVX2 with FMA and F16C.
#if defined(__AVX2__)

#include "core/kernels/avx2_lanes.h"
#include "core/kernels/integer_product.h"
#include "core/kernels/variants.h"
#include "core/kernels/vector_kernels.h"

namespace logitscope {

constinit const Kernels avx2Kernels = kernelTable<Avx2Lanes>("AVX2");
constinit const ProductTable avx2IntegerProducts = integerProducts<Avx2Lanes>();

} // namespace logitscope

#endif
