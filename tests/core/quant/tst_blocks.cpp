// Every quantised type: blocks made by hand from their bytes, and the reference encoders.
#include "core/quant/block_types.h"
#include "core/quant/fit.h"
#include "core/quant/rows.h"

#include <QtTest/QTest>

#include <cmath>
#include <cstring>
#include <random>
#include <utility>
#include <vector>

using namespace logitscope;

using Bytes = std::vector<std::pair<int, int>>;    // place in the block, byte; the others are 0
using Values = std::vector<std::pair<int, float>>; // index, value
Q_DECLARE_METATYPE(Bytes)
Q_DECLARE_METATYPE(Values)

namespace {

const std::vector<DType> blockTypes = {DType::Q8_0, DType::Q4_0, DType::Q4_1, DType::Q5_0, DType::Q5_1,  DType::Q2_K,
                                       DType::Q3_K, DType::Q4_K, DType::Q5_K, DType::Q6_K, DType::IQ4_NL};

std::vector<float> decoded(DType type, std::span<const std::byte> row) {
    std::vector<float> values(row.size() / traitsOf(type).blockBytes * traitsOf(type).blockSize);
    decodeRow(type, row, values);
    return values;
}

std::vector<float> encodedAndDecoded(DType type, const std::vector<float>& values) {
    std::vector<std::byte> row(rowBytes(type, values.size()).value());
    encodeRow(type, values, row);
    return decoded(type, row);
}

} // namespace

class TestBlocks : public QObject {
    Q_OBJECT

private slots:
    void blocksMadeByHand_data();
    void blocksMadeByHand();
    void encodersStayWithinHalfAStep_data();
    void encodersStayWithinHalfAStep();
    void everyCodeIsReached();
    void unusualBlocks();
    void halvesAreNeverTooSmall();
};

// In half precision 0.25 is 0x3400, 0.5 is 0x3800, -1 is 0xBC00.
void TestBlocks::blocksMadeByHand_data() {
    QTest::addColumn<int>("type");
    QTest::addColumn<Bytes>("bytes");
    QTest::addColumn<Values>("values");
    const auto row = [](DType type, const Bytes& bytes, const Values& values) {
        QTest::newRow(traitsOf(type).name.data()) << static_cast<int>(type) << bytes << values;
    };
    // Scale 0.5, then bytes.
    row(DType::Q8_0, {{1, 0x38}, {2, 0x80}, {3, 0xFF}, {5, 1}, {33, 127}},
        {{0, -64.0F}, {1, -0.5F}, {2, 0.0F}, {3, 0.5F}, {31, 63.5F}});
    // Scale 0.5; byte 2 holds codes 15 (value 0) and 9 (value 16).
    row(DType::Q4_0, {{1, 0x38}, {2, 0x9F}}, {{0, 3.5F}, {16, 0.5F}, {1, -4.0F}, {31, -4.0F}});
    // The same codes, offset -1.
    row(DType::Q4_1, {{1, 0x38}, {3, 0xBC}, {4, 0x9F}}, {{0, 6.5F}, {16, 3.5F}, {1, -1.0F}, {31, -1.0F}});
    // Fifth bits of values 0 and 17; nibbles 15 and 3 (values 0, 16), 0 and 2 (values 1, 17).
    row(DType::Q5_0, {{1, 0x38}, {2, 0x01}, {4, 0x02}, {6, 0x3F}, {7, 0x20}},
        {{0, 7.5F}, {16, -6.5F}, {1, -8.0F}, {17, 1.0F}, {31, -8.0F}});
    row(DType::Q5_1, {{1, 0x38}, {3, 0xBC}, {4, 0x01}, {6, 0x02}, {8, 0x3F}, {9, 0x20}},
        {{0, 14.5F}, {16, 0.5F}, {1, -1.0F}, {17, 8.0F}, {31, -1.0F}});
    // Codes 15 and 8: levels 113 and 1; code 0 is level -127.
    row(DType::IQ4_NL, {{1, 0x38}, {2, 0x8F}}, {{0, 56.5F}, {16, 0.5F}, {1, -63.5F}, {31, -63.5F}});
    // Scale 0.5, minimum 0.25. Groups 0: 3 and 2, 2: 1 and 0, 9: 15 and 4. Codes of 0: 3, of 32: 2, of 145: 1.
    row(DType::Q2_K, {{0, 0x23}, {2, 0x01}, {9, 0x4F}, {16, 0x0B}, {65, 0x01}, {81, 0x38}, {83, 0x34}},
        {{0, 4.0F}, {1, -0.5F}, {32, 1.0F}, {33, 0.0F}, {145, 6.5F}, {144, -1.0F}, {255, 0.0F}});
    // Scale 0.5. Groups 0: 35 - 32, 9: 1 - 32, the others -32. Codes of 0: 7, of 145: 2.
    row(DType::Q3_K, {{0, 0x01}, {32, 0x03}, {81, 0x02}, {96, 0x03}, {97, 0x10}, {104, 0x02}, {109, 0x38}},
        {{0, 4.5F}, {1, -6.0F}, {16, 64.0F}, {145, 31.0F}, {144, 62.0F}, {255, 64.0F}});
    // Scale 0.5, minimum 0.25. Groups 0: 5 and 3, 5: 43 and 28. Codes of 0: 15, of 160: 10.
    row(DType::Q4_K, {{1, 0x38}, {3, 0x34}, {4, 5}, {5, 0x80}, {8, 3}, {9, 0x40}, {13, 0xCB}, {16, 0x0F}, {80, 0xA0}},
        {{0, 36.75F}, {1, -0.75F}, {32, 0.0F}, {160, 208.0F}, {161, -7.0F}, {255, 0.0F}});
    // The same with fifth bits of 0 and 160.
    row(DType::Q5_K,
        {{1, 0x38}, {3, 0x34}, {4, 5}, {5, 0x80}, {8, 3}, {9, 0x40}, {13, 0xCB}, {16, 0x21}, {48, 0x0F}, {112, 0xA0}},
        {{0, 76.75F}, {1, -0.75F}, {32, 0.0F}, {160, 552.0F}, {161, -7.0F}, {255, 0.0F}});
    // Scale 0.5. Groups 0: 3, 9: -2, 13: 1. Codes of 0: 63, of 145: 5, of 208: 23.
    row(DType::Q6_K,
        {{0, 0x0F}, {81, 0x05}, {80, 0x70}, {128, 0x03}, {176, 0x10}, {192, 3}, {201, 0xFE}, {205, 1}, {209, 0x38}},
        {{0, 46.5F}, {1, -48.0F}, {145, 27.0F}, {144, 32.0F}, {208, -4.5F}, {209, -16.0F}, {255, 0.0F}});
}

void TestBlocks::blocksMadeByHand() {
    QFETCH(int, type);
    QFETCH(Bytes, bytes);
    QFETCH(Values, values);
    std::vector<std::byte> block(traitsOf(static_cast<DType>(type)).blockBytes);
    for (const auto& [place, byte] : bytes) {
        block[static_cast<std::size_t>(place)] = static_cast<std::byte>(byte);
    }
    const std::vector<float> found = decoded(static_cast<DType>(type), block);
    for (const auto& [index, value] : values) {
        QCOMPARE(found[static_cast<std::size_t>(index)], value);
    }
}

void TestBlocks::encodersStayWithinHalfAStep_data() {
    QTest::addColumn<int>("type");
    QTest::addColumn<double>("ofLargest"); // half a step, of the largest value of the block
    const double half = 0x1p-10;           // scales in half precision are up to so much larger
    const auto row = [&](DType type, double bound) {
        QTest::newRow(traitsOf(type).name.data()) << static_cast<int>(type) << bound + half;
    };
    row(DType::Q8_0, 0.5 / 127);
    row(DType::Q4_0, 0.5 / 7);
    row(DType::Q4_1, 1.0 / 15); // from -largest to +largest
    row(DType::Q5_0, 0.5 / 15);
    row(DType::Q5_1, 1.0 / 31);
    row(DType::IQ4_NL, 12.0 / 113); // the widest gap below 113 is 24
    // Steps and minimums of the groups are rounded up by up to one of their own steps.
    row(DType::Q2_K, 1.0 / 3 * (1 + 1.5 / 15));
    row(DType::Q3_K, 0.5 / 3 * (1 + 1.0 / 31));
    row(DType::Q4_K, 1.0 / 15 * (1 + 1.5 / 63));
    row(DType::Q5_K, 1.0 / 31 * (1 + 1.5 / 63));
    row(DType::Q6_K, 0.5 / 31 * (1 + 1.0 / 127));
}

void TestBlocks::encodersStayWithinHalfAStep() {
    QFETCH(int, type);
    QFETCH(double, ofLargest);
    const std::size_t size = traitsOf(static_cast<DType>(type)).blockSize;
    std::mt19937 random(7);
    std::uniform_real_distribution<float> uniform(-3.0F, 3.0F);
    // Of either sign, all positive (no minimum to take away), all negative.
    for (const float shift : {0.0F, 3.5F, -3.5F}) {
        std::vector<float> values(size * 20);
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] = (uniform(random) + shift) * (i / 16 % 3 == 0 ? 0.1F : 1.0F); // small groups beside large ones
        }
        const std::vector<float> found = encodedAndDecoded(static_cast<DType>(type), values);
        double worst = 0.0;
        for (std::size_t i = 0; i < values.size(); ++i) {
            float largest = 0.0F;
            for (std::size_t j = i / size * size; j < (i / size + 1) * size; ++j) {
                largest = std::max(largest, std::fabs(values[j]));
            }
            worst = std::max(worst, std::fabs(double{values[i]} - double{found[i]}) / largest);
        }
        QVERIFY2(worst <= ofLargest, qPrintable(QString("shift %1: %2").arg(shift).arg(worst)));
        QVERIFY(worst > 0.1 * ofLargest); // and is a real loss: the bound is of the right size
    }
}

// A ramp through a block uses the codes from the first to the last; what its encoder leaves out is 0 or the middle.
void TestBlocks::everyCodeIsReached() {
    for (const DType type : blockTypes) {
        const std::size_t size = traitsOf(type).blockSize;
        std::vector<float> ramp(size);
        for (std::size_t i = 0; i < size; ++i) { // every group runs through all values
            ramp[i] = static_cast<float>(i % 16 * 2 + i / 16 % 2) / 31.0F * 2.0F - 1.0F;
        }
        const std::vector<float> found = encodedAndDecoded(type, ramp);
        for (std::size_t i = 0; i + 1 < 16; ++i) {
            QVERIFY(found[i] <= found[i + 1]);
        }
        const auto [low, high] = std::minmax_element(found.begin(), found.end());
        QVERIFY2(*low < -0.9F && *high > 0.95F, traitsOf(type).name.data()); // IQ4_NL has -104 beside 113
    }
}

void TestBlocks::unusualBlocks() {
    for (const DType type : blockTypes) {
        const std::size_t size = traitsOf(type).blockSize;
        const std::vector<float> zeros(size, 0.0F);
        QVERIFY2(encodedAndDecoded(type, zeros) == zeros, traitsOf(type).name.data());
        // One value alone, at either end of the block.
        for (const std::size_t place : {std::size_t{0}, size - 1}) {
            for (const float value : {1.0F, -1.0F}) {
                std::vector<float> lonely = zeros;
                lonely[place] = value;
                const std::vector<float> found = encodedAndDecoded(type, lonely);
                QVERIFY2(std::fabs(found[place] - value) < 0.08F, traitsOf(type).name.data());
            }
        }
    }
}

void TestBlocks::halvesAreNeverTooSmall() {
    std::mt19937 random(5);
    for (int i = 0; i < 10000; ++i) {
        const float value = std::ldexp(static_cast<float>(random() >> 8), -30 + static_cast<int>(random() % 14));
        const Half found = halfAtLeast(value);
        QVERIFY(toFloat(found) >= value);
        const auto pattern = static_cast<std::uint16_t>(found);
        QVERIFY(pattern == 0 || toFloat(static_cast<Half>(pattern - 1)) < value);
    }
}

QTEST_APPLESS_MAIN(TestBlocks)
#include "tst_blocks.moc"
