#include "core/sampling/samplers/probability_cut.h"

#include <algorithm>
#include <cmath>

namespace logitscope {

void keepProbable(Candidates& candidates, double threshold, int minimum) {
    const auto least = static_cast<std::size_t>(std::max(minimum, 1));
    // p >= threshold as exp(logit - maximum) >= threshold * total.
    const double offset = std::log(threshold) + std::log(candidates.total());
    if (offset > 0.0) {
        candidates.keepFirst(least);
    } else {
        candidates.keepWithin(offset, least);
    }
}

double probabilityIn(Candidates& candidates, TokenId token) {
    return std::exp(*candidates.logitOf(token) - candidates.maximumLogit()) / candidates.total();
}

} // namespace logitscope
