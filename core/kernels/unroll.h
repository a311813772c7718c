// How kernels are told to be one straight run of instructions.
#pragma once

#if defined(__clang__)
#define LOGITSCOPE_UNROLL _Pragma("clang loop unroll(full)")
#define LOGITSCOPE_UNROLL_BY_4 _Pragma("clang loop unroll_count(4)")
#else
#define LOGITSCOPE_UNROLL _Pragma("GCC unroll 32")
#define LOGITSCOPE_UNROLL_BY_4 _Pragma("GCC unroll 4")
#endif
#define LOGITSCOPE_INLINE inline __attribute__((always_inline))
#define LOGITSCOPE_LAMBDA_INLINE __attribute__((always_inline))
