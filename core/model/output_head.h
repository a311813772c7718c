// Where every architecture begins and ends: from a batch to chunks of embeddings, from the residual stream to logits.
#pragma once

#include "core/model/batch.h"
#include "core/model/norm.h"
#include "core/model/operations.h"

#include <functional>
#include <span>
#include <stop_token>
#include <variant>

namespace logitscope {

// Checks the preconditions of LanguageModel::forward, makes room in the states, runs the chunks in order and advances
// the states when all are done. When a chunk was cancelled, every state is as it was.
ForwardStatus forwardInChunks(std::span<const SequenceInput> batch, const ModelConfig& config, std::size_t maxRows,
                              const std::function<ForwardStatus(std::span<const BatchSpan>)>& runChunk);

// x, {tokens, d} = the rows of the embedding, {vocabulary, d}, that belong to the tokens.
void embed(const PackedMatrix& embedding, std::span<const BatchSpan> chunk, const Activations& x);

struct OutputHead {
    const std::variant<RmsNorm, LayerNorm>& norm; // {d}
    const PackedMatrix& weights;                  // {vocabulary, d}
    double softCap;                               // 0 for none
};

// Logits of the tokens that want them, and of no others. Stops between blocks of rows.
ForwardStatus computeLogits(Operations& operations, const OutputHead& head, std::span<const BatchSpan> chunk,
                            const Activations& x, LogitSink& sink, const std::stop_token& stop);

} // namespace logitscope
