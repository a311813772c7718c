// What this machine can do at most, measured: the figures that a model's speed is held against.
#pragma once

#include "core/base/thread_pool.h"

namespace logitscope {

struct MachineLimits {
    double readBytesPerSecond = 0.0;      // sequential reads of a block far larger than the caches
    double fmaFlopsPerSecond = 0.0;       // float32 multiply-adds in registers, two operations each
    double byteOperationsPerSecond = 0.0; // dot products of bytes, likewise; 0 where there is no instruction for them
};

// Takes about a second. Uses every thread of the pool; with a pool of one it measures one core.
MachineLimits measureMachine(ThreadPool& pool);

// The widest instruction set that measureMachine() used: "AVX-512", "AVX2", "baseline".
const char* measuredInstructionSet();

} // namespace logitscope
