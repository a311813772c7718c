#include "core/base/thread_pool.h"

#include <QtTest/QTest>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <ctime>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

using namespace logitscope;
using namespace std::chrono_literals;

class TestThreadPool : public QObject {
    Q_OBJECT

private slots:
    void rangesCoverEverythingOnce_data();
    void rangesCoverEverythingOnce();
    void manySmallTasks_data();
    void manySmallTasks();
    void taskAfterWorkersFellAsleep();
    void idleWorkersUseNoProcessor();
    void doesNotStallOnABusyMachine();
    void coresAreCounted();
};

void TestThreadPool::rangesCoverEverythingOnce_data() {
    QTest::addColumn<int>("threads");
    for (const int threads : {1, 2, 3, 8}) {
        QTest::addRow("%d threads", threads) << threads;
    }
}

void TestThreadPool::rangesCoverEverythingOnce() {
    QFETCH(int, threads);
    ThreadPool pool(static_cast<std::size_t>(threads));
    QCOMPARE(pool.threadCount(), static_cast<std::size_t>(threads));
    for (const std::size_t count : {0, 1, 2, 7, 16, 63, 64, 65, 1000}) {
        for (const std::size_t grain : {1, 4, 16, 2000}) {
            std::mutex mutex;
            std::vector<std::pair<std::size_t, std::size_t>> ranges;
            pool.forEachRange(count, grain, [&](std::size_t begin, std::size_t end) {
                const std::lock_guard lock(mutex);
                ranges.emplace_back(begin, end);
            });
            std::sort(ranges.begin(), ranges.end());
            QVERIFY(ranges.size() <= pool.threadCount());
            std::size_t next = 0;
            for (const auto& [begin, end] : ranges) {
                QCOMPARE(begin, next);
                QVERIFY(end > begin);
                QVERIFY(begin % grain == 0);
                next = end;
            }
            QCOMPARE(next, count);
        }
    }
}

void TestThreadPool::manySmallTasks_data() { rangesCoverEverythingOnce_data(); }

// What a worker wrote in one task is seen by every thread in the next.
void TestThreadPool::manySmallTasks() {
    QFETCH(int, threads);
    ThreadPool pool(static_cast<std::size_t>(threads));
    std::vector<int> values(64, 0);
    std::vector<int> next(64, 0);
    constexpr int rounds = 5000;
    for (int round = 0; round < rounds; ++round) {
        pool.forEachRange(values.size(), 1, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                next[i] = values[(i + 1) % values.size()] + 1;
            }
        });
        std::swap(values, next);
    }
    QCOMPARE(values, std::vector<int>(64, rounds));
}

void TestThreadPool::taskAfterWorkersFellAsleep() {
    ThreadPool pool(3);
    for (int round = 0; round < 20; ++round) {
        std::this_thread::sleep_for(2ms);
        std::atomic<std::size_t> sum = 0;
        pool.forEachRange(100, 1, [&](std::size_t begin, std::size_t end) { sum += end - begin; });
        QCOMPARE(sum.load(), 100U);
    }
}

void TestThreadPool::idleWorkersUseNoProcessor() {
    ThreadPool pool(4);
    pool.forEachRange(4, 1, [](std::size_t, std::size_t) {});
    std::this_thread::sleep_for(20ms); // until they sleep
    const auto processTime = [] {
        std::timespec now{};
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
        return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
    };
    const auto before = processTime();
    std::this_thread::sleep_for(300ms);
    const auto used = processTime() - before;
    QVERIFY2(used < 30ms, "idle workers keep a core busy");
}

// With every core taken by others, a task must not wait a scheduler's time slice for a worker that is not running.
void TestThreadPool::doesNotStallOnABusyMachine() {
    std::atomic<bool> stop = false;
    std::vector<std::thread> others;
    for (unsigned i = 0; i < 2 * std::max(1U, std::thread::hardware_concurrency()); ++i) {
        others.emplace_back([&stop] {
            while (!stop.load(std::memory_order_relaxed)) {
            }
        });
    }
    ThreadPool pool(4);
    std::vector<std::chrono::nanoseconds> times;
    for (int round = 0; round < 200; ++round) {
        std::this_thread::sleep_for(200us); // so that workers sleep, and the caller is due when it wakes
        const auto begin = std::chrono::steady_clock::now();
        std::atomic<int> done = 0;
        pool.forEachRange(4, 1, [&](std::size_t first, std::size_t last) { done += static_cast<int>(last - first); });
        times.push_back(std::chrono::steady_clock::now() - begin);
        QCOMPARE(done.load(), 4);
    }
    stop = true;
    for (std::thread& other : others) {
        other.join();
    }
    std::sort(times.begin(), times.end());
    const auto median = std::chrono::duration_cast<std::chrono::microseconds>(times[times.size() / 2]);
    qInfo("median %lld us", static_cast<long long>(median.count()));
    QVERIFY2(median < 1ms, "a task waited for sleeping workers");
}

void TestThreadPool::coresAreCounted() {
    QVERIFY(usableCores() >= 1);
    QVERIFY(usableCores() <= std::max(1U, std::thread::hardware_concurrency()));
}

QTEST_APPLESS_MAIN(TestThreadPool)
#include "tst_thread_pool.moc"
