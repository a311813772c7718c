// The elementwise kernels in every instruction set, against their definitions.
#include "tests/core/kernels/plain_kernels.h"

#include <QtTest/QTest>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>

using namespace logitscope;
using namespace logitscope::test;

namespace {

// Bit by bit for fused variants; for the baseline within a few units in the last place of the largest value.
void compare(const Kernels& kernels, const std::vector<float>& found, const std::vector<float>& expected) {
    QCOMPARE(found.size(), expected.size());
    float largest = 0.0F;
    for (const float value : expected) {
        largest = std::max(largest, std::fabs(value));
    }
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (isFused(kernels)) {
            QCOMPARE(std::bit_cast<std::uint32_t>(found[i]), std::bit_cast<std::uint32_t>(expected[i]));
        } else {
            QVERIFY(std::fabs(found[i] - expected[i]) <= 4e-6F * largest);
        }
    }
}

std::vector<float> exponentials(const Kernels& kernels, const std::vector<float>& x) {
    std::vector<float> out(x.size());
    kernels.exponential(x.data(), x.size(), out.data());
    return out;
}

} // namespace

class TestVectorKernels : public QObject {
    Q_OBJECT

private slots:
    void variants_data();
    void exponentialIsAccurate_data() { variants_data(); }
    void exponentialIsAccurate();
    void exponentialAtItsEnds_data() { variants_data(); }
    void exponentialAtItsEnds();
    void rmsNorm_data() { variants_data(); }
    void rmsNorm();
    void layerNorm_data() { variants_data(); }
    void layerNorm();
    void softmax_data() { variants_data(); }
    void softmax();
    void siluProduct_data() { variants_data(); }
    void siluProduct();
    void gelu_data() { variants_data(); }
    void gelu();
    void softCap_data() { variants_data(); }
    void softCap();
    void add_data() { variants_data(); }
    void add();
    void rotations_data() { variants_data(); }
    void rotations();
    void weightedSum_data() { variants_data(); }
    void weightedSum();
    void fusedVariantsAgree();
};

void TestVectorKernels::variants_data() {
    QTest::addColumn<int>("variant");
    const auto variants = variantsHere();
    for (std::size_t i = 0; i < variants.size(); ++i) {
        QTest::newRow(variants[i]->name) << static_cast<int>(i);
    }
}

#define LOGITSCOPE_VARIANT()                                                                                           \
    QFETCH(int, variant);                                                                                              \
    const Kernels& kernels = *variantsHere()[static_cast<std::size_t>(variant)]

void TestVectorKernels::exponentialIsAccurate() {
    LOGITSCOPE_VARIANT();
    std::vector<float> x;
    for (float at = -87.2F; at < 88.2F; at += 0.00037F) {
        x.push_back(at);
    }
    const std::vector<float> found = exponentials(kernels, x);
    double worst = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double exact = std::exp(static_cast<double>(x[i]));
        worst = std::max(worst, std::fabs(found[i] - exact) / exact);
    }
    qInfo("largest relative error %.2g", worst);
    QVERIFY(worst < 1.2e-7); // one unit in the last place
}

void TestVectorKernels::exponentialAtItsEnds() {
    LOGITSCOPE_VARIANT();
    constexpr float infinity = std::numeric_limits<float>::infinity();
    const auto found = exponentials(kernels, {0.0F, -0.0F, -88.0F, -1e30F, -infinity, 88.3F, 1000.0F, infinity,
                                              std::numeric_limits<float>::quiet_NaN()});
    QCOMPARE(found[0], 1.0F);
    QCOMPARE(found[1], 1.0F);
    QCOMPARE(found[2], 0.0F);
    QCOMPARE(found[3], 0.0F);
    QCOMPARE(found[4], 0.0F);
    QVERIFY(found[5] > 2.2e38F && std::isfinite(found[5]));
    QCOMPARE(found[6], found[5]);
    QCOMPARE(found[7], found[5]);
    QVERIFY(std::isnan(found[8]));
}

void TestVectorKernels::rmsNorm() {
    LOGITSCOPE_VARIANT();
    for (const std::size_t count : {1, 8, 16, 17, 64, 250, 256}) {
        const auto x = randomNumbers(count, 1, 5.0F);
        const auto weight = randomNumbers(count, 2);
        std::vector<float> out(count);
        kernels.rmsNorm(x.data(), weight.data(), 1e-5F, count, out.data());
        compare(kernels, out, plainRmsNorm(x, weight, 1e-5F));
        std::vector<float> inPlace = x;
        kernels.rmsNorm(inPlace.data(), weight.data(), 1e-5F, count, inPlace.data());
        QCOMPARE(inPlace, out);
    }
}

void TestVectorKernels::layerNorm() {
    LOGITSCOPE_VARIANT();
    for (const std::size_t count : {1, 8, 16, 17, 64, 250, 256}) {
        auto x = randomNumbers(count, 11, 5.0F);
        for (float& value : x) {
            value += 3.0F; // a mean to take away
        }
        const auto weight = randomNumbers(count, 12);
        const auto bias = randomNumbers(count, 13);
        std::vector<float> out(count);
        kernels.layerNorm(x.data(), weight.data(), bias.data(), 1e-5F, count, out.data());
        compare(kernels, out, plainLayerNorm(x, weight, bias, 1e-5F));

        double mean = 0.0;
        for (const float value : x) {
            mean += value / static_cast<double>(count);
        }
        double variance = 0.0;
        for (const float value : x) {
            variance += (value - mean) * (value - mean) / static_cast<double>(count);
        }
        for (std::size_t i = 0; i < count; ++i) {
            const double exact = (x[i] - mean) / std::sqrt(variance + 1e-5) * weight[i] + bias[i];
            QVERIFY(std::fabs(out[i] - exact) < 2e-6);
        }
        std::vector<float> inPlace = x;
        kernels.layerNorm(inPlace.data(), weight.data(), bias.data(), 1e-5F, count, inPlace.data());
        QCOMPARE(inPlace, out);
    }
}

void TestVectorKernels::softmax() {
    LOGITSCOPE_VARIANT();
    for (const std::size_t count : {1, 2, 15, 16, 17, 100, 513}) {
        std::vector<float> row = randomNumbers((count + 15) / 16 * 16, 3, 30.0F);
        const std::vector<float> scores(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(count));
        constexpr float scale = 0.35F;
        kernels.softmax(row.data(), count, scale);

        double total = 0.0;
        for (const float score : scores) {
            total += std::exp(static_cast<double>(score) * scale);
        }
        double sum = 0.0;
        for (std::size_t i = 0; i < count; ++i) {
            const double exact = std::exp(static_cast<double>(scores[i]) * scale) / total;
            QVERIFY(std::fabs(row[i] - exact) < 1e-6 * exact + 1e-12);
            sum += row[i];
        }
        QVERIFY(std::fabs(sum - 1.0) < 1e-6);
        QVERIFY(std::all_of(row.begin() + static_cast<std::ptrdiff_t>(count), row.end(),
                            [](float rest) { return rest == 0.0F; }));
        if (isFused(kernels)) { // and exactly in the order of lanes
            const float top = *std::max_element(scores.begin(), scores.end());
            std::vector<float> powers(count);
            for (std::size_t i = 0; i < count; ++i) {
                powers[i] = (scores[i] - top) * scale;
            }
            powers = exponentials(kernels, powers);
            std::array<float, 16> lanes{};
            for (std::size_t i = 0; i < count; ++i) {
                lanes[i % 16] += powers[i];
            }
            const float inverse = 1.0F / sumOfLanes(lanes);
            for (std::size_t i = 0; i < count; ++i) {
                QCOMPARE(row[i], powers[i] * inverse);
            }
        }
    }
}

void TestVectorKernels::siluProduct() {
    LOGITSCOPE_VARIANT();
    for (const std::size_t count : {1, 16, 43, 704}) {
        auto gate = randomNumbers(count, 5, 12.0F);
        gate[0] = -200.0F; // exp(200) would overflow
        const auto up = randomNumbers(count, 6);
        std::vector<float> out(count);
        kernels.siluProduct(gate.data(), up.data(), count, out.data());
        for (std::size_t i = 0; i < count; ++i) {
            const double exact = gate[i] / (1.0 + std::exp(-static_cast<double>(gate[i]))) * up[i];
            QVERIFY(std::fabs(out[i] - exact) < 5e-7 * std::fabs(exact) + 1e-30);
        }
    }
}

void TestVectorKernels::gelu() {
    LOGITSCOPE_VARIANT();
    for (const std::size_t count : {1, 16, 43, 704}) {
        auto gate = randomNumbers(count, 5, 6.0F);
        gate[0] = -50.0F; // the exponent would overflow
        if (count > 2) {
            gate[1] = 50.0F;
            gate[2] = 1e-6F;
        }
        const auto up = randomNumbers(count, 6);
        std::vector<float> product(count);
        kernels.geluProduct(gate.data(), up.data(), count, product.data());
        std::vector<float> alone = gate;
        alone.push_back(42.0F); // what lies behind stays
        kernels.gelu(alone.data(), count);
        QCOMPARE(alone.back(), 42.0F);
        for (std::size_t i = 0; i < count; ++i) {
            const double v = gate[i];
            const double exact = 0.5 * v * (1.0 + std::tanh(std::sqrt(2.0 / M_PI) * (v + 0.044715 * v * v * v)));
            // Where the exponent is large its rounding shows: the result is then next to nothing.
            QVERIFY(std::fabs(alone[i] - exact) < 5e-7 * std::fabs(exact) + 1e-8);
            QCOMPARE(product[i], alone[i] * up[i]);
        }
    }
}

void TestVectorKernels::softCap() {
    LOGITSCOPE_VARIANT();
    constexpr float infinity = std::numeric_limits<float>::infinity();
    for (const std::size_t count : {8, 16, 43, 20001}) {
        auto x = randomNumbers(count, 14, 400.0F);
        for (std::size_t i = 0; i < count; i += 3) {
            x[i] *= 1e-4F; // near 0 nothing is lost
        }
        x[0] = infinity;
        x[1] = -infinity;
        x[2] = std::numeric_limits<float>::quiet_NaN();
        x[3] = 0.0F;
        std::vector<float> capped = x;
        capped.push_back(42.0F);
        kernels.softCap(capped.data(), count, 0.25F, 30.0F);
        QCOMPARE(capped.back(), 42.0F);
        QCOMPARE(capped[0], 30.0F);
        QCOMPARE(capped[1], -30.0F);
        QVERIFY(std::isnan(capped[2]));
        QCOMPARE(capped[3], 0.0F);
        for (std::size_t i = 4; i < count; ++i) {
            const double exact = 30.0 * std::tanh(static_cast<double>(x[i]) * 0.25 / 30.0);
            QVERIFY(std::fabs(capped[i] - exact) <= 5e-7 * std::fabs(exact));
        }
    }
}

void TestVectorKernels::add() {
    LOGITSCOPE_VARIANT();
    for (const std::size_t count : {1, 16, 31, 100}) {
        auto x = randomNumbers(count, 7);
        const auto y = randomNumbers(count, 8);
        std::vector<float> expected;
        for (std::size_t i = 0; i < count; ++i) {
            expected.push_back(x[i] + y[i]);
        }
        kernels.add(x.data(), y.data(), count);
        QCOMPARE(x, expected);
    }
}

void TestVectorKernels::rotations() {
    LOGITSCOPE_VARIANT();
    for (const std::size_t count : {2, 8, 16, 20, 64, 100}) {
        for (const bool interleaved : {true, false}) {
            const auto angles = randomNumbers(count / 2, 9, 6.0F);
            std::vector<float> cosines(count);
            std::vector<float> sines(count);
            std::vector<std::size_t> partner(count);
            for (std::size_t i = 0; i < count / 2; ++i) {
                const std::size_t first = interleaved ? 2 * i : i;
                const std::size_t second = interleaved ? 2 * i + 1 : i + count / 2;
                partner[first] = second;
                partner[second] = first;
                cosines[first] = cosines[second] = std::cos(angles[i]);
                sines[second] = std::sin(angles[i]);
                sines[first] = -sines[second];
            }
            const auto x = randomNumbers(count, 10);
            std::vector<float> expected;
            for (std::size_t i = 0; i < count; ++i) {
                expected.push_back(std::fma(x[partner[i]], sines[i], x[i] * cosines[i]));
            }
            auto turned = x;
            turned.push_back(42.0F); // what lies behind stays
            (interleaved ? kernels.rotateInterleaved : kernels.rotateHalves)(turned.data(), cosines.data(),
                                                                             sines.data(), count);
            QCOMPARE(turned.back(), 42.0F);
            turned.pop_back();
            compare(kernels, turned, expected);
        }
    }
}

void TestVectorKernels::weightedSum() {
    LOGITSCOPE_VARIANT();
    constexpr std::size_t pageLength = 32;
    constexpr std::size_t pageOffset = 48;
    for (const std::size_t stride : {16, 32, 48, 64, 80, 128}) {
        std::vector<std::vector<float>> pages;
        std::vector<const float*> pointers;
        for (unsigned page = 0; page < 4; ++page) {
            pages.push_back(randomNumbers(pageOffset + pageLength * stride, 20 + page));
            pointers.push_back(pages.back().data());
        }
        for (const std::size_t positions : {1, 31, 32, 33, 100, 128}) {
            for (const std::size_t queries : {1, 2, 3, 4, 8}) {
                const auto weights = randomNumbers(queries * 130, 30);
                std::vector<float> out(queries * (stride + 3), 7.0F);
                WeightedSumArguments arguments;
                arguments.pages = pointers.data();
                arguments.pageOffset = pageOffset;
                arguments.pageLength = pageLength;
                arguments.stride = stride;
                arguments.positions = positions;
                arguments.weights = weights.data();
                arguments.weightStride = 130;
                arguments.queries = queries;
                arguments.out = out.data();
                arguments.outStride = stride + 3;
                kernels.weightedSum(arguments);
                std::vector<float> expected(out.size(), 7.0F);
                for (std::size_t query = 0; query < queries; ++query) {
                    for (std::size_t i = 0; i < stride; ++i) {
                        float sum = 0.0F;
                        for (std::size_t p = 0; p < positions; ++p) {
                            const float value = pages[p / pageLength][pageOffset + p % pageLength * stride + i];
                            sum = std::fma(value, weights[query * 130 + p], sum);
                        }
                        expected[query * (stride + 3) + i] = sum;
                    }
                }
                compare(kernels, out, expected);
            }
        }
    }
}

// What has no exact plain form here (the polynomial of exp) is the same in AVX2 and AVX-512.
void TestVectorKernels::fusedVariantsAgree() {
    const Kernels* avx2 = kernelsFor(InstructionSet::Avx2);
    const Kernels* avx512 = kernelsFor(InstructionSet::Avx512);
    if (avx2 == nullptr || avx512 == nullptr) {
        QSKIP("this machine has not both instruction sets");
    }
    const auto x = randomNumbers(100001, 40, 95.0F);
    const auto left = exponentials(*avx2, x);
    const auto right = exponentials(*avx512, x);
    QCOMPARE(std::memcmp(left.data(), right.data(), left.size() * sizeof(float)), 0);
    std::vector<float> silu2(x.size());
    std::vector<float> silu512(x.size());
    avx2->siluProduct(x.data(), left.data(), x.size(), silu2.data());
    avx512->siluProduct(x.data(), left.data(), x.size(), silu512.data());
    QCOMPARE(std::memcmp(silu2.data(), silu512.data(), silu2.size() * sizeof(float)), 0);
    for (const Kernels* kernels : {avx2, avx512}) {
        std::vector<float>& out = kernels == avx2 ? silu2 : silu512;
        out = randomNumbers(x.size(), 41, 9.0F);
        kernels->geluProduct(out.data(), x.data(), out.size(), out.data());
        kernels->gelu(out.data(), out.size() / 2);
        kernels->softCap(out.data(), out.size(), 0.7F, 20.0F);
    }
    QCOMPARE(std::memcmp(silu2.data(), silu512.data(), silu2.size() * sizeof(float)), 0);
}

QTEST_APPLESS_MAIN(TestVectorKernels)
#include "tst_vector_kernels.moc"
