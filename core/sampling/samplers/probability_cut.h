// A cut at a probability, which epsilon, eta and mirostat make with thresholds of their own.
#pragma once

#include "core/sampling/candidates.h"

namespace logitscope {

// Keeps the tokens with p >= threshold (> 0), and the first `minimum` (at least one) in any case. Decided on logits.
void keepProbable(Candidates& candidates, double threshold, int minimum);

// Of a token in play.
double probabilityIn(Candidates& candidates, TokenId token);

} // namespace logitscope
