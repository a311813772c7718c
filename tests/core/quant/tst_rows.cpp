// Decoders and reference encoders of every type.
#include "core/quant/q8_0.h"
#include "core/quant/rows.h"

#include <QtTest/QTest>

#include <cmath>
#include <cstring>
#include <random>
#include <vector>

using namespace logitscope;

class TestRows : public QObject {
    Q_OBJECT

private slots:
    void decodesAHandMadeBlock();
    void encodingIsNearest_data();
    void encodingIsNearest();
    void rowsMayLieAnywhere();
    void zeroBlock();
};

void TestRows::decodesAHandMadeBlock() {
    BlockQ8_0 block{};
    block.scale = toHalf(0.25F);
    block.values = {-128, -1, 0, 1, 127};
    std::vector<float> out(32);
    decodeQ8_0(std::as_bytes(std::span(&block, 1)), out);
    QCOMPARE(out[0], -32.0F);
    QCOMPARE(out[1], -0.25F);
    QCOMPARE(out[2], 0.0F);
    QCOMPARE(out[3], 0.25F);
    QCOMPARE(out[4], 31.75F);
    QCOMPARE(out[31], 0.0F);
}

void TestRows::encodingIsNearest_data() {
    QTest::addColumn<int>("type");
    QTest::addColumn<double>("relative");  // half a unit in the last place, of the value
    QTest::addColumn<double>("ofLargest"); // of the largest value of the block
    QTest::newRow("F32") << static_cast<int>(DType::F32) << 0.0 << 0.0;
    QTest::newRow("F16") << static_cast<int>(DType::F16) << 0x1p-11 << 0.0;
    QTest::newRow("BF16") << static_cast<int>(DType::BF16) << 0x1p-8 << 0.0;
    // Half a step of 1/127, and the rounding of the scale to 11 bits.
    QTest::newRow("Q8_0") << static_cast<int>(DType::Q8_0) << 0.0 << 0.5 / 127 + 0x1p-11;
}

void TestRows::encodingIsNearest() {
    QFETCH(int, type);
    QFETCH(double, relative);
    QFETCH(double, ofLargest);
    std::mt19937 random(7);
    std::uniform_real_distribution<float> uniform(-3.0F, 3.0F);
    std::vector<float> values(32 * 50);
    for (float& value : values) {
        value = uniform(random);
    }
    std::vector<std::byte> row(rowBytes(static_cast<DType>(type), values.size()).value());
    encodeRow(static_cast<DType>(type), values, row);
    std::vector<float> decoded(values.size());
    decodeRow(static_cast<DType>(type), row, decoded);
    for (std::size_t i = 0; i < values.size(); ++i) {
        float largest = 0.0F;
        for (std::size_t j = i / 32 * 32; j < i / 32 * 32 + 32; ++j) {
            largest = std::max(largest, std::fabs(values[j]));
        }
        const double allowed = relative * std::fabs(values[i]) + ofLargest * largest;
        QVERIFY(std::fabs(double{values[i]} - double{decoded[i]}) <= allowed);
    }
    // What has been rounded once is kept.
    std::vector<std::byte> again(row.size());
    encodeRow(static_cast<DType>(type), decoded, again);
    std::vector<float> decodedAgain(values.size());
    decodeRow(static_cast<DType>(type), again, decodedAgain);
    if (static_cast<DType>(type) != DType::Q8_0) {
        QCOMPARE(decodedAgain, decoded);
    }
}

void TestRows::rowsMayLieAnywhere() {
    for (const DType type : {DType::F32, DType::F16, DType::BF16, DType::Q8_0}) {
        std::vector<float> values(64);
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] = static_cast<float>(i) - 20.0F;
        }
        const std::size_t size = rowBytes(type, values.size()).value();
        std::vector<std::byte> aligned(size);
        encodeRow(type, values, aligned);
        std::vector<std::byte> shifted(size + 1);
        std::memcpy(shifted.data() + 1, aligned.data(), size);
        std::vector<float> expected(values.size());
        std::vector<float> found(values.size());
        decodeRow(type, aligned, expected);
        decodeRow(type, std::span(shifted).subspan(1), found);
        QCOMPARE(found, expected);
    }
}

void TestRows::zeroBlock() {
    const std::vector<float> zeros(32, 0.0F);
    std::vector<std::byte> row(sizeof(BlockQ8_0));
    encodeQ8_0(zeros, row);
    std::vector<float> out(32, 1.0F);
    decodeQ8_0(row, out);
    QCOMPARE(out, zeros);
}

QTEST_APPLESS_MAIN(TestRows)
#include "tst_rows.moc"
