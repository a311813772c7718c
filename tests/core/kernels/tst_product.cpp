// Packed matrices and their products, in every type and instruction set, against the plain loop.
#include "core/base/thread_pool.h"
#include "core/kernels/product.h"
#include "tests/core/kernels/plain_kernels.h"

#include <QtTest/QTest>

#include <bit>
#include <cstdint>
#include <limits>

using namespace logitscope;
using namespace logitscope::test;

namespace {

const std::vector<DType> allTypes = {DType::F32, DType::F16, DType::BF16, DType::Q8_0};

// y = W x of `tokens` tokens through multiply(), {tokens, rows}.
std::vector<float> multiplied(const Kernels& kernels, std::size_t threads, const TestMatrix& matrix,
                              const std::vector<float>& x, std::size_t tokens) {
    ThreadPool pool(threads);
    std::vector<float> y(tokens * matrix.rows, std::numeric_limits<float>::quiet_NaN());
    std::vector<float> workspace(x.size());
    const ProductTarget target{&matrix.packed, y.data()};
    multiply(kernels, pool, {&target, 1}, x.data(), tokens, workspace.data());
    return y;
}

bool sameBits(const std::vector<float>& left, const std::vector<float>& right) {
    return left.size() == right.size() && std::memcmp(left.data(), right.data(), left.size() * sizeof(float)) == 0;
}

} // namespace

class TestProduct : public QObject {
    Q_OBJECT

private slots:
    void packingKeepsEveryRow_data();
    void packingKeepsEveryRow();
    void sizesThatOverflow();
    void matchesThePlainLoop_data();
    void matchesThePlainLoop();
    void bitsDoNotDependOnTheBatch_data();
    void bitsDoNotDependOnTheBatch();
    void severalTargetsAtOnce();
    void halvesOfEveryBitPattern();
};

void TestProduct::packingKeepsEveryRow_data() {
    QTest::addColumn<int>("type");
    QTest::addColumn<quint64>("rows");
    QTest::addColumn<quint64>("columns");
    for (const DType type : allTypes) {
        for (const auto& [rows, columns] : {std::pair{1, 32}, {16, 64}, {17, 32}, {40, 96}, {33, 35}}) {
            if (rowBytes(type, static_cast<std::size_t>(columns))) {
                QTest::addRow("%s %dx%d", traitsOf(type).name.data(), rows, columns)
                    << static_cast<int>(type) << static_cast<quint64>(rows) << static_cast<quint64>(columns);
            }
        }
    }
}

void TestProduct::packingKeepsEveryRow() {
    QFETCH(int, type);
    QFETCH(quint64, rows);
    QFETCH(quint64, columns);
    const TestMatrix matrix(static_cast<DType>(type), rows, columns, 1);
    for (std::size_t row = 0; row < rows; ++row) {
        std::vector<float> expected(columns);
        std::vector<float> found(columns);
        decodeRow(matrix.type, matrix.row(row), expected);
        matrix.packed.decodeRow(row, found);
        QCOMPARE(found, expected);
    }
    // Packed in pieces it is the same.
    AlignedBuffer memory = AlignedBuffer::tryAllocate(matrix.memory.size());
    std::memset(memory.bytes().data(), 0xFF, memory.size());
    PackedMatrix inPieces(matrix.type, rows, columns, memory.bytes().data());
    for (std::size_t panel = inPieces.panelCount(); panel-- > 0;) {
        inPieces.pack(matrix.original, panel, panel + 1);
    }
    QCOMPARE(std::memcmp(memory.bytes().data(), matrix.memory.bytes().data(), memory.size()), 0);
}

void TestProduct::sizesThatOverflow() {
    constexpr std::size_t huge = std::numeric_limits<std::size_t>::max();
    for (const DType type : allTypes) {
        QVERIFY(!PackedMatrix::bytesFor(type, huge / 32 * 32, 32));
        QVERIFY(!PackedMatrix::bytesFor(type, huge, 32));
        QVERIFY(!PackedMatrix::bytesFor(type, 1, huge / 32 * 32));
        QVERIFY(!PackedMatrix::bytesFor(type, std::size_t{1} << 33, std::size_t{1} << 33));
        QVERIFY(!PackedMatrix::bytesFor(type, 0, 32));
        QVERIFY(!PackedMatrix::bytesFor(type, 1, 0));
    }
    QVERIFY(!PackedMatrix::bytesFor(DType::Q8_0, 1, 33));
    // As large as the file's form when the rows fill their panels.
    QCOMPARE(PackedMatrix::bytesFor(DType::Q8_0, 32, 64).value(), std::size_t{32 * 2 * 34});
    QCOMPARE(PackedMatrix::bytesFor(DType::F16, 32, 63).value(), std::size_t{32 * 63 * 2});
}

void TestProduct::matchesThePlainLoop_data() {
    QTest::addColumn<int>("variant");
    QTest::addColumn<int>("type");
    const auto variants = variantsHere();
    for (std::size_t i = 0; i < variants.size(); ++i) {
        for (const DType type : allTypes) {
            QTest::addRow("%s %s", variants[i]->name, traitsOf(type).name.data())
                << static_cast<int>(i) << static_cast<int>(type);
        }
    }
}

void TestProduct::matchesThePlainLoop() {
    QFETCH(int, variant);
    QFETCH(int, type);
    const Kernels& kernels = *variantsHere()[static_cast<std::size_t>(variant)];
    for (const std::size_t rows : {1, 15, 16, 64, 87, 200}) {
        for (const std::size_t columns : {32, 64, 224}) {
            const TestMatrix matrix(static_cast<DType>(type), rows, columns, 3);
            for (const std::size_t tokens : {1, 2, 3, 5, 8, 16, 31}) {
                const std::vector<float> x = randomNumbers(tokens * columns, 11);
                const std::vector<float> y = multiplied(kernels, 1, matrix, x, tokens);
                for (std::size_t token = 0; token < tokens; ++token) {
                    for (std::size_t row = 0; row < rows; ++row) {
                        const float expected = matrix.plainProduct(row, x.data() + token * columns);
                        const float found = y[token * rows + row];
                        if (isFused(kernels)) {
                            QCOMPARE(std::bit_cast<std::uint32_t>(found), std::bit_cast<std::uint32_t>(expected));
                        } else {
                            QVERIFY(std::fabs(found - expected) < 1e-5F * std::sqrt(static_cast<float>(columns)));
                        }
                    }
                }
            }
        }
    }
}

void TestProduct::bitsDoNotDependOnTheBatch_data() { matchesThePlainLoop_data(); }

// Alone or among others, on one thread or on three.
void TestProduct::bitsDoNotDependOnTheBatch() {
    QFETCH(int, variant);
    QFETCH(int, type);
    const Kernels& kernels = *variantsHere()[static_cast<std::size_t>(variant)];
    const std::size_t columns = 160;
    const TestMatrix matrix(static_cast<DType>(type), 150, columns, 5);
    const std::size_t most = 40;
    const std::vector<float> x = randomNumbers(most * columns, 12);
    std::vector<float> alone;
    for (std::size_t token = 0; token < most; ++token) {
        const std::vector<float> own(x.begin() + static_cast<std::ptrdiff_t>(token * columns),
                                     x.begin() + static_cast<std::ptrdiff_t>((token + 1) * columns));
        const std::vector<float> y = multiplied(kernels, 1, matrix, own, 1);
        alone.insert(alone.end(), y.begin(), y.end());
    }
    for (const std::size_t tokens : {2, 3, 7, 16, 17, 33, 40}) {
        for (const std::size_t threads : {1, 2, 3}) {
            const std::vector<float> some(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(tokens * columns));
            const std::vector<float> expected(alone.begin(),
                                              alone.begin() + static_cast<std::ptrdiff_t>(tokens * matrix.rows));
            QVERIFY(sameBits(multiplied(kernels, threads, matrix, some, tokens), expected));
        }
    }
}

void TestProduct::severalTargetsAtOnce() {
    const std::size_t columns = 96;
    const std::size_t tokens = 5;
    const TestMatrix first(DType::F16, 70, columns, 1);
    const TestMatrix second(DType::Q8_0, 3, columns, 2);
    const TestMatrix third(DType::F32, 129, columns, 3);
    const std::vector<float> x = randomNumbers(tokens * columns, 4);
    for (const std::size_t threads : {1, 2, 5}) {
        ThreadPool pool(threads);
        std::vector<float> y1(tokens * first.rows);
        std::vector<float> y2(tokens * second.rows);
        std::vector<float> y3(tokens * third.rows);
        std::vector<float> workspace(x.size());
        const std::array<ProductTarget, 3> targets{
            {{&first.packed, y1.data()}, {&second.packed, y2.data()}, {&third.packed, y3.data()}}};
        multiply(bestKernels(), pool, targets, x.data(), tokens, workspace.data());
        QVERIFY(sameBits(y1, multiplied(bestKernels(), 1, first, x, tokens)));
        QVERIFY(sameBits(y2, multiplied(bestKernels(), 1, second, x, tokens)));
        QVERIFY(sameBits(y3, multiplied(bestKernels(), 1, third, x, tokens)));
    }
}

// Each variant reads the 16-bit types its own way: a product with the unit vector is the weight.
void TestProduct::halvesOfEveryBitPattern() {
    for (const Kernels* kernels : variantsHere()) {
        for (const DType type : {DType::F16, DType::BF16}) {
            std::vector<std::byte> original(std::size_t{65536} * 2);
            for (std::uint32_t bits = 0; bits <= 0xFFFFU; ++bits) {
                const auto pattern = static_cast<std::uint16_t>(bits);
                std::memcpy(original.data() + bits * 2, &pattern, 2);
            }
            AlignedBuffer memory = AlignedBuffer::tryAllocate(PackedMatrix::bytesFor(type, 65536, 1).value());
            PackedMatrix matrix(type, 65536, 1, memory.bytes().data());
            matrix.pack(original, 0, matrix.panelCount());
            std::vector<float> expected(65536);
            decodeRow(type, original, expected);
            std::vector<float> found(65536);
            ProductArguments arguments;
            const float one = 1.0F;
            arguments.panels = matrix.panel(0);
            arguments.panelCount = matrix.panelCount();
            arguments.panelBytes = matrix.panelBytes();
            arguments.rows = 65536;
            arguments.columns = 1;
            arguments.x = &one;
            arguments.width = 1;
            arguments.y = found.data();
            arguments.yStride = 65536;
            kernels->product[static_cast<std::size_t>(type)](arguments);
            for (std::size_t i = 0; i < found.size(); ++i) {
                if (std::isnan(expected[i])) {
                    QVERIFY(std::isnan(found[i]));
                } else {
                    QVERIFY(found[i] == expected[i]); // the sum starts at +0, so -0 becomes +0
                }
            }
        }
    }
}

QTEST_APPLESS_MAIN(TestProduct)
#include "tst_product.moc"
