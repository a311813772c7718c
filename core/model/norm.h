// The two normalisations, each with its weights.
//
// Immutable once made. x and out are {tokens, size} and may be the same.
#pragma once

#include "core/model/operations.h"

#include <cstddef>
#include <string>
#include <vector>

namespace logitscope {

class WeightPlan;

// x / rms(x) * weight. Zhang and Sennrich, "Root Mean Square Layer Normalization" (2019).
class RmsNorm {
public:
    RmsNorm() = default;
    // Reads "<name>.weight".
    RmsNorm(WeightPlan& plan, const std::string& name, std::size_t size, double epsilon);
    void apply(Operations& operations, const Activations& x, const Activations& out) const;

private:
    std::vector<float> m_weight;
    double m_epsilon = 0.0;
};

// (x - mean(x)) / deviation(x) * weight + bias. Ba, Kiros and Hinton, "Layer Normalization" (2016).
class LayerNorm {
public:
    LayerNorm() = default;
    // Reads "<name>.weight" and "<name>.bias".
    LayerNorm(WeightPlan& plan, const std::string& name, std::size_t size, double epsilon);
    void apply(Operations& operations, const Activations& x, const Activations& out) const;

private:
    std::vector<float> m_weight;
    std::vector<float> m_bias;
    double m_epsilon = 0.0;
};

} // namespace logitscope
