// Fixed workers for the kernels: a static split of rows, a barrier, nothing else.
//
// Workers spin briefly for the next task and then sleep. The caller takes part as worker 0. One task at a time, given by
// one thread (the engine thread); the pool never splits a sum, only independent output rows.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace logitscope {

class ThreadPool {
public:
    // `threads` >= 1 counts the caller.
    explicit ThreadPool(std::size_t threads);
    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;
    ~ThreadPool();

    std::size_t threadCount() const;

    // Calls body(begin, end) on disjoint ranges that cover [0, count), each a multiple of `grain` (but the last), and
    // returns when all are done. `body` must not throw.
    void forEachRange(std::size_t count, std::size_t grain, const std::function<void(std::size_t, std::size_t)>& body);

private:
    struct Shared;
    std::unique_ptr<Shared> m_shared;
};

// Cores of this machine that may be used by this process (affinity and cgroup limits respected as far as known).
std::size_t usableCores();

} // namespace logitscope
