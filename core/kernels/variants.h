// The tables that kernels_*.cpp define; the choice among them is kernels.cpp's.
#pragma once

#include "core/kernels/kernels.h"

namespace logitscope {

extern const Kernels baselineKernels;
#if defined(__x86_64__)
extern const Kernels avx2Kernels;   // needs AVX2, FMA, F16C
extern const Kernels avx512Kernels; // needs AVX-512 F, BW, DQ, VL
#endif

} // namespace logitscope
