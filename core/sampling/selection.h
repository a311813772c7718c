// Finds things in the order of candidates (logit descending, then index ascending) without sorting them all.
//
// A histogram of logits with the mass of each bucket tells which bucket holds what is looked for; only that bucket is
// sorted (after a second histogram of it, should it be large). Cost: one pass, whatever is looked for.
#pragma once

#include "core/sampling/row_kernels.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace logitscope {

// Candidates as arrays in the order of their ids, padded as the kernels want it; nothing of it is owned.
struct CandidateField {
    const double* logits;
    const double* weights; // unnormalised probabilities
    std::size_t count;
    double maximum; // of the logits
    double floor;   // none of them is below it
    double reach;   // logits this far below the maximum have practically no mass
};

// A place in the order.
struct Landing {
    std::size_t index = 0; // of the candidate
    double logit = 0.0;
    double weight = 0.0;
    std::size_t countBefore = 0; // candidates before it in the order
    double massBefore = 0.0;     // their weights, summed
    double massAfter = 0.0;      // with its own; `total` for the last candidate
};

// The candidate at `place` of the order (0 is the first), place < count. Masses are not given.
Landing candidateAt(const CandidateField& field, std::size_t place);
// The first candidate at which the cumulative share of `total` is at least `share` (`strictly`: more than `share`) and
// at least `minimum` candidates are reached; the last candidate when there is none.
Landing candidateAtShare(const CandidateField& field, double total, double share, bool strictly, std::size_t minimum);

// The indices of the first `wanted` candidates in order (all, when there are fewer).
std::vector<std::uint32_t> firstCandidates(const CandidateField& field, std::size_t wanted);

} // namespace logitscope
