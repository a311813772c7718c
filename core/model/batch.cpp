#include "core/model/batch.h"

#include <algorithm>
#include <cassert>

namespace logitscope {

std::vector<BatchChunk> cutIntoChunks(std::span<const SequenceInput> batch, std::size_t maxRows) {
    std::vector<BatchChunk> chunks;
    std::size_t row = maxRows; // full: the first token opens a chunk
    for (std::size_t input = 0; input < batch.size(); ++input) {
        assert(dynamic_cast<KvCache*>(batch[input].state) != nullptr);
        auto* cache = static_cast<KvCache*>(batch[input].state);
        const std::span<const TokenId> tokens = batch[input].tokens;
        // The first token whose logits are wanted.
        const std::size_t wanted = batch[input].rows == LogitRows::All ? 0
                                   : batch[input].rows == LogitRows::Last
                                       ? tokens.size() - std::min<std::size_t>(1, tokens.size())
                                       : tokens.size();
        for (std::size_t done = 0; done < tokens.size();) {
            if (row == maxRows) {
                chunks.emplace_back();
                row = 0;
            }
            const std::size_t count = std::min(tokens.size() - done, maxRows - row);
            const std::size_t firstLogits = std::clamp(wanted, done, done + count) - done;
            chunks.back().push_back(
                {input, cache, tokens.subspan(done, count), indexOf(cache->position()) + done, row, firstLogits});
            done += count;
            row += count;
        }
    }
    return chunks;
}

} // namespace logitscope
