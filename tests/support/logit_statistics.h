// Runs a model over token ids and measures how far its logits are from reference rows.
#pragma once

#include "core/base/thread_pool.h"
#include "core/model/language_model.h"
#include "core/model/scratch.h"
#include "tests/support/paths.h"

#include <QtTest/QTest>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace logitscope::test {

using LogitMatrix = std::vector<std::vector<float>>;

// Keeps every row, by input and position.
class CollectingSink final : public LogitSink {
public:
    std::map<std::pair<std::size_t, Position>, std::vector<float>> rows;

    void onLogits(std::size_t inputIndex, Position position, std::span<const float> row) override {
        const bool isNew = rows.try_emplace({inputIndex, position}, row.begin(), row.end()).second;
        QVERIFY2(isNew, "a row came twice");
        QVERIFY2(rows.rbegin()->first == std::pair(inputIndex, position), "rows came out of order");
    }
    // The rows of one input in the order of positions.
    LogitMatrix of(std::size_t inputIndex) const {
        LogitMatrix matrix;
        for (const auto& [key, row] : rows) {
            if (key.first == inputIndex) {
                matrix.push_back(row);
            }
        }
        return matrix;
    }
};

// The logits after every token of one sequence, from an empty state.
inline LogitMatrix logitsOf(const LanguageModel& model, const std::vector<TokenId>& tokens, std::size_t threads = 1,
                            const Kernels& kernels = bestKernels(), Precision precision = Precision::Fast) {
    ThreadPool pool(threads);
    Scratch scratch(pool, kernels, precision);
    CollectingSink sink;
    const auto state = model.newState();
    const SequenceInput input{state.get(), tokens, LogitRows::All};
    model.forward({&input, 1}, scratch, sink, nullptr, {});
    return sink.of(0);
}

// NAME.ids.txt and NAME.logits.f32 of the reference files.
inline std::vector<TokenId> readIds(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::vector<TokenId> ids;
    for (int id = 0; stream >> id;) {
        ids.push_back(static_cast<TokenId>(id));
    }
    return ids;
}

inline LogitMatrix readLogits(const std::filesystem::path& file, std::size_t rows) {
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    const std::size_t width = rows == 0 ? 0 : bytes.size() / sizeof(float) / rows;
    LogitMatrix matrix(rows, std::vector<float>(width));
    for (std::size_t row = 0; row < rows; ++row) {
        std::memcpy(matrix[row].data(), bytes.data() + row * width * sizeof(float), width * sizeof(float));
    }
    return matrix;
}

struct LogitDistance {
    double maxError = 0.0;       // largest |difference| / spread, the standard deviation of all reference logits
    double meanDivergence = 0.0; // mean over rows of KL(reference || measured), nats
};

inline std::vector<double> probabilitiesOf(const std::vector<float>& logits) {
    const double top = *std::max_element(logits.begin(), logits.end());
    std::vector<double> probabilities;
    double sum = 0.0;
    for (const float logit : logits) {
        probabilities.push_back(std::exp(logit - top));
        sum += probabilities.back();
    }
    for (double& probability : probabilities) {
        probability /= sum;
    }
    return probabilities;
}

// Infinite where the sizes differ or a number is not finite.
inline LogitDistance distance(const LogitMatrix& reference, const LogitMatrix& measured) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (reference.empty() || reference.size() != measured.size()) {
        return {infinity, infinity};
    }
    double sum = 0.0;
    double squares = 0.0;
    std::size_t count = 0;
    LogitDistance result;
    for (std::size_t row = 0; row < reference.size(); ++row) {
        if (reference[row].size() != measured[row].size()) {
            return {infinity, infinity};
        }
        for (std::size_t i = 0; i < reference[row].size(); ++i) {
            const double error = std::fabs(double{reference[row][i]} - double{measured[row][i]});
            result.maxError = std::isfinite(error) ? std::max(result.maxError, error) : infinity;
            sum += reference[row][i];
            squares += double{reference[row][i]} * reference[row][i];
            ++count;
        }
        const auto expected = probabilitiesOf(reference[row]);
        const auto found = probabilitiesOf(measured[row]);
        for (std::size_t i = 0; i < expected.size(); ++i) {
            result.meanDivergence += expected[i] > 0.0 ? expected[i] * std::log(expected[i] / found[i]) : 0.0;
        }
    }
    const double mean = sum / static_cast<double>(count);
    result.maxError /= std::sqrt(squares / static_cast<double>(count) - mean * mean);
    result.meanDivergence /= static_cast<double>(reference.size());
    return result;
}

} // namespace logitscope::test
