#include "core/scoring/prefill.h"

#include <algorithm>

namespace logitscope {

namespace {

// Large enough for the matrix products to run at full speed, small enough for the progress to move.
constexpr std::size_t chunkTokens = 128;

} // namespace

ForwardStatus prefill(const LanguageModel& model, SequenceState& state, std::span<const TokenId> tokens, LogitRows rows,
                      Scratch& scratch, LogitSink& sink, const std::stop_token& stop,
                      const std::function<void(std::size_t)>& progress) {
    for (std::size_t done = 0; done < tokens.size();) {
        const std::size_t count = std::min(chunkTokens, tokens.size() - done);
        const bool last = done + count == tokens.size();
        SequenceInput input;
        input.state = &state;
        input.tokens = tokens.subspan(done, count);
        input.rows = rows == LogitRows::Last && !last ? LogitRows::None : rows;
        if (model.forward({&input, 1}, scratch, sink, nullptr, stop) == ForwardStatus::Cancelled) {
            return ForwardStatus::Cancelled;
        }
        done += count;
        if (progress) {
            progress(done);
        }
    }
    return ForwardStatus::Completed;
}

} // namespace logitscope
