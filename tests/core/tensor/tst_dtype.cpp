#include "core/tensor/aligned_buffer.h"
#include "core/tensor/dtype.h"
#include "core/tensor/tensor_view.h"

#include <QtTest/QTest>

#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <set>

using namespace logitscope;

class TestDType : public QObject {
    Q_OBJECT

private slots:
    void bytesOfRows_data();
    void bytesOfRows();
    void everyTypeHasTraits();
    void rowsOfAView();
    void buffersAreAligned();
    void buffersThatCannotBe();
};

void TestDType::bytesOfRows_data() {
    QTest::addColumn<int>("type");
    QTest::addColumn<quint64>("columns");
    QTest::addColumn<qint64>("bytes"); // -1: impossible
    constexpr quint64 huge = std::numeric_limits<quint64>::max();
    QTest::newRow("F32") << static_cast<int>(DType::F32) << quint64{7} << qint64{28};
    QTest::newRow("F16") << static_cast<int>(DType::F16) << quint64{7} << qint64{14};
    QTest::newRow("BF16") << static_cast<int>(DType::BF16) << quint64{7} << qint64{14};
    QTest::newRow("Q8_0") << static_cast<int>(DType::Q8_0) << quint64{64} << qint64{68};
    QTest::newRow("Q8_0 part of a block") << static_cast<int>(DType::Q8_0) << quint64{48} << qint64{-1};
    QTest::newRow("F32 overflow") << static_cast<int>(DType::F32) << huge << qint64{-1};
    QTest::newRow("F16 overflow") << static_cast<int>(DType::F16) << huge / 2 + 1 << qint64{-1};
    QTest::newRow("Q8_0 overflow") << static_cast<int>(DType::Q8_0) << huge / 32 * 32 << qint64{-1};
    QTest::newRow("Q4_0") << static_cast<int>(DType::Q4_0) << quint64{64} << qint64{36};
    QTest::newRow("Q6_K") << static_cast<int>(DType::Q6_K) << quint64{512} << qint64{420};
    QTest::newRow("Q6_K part of a block") << static_cast<int>(DType::Q6_K) << quint64{32} << qint64{-1};
    QTest::newRow("nothing") << static_cast<int>(DType::Q8_0) << quint64{0} << qint64{0};
}

void TestDType::bytesOfRows() {
    QFETCH(int, type);
    QFETCH(quint64, columns);
    QFETCH(qint64, bytes);
    const auto found = rowBytes(static_cast<DType>(type), columns);
    QCOMPARE(found.has_value(), bytes >= 0);
    if (found) {
        QCOMPARE(*found, static_cast<std::size_t>(bytes));
    }
}

void TestDType::everyTypeHasTraits() {
    std::set<std::string_view> names;
    for (std::size_t type = 0; type < dtypeCount; ++type) {
        const DTypeTraits& traits = traitsOf(static_cast<DType>(type));
        QVERIFY(names.insert(traits.name).second);
        QVERIFY(traits.blockSize > 0 && traits.blockBytes > 0);
        // Between 2 and 32 bits a value.
        QVERIFY(traits.blockBytes * 8 >= traits.blockSize * 2 && traits.blockBytes <= traits.blockSize * 4);
    }
    QCOMPARE(traitsOf(DType::IQ4_NL).name, std::string_view("IQ4_NL")); // the last: none is missing before it
}

void TestDType::rowsOfAView() {
    TensorView view;
    QCOMPARE(view.columns(), 0U);
    view.shape = {5};
    QCOMPARE(view.columns(), 5U);
    QCOMPARE(view.rows(), 1U);
    view.shape = {2, 3, 4};
    QCOMPARE(view.columns(), 4U);
    QCOMPARE(view.rows(), 6U);
}

void TestDType::buffersAreAligned() {
    for (const std::size_t size : {1, 63, 64, 1000, 5'000'000}) {
        AlignedBuffer buffer = AlignedBuffer::tryAllocate(size);
        QCOMPARE(buffer.size(), size);
        QCOMPARE(reinterpret_cast<std::uintptr_t>(buffer.bytes().data()) % 64, 0U);
        std::memset(buffer.bytes().data(), 1, size); // all of it is ours: the address sanitizer looks on
        AlignedBuffer other = std::move(buffer);
        QCOMPARE(other.size(), size);
        QCOMPARE(buffer.size(), 0U); // NOLINT(bugprone-use-after-move): moved from means empty
        QVERIFY(buffer.bytes().empty());
        QCOMPARE(other.floats().size(), size / sizeof(float));
    }
}

void TestDType::buffersThatCannotBe() {
    QCOMPARE(AlignedBuffer::tryAllocate(0).size(), 0U);
    QCOMPARE(AlignedBuffer::tryAllocate(std::numeric_limits<std::size_t>::max()).size(), 0U);
    QCOMPARE(AlignedBuffer::tryAllocate(std::numeric_limits<std::size_t>::max() / 2).size(), 0U);
}

QTEST_APPLESS_MAIN(TestDType)
#include "tst_dtype.moc"
