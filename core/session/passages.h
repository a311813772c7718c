// Which passage of a run a token belongs to. Private to core/session.
#pragma once

#include "core/session/session.h"

#include <algorithm>

namespace logitscope {

// The first passage of a whole run begins at 0, so there always is one.
inline const Passage& passageAt(const WholeRun& run, std::size_t index) {
    return *(std::ranges::upper_bound(run.passages, index, {}, &Passage::first) - 1);
}

} // namespace logitscope
