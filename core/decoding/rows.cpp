#include "core/decoding/rows.h"

#include "core/decoding/prompt.h"
#include "core/scoring/prefill.h"

#include <cassert>

namespace logitscope {

namespace {

class Collector final : public LogitSink {
public:
    void onLogits(std::size_t, Position, std::span<const float> row) override { rows.push_back(LogitRow::copyOf(row)); }

    std::vector<LogitsPtr> rows;
};

} // namespace

Result<std::vector<LogitsPtr>> readRows(Session& session, std::span<const TokenId> tokens, std::size_t first,
                                        const std::stop_token& stop, const std::function<void(std::size_t)>& progress) {
    assert(first >= 1 && first <= tokens.size());
    const ModelConfig& config = session.model().config();
    for (const Status& status : {checkLength(tokens, config), checkTokens(tokens, config)}) {
        if (!status) {
            return status.error();
        }
    }
    Session::Reuse reuse = session.acquire(tokens.first(first));
    Collector collector;
    const auto read = [&](std::size_t begin, std::size_t end, LogitRows rows) {
        return prefill(session.model(), *reuse.state, tokens.subspan(begin, end - begin), rows, session.scratch(),
                       collector, stop, [&](std::size_t done) {
                           if (progress) {
                               progress(begin + done);
                           }
                       }) == ForwardStatus::Completed;
    };
    const bool whole = read(reuse.tokens, first - 1, LogitRows::None) && read(first - 1, tokens.size(), LogitRows::All);
    // What was read stays useful, also when it was stopped.
    const std::size_t known = indexOf(reuse.state->position());
    std::vector<WeakLogits> rows(reuse.rows.begin(), reuse.rows.end());
    rows.resize(std::max(rows.size(), std::min(known, first - 1)));
    rows.insert(rows.end(), collector.rows.begin(), collector.rows.end());
    rows.resize(known);
    session.keep(std::move(reuse.state), {tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(known)},
                 std::move(rows));
    return whole ? std::move(collector.rows) : std::vector<LogitsPtr>();
}

} // namespace logitscope
