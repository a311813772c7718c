#include "core/model/norm.h"

#include "core/model/weight_plan.h"

namespace logitscope {

RmsNorm::RmsNorm(WeightPlan& plan, const std::string& name, std::size_t size, double epsilon) : m_epsilon(epsilon) {
    plan.vector(name + ".weight", size, m_weight);
}

void RmsNorm::apply(Operations& operations, const Activations& x, const Activations& out) const {
    operations.rmsNorm(x, m_weight, m_epsilon, out);
}

LayerNorm::LayerNorm(WeightPlan& plan, const std::string& name, std::size_t size, double epsilon) : m_epsilon(epsilon) {
    plan.vector(name + ".weight", size, m_weight);
    plan.vector(name + ".bias", size, m_bias);
}

void LayerNorm::apply(Operations& operations, const Activations& x, const Activations& out) const {
    operations.layerNorm(x, m_weight, m_bias, m_epsilon, out);
}

} // namespace logitscope
