#include "core/model/attention.h"

#include "core/base/thread_pool.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <vector>

namespace logitscope {

namespace {

// Queries that share one pass over the keys of a head.
constexpr std::size_t queriesAtOnce = 16;

// Pages before the window are not read at all. What lies before it on its first page gets the weight 0, so a sum has
// the same order whatever is masked.
std::size_t firstOnPage(std::size_t position) { return position / KvLayout::pageTokens * KvLayout::pageTokens; }

// One piece of the work: a few tokens of a sequence with the query heads of one key/value head. Their queries are
// independent, so how they are pieced together changes no bit.
struct Piece {
    const BatchSpan* span = nullptr;
    std::size_t firstToken = 0;
    std::size_t tokenCount = 0;
    std::size_t keyValueHead = 0;

    std::size_t positions() const { return span->position + firstToken + tokenCount; } // that the last token sees
};

std::size_t tokensPerPiece(const AttentionShape& shape, bool observed) {
    return observed ? 1 : std::max<std::size_t>(1, queriesAtOnce * shape.keyValueHeadCount / shape.headCount);
}

// Unobserved, head by head: then every thread's share holds early and late tokens alike, which cost less and more.
// Observed, in the order of positions.
std::vector<Piece> cutIntoPieces(std::span<const BatchSpan> chunk, const AttentionShape& shape, bool observed) {
    std::vector<Piece> pieces;
    const std::size_t step = tokensPerPiece(shape, observed);
    const auto addTokens = [&](std::size_t head) {
        for (const BatchSpan& span : chunk) {
            for (std::size_t token = 0; token < span.tokens.size(); token += step) {
                pieces.push_back({&span, token, std::min(step, span.tokens.size() - token), head});
            }
        }
    };
    for (std::size_t head = 0; head < shape.keyValueHeadCount; ++head) {
        addTokens(head);
    }
    if (observed) {
        std::stable_sort(pieces.begin(), pieces.end(), [](const Piece& left, const Piece& right) {
            return left.span->row + left.firstToken < right.span->row + right.firstToken;
        });
    }
    return pieces;
}

// The working memory of one thread.
struct Workspace {
    std::size_t queries; // at most
    std::size_t headLength;
    std::size_t valueStride;
    std::size_t positions; // at most, whole pages

    std::size_t floats() const { return queries * (2 * headLength + valueStride + positions); }
    float* gathered(float* memory) const { return memory; }
    float* blocks(float* memory) const { return memory + queries * headLength; }
    float* sums(float* memory) const { return memory + 2 * queries * headLength; }
    float* scores(float* memory) const { return sums(memory) + queries * valueStride; }
};

class AttentionPass {
public:
    AttentionPass(const Kernels& kernels, LayerIndex layer, const AttentionShape& shape,
                  const AttentionOptions& options, const Workspace& workspace, const Activations& queries,
                  const Activations& out)
        : m_kernels(kernels), m_layer(layer), m_shape(shape), m_options(options), m_workspace(workspace),
          m_queries(queries), m_out(out) {}

    void run(const Piece& piece, float* memory, ForwardObserver* observer) const {
        const std::size_t group = m_shape.headCount / m_shape.keyValueHeadCount;
        const std::size_t firstHead = piece.keyValueHead * group;
        const std::size_t scoreStride = m_workspace.positions;
        float* scores = m_workspace.scores(memory);
        score(piece, group, memory);
        for (std::size_t token = 0; token < piece.tokenCount; ++token) {
            const std::size_t row = piece.firstToken + token;
            const std::size_t position = piece.span->position + row;
            float* tokenScores = scores + token * group * scoreStride;
            const std::size_t first = m_options.firstVisible(position);
            for (std::size_t query = 0; query < group; ++query) {
                float* weights = tokenScores + query * scoreStride;
                weigh(weights, first, position + 1);
                if (observer != nullptr) {
                    std::fill_n(weights, firstOnPage(first), 0.0F);
                    observer->onAttention(m_layer, static_cast<HeadIndex>(firstHead + query), piece.span->input,
                                          static_cast<Position>(position), {weights, position + 1});
                }
            }
            sumValues(piece, firstOnPage(first), position + 1, tokenScores, group, memory,
                      m_out.row(piece.span->row + row) + firstHead * m_shape.headLength);
        }
    }

private:
    // Turns the scores of positions [first, end) into weights; those before them on the page of `first` become 0.
    void weigh(float* scores, std::size_t first, std::size_t end) const {
        const std::size_t start = firstOnPage(first);
        std::fill(scores + start, scores + first, -std::numeric_limits<float>::infinity());
        float scale = m_options.scale;
        if (m_options.softCap > 0.0F) {
            m_kernels.softCap(scores + first, end - first, scale, m_options.softCap);
            scale = 1.0F;
        }
        m_kernels.softmax(scores + start, end - start, scale);
    }

    // scores {queries, positions} = keys times queries; places after a query's own position hold numbers of no meaning.
    void score(const Piece& piece, std::size_t group, float* memory) const {
        const std::size_t length = m_shape.headLength;
        const std::size_t queries = piece.tokenCount * group;
        float* gathered = m_workspace.gathered(memory);
        for (std::size_t token = 0; token < piece.tokenCount; ++token) {
            const float* source =
                m_queries.row(piece.span->row + piece.firstToken + token) + piece.keyValueHead * group * length;
            std::memcpy(gathered + token * group * length, source, group * length * sizeof(float));
        }
        const ActivationBlocks blocks(m_kernels, gathered, queries, length, m_workspace.blocks(memory));
        const KvLayout& layout = piece.span->cache->layout();
        const auto pages = piece.span->cache->pages();
        const std::size_t keyOffset = layout.keyOffset(indexOf(m_layer), piece.keyValueHead);
        float* scores = m_workspace.scores(memory);
        const std::size_t first = firstOnPage(m_options.firstVisible(piece.span->position + piece.firstToken));
        const auto product = m_kernels.product[static_cast<std::size_t>(DType::F32)];
        blocks.forEachBlock(0, queries, [&](std::size_t query, std::size_t width, const float* block) {
            for (std::size_t start = first; start < piece.positions(); start += KvLayout::pageTokens) {
                ProductArguments arguments;
                arguments.panels = reinterpret_cast<const std::byte*>(pages[start / KvLayout::pageTokens] + keyOffset);
                arguments.panelBytes = length * panelRows * sizeof(float);
                arguments.rows = std::min(KvLayout::pageTokens, piece.positions() - start);
                arguments.panelCount = (arguments.rows + panelRows - 1) / panelRows;
                arguments.rows = arguments.panelCount * panelRows;
                arguments.columns = length;
                arguments.x = block;
                arguments.width = width;
                arguments.y = scores + query * m_workspace.positions + start;
                arguments.yStride = m_workspace.positions;
                product(arguments);
            }
        });
    }

    // Over positions [first, end), `first` being the start of a page.
    void sumValues(const Piece& piece, std::size_t first, std::size_t end, const float* weights, std::size_t group,
                   float* memory, float* out) const {
        const KvLayout& layout = piece.span->cache->layout();
        float* sums = m_workspace.sums(memory);
        WeightedSumArguments arguments;
        arguments.pages = piece.span->cache->pages().data() + first / KvLayout::pageTokens;
        arguments.pageOffset = layout.valueOffset(indexOf(m_layer), piece.keyValueHead);
        arguments.pageLength = KvLayout::pageTokens;
        arguments.stride = layout.valueStride();
        arguments.positions = end - first;
        arguments.weights = weights + first;
        arguments.weightStride = m_workspace.positions;
        arguments.queries = group;
        arguments.out = sums;
        arguments.outStride = m_workspace.valueStride;
        m_kernels.weightedSum(arguments);
        for (std::size_t query = 0; query < group; ++query) {
            std::memcpy(out + query * m_shape.headLength, sums + query * m_workspace.valueStride,
                        m_shape.headLength * sizeof(float));
        }
    }

    const Kernels& m_kernels;
    LayerIndex m_layer;
    const AttentionShape& m_shape;
    const AttentionOptions& m_options;
    const Workspace& m_workspace;
    const Activations& m_queries;
    const Activations& m_out;
};

} // namespace

Activations rotaryAngles(Operations& operations, const Rope& rope, std::span<const BatchSpan> chunk, Buffer buffer) {
    const Activations angles = operations.take(buffer, rowCount(chunk), 2 * rope.dimensions());
    operations.pool().forEachRange(angles.rows, 8, [&](std::size_t begin, std::size_t end) {
        forEachToken(chunk, begin, end, [&](const BatchSpan& span, std::size_t token) {
            float* cosines = angles.row(span.row + token);
            rope.anglesAt(span.position + token, cosines, cosines + rope.dimensions());
        });
    });
    return angles;
}

void rotate(Operations& operations, const Rope& rope, const Activations& angles, std::size_t headLength,
            const Activations& heads) {
    const Kernels& kernels = operations.kernels();
    const auto rotateHead =
        rope.pairing() == RopeConfig::Pairing::Interleaved ? kernels.rotateInterleaved : kernels.rotateHalves;
    operations.pool().forEachRange(heads.rows, 8, [&](std::size_t begin, std::size_t end) {
        for (std::size_t row = begin; row < end; ++row) {
            const float* cosines = angles.row(row);
            for (std::size_t start = 0; start < heads.width; start += headLength) {
                rotateHead(heads.row(row) + start, cosines, cosines + rope.dimensions(), rope.dimensions());
            }
        }
    });
}

void remember(Operations& operations, LayerIndex layer, const AttentionShape& shape, std::span<const BatchSpan> chunk,
              const Activations& keys, const Activations& values) {
    operations.pool().forEachRange(keys.rows, 8, [&](std::size_t begin, std::size_t end) {
        forEachToken(chunk, begin, end, [&](const BatchSpan& span, std::size_t token) {
            for (std::size_t head = 0; head < shape.keyValueHeadCount; ++head) {
                span.cache->write(indexOf(layer), head, span.position + token,
                                  keys.row(span.row + token) + head * shape.headLength,
                                  values.row(span.row + token) + head * shape.headLength);
            }
        });
    });
}

void attend(Operations& operations, LayerIndex layer, const AttentionShape& shape, const AttentionOptions& options,
            std::span<const BatchSpan> chunk, const Activations& queries, const Activations& out,
            ForwardObserver* observer) {
    const bool observed = observer != nullptr && observer->wantsAttention(layer);
    const std::vector<Piece> pieces = cutIntoPieces(chunk, shape, observed);
    std::size_t positions = 0;
    for (const BatchSpan& span : chunk) {
        positions = std::max(positions, span.position + span.tokens.size());
    }
    const std::size_t group = shape.headCount / shape.keyValueHeadCount;
    const KvLayout& layout = chunk.front().cache->layout();
    const Workspace workspace{tokensPerPiece(shape, observed) * group, shape.headLength, layout.valueStride(),
                              (positions + KvLayout::pageTokens - 1) / KvLayout::pageTokens * KvLayout::pageTokens};
    const AttentionPass pass(operations.kernels(), layer, shape, options, workspace, queries, out);

    const std::size_t threads = observed ? 1 : operations.pool().threadCount();
    const Activations memory = operations.take(Buffer::Scores, threads, workspace.floats());
    operations.pool().forEachRange(threads, 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = pieces.size() * begin / threads; i < pieces.size() * end / threads; ++i) {
            pass.run(pieces[i], memory.row(begin), observed ? observer : nullptr);
        }
    });
}

} // namespace logitscope
