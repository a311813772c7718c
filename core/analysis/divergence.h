// How far two distributions over one vocabulary are from each other, over all of it, in bits.
//
// Distributions are probabilities by token id: same length, none negative, sum 1 (as softmaxOf() and ChainResult give
// them). Sums run in the order of the ids in double precision. Pure functions; any thread.
#pragma once

#include <span>
#include <vector>

namespace logitscope {

// The softmax (T = 1) of a row of logits: -inf gives 0. Preconditions: those of checkLogits().
std::vector<double> softmaxOf(std::span<const float> logits);

// Kullback and Leibler, "On Information and Sufficiency" (1951): sum of p log2(p / q). The bits lost by taking q for p;
// 0 when they are the same, infinite when q rules out what p allows.
double klDivergenceBits(std::span<const double> p, std::span<const double> q);
// Lin, "Divergence Measures Based on the Shannon Entropy" (1991): the mean of the divergences of both from their mean.
// 0 when they are the same ... 1 bit when they share no token. Symmetric, always finite.
double jsDivergenceBits(std::span<const double> p, std::span<const double> q);

} // namespace logitscope
