#include "core/quant/half.h"

#include <QtTest/QTest>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

using namespace logitscope;

namespace {

// The value that a format's bits stand for, from its definition: sign, exponent and fraction fields.
double valueOf(std::uint32_t bits, int exponentBits, int fractionBits) {
    const int bias = (1 << (exponentBits - 1)) - 1;
    const auto fraction = static_cast<double>(bits & ((1U << fractionBits) - 1U));
    const int exponent = static_cast<int>((bits >> fractionBits) & ((1U << exponentBits) - 1U));
    const double sign = (bits >> (fractionBits + exponentBits)) != 0 ? -1.0 : 1.0;
    if (exponent == (1 << exponentBits) - 1) {
        return fraction == 0.0 ? sign * std::numeric_limits<double>::infinity() : std::nan("");
    }
    const double unit = std::ldexp(1.0, -fractionBits);
    return exponent == 0 ? sign * std::ldexp(fraction * unit, 1 - bias)
                         : sign * std::ldexp(1.0 + fraction * unit, exponent - bias);
}

// Nearest, ties to the even bit pattern, among the finite values and what lies beyond them.
template<typename To16>
void checkRounding(float value, std::uint16_t got, int exponentBits, int fractionBits, const To16&) {
    const std::uint32_t infinity = ((1U << exponentBits) - 1U) << fractionBits;
    const std::uint32_t magnitude = got & 0x7FFFU;
    QCOMPARE((got & 0x8000U) != 0, std::signbit(value));
    // The value halfway to a neighbour belongs to the even one. Infinity stands where the next value would.
    const auto position = [&](std::uint32_t pattern) {
        return pattern >= infinity ? std::ldexp(1.0, 1 << (exponentBits - 1))
                                   : valueOf(pattern, exponentBits, fractionBits);
    };
    const double exact = std::fabs(static_cast<double>(value));
    const bool even = magnitude % 2 == 0;
    if (magnitude > 0) {
        const double lower = (position(magnitude - 1) + position(magnitude)) / 2;
        QVERIFY2(even ? exact >= lower : exact > lower, "rounded up too far");
    }
    if (magnitude < infinity) {
        const double upper = (position(magnitude) + position(magnitude + 1)) / 2;
        QVERIFY2(even ? exact <= upper : exact < upper, "rounded down too far");
    }
}

} // namespace

class TestHalf : public QObject {
    Q_OBJECT

private slots:
    void everyHalf();
    void everyBFloat16();
    void roundingToNearest();
    void nanStaysNan();
};

void TestHalf::everyHalf() {
    for (std::uint32_t bits = 0; bits <= 0xFFFFU; ++bits) {
        const float value = toFloat(static_cast<Half>(bits));
        const double expected = valueOf(bits, 5, 10);
        if (std::isnan(expected)) {
            QVERIFY(std::isnan(value));
            QVERIFY(std::isnan(toFloat(toHalf(value))));
            continue;
        }
        QCOMPARE(static_cast<double>(value), expected);
        QCOMPARE(std::signbit(value), bits >= 0x8000U);
        QCOMPARE(static_cast<std::uint32_t>(toHalf(value)), bits);
    }
}

void TestHalf::everyBFloat16() {
    for (std::uint32_t bits = 0; bits <= 0xFFFFU; ++bits) {
        const float value = toFloat(static_cast<BFloat16>(bits));
        const double expected = valueOf(bits, 8, 7);
        if (std::isnan(expected)) {
            QVERIFY(std::isnan(value));
            QVERIFY(std::isnan(toFloat(toBFloat16(value))));
            continue;
        }
        QCOMPARE(static_cast<double>(value), expected);
        QCOMPARE(static_cast<std::uint32_t>(toBFloat16(value)), bits);
    }
}

void TestHalf::roundingToNearest() {
    const auto check = [](float value) {
        checkRounding(value, static_cast<std::uint16_t>(toHalf(value)), 5, 10, toHalf);
        checkRounding(value, static_cast<std::uint16_t>(toBFloat16(value)), 8, 7, toBFloat16);
    };
    // Around every half: the value, the middle to the next, and one float to either side of both.
    for (std::uint32_t bits = 0; bits < 0x7C00U; ++bits) {
        const float value = toFloat(static_cast<Half>(bits));
        const auto next = static_cast<float>(bits + 1 == 0x7C00U ? 65536.0 : toFloat(static_cast<Half>(bits + 1)));
        const float middle = value + (next - value) / 2;
        for (const float at : {value, middle}) {
            check(at);
            check(-at);
            check(std::nextafter(at, 1e30F));
            check(std::nextafter(at, -1e30F));
        }
    }
    std::mt19937 random(1);
    for (int i = 0; i < 200000; ++i) {
        const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(random()));
        if (!std::isnan(value)) {
            check(value);
        }
    }
    QCOMPARE(static_cast<std::uint16_t>(toHalf(std::numeric_limits<float>::infinity())), std::uint16_t{0x7C00});
}

void TestHalf::nanStaysNan() {
    for (const std::uint32_t bits : {0x7F800001U, 0x7FC00000U, 0xFF800001U, 0xFFFFFFFFU, 0x7F802000U}) {
        const auto value = std::bit_cast<float>(bits);
        QVERIFY(std::isnan(toFloat(toHalf(value))));
        QVERIFY(std::isnan(toFloat(toBFloat16(value))));
    }
}

QTEST_APPLESS_MAIN(TestHalf)
#include "tst_half.moc"
