// Rows of the types without blocks, and what is so for rows of any type.
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
    void encodingIsNearest_data();
    void encodingIsNearest();
    void rowsMayLieAnywhere();
};

void TestRows::encodingIsNearest_data() {
    QTest::addColumn<int>("type");
    QTest::addColumn<double>("relative"); // half a unit in the last place, of the value
    QTest::newRow("F32") << static_cast<int>(DType::F32) << 0.0;
    QTest::newRow("F16") << static_cast<int>(DType::F16) << 0x1p-11;
    QTest::newRow("BF16") << static_cast<int>(DType::BF16) << 0x1p-8;
}

void TestRows::encodingIsNearest() {
    QFETCH(int, type);
    QFETCH(double, relative);
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
        QVERIFY(std::fabs(double{values[i]} - double{decoded[i]}) <= relative * std::fabs(values[i]));
    }
    // What has been rounded once is kept.
    std::vector<std::byte> again(row.size());
    encodeRow(static_cast<DType>(type), decoded, again);
    std::vector<float> decodedAgain(values.size());
    decodeRow(static_cast<DType>(type), again, decodedAgain);
    QCOMPARE(decodedAgain, decoded);
}

void TestRows::rowsMayLieAnywhere() {
    for (std::size_t index = 0; index < dtypeCount; ++index) {
        const auto type = static_cast<DType>(index);
        std::vector<float> values(512);
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

QTEST_APPLESS_MAIN(TestRows)
#include "tst_rows.moc"
