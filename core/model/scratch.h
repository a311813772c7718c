// The working memory of forward(): owned by the caller, reused between calls, grows to the largest batch seen.
#pragma once

#include "core/kernels/kernels.h"
#include "core/tensor/aligned_buffer.h"

#include <cstddef>
#include <span>
#include <vector>

namespace logitscope {

class ThreadPool;

class Scratch {
public:
    // The pool outlives the object. `kernels` is chosen by tests only.
    explicit Scratch(ThreadPool& pool, const Kernels& kernels = bestKernels(), Precision precision = Precision::Fast)
        : m_pool(&pool), m_kernels(&kernels), m_precision(precision) {}

    ThreadPool& pool() const { return *m_pool; }
    const Kernels& kernels() const { return *m_kernels; }
    Precision precision() const { return m_precision; }

    // A buffer of `size` floats with undefined content; the same slot returns the same memory while it is large enough.
    std::span<float> floats(std::size_t slot, std::size_t size);

    std::size_t memoryBytes() const;

private:
    ThreadPool* m_pool;
    const Kernels* m_kernels;
    Precision m_precision;
    std::vector<AlignedBuffer> m_slots;
};

} // namespace logitscope
