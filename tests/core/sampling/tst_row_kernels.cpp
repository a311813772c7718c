// The kernels: every build gives the same bits, and those are right.
#include "core/sampling/row_kernels.h"
#include "core/sampling/row_memory.h"

#include <QtTest/QTest>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <thread>

using namespace logitscope;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Row {
    std::vector<float> narrow;
    RowBuffer<double> logits;
    RowExtremes extremes;
};

Row makeRow(const RowKernels& kernels, std::size_t size, double spread, bool withImpossible) {
    std::mt19937_64 random(size);
    Row row{std::vector<float>(size), RowBuffer<double>(paddedRow(size)), {}};
    for (float& logit : row.narrow) {
        logit = static_cast<float>(spread * (static_cast<double>(random() >> 11) * 0x1p-53 - 0.5));
        if (withImpossible && random() % 3 == 0) {
            logit = -std::numeric_limits<float>::infinity();
        }
    }
    row.narrow.back() = 0.25F;
    row.extremes = kernels.widen(row.narrow.data(), size, row.logits.data());
    return row;
}

bool sameBits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }
bool sameBits(RowSums a, RowSums b) { return sameBits(a.total, b.total) && sameBits(a.weighted, b.weighted); }

} // namespace

class TestRowKernels : public QObject {
    Q_OBJECT
private slots:
    void everyBuildGivesTheSameBits_data();
    void everyBuildGivesTheSameBits();
    void exponential();
    void exponentialAtItsEnds();
    void widensAndFindsExtremes();
    void inspectsRows();
    void countsBuckets();
    void recyclesMemory();
};

void TestRowKernels::everyBuildGivesTheSameBits_data() {
    QTest::addColumn<int>("size");
    QTest::addColumn<double>("spread");
    QTest::addColumn<bool>("withImpossible");
    for (const int size : {1, 7, 8, 63, 64, 65, 1000, 4096, 151'936}) {
        QTest::addRow("%d logits", size) << size << 30.0 << false;
        QTest::addRow("%d logits, some impossible", size) << size << 30.0 << true;
        QTest::addRow("%d logits, far apart", size) << size << 5000.0 << false;
    }
}

void TestRowKernels::everyBuildGivesTheSameBits() {
    QFETCH(int, size);
    QFETCH(double, spread);
    QFETCH(bool, withImpossible);
    const RowKernels& plain = *allRowKernels().front();
    const Row row = makeRow(plain, static_cast<std::size_t>(size), spread, withImpossible);
    const std::size_t padded = row.logits.size();
    const double maximum = row.extremes.maximum;
    const double scale = bitsPerNat / 0.7;
    const RowDivision division{maximum, 1023.0 / std::max(1.0, maximum - row.extremes.minimumFinite), 1024};
    const double middle = 0.5 * (maximum + row.extremes.minimumFinite);

    RowBuffer<double> weights(padded);
    const RowSums sums = plain.softmax(row.logits.data(), padded, maximum, scale, weights.data());
    std::vector<RowBucket> buckets(1024, RowBucket{0, 0});
    plain.fillBuckets(row.logits.data(), weights.data(), padded, division, buckets.data());
    std::vector<std::uint32_t> members(padded);
    members.resize(plain.membersOf(row.logits.data(), padded, division, 3, members.data()));

    for (const RowKernels* const kernels : allRowKernels()) {
        const Row other = makeRow(*kernels, static_cast<std::size_t>(size), spread, withImpossible);
        QVERIFY2(std::memcmp(other.logits.data(), row.logits.data(), padded * sizeof(double)) == 0, kernels->name);
        QVERIFY(sameBits(other.extremes.maximum, maximum));
        QVERIFY(sameBits(other.extremes.minimumFinite, row.extremes.minimumFinite));
        QCOMPARE(other.extremes.finite, row.extremes.finite);
        const RowExtremes again = kernels->extremes(row.logits.data(), padded);
        QVERIFY(sameBits(again.maximum, maximum));
        QVERIFY(sameBits(again.minimumFinite, row.extremes.minimumFinite));

        RowBuffer<double> otherWeights(padded);
        QVERIFY(sameBits(kernels->softmax(row.logits.data(), padded, maximum, scale, otherWeights.data()), sums));
        QVERIFY2(std::memcmp(otherWeights.data(), weights.data(), padded * sizeof(double)) == 0, kernels->name);
        QVERIFY(sameBits(kernels->sums(row.logits.data(), weights.data(), padded, maximum, scale), sums));
        QCOMPARE(kernels->countAbove(row.logits.data(), padded, middle),
                 plain.countAbove(row.logits.data(), padded, middle));

        std::vector<RowBucket> otherBuckets(1024, RowBucket{0, 0});
        kernels->fillBuckets(row.logits.data(), weights.data(), padded, division, otherBuckets.data());
        QVERIFY(std::memcmp(otherBuckets.data(), buckets.data(), buckets.size() * sizeof(RowBucket)) == 0);
        std::vector<std::uint32_t> otherMembers(padded);
        otherMembers.resize(kernels->membersOf(row.logits.data(), padded, division, 3, otherMembers.data()));
        QVERIFY(otherMembers == members);

        RowBuffer<std::int32_t> tokens(padded);
        RowBuffer<double> logits(padded);
        const std::size_t kept = kernels->cutAfter({nullptr, row.logits.data(), weights.data()}, padded, maximum,
                                                   0x7fffffff, tokens.data(), logits.data(), otherWeights.data());
        std::size_t expected = 0;
        for (std::size_t i = 0; i < static_cast<std::size_t>(size); ++i) {
            if (row.logits[i] >= maximum) {
                QVERIFY(expected < kept);
                QCOMPARE(tokens[expected], static_cast<std::int32_t>(i));
                QCOMPARE(logits[expected], row.logits[i]);
                QCOMPARE(otherWeights[expected], weights[i]);
                ++expected;
            }
        }
        QCOMPARE(kept, expected);
    }
}

void TestRowKernels::exponential() {
    std::mt19937_64 random(5);
    double worst = 0.0;
    for (int i = 0; i < 300'000; ++i) {
        const double scale = i % 3 == 0 ? 1.0 : i % 3 == 1 ? 40.0 : 707.0;
        const double y = -scale * (static_cast<double>(random() >> 11) * 0x1p-53);
        const long double exact = std::exp(static_cast<long double>(y));
        const auto error = static_cast<double>(std::fabs((rowExponential(y) - exact) / exact));
        worst = std::max(worst, error / (1.5 - y));
    }
    QVERIFY2(worst < 2.2e-16, qPrintable(QString::number(worst)));
}

void TestRowKernels::exponentialAtItsEnds() {
    QCOMPARE(rowExponential(0.0), 1.0);
    QCOMPARE(rowExponential(-0.0), 1.0);
    QVERIFY(rowExponential(-0x1p-60) == 1.0);
    QVERIFY(rowExponential(-707.0) > 0.0);
    QCOMPARE(rowExponential(-708.5), 0.0);
    QCOMPARE(rowExponential(-1e300), 0.0);
    QCOMPARE(rowExponential(-infinity), 0.0);
}

void TestRowKernels::widensAndFindsExtremes() {
    const std::vector<float> row = {1.0F, -3.0F, -std::numeric_limits<float>::infinity(), 7.0F, 7.0F};
    for (const RowKernels* const kernels : allRowKernels()) {
        RowBuffer<double> logits(paddedRow(row.size()));
        const RowExtremes extremes = kernels->widen(row.data(), row.size(), logits.data());
        QCOMPARE(extremes.maximum, 7.0);
        QCOMPARE(extremes.minimumFinite, -3.0);
        QCOMPARE(extremes.finite, std::size_t{4});
        for (std::size_t i = 0; i < paddedRow(row.size()); ++i) {
            QCOMPARE(logits[i], i < row.size() ? static_cast<double>(row[i]) : -infinity);
        }
        QCOMPARE(kernels->countAbove(logits.data(), logits.size(), 1.0), std::size_t{2});
        double maximum = 0.0;
        kernels->blockMaxima(logits.data(), logits.size(), &maximum);
        QCOMPARE(maximum, 7.0);
    }
}

void TestRowKernels::inspectsRows() {
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    constexpr float inf = std::numeric_limits<float>::infinity();
    for (const RowKernels* const kernels : allRowKernels()) {
        for (std::size_t place = 0; place < 21; ++place) {
            std::vector<float> row(21, 1.0F);
            row[place] = nan;
            QCOMPARE(kernels->inspect(row.data(), row.size()).sound, std::size_t{20});
            row[place] = inf;
            QCOMPARE(kernels->inspect(row.data(), row.size()).sound, std::size_t{20});
            row[place] = -inf;
            const RowSoundness soundness = kernels->inspect(row.data(), row.size());
            QCOMPARE(soundness.sound, std::size_t{21});
            QCOMPARE(soundness.finite, std::size_t{20});
        }
    }
}

void TestRowKernels::countsBuckets() {
    const Row row = makeRow(rowKernels(), 5000, 10.0, false);
    const std::size_t padded = row.logits.size();
    RowBuffer<double> weights(padded);
    const RowSums sums =
        rowKernels().softmax(row.logits.data(), padded, row.extremes.maximum, bitsPerNat, weights.data());
    const RowDivision division{row.extremes.maximum, 99.0 / (row.extremes.maximum - row.extremes.minimumFinite), 100};
    std::vector<RowBucket> buckets(100, RowBucket{0, 0});
    rowKernels().fillBuckets(row.logits.data(), weights.data(), padded, division, buckets.data());
    double mass = 0.0;
    double count = 0.0;
    double lowestBefore = infinity;
    for (std::size_t b = 0; b < buckets.size(); ++b) {
        mass += buckets[b].mass;
        count += buckets[b].count;
        std::vector<std::uint32_t> members(padded);
        members.resize(rowKernels().membersOf(row.logits.data(), padded, division, b, members.data()));
        QCOMPARE(static_cast<double>(members.size()), buckets[b].count);
        double lowest = infinity;
        for (const std::uint32_t member : members) {
            QVERIFY(row.logits[member] < lowestBefore);
            lowest = std::min(lowest, row.logits[member]);
        }
        lowestBefore = std::min(lowestBefore, lowest);
    }
    QCOMPARE(count, static_cast<double>(padded)); // the padding is in the last one
    QVERIFY(std::fabs(mass - sums.total) < 1e-9);
}

void TestRowKernels::recyclesMemory() {
    void* first = nullptr;
    {
        RowBuffer<double> row(150'000);
        first = row.data();
        QCOMPARE(reinterpret_cast<std::uintptr_t>(first) % 64, std::uintptr_t{0});
    }
    RowBuffer<double> again(151'000);
    QCOMPARE(static_cast<void*>(again.data()), first);
    RowBuffer<double> other(150'000);
    QVERIFY(other.data() != again.data());
    RowBuffer<double> moved = std::move(again);
    QVERIFY(!again); // NOLINT(bugprone-use-after-move): what a moved row says is part of its contract
    QCOMPARE(static_cast<void*>(moved.data()), first);

    // Rows are given back by other threads than took them.
    std::vector<std::thread> threads;
    threads.reserve(4);
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([] {
            for (int round = 0; round < 200; ++round) {
                RowBuffer<double> mine(20'000);
                mine[0] = round;
                std::thread([given = std::move(mine)] { QVERIFY(given[0] >= 0.0); }).join();
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
}

QTEST_APPLESS_MAIN(TestRowKernels)
#include "tst_row_kernels.moc"
