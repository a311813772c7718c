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

// What the targets of one call read.
struct Inputs {
    const Kernels& kernels;
    std::size_t tokens;
    std::size_t columns;
    const float* blocks = nullptr;          // {columns, width} for each block of tokens
    const std::int32_t* integers = nullptr; // quantised, as Kernels::quantise() lays it out
};

constexpr std::size_t quantisedWords(std::size_t columns) { return columns / 32 * wordsPerQuantisedBlock; }

bool usesIntegers(const Kernels& kernels, const ProductTarget& target, Precision precision) {
    return precision == Precision::Fast &&
           kernels.integerProduct[static_cast<std::size_t>(target.weights->type())] != nullptr;
}

// A part of a target: its panels [begin, end), counted over all targets one after the other.
void multiplyPanels(const Inputs& inputs, const ProductTarget& target, bool integers, std::size_t begin,
                    std::size_t end) {
    const PackedMatrix& weights = *target.weights;
    const ProductTable& products = integers ? inputs.kernels.integerProduct : inputs.kernels.product;
    const auto product = products[static_cast<std::size_t>(weights.type())];
    const std::size_t words = integers ? quantisedWords(inputs.columns) : inputs.columns; // of a token
    const std::size_t widest = inputs.kernels.blockWidths.front();
    const std::size_t tokensInCache = activationCacheBytes / (words * sizeof(float)) / widest * widest;
    const std::size_t groupTokens = std::max(widest, tokensInCache);
    for (std::size_t group = 0; group < inputs.tokens; group += groupTokens) {
        const std::size_t groupEnd = std::min(inputs.tokens, group + groupTokens);
        for (std::size_t panel = begin; panel < end; panel += panelsPerStep) {
            ProductArguments arguments;
            arguments.panels = weights.panel(panel);
            arguments.panelCount = std::min(panelsPerStep, end - panel);
            arguments.panelBytes = weights.panelBytes();
            arguments.rows = std::min(arguments.panelCount * panelRows, weights.rows() - panel * panelRows);
            arguments.columns = weights.columns();
            arguments.yStride = weights.rows();
            forEachTokenBlock(inputs.kernels, group, groupEnd, [&](std::size_t token, std::size_t width) {
                if (integers) {
                    arguments.integers = inputs.integers + token * words;
                } else {
                    arguments.x = inputs.blocks + token * words;
                }
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
              std::size_t tokens, float* workspace, Precision precision) {
    assert(!targets.empty());
    if (tokens == 0) {
        return;
    }
    const std::size_t columns = targets.front().weights->columns();
    bool wantsIntegers = false;
    bool wantsBlocks = false;
    std::size_t panels = 0;
    for (const ProductTarget& target : targets) {
        assert(target.weights->columns() == columns);
        (usesIntegers(kernels, target, precision) ? wantsIntegers : wantsBlocks) = true;
        panels += target.weights->panelCount();
    }
    wantsBlocks = wantsBlocks && tokens > 1; // one token is used where it lies
    auto* integers = reinterpret_cast<std::int32_t*>(workspace + tokens * columns);
    pool.forEachRange(tokens, kernels.blockWidths.front(), [&](std::size_t begin, std::size_t end) {
        forEachTokenBlock(kernels, begin, end, [&](std::size_t token, std::size_t width) {
            if (wantsIntegers) {
                kernels.quantise(x + token * columns, width, columns, integers + token * quantisedWords(columns));
            }
            if (wantsBlocks) {
                regroup(x + token * columns, columns, width, workspace + token * columns);
            }
        });
    });
    const Inputs inputs{kernels, tokens, columns, tokens > 1 ? workspace : x, integers};
    pool.forEachRange(panels, panelsPerStep, [&](std::size_t begin, std::size_t end) {
        std::size_t first = 0; // panel of the target, counted over all
        for (const ProductTarget& target : targets) {
            const std::size_t last = first + target.weights->panelCount();
            if (begin < last && end > first) {
                multiplyPanels(inputs, target, usesIntegers(kernels, target, precision), std::max(begin, first) - first,
                               std::min(end, last) - first);
            }
            first = last;
        }
    });
}

} // namespace logitscope
