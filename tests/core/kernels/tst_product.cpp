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

std::vector<DType> everyType() {
    std::vector<DType> types;
    for (std::size_t type = 0; type < dtypeCount; ++type) {
        types.push_back(static_cast<DType>(type));
    }
    return types;
}
const std::vector<DType> allTypes = everyType();

// Columns that rows of the type may have, near a wish: the next whole number of blocks.
std::size_t columnsOf(DType type, std::size_t wish) {
    const std::size_t block = traitsOf(type).blockSize;
    return (wish + block - 1) / block * block;
}

// y = W x of `tokens` tokens through multiply(), {tokens, rows}.
std::vector<float> multiplied(const Kernels& kernels, std::size_t threads, const TestMatrix& matrix,
                              const std::vector<float>& x, std::size_t tokens, Precision precision) {
    ThreadPool pool(threads);
    std::vector<float> y(tokens * matrix.rows, std::numeric_limits<float>::quiet_NaN());
    std::vector<float> workspace(workspaceFloats(tokens, matrix.columns));
    const ProductTarget target{&matrix.packed, y.data()};
    multiply(kernels, pool, {&target, 1}, x.data(), tokens, workspace.data(), precision);
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
    void quantisesActivations();
    void infiniteActivations();
    void severalTargetsAtOnce();
    void halvesOfEveryBitPattern();
};

void TestProduct::packingKeepsEveryRow_data() {
    QTest::addColumn<int>("type");
    QTest::addColumn<quint64>("rows");
    QTest::addColumn<quint64>("columns");
    for (const DType type : allTypes) {
        for (const auto& [rows, columns] :
             {std::pair{1, 32}, {16, 64}, {17, 32}, {40, 96}, {33, 35}, {19, 256}, {3, 768}}) {
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
        QVERIFY(!PackedMatrix::bytesFor(type, huge / 256 * 256, 256));
        QVERIFY(!PackedMatrix::bytesFor(type, huge, 256));
        QVERIFY(!PackedMatrix::bytesFor(type, 1, huge / 256 * 256));
        QVERIFY(!PackedMatrix::bytesFor(type, std::size_t{1} << 33, std::size_t{1} << 33));
        QVERIFY(!PackedMatrix::bytesFor(type, 0, 256));
        QVERIFY(!PackedMatrix::bytesFor(type, 1, 0));
    }
    QVERIFY(!PackedMatrix::bytesFor(DType::Q8_0, 1, 33));
    QVERIFY(!PackedMatrix::bytesFor(DType::Q6_K, 1, 32));
    // As large as the file's form when the rows fill their panels; at most a tenth more in any type.
    for (const DType type : allTypes) {
        const std::size_t packed = PackedMatrix::bytesFor(type, 32, 768).value();
        const std::size_t original = 32 * rowBytes(type, 768).value();
        QVERIFY2(packed >= original && packed * 10 <= original * 11, traitsOf(type).name.data());
    }
    QCOMPARE(PackedMatrix::bytesFor(DType::Q8_0, 32, 64).value(), std::size_t{32 * 2 * 34});
    QCOMPARE(PackedMatrix::bytesFor(DType::F16, 32, 63).value(), std::size_t{32 * 63 * 2});
}

void TestProduct::matchesThePlainLoop_data() {
    QTest::addColumn<int>("variant");
    QTest::addColumn<int>("type");
    QTest::addColumn<bool>("precise");
    const auto variants = variantsHere();
    for (std::size_t i = 0; i < variants.size(); ++i) {
        for (const DType type : allTypes) {
            for (const bool precise : {true, false}) {
                QTest::addRow("%s %s %s", variants[i]->name, traitsOf(type).name.data(), precise ? "precise" : "fast")
                    << static_cast<int>(i) << static_cast<int>(type) << precise;
            }
        }
    }
}

void TestProduct::matchesThePlainLoop() {
    QFETCH(int, variant);
    QFETCH(int, type);
    QFETCH(bool, precise);
    const Kernels& kernels = *variantsHere()[static_cast<std::size_t>(variant)];
    const Precision precision = precise ? Precision::Precise : Precision::Fast;
    for (const std::size_t rows : {1, 15, 16, 64, 87, 200}) {
        for (const std::size_t wish : {32, 64, 224}) {
            const std::size_t columns = columnsOf(static_cast<DType>(type), wish);
            const TestMatrix matrix(static_cast<DType>(type), rows, columns, 3);
            for (const std::size_t tokens : {1, 2, 3, 5, 8, 16, 31}) {
                const std::vector<float> x = randomNumbers(tokens * columns, 11);
                const std::vector<float> y = multiplied(kernels, 1, matrix, x, tokens, precision);
                for (std::size_t token = 0; token < tokens; ++token) {
                    for (std::size_t row = 0; row < rows; ++row) {
                        const float expected = matrix.plainProduct(row, x.data() + token * columns, precision);
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
    QFETCH(bool, precise);
    const Kernels& kernels = *variantsHere()[static_cast<std::size_t>(variant)];
    const Precision precision = precise ? Precision::Precise : Precision::Fast;
    const std::size_t columns = columnsOf(static_cast<DType>(type), 160);
    const TestMatrix matrix(static_cast<DType>(type), 150, columns, 5);
    const std::size_t most = 40;
    const std::vector<float> x = randomNumbers(most * columns, 12);
    std::vector<float> alone;
    for (std::size_t token = 0; token < most; ++token) {
        const std::vector<float> own(x.begin() + static_cast<std::ptrdiff_t>(token * columns),
                                     x.begin() + static_cast<std::ptrdiff_t>((token + 1) * columns));
        const std::vector<float> y = multiplied(kernels, 1, matrix, own, 1, precision);
        alone.insert(alone.end(), y.begin(), y.end());
    }
    for (const std::size_t tokens : {2, 3, 7, 16, 17, 33, 40}) {
        for (const std::size_t threads : {1, 2, 3}) {
            const std::vector<float> some(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(tokens * columns));
            const std::vector<float> expected(alone.begin(),
                                              alone.begin() + static_cast<std::ptrdiff_t>(tokens * matrix.rows));
            QVERIFY(sameBits(multiplied(kernels, threads, matrix, some, tokens, precision), expected));
        }
    }
}

// Every instruction set makes the same integers, the plain ones.
void TestProduct::quantisesActivations() {
    const std::size_t columns = 96;
    std::vector<float> x = randomNumbers(2 * columns, 21, 3.0F);
    std::fill_n(x.begin() + 32, 32, 0.0F);   // nothing to scale
    std::fill_n(x.begin() + 64, 32, 1e-33F); // too little to scale
    x[96] = -127.0F;                         // a scale of 1, ties to even
    std::fill_n(x.begin() + 97, 31, 0.0F);
    x[97] = 2.5F;
    x[98] = 3.5F;
    x[120] = -0.5F;
    for (const Kernels* kernels : variantsHere()) {
        std::vector<std::int32_t> words(2 * columns / 32 * wordsPerQuantisedBlock, -1);
        kernels->quantise(x.data(), 2, columns, words.data());
        for (std::size_t token = 0; token < 2; ++token) {
            for (std::size_t block = 0; block < columns / 32; ++block) {
                const QuantisedBlock plain = plainQuantised(x.data() + token * columns + block * 32);
                const std::int32_t* at = words.data() + block * wordsPerQuantisedBlock * 2 + token;
                QCOMPARE(std::bit_cast<float>(at[0]), plain.scale);
                QCOMPARE(at[2], -plain.sum(0, 16));
                QCOMPARE(at[4], -plain.sum(16, 32));
                QCOMPARE(at[6], -plain.sum(0, 32));
                for (std::size_t i = 0; i < 32; ++i) {
                    const auto word = static_cast<std::uint32_t>(at[8 + i / 4 * 2]);
                    QCOMPARE(static_cast<std::int8_t>(word >> (i % 4 * 8)), plain.integers[i]);
                }
            }
        }
    }
    QCOMPARE(plainQuantised(x.data() + 96).integers[1], std::int8_t{2});
    QCOMPARE(plainQuantised(x.data() + 96).integers[2], std::int8_t{4});
}

// A mistake upstream must show, not turn into some number.
void TestProduct::infiniteActivations() {
    const TestMatrix matrix(DType::Q4_K, 20, 256, 9);
    for (const Kernels* kernels : variantsHere()) {
        for (const float bad : {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
            for (const std::size_t place : {std::size_t{0}, std::size_t{31}, std::size_t{200}}) {
                std::vector<float> x = randomNumbers(256, 5);
                x[place] = bad;
                for (const float y : multiplied(*kernels, 1, matrix, x, 1, Precision::Fast)) {
                    QVERIFY2(std::isnan(y), kernels->name);
                }
            }
        }
    }
}

void TestProduct::severalTargetsAtOnce() {
    const std::size_t columns = 256;
    const std::size_t most = 19;
    const TestMatrix first(DType::F16, 70, columns, 1);
    const TestMatrix second(DType::Q8_0, 3, columns, 2);
    const TestMatrix third(DType::Q6_K, 129, columns, 3);
    for (const std::size_t tokens : {std::size_t{1}, std::size_t{5}, most}) {
        const std::vector<float> x = randomNumbers(tokens * columns, 4);
        for (const Precision precision : {Precision::Fast, Precision::Precise}) {
            for (const std::size_t threads : {1, 2, 5}) {
                ThreadPool pool(threads);
                std::vector<float> y1(tokens * first.rows);
                std::vector<float> y2(tokens * second.rows);
                std::vector<float> y3(tokens * third.rows);
                std::vector<float> workspace(workspaceFloats(tokens, columns));
                const std::array<ProductTarget, 3> targets{
                    {{&first.packed, y1.data()}, {&second.packed, y2.data()}, {&third.packed, y3.data()}}};
                multiply(bestKernels(), pool, targets, x.data(), tokens, workspace.data(), precision);
                QVERIFY(sameBits(y1, multiplied(bestKernels(), 1, first, x, tokens, precision)));
                QVERIFY(sameBits(y2, multiplied(bestKernels(), 1, second, x, tokens, precision)));
                QVERIFY(sameBits(y3, multiplied(bestKernels(), 1, third, x, tokens, precision)));
            }
        }
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
