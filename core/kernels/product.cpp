#include "core/kernels/product.h"

#include "core/base/thread_pool.h"

#include <algorithm>
#include <cassert>

namespace logitscope {

namespace {

// Panels in one call of a kernel: as many as the widest tile takes at once.
constexpr std::size_t panelsPerStep = 4;

// Activations that are read for every panel should stay in the core's second-level cache.
constexpr std::size_t activationCacheBytes = std::size_t{256} << 10;

// A part of a target: its panels [begin, end), counted over all targets one after the other.
void multiplyPanels(const Kernels& kernels, const ProductTarget& target, std::size_t begin, std::size_t end,
                    const ActivationBlocks& activations) {
    const PackedMatrix& weights = *target.weights;
    const auto product = kernels.product[static_cast<std::size_t>(weights.type())];
    const std::size_t widest = kernels.blockWidths.front();
    const std::size_t tokensInCache = activationCacheBytes / (weights.columns() * sizeof(float)) / widest * widest;
    const std::size_t groupTokens = std::max(widest, tokensInCache);
    for (std::size_t group = 0; group < activations.tokens(); group += groupTokens) {
        const std::size_t groupEnd = std::min(activations.tokens(), group + groupTokens);
        for (std::size_t panel = begin; panel < end; panel += panelsPerStep) {
            ProductArguments arguments;
            arguments.panels = weights.panel(panel);
            arguments.panelCount = std::min(panelsPerStep, end - panel);
            arguments.panelBytes = weights.panelBytes();
            arguments.rows = std::min(arguments.panelCount * panelRows, weights.rows() - panel * panelRows);
            arguments.columns = weights.columns();
            arguments.yStride = weights.rows();
            activations.forEachBlock(group, groupEnd, [&](std::size_t token, std::size_t width, const float* block) {
                arguments.x = block;
                arguments.width = width;
                arguments.y = target.y + token * arguments.yStride + panel * panelRows;
                product(arguments);
            });
        }
    }
}

void regroup(const float* x, std::size_t columns, std::size_t width, float* block) {
    for (std::size_t column = 0; column < columns; ++column) {
        for (std::size_t token = 0; token < width; ++token) {
            block[column * width + token] = x[token * columns + column];
        }
    }
}

} // namespace

ActivationBlocks::ActivationBlocks(const Kernels& kernels, const float* x, std::size_t tokens, std::size_t columns,
                                   float* workspace)
    : m_kernels(&kernels), m_blocks(tokens == 1 ? x : workspace), m_tokens(tokens), m_columns(columns) {
    if (tokens == 1) {
        return;
    }
    forEachBlock(0, tokens, [&](std::size_t token, std::size_t width, const float*) {
        regroup(x + token * columns, columns, width, workspace + token * columns);
    });
}

void multiply(const Kernels& kernels, ThreadPool& pool, std::span<const ProductTarget> targets, const float* x,
              std::size_t tokens, float* workspace) {
    assert(!targets.empty());
    if (tokens == 0) {
        return;
    }
    const ActivationBlocks activations(kernels, x, tokens, targets.front().weights->columns(), workspace);
    std::size_t panels = 0;
    for (const ProductTarget& target : targets) {
        assert(target.weights->columns() == activations.columns());
        panels += target.weights->panelCount();
    }
    pool.forEachRange(panels, panelsPerStep, [&](std::size_t begin, std::size_t end) {
        std::size_t first = 0; // panel of the target, counted over all
        for (const ProductTarget& target : targets) {
            const std::size_t last = first + target.weights->panelCount();
            if (begin < last && end > first) {
                multiplyPanels(kernels, target, std::max(begin, first) - first, std::min(end, last) - first,
                               activations);
            }
            first = last;
        }
    });
}

} // namespace logitscope
