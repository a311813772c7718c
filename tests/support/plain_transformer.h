// Every architecture in plain double-precision loops over a RandomTransformer's weights: no cache, no batch, no
// packing, one token after the other. Written from the papers and published configurations, not from the engine.
#pragma once

#include "core/base/ids.h"
#include "tests/support/random_transformer.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <map>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace logitscope::test {

class PlainTransformer {
public:
    using Row = std::vector<double>;

    // Everything that an observer may ask for, of one layer by token.
    struct LayerTrace {
        std::vector<Row> queries, keys, values, residuals;
        std::vector<std::vector<Row>> attention;                          // {tokens, heads, positions}
        std::vector<std::vector<std::pair<std::size_t, double>>> routing; // experts with weights, largest first
    };
    struct Trace {
        std::vector<Row> embedding;
        std::vector<LayerTrace> layers;
        std::vector<std::vector<float>> logits;
    };

    // What a configuration says beyond the shape; neutral as they stand.
    double attentionScale;                                  // 1 / sqrt(headLength)
    std::function<double(std::size_t pair)> frequency;      // of rotation, radians per position
    std::function<double(std::size_t pair)> localFrequency; // in windowed layers; frequency unless set
    double rotatedLength = 1.0;                             // what rotation multiplies a vector by

    explicit PlainTransformer(const RandomTransformer& shape)
        : attentionScale(1.0 / std::sqrt(static_cast<double>(shape.headLength))), m_shape(shape) {
        frequency = [&shape = m_shape](std::size_t pair) { return frequencyOf(shape.ropeBase, pair, shape.rotated); };
        for (RandomTransformer::Tensor& tensor : shape.tensors()) {
            const DTypeTraits& traits = traitsOf(tensor.type);
            std::vector<std::byte> bytes(tensor.values.size() / traits.blockSize * traits.blockBytes);
            encodeRow(tensor.type, tensor.values, bytes);
            decodeRow(tensor.type, bytes, tensor.values); // what the file holds after rounding to its type
            m_weights[tensor.name] = std::move(tensor.values);
        }
    }
    PlainTransformer(const PlainTransformer&) = delete;
    PlainTransformer& operator=(const PlainTransformer&) = delete;

    static double frequencyOf(double base, std::size_t pair, std::size_t dimensions) {
        return std::pow(base, -2.0 * static_cast<double>(pair) / static_cast<double>(dimensions));
    }
    const std::vector<float>& weights(const std::string& name) const { return m_weights.at(name); }

    Trace run(const std::vector<TokenId>& tokens) const {
        Trace trace;
        std::vector<Row> x;
        for (std::size_t position = 0; position < tokens.size(); ++position) {
            Row row = tableRow("token_embd.weight", indexOf(tokens[position]));
            if (m_shape.kind.scaledEmbedding) {
                for (double& value : row) {
                    value *= std::sqrt(static_cast<double>(m_shape.embedding));
                }
            }
            if (!m_shape.kind.rotary) {
                add(row, tableRow("position_embd.weight", position));
            }
            x.push_back(row);
        }
        trace.embedding = x;
        for (std::size_t layer = 0; layer < m_shape.layers; ++layer) {
            trace.layers.emplace_back();
            runLayer(layer, x, trace.layers.back());
            trace.layers.back().residuals = x;
        }
        for (const Row& row : x) {
            Row logits = multiply(m_shape.kind.tied ? "token_embd.weight" : "output.weight", norm("output_norm", row));
            for (double& logit : logits) {
                logit = cap(logit, m_shape.logitCap);
            }
            trace.logits.emplace_back(logits.begin(), logits.end());
        }
        return trace;
    }

private:
    Row tableRow(const std::string& name, std::size_t index) const {
        const auto start = weights(name).begin() + static_cast<std::ptrdiff_t>(index * m_shape.embedding);
        return {start, start + m_shape.embedding};
    }

    static double cap(double value, double limit) { return limit > 0.0 ? limit * std::tanh(value / limit) : value; }

    // Rows [first, first + count) of a matrix, or all from `first` on, times x.
    Row multiply(const std::string& name, const Row& x, std::size_t first = 0, std::size_t count = 0) const {
        const std::vector<float>& matrix = weights(name);
        Row y(count > 0 ? count : matrix.size() / x.size() - first, 0.0);
        for (std::size_t row = 0; row < y.size(); ++row) {
            for (std::size_t i = 0; i < x.size(); ++i) {
                y[row] += double{matrix[(first + row) * x.size() + i]} * x[i];
            }
        }
        return y;
    }

    static void add(Row& x, const Row& y) {
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] += y[i];
        }
    }
    void addBias(Row& x, const std::string& name, std::size_t first = 0) const {
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] += weights(name)[first + i];
        }
    }

    Row norm(const std::string& name, Row x) const {
        const auto count = static_cast<double>(x.size());
        if (m_shape.kind.layerNorm) {
            const double mean = std::accumulate(x.begin(), x.end(), 0.0) / count;
            std::for_each(x.begin(), x.end(), [&](double& value) { value -= mean; });
        }
        double squares = 0.0;
        for (const double value : x) {
            squares += value * value;
        }
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] *= weights(name + ".weight")[i] / std::sqrt(squares / count + 1e-5F);
        }
        if (m_shape.kind.layerNorm) {
            addBias(x, name + ".bias");
        }
        return x;
    }

    bool isWindowed(std::size_t layer) const {
        const std::size_t period = m_shape.kind.fullAttentionPeriod;
        return m_shape.window > 0 && (period == 0 || layer % period != period - 1);
    }

    void normHeads(const std::string& name, Row& heads) const {
        for (std::size_t start = 0; start < heads.size(); start += m_shape.headLength) {
            const auto from = heads.begin() + static_cast<std::ptrdiff_t>(start);
            const Row normed = norm(name, Row(from, from + m_shape.headLength));
            std::copy(normed.begin(), normed.end(), from);
        }
    }

    void rotate(std::size_t layer, Row& heads, std::size_t position) const {
        const auto& turns = isWindowed(layer) && localFrequency ? localFrequency : frequency;
        const std::size_t pairs = m_shape.rotated / 2;
        for (std::size_t start = 0; start < heads.size(); start += m_shape.headLength) {
            for (std::size_t i = 0; i < pairs; ++i) {
                const double angle = static_cast<double>(position) * turns(i);
                double& first = heads[start + (m_shape.kind.halves ? i : 2 * i)];
                double& second = heads[start + (m_shape.kind.halves ? i + pairs : 2 * i + 1)];
                const double a = first;
                const double b = second;
                first = (a * std::cos(angle) - b * std::sin(angle)) * rotatedLength;
                second = (a * std::sin(angle) + b * std::cos(angle)) * rotatedLength;
            }
        }
    }

    // Query, key or value (part 0, 1, 2) of a normalised row.
    Row project(const std::string& prefix, const Row& x, std::size_t part) const {
        const std::size_t queries = m_shape.heads * m_shape.headLength;
        const std::size_t keys = m_shape.keyValueHeads * m_shape.headLength;
        const std::size_t first = part == 0 ? 0 : queries + (part - 1) * keys;
        const std::string own = prefix + "attn_" + "qkv"[part];
        Row y = m_shape.kind.fusedQkv ? multiply(prefix + "attn_qkv.weight", x, first, part == 0 ? queries : keys)
                                      : multiply(own + ".weight", x);
        if (m_shape.kind.qkvBias) {
            m_shape.kind.fusedQkv ? addBias(y, prefix + "attn_qkv.bias", first) : addBias(y, own + ".bias");
        }
        return y;
    }

    // What the token at `position` reads; its query, key and value are the trace's last.
    Row attend(std::size_t layer, std::size_t position, LayerTrace& trace) const {
        const std::size_t length = m_shape.headLength;
        const std::size_t group = m_shape.heads / m_shape.keyValueHeads;
        Row attended(m_shape.heads * length, 0.0);
        trace.attention.emplace_back();
        for (std::size_t head = 0; head < m_shape.heads; ++head) {
            Row shares(position + 1, 0.0);
            for (std::size_t p = 0; p <= position; ++p) {
                if (isWindowed(layer) && position - p >= m_shape.window) {
                    continue;
                }
                double score = 0.0;
                for (std::size_t i = 0; i < length; ++i) {
                    score += trace.queries.back()[head * length + i] * trace.keys[p][head / group * length + i];
                }
                shares[p] = std::exp(cap(score * attentionScale, m_shape.scoreCap));
            }
            const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
            for (std::size_t p = 0; p <= position; ++p) {
                shares[p] /= sum;
                for (std::size_t i = 0; i < length; ++i) {
                    attended[head * length + i] += shares[p] * trace.values[p][head / group * length + i];
                }
            }
            trace.attention.back().push_back(shares);
        }
        return attended;
    }

    Row attentionBlock(std::size_t layer, std::size_t position, const Row& x, LayerTrace& trace) const {
        const std::string prefix = "blk." + std::to_string(layer) + ".";
        const Row normed = norm(prefix + "attn_norm", x);
        trace.queries.push_back(project(prefix, normed, 0));
        trace.keys.push_back(project(prefix, normed, 1));
        trace.values.push_back(project(prefix, normed, 2));
        if (m_shape.kind.headNorms) {
            normHeads(prefix + "attn_q_norm", trace.queries.back());
            normHeads(prefix + "attn_k_norm", trace.keys.back());
        }
        if (m_shape.kind.rotary) {
            rotate(layer, trace.queries.back(), position);
            rotate(layer, trace.keys.back(), position);
        }
        Row update = multiply(prefix + "attn_output.weight", attend(layer, position, trace));
        if (m_shape.kind.allBiases) {
            addBias(update, prefix + "attn_output.bias");
        }
        return m_shape.kind.postNorms ? norm(prefix + "post_attention_norm", update) : update;
    }

    double activation(double v) const {
        return m_shape.kind.gelu ? 0.5 * v * (1.0 + std::tanh(std::sqrt(2.0 / M_PI) * (v + 0.044715 * std::pow(v, 3))))
                                 : v / (1.0 + std::exp(-v));
    }

    // The block of one expert (its number, or none).
    Row feedForward(const std::string& prefix, const Row& x, int expert) const {
        const std::size_t length = m_shape.feedForward;
        const auto times = [&](const std::string& name, const Row& in, std::size_t first, std::size_t rows) {
            if (expert < 0) {
                return multiply(prefix + name + ".weight", in, first, rows);
            }
            return m_shape.expertsOneByOne
                       ? multiply(prefix + name + "." + std::to_string(expert) + ".weight", in)
                       : multiply(prefix + name + "_exps.weight", in, static_cast<std::size_t>(expert) * rows, rows);
        };
        Row inner = times("ffn_up", x, m_shape.kind.fusedGate ? length : 0, length);
        if (m_shape.kind.gated) {
            const Row gate = times(m_shape.kind.fusedGate ? "ffn_up" : "ffn_gate", x, 0, length);
            for (std::size_t i = 0; i < length; ++i) {
                inner[i] *= activation(gate[i]);
            }
        } else {
            addBias(inner, prefix + "ffn_up.bias");
            std::for_each(inner.begin(), inner.end(), [&](double& value) { value = activation(value); });
        }
        Row out = times("ffn_down", inner, 0, m_shape.embedding);
        if (m_shape.kind.allBiases) {
            addBias(out, prefix + "ffn_down.bias");
        }
        return out;
    }

    Row feedForwardBlock(std::size_t layer, const Row& x, LayerTrace& trace) const {
        const std::string prefix = "blk." + std::to_string(layer) + ".";
        const Row normed = norm(prefix + "ffn_norm", x);
        if (m_shape.experts == 0) {
            const Row update = feedForward(prefix, normed, -1);
            return m_shape.kind.postNorms ? norm(prefix + "post_ffw_norm", update) : update;
        }
        // Softmax over all experts; the best few share the whole.
        const Row scores = multiply(prefix + "ffn_gate_inp.weight", normed);
        std::vector<std::pair<std::size_t, double>> chosen;
        for (std::size_t expert = 0; expert < scores.size(); ++expert) {
            chosen.emplace_back(expert, std::exp(scores[expert]));
        }
        std::sort(chosen.begin(), chosen.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
        chosen.resize(m_shape.expertsPerToken);
        double sum = 0.0;
        for (const auto& [expert, power] : chosen) {
            sum += power;
        }
        Row update(m_shape.embedding, 0.0);
        for (auto& [expert, weight] : chosen) {
            weight /= sum;
            const Row said = feedForward(prefix, normed, static_cast<int>(expert));
            for (std::size_t i = 0; i < said.size(); ++i) {
                update[i] += weight * said[i];
            }
        }
        trace.routing.push_back(chosen);
        return update;
    }

    void runLayer(std::size_t layer, std::vector<Row>& x, LayerTrace& trace) const {
        for (std::size_t position = 0; position < x.size(); ++position) {
            Row& row = x[position];
            const Row before = row;
            add(row, attentionBlock(layer, position, row, trace));
            const bool sideBySide = m_shape.kind.name == "gptneox" && m_shape.parallel;
            add(row, feedForwardBlock(layer, sideBySide ? before : row, trace));
        }
    }

    RandomTransformer m_shape;
    std::map<std::string, std::vector<float>> m_weights;
};

} // namespace logitscope::test
