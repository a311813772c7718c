#include "core/analysis/estimate.h"

#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace logitscope {

namespace {

// P(|T| < t) for integer degrees of freedom: the finite sums of Abramowitz and Stegun, "Handbook of Mathematical
// Functions" (1964), 26.7.3 and 26.7.4.
double studentWithin(double t, std::size_t degrees) {
    const double theta = std::atan(t / std::sqrt(static_cast<double>(degrees)));
    const double cosine = std::cos(theta), square = cosine * cosine;
    const bool odd = degrees % 2 == 1;
    double term = odd ? cosine : 1.0, sum = 0.0;
    for (std::size_t k = odd ? 1 : 0; k + 2 <= degrees; k += 2) {
        sum += term;
        term *= square * static_cast<double>(k + 1) / static_cast<double>(k + 2);
    }
    return odd ? 2.0 / std::numbers::pi * (theta + std::sin(theta) * sum) : std::sin(theta) * sum;
}

} // namespace

double studentQuantile(double p, std::size_t degrees) {
    assert(p > 0.0 && p < 1.0 && degrees >= 1);
    if (p < 0.5) {
        return -studentQuantile(1.0 - p, degrees);
    }
    const double within = 2.0 * p - 1.0;
    double low = 0.0, high = 1.0;
    while (studentWithin(high, degrees) < within) {
        high *= 2.0;
    }
    for (int i = 0; i < 200 && high - low > 1e-13 * high; ++i) {
        const double middle = 0.5 * (low + high);
        (studentWithin(middle, degrees) < within ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

Estimate estimateMean(std::span<const double> values) {
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    std::vector<double> known;
    double sum = 0.0;
    for (const double value : values) {
        if (!std::isnan(value)) {
            known.push_back(value);
            sum += value;
        }
    }
    Estimate estimate{known.size(), unknown, unknown};
    if (known.empty()) {
        return estimate;
    }
    const auto count = static_cast<double>(known.size());
    estimate.mean = sum / count;
    if (known.size() >= 2 && std::isfinite(estimate.mean)) {
        double squares = 0.0;
        for (const double value : known) {
            squares += (value - estimate.mean) * (value - estimate.mean);
        }
        estimate.halfWidth = studentQuantile(0.975, known.size() - 1) * std::sqrt(squares / (count - 1.0) / count);
    }
    return estimate;
}

} // namespace logitscope
