// The source of randomness: the published generator, and numbers that depend on nothing but their three names.
#include "core/base/uniform.h"

#include <QtTest/QTest>

#include <cmath>
#include <set>
#include <vector>

using namespace logitscope;

class UniformTest : public QObject {
    Q_OBJECT

private slots:
    void givesTheKnownAnswers_data();
    void givesTheKnownAnswers();
    void mapsBlocksToTheUnitInterval();
    void everyNameCounts();
    void looksUniform_data();
    void looksUniform();
};

namespace {

using Words = QList<quint32>;

std::array<std::uint32_t, 4> four(const Words& words) { return {words[0], words[1], words[2], words[3]}; }

} // namespace

void UniformTest::givesTheKnownAnswers_data() {
    QTest::addColumn<Words>("counter");
    QTest::addColumn<Words>("key");
    QTest::addColumn<Words>("block");
    // Random123 1.14 (D. E. Shaw Research), tests/kat_vectors, "philox4x32 10".
    QTest::newRow("zeros") << Words{0, 0, 0, 0} << Words{0, 0} << Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8};
    QTest::newRow("ones") << Words(4, 0xffffffff) << Words(2, 0xffffffff)
                          << Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd};
    QTest::newRow("digits of pi") << Words{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}
                                  << Words{0xa4093822, 0x299f31d0}
                                  << Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1};
}

void UniformTest::givesTheKnownAnswers() {
    QFETCH(Words, counter);
    QFETCH(Words, key);
    QFETCH(Words, block);
    QVERIFY(philox4x32(four(counter), {key[0], key[1]}) == four(block));
}

void UniformTest::mapsBlocksToTheUnitInterval() {
    // Seed, sequence and position 0 make the block "zeros" above: its first two words, the top 53 bits.
    QCOMPARE(uniform(0, 0, Position{0}), static_cast<double>(0xe169c58d6627e8d5 >> 11) * 0x1.0p-53);
    // The seed is the key, low word first; position, sequence and stream are the counter.
    const auto block = philox4x32({5, 7, 1, 0}, {0x89abcdef, 0x01234567});
    const std::uint64_t bits = std::uint64_t{block[1]} << 32 | block[0];
    QCOMPARE(uniform(0x0123456789abcdef, 7, Position{5}, RandomStream::Xtc),
             static_cast<double>(bits >> 11) * 0x1.0p-53);
}

void UniformTest::everyNameCounts() {
    std::set<double> seen;
    std::size_t draws = 0;
    for (const std::uint64_t seed : {0ULL, 1ULL, 7ULL, 1ULL << 32, ~0ULL}) {
        for (std::uint32_t sequence = 0; sequence < 10; ++sequence) {
            for (std::int32_t position = 0; position < 100; ++position) {
                for (const RandomStream stream : {RandomStream::Draw, RandomStream::Xtc}) {
                    const double u = uniform(seed, sequence, Position{position}, stream);
                    QCOMPARE(u, uniform(seed, sequence, Position{position}, stream));
                    QVERIFY(u >= 0.0 && u < 1.0);
                    seen.insert(u);
                    ++draws;
                }
            }
        }
    }
    QCOMPARE(seen.size(), draws); // two equal among 10 000 numbers of 53 bits: one chance in 10^8
}

void UniformTest::looksUniform_data() {
    QTest::addColumn<int>("along"); // which name runs: 0 position, 1 sequence, 2 seed
    QTest::newRow("positions") << 0;
    QTest::newRow("sequences") << 1;
    QTest::newRow("seeds") << 2;
}

void UniformTest::looksUniform() {
    QFETCH(int, along);
    constexpr int count = 100'000;
    constexpr int bins = 64;
    std::vector<int> histogram(bins, 0);
    double sum = 0, products = 0, previous = 0.5;
    for (int i = 0; i < count; ++i) {
        const double u = along == 0   ? uniform(7, 0, Position{i})
                         : along == 1 ? uniform(7, static_cast<std::uint32_t>(i), Position{3})
                                      : uniform(static_cast<std::uint64_t>(i), 0, Position{3});
        ++histogram[static_cast<std::size_t>(u * bins)];
        sum += u - 0.5;
        products += (u - 0.5) * (previous - 0.5);
        previous = u;
    }
    // Five standard deviations each: the sum has variance n/12, the products n/144, chi-square 2(bins - 1).
    QVERIFY(std::abs(sum) < 5 * std::sqrt(count / 12.0));
    QVERIFY(std::abs(products) < 5 * std::sqrt(count / 144.0));
    double chiSquare = 0;
    for (const int hits : histogram) {
        const double expected = double(count) / bins;
        chiSquare += (hits - expected) * (hits - expected) / expected;
    }
    QVERIFY(std::abs(chiSquare - (bins - 1)) < 5 * std::sqrt(2.0 * (bins - 1)));
}

QTEST_APPLESS_MAIN(UniformTest)
#include "tst_uniform.moc"
