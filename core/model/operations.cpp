#include "core/model/operations.h"

#include "core/base/thread_pool.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace logitscope {

Activations Operations::take(Buffer buffer, std::size_t rows, std::size_t width) {
    return {m_scratch->floats(static_cast<std::size_t>(buffer), rows * width).data(), rows, width};
}

void Operations::rmsNorm(const Activations& x, std::span<const float> weight, double epsilon, const Activations& out) {
    assert(weight.size() == x.width && out.width == x.width && out.rows == x.rows);
    pool().forEachRange(x.rows, 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t row = begin; row < end; ++row) {
            kernels().rmsNorm(x.row(row), weight.data(), static_cast<float>(epsilon), x.width, out.row(row));
        }
    });
}

void Operations::layerNorm(const Activations& x, std::span<const float> weight, std::span<const float> bias,
                           double epsilon, const Activations& out) {
    assert(weight.size() == x.width && bias.size() == x.width && out.width == x.width && out.rows == x.rows);
    pool().forEachRange(x.rows, 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t row = begin; row < end; ++row) {
            kernels().layerNorm(x.row(row), weight.data(), bias.data(), static_cast<float>(epsilon), x.width,
                                out.row(row));
        }
    });
}

void Operations::multiply(std::initializer_list<Product> products, const Activations& x) {
    std::array<ProductTarget, 4> targets;
    assert(products.size() <= targets.size());
    std::size_t count = 0;
    for (const Product& product : products) {
        assert(product.weights.columns() == x.width && product.weights.rows() == product.out.width);
        assert(product.out.rows == x.rows);
        targets[count++] = {&product.weights, product.out.data};
    }
    const Activations workspace = take(Buffer::Blocks, 1, workspaceFloats(x.rows, x.width));
    logitscope::multiply(kernels(), pool(), std::span(targets).first(count), x.data, x.rows, workspace.data,
                         m_scratch->precision());
}

void Operations::siluProduct(const Activations& gate, const Activations& up) {
    pool().forEachRange(gate.rows, 1, [&](std::size_t begin, std::size_t end) {
        kernels().siluProduct(gate.row(begin), up.row(begin), (end - begin) * gate.width, gate.row(begin));
    });
}

void Operations::geluProduct(const Activations& gate, const Activations& up) {
    pool().forEachRange(gate.rows, 1, [&](std::size_t begin, std::size_t end) {
        kernels().geluProduct(gate.row(begin), up.row(begin), (end - begin) * gate.width, gate.row(begin));
    });
}

void Operations::gelu(const Activations& x) {
    pool().forEachRange(
        x.rows, 1, [&](std::size_t begin, std::size_t end) { kernels().gelu(x.row(begin), (end - begin) * x.width); });
}

void Operations::add(const Activations& x, const Activations& y) {
    pool().forEachRange(x.rows, 1, [&](std::size_t begin, std::size_t end) {
        kernels().add(x.row(begin), y.row(begin), (end - begin) * x.width);
    });
}

void Operations::addBias(const Activations& x, std::span<const float> bias) {
    assert(bias.size() == x.width);
    pool().forEachRange(x.rows, 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t row = begin; row < end; ++row) {
            kernels().add(x.row(row), bias.data(), x.width);
        }
    });
}

void Operations::scale(const Activations& x, float factor) {
    std::for_each(x.data, x.data + x.rows * x.width, [&](float& value) { value *= factor; });
}

void Operations::softCap(const Activations& x, double cap) {
    pool().forEachRange(x.rows, 1, [&](std::size_t begin, std::size_t end) {
        kernels().softCap(x.row(begin), (end - begin) * x.width, 1.0F, static_cast<float>(cap));
    });
}

} // namespace logitscope
