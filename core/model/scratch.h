// The working memory of forward(): owned by the caller, reused between calls, grows to the largest batch seen.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace logitscope {

class ThreadPool;

class Scratch {
public:
    explicit Scratch(ThreadPool& pool) : m_pool(&pool) {}

    ThreadPool& pool() const { return *m_pool; }

    // A buffer of `size` floats with undefined content; the same slot returns the same memory while it is large enough.
    std::span<float> floats(std::size_t slot, std::size_t size);

    std::size_t memoryBytes() const;

private:
    ThreadPool* m_pool;
    std::vector<std::vector<float>> m_slots;
};

} // namespace logitscope
