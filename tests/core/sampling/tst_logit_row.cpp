// Rows in float32 and half precision.
#include "core/sampling/logit_row.h"

#include <QtTest/QTest>

#include <bit>
#include <cmath>
#include <limits>

using namespace logitscope;

namespace {

// IEEE 754 binary16 by arithmetic.
double valueOfHalf(unsigned half) {
    const unsigned exponent = (half >> 10) & 31U;
    const double fraction = static_cast<double>(half & 1023U);
    const double magnitude =
        exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024.0 + fraction, static_cast<int>(exponent) - 25);
    return (half & 0x8000U) != 0 ? -magnitude : magnitude;
}

float roundTrip(float value) {
    std::vector<float> buffer;
    const LogitsPtr row = LogitRow::copyOf(std::vector<float>{value})->halved();
    return row->view(buffer)[0];
}

} // namespace

class TestLogitRow : public QObject {
    Q_OBJECT
private slots:
    void keepsTheRow();
    void everyHalfIsExact();
    void roundsToNearestEven();
    void keepsWhatHalvesCannotHold();
};

void TestLogitRow::keepsTheRow() {
    const std::vector<float> values = {1.0F, -2.5F, 1e30F};
    const LogitsPtr row = LogitRow::copyOf(values);
    std::vector<float> buffer;
    QCOMPARE(row->size(), std::size_t{3});
    QVERIFY(!row->isHalf());
    QCOMPARE(row->memoryBytes(), std::size_t{12});
    QVERIFY(std::ranges::equal(row->view(buffer), values));
    QVERIFY(buffer.empty());
}

void TestLogitRow::everyHalfIsExact() {
    std::vector<float> values;
    for (unsigned half = 0; half < 0x10000; ++half) {
        if (((half >> 10) & 31U) != 31U) {
            values.push_back(static_cast<float>(valueOfHalf(half)));
        }
    }
    values.push_back(-std::numeric_limits<float>::infinity());
    const LogitsPtr row = LogitRow::copyOf(values)->halved();
    QVERIFY(row->isHalf());
    QCOMPARE(row->size(), values.size());
    QCOMPARE(row->memoryBytes(), values.size() * 2);
    std::vector<float> buffer;
    const std::span<const float> back = row->view(buffer);
    for (std::size_t i = 0; i < values.size(); ++i) {
        QCOMPARE(std::bit_cast<std::uint32_t>(back[i]), std::bit_cast<std::uint32_t>(values[i]));
    }
    // A half row halved again is the same row.
    std::vector<float> again;
    QVERIFY(std::ranges::equal(row->halved()->view(again), back));
}

void TestLogitRow::roundsToNearestEven() {
    for (unsigned half = 0; half < 0x7bff; ++half) {
        const double low = valueOfHalf(half);
        const double high = valueOfHalf(half + 1);
        const auto middle = static_cast<float>((low + high) / 2.0); // exact in float32
        const double even = half % 2 == 0 ? low : high;
        QCOMPARE(static_cast<double>(roundTrip(middle)), even);
        QCOMPARE(static_cast<double>(roundTrip(-middle)), -even);
        QCOMPARE(static_cast<double>(roundTrip(std::nextafter(middle, 0.0F))), low);
        QCOMPARE(static_cast<double>(roundTrip(std::nextafter(middle, 1e9F))), high);
    }
    QCOMPARE(roundTrip(1e-30F), 0.0F);
    QVERIFY(std::signbit(roundTrip(-1e-30F)));
}

void TestLogitRow::keepsWhatHalvesCannotHold() {
    const std::vector<float> values = {1.0F, 65505.0F};
    const LogitsPtr row = LogitRow::copyOf(values)->halved();
    QVERIFY(!row->isHalf());
    std::vector<float> buffer;
    QVERIFY(std::ranges::equal(row->view(buffer), values));
    QCOMPARE(roundTrip(65504.0F), 65504.0F);
}

QTEST_APPLESS_MAIN(TestLogitRow)
#include "tst_logit_row.moc"
