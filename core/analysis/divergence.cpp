#include "core/analysis/divergence.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace logitscope {

std::vector<double> softmaxOf(std::span<const float> logits) {
    assert(!logits.empty());
    const double maximum = *std::ranges::max_element(logits);
    std::vector<double> probabilities(logits.size());
    double total = 0.0;
    for (std::size_t i = 0; i < logits.size(); ++i) {
        probabilities[i] = std::exp(static_cast<double>(logits[i]) - maximum);
        total += probabilities[i];
    }
    for (double& probability : probabilities) {
        probability /= total;
    }
    return probabilities;
}

double klDivergenceBits(std::span<const double> p, std::span<const double> q) {
    assert(p.size() == q.size());
    double bits = 0.0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (p[i] > 0.0) {
            if (q[i] <= 0.0) {
                return std::numeric_limits<double>::infinity();
            }
            bits += p[i] * std::log2(p[i] / q[i]);
        }
    }
    return std::max(0.0, bits); // rounding
}

double jsDivergenceBits(std::span<const double> p, std::span<const double> q) {
    assert(p.size() == q.size());
    double bits = 0.0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        const double mean = 0.5 * (p[i] + q[i]);
        if (p[i] > 0.0) {
            bits += 0.5 * p[i] * std::log2(p[i] / mean);
        }
        if (q[i] > 0.0) {
            bits += 0.5 * q[i] * std::log2(q[i] / mean);
        }
    }
    return std::clamp(bits, 0.0, 1.0); // rounding
}

} // namespace logitscope
