// The Llama architecture in plain double-precision loops over a RandomModel's weights: no cache, no batch, no packing.
#pragma once

#include "core/base/ids.h"
#include "tests/support/random_model.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace logitscope::test {

class PlainLlama {
public:
    explicit PlainLlama(const RandomModel& shape) : m_shape(shape) {
        for (RandomModel::Tensor& tensor : shape.tensors()) {
            // What the file holds after rounding to its type.
            const DTypeTraits& traits = traitsOf(tensor.type);
            std::vector<std::byte> bytes(tensor.values.size() / traits.blockSize * traits.blockBytes);
            encodeRow(tensor.type, tensor.values, bytes);
            decodeRow(tensor.type, bytes, tensor.values);
            m_weights[tensor.name] = std::move(tensor.values);
        }
    }

    // The logits after the last token.
    std::vector<float> logits(const std::vector<TokenId>& tokens) const {
        const std::size_t d = m_shape.embedding;
        std::vector<Row> x;
        for (const TokenId token : tokens) {
            const auto& embedding = m_weights.at("token_embd.weight");
            x.emplace_back(embedding.begin() + static_cast<std::ptrdiff_t>(indexOf(token) * d),
                           embedding.begin() + static_cast<std::ptrdiff_t>((indexOf(token) + 1) * d));
        }
        for (std::uint32_t layer = 0; layer < m_shape.layers; ++layer) {
            runLayer("blk." + std::to_string(layer) + ".", x);
        }
        const Row last = norm("output_norm.weight", x.back());
        const Row result = multiply(m_shape.tied ? "token_embd.weight" : "output.weight", last);
        return {result.begin(), result.end()};
    }

private:
    using Row = std::vector<double>;

    Row multiply(const std::string& name, const Row& x) const {
        const std::vector<float>& weights = m_weights.at(name);
        Row y(weights.size() / x.size(), 0.0);
        for (std::size_t row = 0; row < y.size(); ++row) {
            for (std::size_t i = 0; i < x.size(); ++i) {
                y[row] += double{weights[row * x.size() + i]} * x[i];
            }
        }
        return y;
    }

    Row norm(const std::string& name, const Row& x) const {
        double squares = 0.0;
        for (const double value : x) {
            squares += value * value;
        }
        Row y;
        for (std::size_t i = 0; i < x.size(); ++i) {
            y.push_back(x[i] / std::sqrt(squares / static_cast<double>(x.size()) + 1e-5) *
                        double{m_weights.at(name)[i]});
        }
        return y;
    }

    void rotate(Row& heads, std::size_t position) const {
        const std::size_t dimensions = m_shape.rotated();
        for (std::size_t start = 0; start < heads.size(); start += m_shape.headSize()) {
            for (std::size_t i = 0; i < dimensions / 2; ++i) {
                double angle =
                    static_cast<double>(position) *
                    std::pow(double{m_shape.ropeBase}, -2.0 * static_cast<double>(i) / static_cast<double>(dimensions));
                angle /= m_shape.linearScale.value_or(1.0F);
                if (m_shape.frequencyFactors) {
                    angle /= m_weights.at("rope_freqs.weight")[i];
                }
                const double a = heads[start + 2 * i];
                const double b = heads[start + 2 * i + 1];
                heads[start + 2 * i] = a * std::cos(angle) - b * std::sin(angle);
                heads[start + 2 * i + 1] = a * std::sin(angle) + b * std::cos(angle);
            }
        }
    }

    void runLayer(const std::string& prefix, std::vector<Row>& x) const {
        std::vector<Row> keys;
        std::vector<Row> values;
        const std::size_t length = m_shape.headSize();
        const std::size_t group = m_shape.heads / m_shape.keyValueHeads;
        for (std::size_t position = 0; position < x.size(); ++position) {
            const Row normed = norm(prefix + "attn_norm.weight", x[position]);
            Row query = multiply(prefix + "attn_q.weight", normed);
            keys.push_back(multiply(prefix + "attn_k.weight", normed));
            values.push_back(multiply(prefix + "attn_v.weight", normed));
            rotate(query, position);
            rotate(keys.back(), position);
            Row attended(query.size(), 0.0);
            for (std::size_t head = 0; head < m_shape.heads; ++head) {
                Row scores;
                for (const Row& key : keys) {
                    double score = 0.0;
                    for (std::size_t i = 0; i < length; ++i) {
                        score += query[head * length + i] * key[head / group * length + i];
                    }
                    scores.push_back(std::exp(score / std::sqrt(static_cast<double>(length))));
                }
                double sum = 0.0;
                for (const double score : scores) {
                    sum += score;
                }
                for (std::size_t p = 0; p < scores.size(); ++p) {
                    for (std::size_t i = 0; i < length; ++i) {
                        attended[head * length + i] += scores[p] / sum * values[p][head / group * length + i];
                    }
                }
            }
            add(x[position], multiply(prefix + "attn_output.weight", attended));
        }
        for (Row& row : x) {
            const Row normed = norm(prefix + "ffn_norm.weight", row);
            Row gate = multiply(prefix + "ffn_gate.weight", normed);
            const Row up = multiply(prefix + "ffn_up.weight", normed);
            for (std::size_t i = 0; i < gate.size(); ++i) {
                gate[i] = gate[i] / (1.0 + std::exp(-gate[i])) * up[i];
            }
            add(row, multiply(prefix + "ffn_down.weight", gate));
        }
    }

    static void add(Row& x, const Row& y) {
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] += y[i];
        }
    }

    RandomModel m_shape;
    std::map<std::string, std::vector<float>> m_weights;
};

} // namespace logitscope::test
