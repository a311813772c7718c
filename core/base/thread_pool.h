// Fixed workers for the kernels: a static split of rows, a barrier, nothing else.
//
// Workers spin briefly for the next task and then sleep. The caller takes part as one of the threads. One task at a
// time, given by one thread (the engine thread); the pool never splits a sum, only independent output rows. Which
// thread runs which range is left open: a range whose worker still sleeps is run by whoever is awake, so no task waits
// for a wake-up.
#pragma once

#include <cstddef>
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

    // Calls body(begin, end) on at most threadCount() disjoint ranges that cover [0, count), each a multiple of `grain`
    // (but the last), and returns when all are done. `body` must not throw and must not use the pool.
    template<typename Body>
    void forEachRange(std::size_t count, std::size_t grain, const Body& body) {
        const auto call = [](const void* target, std::size_t begin, std::size_t end) {
            (*static_cast<const Body*>(target))(begin, end);
        };
        run(count, grain, call, &body);
    }

private:
    using RangeCall = void (*)(const void* body, std::size_t begin, std::size_t end);
    void run(std::size_t count, std::size_t grain, RangeCall call, const void* body);

    struct Shared;
    std::unique_ptr<Shared> m_shared;
};

// Cores of this machine that may be used by this process (affinity and cgroup limits respected as far as known).
std::size_t usableCores();

} // namespace logitscope
