// Rows of logits of a text that was read before: computed again, bit for bit the same (the determinism contract).
#pragma once

#include "core/base/result.h"
#include "core/decoding/session.h"

#include <functional>
#include <span>
#include <stop_token>
#include <vector>

namespace logitscope {

// The rows that predict the places `first` … tokens.size(): the row of a place follows the tokens before it. What the
// session has read of the text is not read again. `progress` hears how many of the tokens are done. Empty when stopped.
// Fails with a sentence for a text that is longer than the context or outside the vocabulary.
// Precondition: 1 <= first <= tokens.size().
Result<std::vector<LogitsPtr>> readRows(Session& session, std::span<const TokenId> tokens, std::size_t first,
                                        const std::stop_token& stop,
                                        const std::function<void(std::size_t done)>& progress = {});

} // namespace logitscope
