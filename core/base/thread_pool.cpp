#include "core/base/thread_pool.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#if defined(__linux__)
#include <sched.h>
#endif

namespace logitscope {

namespace {

using Clock = std::chrono::steady_clock;

// Long enough to bridge the work between two products, too short to be seen in the machine's load.
constexpr auto workerSpinTime = std::chrono::microseconds(50);
// A thread that has not finished by then is probably not running: give its core back.
constexpr auto callerSpinTime = std::chrono::microseconds(50);
constexpr int pausesPerClockLook = 16;

void pauseCore() {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

// Spins until `done()` or until the time is up; true when done.
template<typename Done>
bool spinFor(Clock::duration limit, const Done& done) {
    const auto end = Clock::now() + limit;
    do {
        for (int i = 0; i < pausesPerClockLook; ++i) {
            if (done()) {
                return true;
            }
            pauseCore();
        }
    } while (Clock::now() < end);
    return done();
}

} // namespace

// A task is published by storing its ticket: the generation in the upper half, the number of ranges nobody has claimed
// yet in the lower half. A range is claimed by counting the ticket down; whoever succeeds may read the task, because
// the task cannot be replaced before every claimed range is finished.
struct ThreadPool::Shared {
    struct Task {
        std::size_t count = 0;
        std::size_t grain = 1;
        std::size_t ranges = 0;
        RangeCall call = nullptr;
        const void* body = nullptr;
    };

    Task task;
    std::uint32_t generation = 0;
    alignas(64) std::atomic<std::uint64_t> ticket = 0;
    alignas(64) std::atomic<std::uint32_t> unfinished = 0;
    alignas(64) std::atomic<int> wakeUps = 0; // what sleepers wait on
    std::atomic<int> sleepers = 0;
    std::atomic<bool> stopping = false;
    std::vector<std::thread> workers;

    static std::uint32_t unclaimed(std::uint64_t value) { return static_cast<std::uint32_t>(value); }

    bool workToDo() const { return unclaimed(ticket.load()) != 0 || stopping.load(); }

    // Runs one range that nobody has claimed; false when there is none.
    bool runOne() {
        std::uint64_t value = ticket.load(std::memory_order_acquire);
        do {
            if (unclaimed(value) == 0) {
                return false;
            }
        } while (!ticket.compare_exchange_weak(value, value - 1, std::memory_order_acq_rel, std::memory_order_acquire));
        const std::size_t index = task.ranges - unclaimed(value);
        const std::size_t units = (task.count + task.grain - 1) / task.grain;
        const std::size_t begin = units * index / task.ranges * task.grain;
        const std::size_t end = std::min(task.count, units * (index + 1) / task.ranges * task.grain);
        task.call(task.body, begin, end);
        unfinished.fetch_sub(1, std::memory_order_release);
        return true;
    }

    void sleep() {
        const int seen = wakeUps.load();
        sleepers.fetch_add(1);
        if (!workToDo()) { // else the publisher may have looked before we counted as a sleeper
            wakeUps.wait(seen);
        }
        sleepers.fetch_sub(1);
    }

    void wakeSleepers() {
        if (sleepers.load() != 0) {
            wakeUps.fetch_add(1);
            wakeUps.notify_all();
        }
    }

    void workerLoop() {
        while (!stopping.load()) {
            if (!runOne() && !spinFor(workerSpinTime, [this] { return workToDo(); })) {
                sleep();
            }
        }
    }
};

ThreadPool::ThreadPool(std::size_t threads) : m_shared(std::make_unique<Shared>()) {
    assert(threads >= 1);
    for (std::size_t i = 1; i < threads; ++i) {
        m_shared->workers.emplace_back([shared = m_shared.get()] { shared->workerLoop(); });
    }
}

ThreadPool::~ThreadPool() {
    m_shared->stopping.store(true);
    m_shared->wakeUps.fetch_add(1);
    m_shared->wakeUps.notify_all();
    for (std::thread& worker : m_shared->workers) {
        worker.join();
    }
}

std::size_t ThreadPool::threadCount() const { return m_shared->workers.size() + 1; }

void ThreadPool::run(std::size_t count, std::size_t grain, RangeCall call, const void* body) {
    assert(grain >= 1);
    if (count == 0) {
        return;
    }
    Shared& shared = *m_shared;
    const std::size_t ranges = std::min(threadCount(), (count + grain - 1) / grain);
    if (ranges == 1) {
        call(body, 0, count);
        return;
    }
    assert(shared.unfinished.load() == 0 && "one task at a time");
    shared.task = {count, grain, ranges, call, body};
    shared.unfinished.store(static_cast<std::uint32_t>(ranges), std::memory_order_relaxed);
    ++shared.generation;
    shared.ticket.store((std::uint64_t{shared.generation} << 32) | ranges);
    shared.wakeSleepers();
    while (shared.runOne()) {
    }
    const auto finished = [&shared] { return shared.unfinished.load(std::memory_order_acquire) == 0; };
    if (!finished() && !spinFor(callerSpinTime, finished)) {
        while (!finished()) {
            std::this_thread::yield();
        }
    }
}

namespace {

// The processor quota of a cgroup (v2), in cores; 0 when there is none.
std::size_t quotaOf(const std::filesystem::path& cgroup) {
    std::ifstream stream(cgroup / "cpu.max");
    double quota = 0.0;
    double period = 0.0;
    if (stream >> quota >> period && quota > 0.0 && period > 0.0) { // "max 100000" stops at the word
        return static_cast<std::size_t>(std::max(1.0, std::ceil(quota / period)));
    }
    return 0;
}

} // namespace

std::size_t usableCores() {
    std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
#if defined(__linux__)
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0) {
        cores = static_cast<std::size_t>(CPU_COUNT(&set));
    }
    std::ifstream membership("/proc/self/cgroup");
    for (std::string line; std::getline(membership, line);) {
        if (line.rfind("0::/", 0) != 0) {
            continue;
        }
        // The limit of every group from ours up to the root holds.
        const std::filesystem::path root = "/sys/fs/cgroup";
        for (std::filesystem::path group = line.substr(4);; group = group.parent_path()) {
            if (const std::size_t quota = quotaOf(root / group); quota != 0) {
                cores = std::min(cores, quota);
            }
            if (group.empty()) {
                break;
            }
        }
    }
#endif
    return cores;
}

} // namespace logitscope
