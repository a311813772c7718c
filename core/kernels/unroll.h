// How kernels are told to be one straight run of instructions.
//
// Not under sanitizers: one straight run of checked instructions takes a compiler minutes, and checks nothing that
// loops and calls do not.
#pragma once

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define LOGITSCOPE_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define LOGITSCOPE_SANITIZED 1
#endif
#endif

#if defined(LOGITSCOPE_SANITIZED)
#define LOGITSCOPE_UNROLL
#define LOGITSCOPE_UNROLL_BY_4
#define LOGITSCOPE_INLINE inline
#define LOGITSCOPE_LAMBDA_INLINE
#else
#if defined(__clang__)
#define LOGITSCOPE_UNROLL _Pragma("clang loop unroll(full)")
#define LOGITSCOPE_UNROLL_BY_4 _Pragma("clang loop unroll_count(4)")
#else
#define LOGITSCOPE_UNROLL _Pragma("GCC unroll 32")
#define LOGITSCOPE_UNROLL_BY_4 _Pragma("GCC unroll 4")
#endif
#define LOGITSCOPE_INLINE inline __attribute__((always_inline))
#define LOGITSCOPE_LAMBDA_INLINE __attribute__((always_inline))
#endif
