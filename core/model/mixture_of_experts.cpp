#include "core/model/mixture_of_experts.h"

#include "core/base/thread_pool.h"
#include "core/model/weight_plan.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

namespace logitscope {

namespace {

// A token that an expert works for.
struct Assignment {
    std::size_t row = 0;
    float weight = 0.0F;
};

// The experts of one token, largest score first (the lower number where scores are equal), with softmax weights.
class Routing {
public:
    Routing(std::span<const float> scores, std::size_t count) : m_experts(scores.size()), m_weights(count) {
        std::iota(m_experts.begin(), m_experts.end(), 0);
        const auto better = [&](std::size_t left, std::size_t right) {
            return scores[left] > scores[right] || (scores[left] == scores[right] && left < right);
        };
        std::partial_sort(m_experts.begin(), m_experts.begin() + static_cast<std::ptrdiff_t>(count), m_experts.end(),
                          better);
        m_experts.resize(count);
        double sum = 0.0;
        for (const std::size_t expert : m_experts) {
            sum += std::exp(double{scores[expert]} - double{scores[m_experts.front()]});
        }
        for (std::size_t i = 0; i < count; ++i) {
            const double share = std::exp(double{scores[m_experts[i]]} - double{scores[m_experts.front()]}) / sum;
            m_weights[i] = static_cast<float>(share);
        }
    }

    std::span<const std::size_t> experts() const { return m_experts; }
    std::span<const float> weights() const { return m_weights; }

private:
    std::vector<std::size_t> m_experts;
    std::vector<float> m_weights;
};

void show(const LayerPass& pass, const BatchSpan& span, std::size_t token, const Routing& routing) {
    std::vector<ExpertIndex> experts;
    for (const std::size_t expert : routing.experts()) {
        experts.push_back(static_cast<ExpertIndex>(expert));
    }
    pass.observer->onRouting(pass.layer, span.input, span.positionOf(token), experts, routing.weights());
}

// The tokens of each expert.
std::vector<std::vector<Assignment>> route(const LayerPass& pass, const ExpertFeedForward& weights,
                                           const Activations& x) {
    const Activations scores = pass.operations.take(Buffer::Router, x.rows, weights.router.rows());
    pass.operations.multiply({{weights.router, scores}}, x);
    const bool observed = pass.observer != nullptr && pass.observer->wantsRouting(pass.layer);
    std::vector<std::vector<Assignment>> assignments(weights.experts.size());
    forEachToken(pass.chunk, [&](const BatchSpan& span, std::size_t token) {
        const std::size_t row = span.row + token;
        const Routing routing(scores.rowSpan(row), pass.config.expertsPerToken);
        for (std::size_t i = 0; i < routing.experts().size(); ++i) {
            assignments[routing.experts()[i]].push_back({row, routing.weights()[i]});
        }
        if (observed) {
            show(pass, span, token, routing);
        }
    });
    return assignments;
}

} // namespace

void planExperts(WeightPlan& plan, const std::string& prefix, const ModelConfig& config, ExpertFeedForward& target) {
    const std::size_t d = config.embeddingLength;
    const std::size_t length = config.feedForwardLength;
    plan.matrix(prefix + "ffn_gate_inp.weight", config.expertCount, d, target.router);
    if (!plan.has(prefix + "ffn_gate_inp.weight")) { // a damaged file may claim any number of layers with experts
        return;
    }
    target.experts.resize(config.expertCount);
    const bool oneByOne = plan.has(prefix + "ffn_gate.0.weight");
    for (std::size_t i = 0; i < config.expertCount; ++i) {
        const auto expert = [&](const char* name, std::size_t rows, std::size_t columns, PackedMatrix& matrix) {
            if (oneByOne) {
                plan.matrix(prefix + name + "." + std::to_string(i) + ".weight", rows, columns, matrix);
            } else {
                plan.slice(prefix + name + "_exps.weight", {config.expertCount, rows, columns}, i * rows, rows, matrix);
            }
        };
        expert("ffn_gate", length, d, target.experts[i].gate);
        expert("ffn_up", length, d, target.experts[i].up);
        expert("ffn_down", d, length, target.experts[i].down);
    }
}

void feedForward(const LayerPass& pass, const ExpertFeedForward& weights, const Activations& x,
                 const Activations& out) {
    Operations& operations = pass.operations;
    const auto assignments = route(pass, weights, x);
    std::fill_n(out.data, out.rows * out.width, 0.0F);
    for (std::size_t expert = 0; expert < assignments.size(); ++expert) {
        const std::vector<Assignment>& tokens = assignments[expert];
        if (tokens.empty()) {
            continue;
        }
        const Activations input = operations.take(Buffer::ExpertInput, tokens.size(), x.width);
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            std::memcpy(input.row(i), x.row(tokens[i].row), x.width * sizeof(float));
        }
        const Activations output = operations.take(Buffer::ExpertOutput, tokens.size(), x.width);
        feedForward(operations, weights.experts[expert], GateActivation::Silu, input, output);
        operations.pool().forEachRange(tokens.size(), 1, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                float* sum = out.row(tokens[i].row);
                for (std::size_t column = 0; column < x.width; ++column) {
                    sum[column] += tokens[i].weight * output.row(i)[column];
                }
            }
        });
    }
}

} // namespace logitscope
