// The tables that kernels_*.cpp define; the choice among them is kernels.cpp's.
#pragma once

#include "core/kernels/kernels.h"

namespace logitscope {

extern const Kernels baselineKernels;
#if defined(__x86_64__)
// Without integer products.
extern const Kernels avx2Kernels;   // needs AVX2, FMA, F16C
extern const Kernels avx512Kernels; // needs AVX-512 F, BW, DQ, VL

extern const ProductTable avx2IntegerProducts;       // AVX2
extern const ProductTable avxVnniIntegerProducts;    // and AVX-VNNI
extern const ProductTable avx512VnniIntegerProducts; // AVX-512 F, BW, DQ, VL, VNNI
#endif

constexpr Kernels withIntegerProducts(Kernels kernels, const ProductTable& products) {
    kernels.integerProduct = products;
    return kernels;
}

} // namespace logitscope
