// The rows of logits of one sequence as they come from the model, each checked that it can be sampled from.
//
// Holds the latest; of the others it only knows where they are, but for the prompt's while they wait to be reported.
#pragma once

#include "core/base/result.h"
#include "core/decoding/session.h"
#include "core/sampling/chain.h"
#include "core/sampling/logit_row.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

namespace logitscope {

class SequenceRows {
public:
    // The row after the token at `position`.
    void add(Position position, std::span<const float> row) {
        if (m_status.ok()) {
            m_status = checkLogits(row);
        }
        if (m_status.ok()) {
            m_latest = LogitRow::copyOf(row);
            remember(indexOf(position), m_latest);
        }
    }
    void remember(std::size_t index, const LogitsPtr& row) {
        m_known.resize(std::max(m_known.size(), index + 1));
        m_known[index] = row;
        if (holdAll) {
            m_held.push_back(row);
        }
    }

    bool holdAll = false; // from the next row on
    const Status& status() const { return m_status; }
    const LogitsPtr& latest() const { return m_latest; }
    // The row after the token, null when it is not known or nobody holds it.
    LogitsPtr at(std::size_t index) const { return index < m_known.size() ? m_known[index].lock() : nullptr; }
    void releaseHeld() {
        holdAll = false;
        m_held.clear();
    }
    std::vector<WeakLogits> firstKnown(std::size_t count) const {
        std::vector<WeakLogits> known = m_known;
        known.resize(count);
        return known;
    }

private:
    Status m_status;
    LogitsPtr m_latest;
    std::vector<WeakLogits> m_known;
    std::vector<LogitsPtr> m_held;
};

} // namespace logitscope
