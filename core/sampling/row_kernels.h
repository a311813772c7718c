// The few loops over a whole vocabulary, one build per instruction set, chosen once at start.
//
// All builds give the same bits: eight lanes, element i in lane i mod 8, lanes joined in one order, multiplications and
// additions only (no fused ones). Arrays are padded to whole blocks with -inf logits and zero weights.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace logitscope {

// Rows are handled in blocks of this many numbers.
inline constexpr std::size_t rowBlock = 64;
constexpr std::size_t paddedRow(std::size_t size) { return (size + rowBlock - 1) / rowBlock * rowBlock; }

struct RowExtremes {
    double maximum;
    double minimumFinite; // of the numbers above -inf
    std::size_t finite;   // how many those are
};

// With z = (logit - maximum) * scale and w = 2^z; the scale of a temperature is bitsPerNat / temperature.
struct RowSums {
    double total;    // sum of w
    double weighted; // sum of w * z, bits
};
inline constexpr double bitsPerNat = 1.4426950408889634; // 1 / ln 2

struct RowSoundness {
    std::size_t sound;
    std::size_t finite;
};

// How logits fall into the buckets of a histogram, highest first. Equal logits share one, a larger one never comes
// later.
struct RowDivision {
    double top;
    double scale; // buckets per logit
    std::size_t bucketCount;
};

// One cell of a histogram of logits.
struct RowBucket {
    double mass;  // sum of weights, in the order of the row
    double count; // of members
};

// Candidates in columns, in the order of their ids. Tokens may be null: candidate i is token i.
struct RowColumns {
    const std::int32_t* tokens;
    const double* logits;
    const double* weights;
};

// Sizes called `padded` are multiples of rowBlock, those called `groups` of 8.
struct RowKernels {
    const char* name;
    // How many numbers are below +inf (NaN is not), and how many of those are above -inf.
    RowSoundness (*inspect)(const float* row, std::size_t size);
    // float32 to double, with the padding written.
    RowExtremes (*widen)(const float* row, std::size_t size, double* logits);
    RowExtremes (*extremes)(const double* logits, std::size_t padded);
    // weights[i] = w; exactly 1 at the maximum, exactly 0 at 2^-1021 and below.
    RowSums (*softmax)(const double* logits, std::size_t padded, double maximum, double scale, double* weights);
    // The same sums from weights that are there already.
    RowSums (*sums)(const double* logits, const double* weights, std::size_t padded, double maximum, double scale);
    std::size_t (*countAbove)(const double* logits, std::size_t groups, double limit);
    void (*blockMaxima)(const double* logits, std::size_t padded, double* maxima); // padded / rowBlock of them
    // Adds each logit, padding too, to the bucket min((top - logit) * scale, last), rounded to nearest.
    void (*fillBuckets)(const double* logits, const double* weights, std::size_t padded, RowDivision division,
                        RowBucket* buckets);
    // The indices of the members of one bucket, ascending; room for `padded` of them. Returns how many.
    std::size_t (*membersOf)(const double* logits, std::size_t padded, RowDivision division, std::size_t bucket,
                             std::uint32_t* members);
    // Copies the candidates before or at (logit, token) in the order logit descending, id ascending. The columns
    // written may be the ones read. Returns how many.
    std::size_t (*cutAfter)(RowColumns from, std::size_t padded, double logit, std::int32_t token, std::int32_t* tokens,
                            double* logits, double* weights);
};

// The best build for this machine.
const RowKernels& rowKernels();
// Every build that this machine can run, the plain one first.
std::span<const RowKernels* const> allRowKernels();

// exp(y) for y <= 0 with the bits that the kernels give it; 0 for -inf. Relative error at most (1.5 + |y|) * 2.2e-16.
double rowExponential(double y);
// 2^z for z <= 0, the very bits of the kernels' weights.
double rowPower(double z);

} // namespace logitscope
