#include "core/model/output_head.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <vector>

namespace logitscope {

namespace {

// Rows of logits made at once: with a vocabulary of 150 000 they take 20 MB.
constexpr std::size_t logitRowsAtOnce = 32;

[[maybe_unused]] bool isValid(const SequenceInput& input, const ModelConfig& config) {
    return input.state != nullptr && indexOf(input.state->position()) + input.tokens.size() <= config.contextLength &&
           std::all_of(input.tokens.begin(), input.tokens.end(),
                       [&](TokenId token) { return numberOf(token) >= 0 && indexOf(token) < config.vocabularySize; });
}

} // namespace

ForwardStatus forwardInChunks(std::span<const SequenceInput> batch, [[maybe_unused]] const ModelConfig& config,
                              std::size_t maxRows,
                              const std::function<ForwardStatus(std::span<const BatchSpan>)>& runChunk) {
    for (std::size_t i = 0; i < batch.size(); ++i) {
        assert(isValid(batch[i], config));
        assert(std::none_of(batch.begin(), batch.begin() + static_cast<std::ptrdiff_t>(i),
                            [&](const SequenceInput& other) { return other.state == batch[i].state; }));
        static_cast<KvCache*>(batch[i].state)->reserve(batch[i].tokens.size());
    }
    for (const BatchChunk& chunk : cutIntoChunks(batch, maxRows)) {
        if (runChunk(chunk) == ForwardStatus::Cancelled) {
            for (const SequenceInput& input : batch) {
                input.state->rewind(input.state->position()); // gives back what was reserved
            }
            return ForwardStatus::Cancelled;
        }
    }
    for (const SequenceInput& input : batch) {
        static_cast<KvCache*>(input.state)->advance(input.tokens.size());
    }
    return ForwardStatus::Completed;
}

void embed(const PackedMatrix& embedding, std::span<const BatchSpan> chunk, const Activations& x) {
    for (const BatchSpan& span : chunk) {
        for (std::size_t i = 0; i < span.tokens.size(); ++i) {
            embedding.decodeRow(indexOf(span.tokens[i]), x.rowSpan(span.row + i));
        }
    }
}

ForwardStatus computeLogits(Operations& operations, const OutputHead& head, std::span<const BatchSpan> chunk,
                            const Activations& x, LogitSink& sink, const std::stop_token& stop) {
    struct Wanted {
        const BatchSpan* span;
        std::size_t token;
    };
    std::vector<Wanted> wanted;
    for (const BatchSpan& span : chunk) {
        for (std::size_t i = span.firstLogits; i < span.tokens.size(); ++i) {
            wanted.push_back({&span, i});
        }
    }
    for (std::size_t first = 0; first < wanted.size(); first += logitRowsAtOnce) {
        if (stop.stop_requested()) {
            return ForwardStatus::Cancelled;
        }
        const std::size_t count = std::min(logitRowsAtOnce, wanted.size() - first);
        const Activations normed = operations.take(Buffer::Normed, count, x.width);
        for (std::size_t i = 0; i < count; ++i) {
            const Wanted& one = wanted[first + i];
            std::memcpy(normed.row(i), x.row(one.span->row + one.token), x.width * sizeof(float));
        }
        std::visit([&](const auto& norm) { norm.apply(operations, normed, normed); }, head.norm);
        const Activations logits = operations.take(Buffer::Logits, count, head.weights.rows());
        operations.multiply({{head.weights, logits}}, normed);
        if (head.softCap > 0.0) {
            operations.softCap(logits, head.softCap);
        }
        for (std::size_t i = 0; i < count; ++i) {
            const Wanted& one = wanted[first + i];
            sink.onLogits(one.span->input, static_cast<Position>(one.span->position + one.token), logits.rowSpan(i));
        }
    }
    return ForwardStatus::Completed;
}

} // namespace logitscope
