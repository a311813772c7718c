#include "core/sampling/selection.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>

namespace logitscope {

namespace {

constexpr std::size_t bucketCount = 1024;
constexpr std::size_t sortable = 768; // fewer candidates than this are sorted rather than counted
constexpr double narrowest = 1e-290;  // a narrower range of logits cannot be divided in doubles

struct Member {
    double logit;
    double weight;
    std::uint32_t index;
};

bool comesBefore(const Member& a, const Member& b) {
    return a.logit > b.logit || (a.logit == b.logit && a.index < b.index);
}

// How logits fall into buckets: highest first, in the rounding of the kernels, so that equal logits share a bucket and
// a larger one never comes later.
struct Division {
    double top;
    double scale;

    Division(double maximum, double minimum)
        : top(maximum), scale(static_cast<double>(bucketCount - 1) / (maximum - minimum)) {}

    std::size_t bucketOf(double logit) const {
        return static_cast<std::size_t>(
            std::nearbyint(std::min((top - logit) * scale, static_cast<double>(bucketCount - 1))));
    }
};

// Walks down the order to the first candidate where reached(count, mass) holds, both with that candidate included.
// reached() must stay true once it is.
template<typename Reached>
Landing walkDown(const CandidateField& field, const Reached& reached) {
    assert(field.count > 0);
    Landing landing;
    std::vector<Member> members;
    double maximum = field.maximum;
    double minimum = field.minimum;
    if (field.maximum - field.reach < field.maximum) { // not so for huge logits
        minimum = std::max(minimum, field.maximum - field.reach);
    }
    double bucketEnd = std::numeric_limits<double>::infinity(); // mass at the end of the bucket under search
    bool whole = true;                                          // members not gathered yet: all of the field

    while ((whole ? field.count : members.size()) > sortable && maximum - minimum > narrowest) {
        const Division division(maximum, minimum);
        std::array<RowBucket, bucketCount> buckets{};
        if (whole) {
            rowKernels().fillBuckets(field.logits, field.weights, paddedRow(field.count), division.top, division.scale,
                                     buckets.data(), bucketCount);
        } else {
            for (const Member& member : members) {
                RowBucket& bucket = buckets[division.bucketOf(member.logit)];
                bucket.mass += member.weight;
                bucket.count += 1.0;
            }
        }
        std::size_t chosen = bucketCount; // the last bucket with members, until one reaches the goal
        std::size_t countBefore = landing.countBefore;
        double massBefore = landing.massBefore;
        for (std::size_t b = 0; b < bucketCount; ++b) {
            const RowBucket& bucket = buckets[b];
            if (bucket.count == 0.0) {
                continue;
            }
            chosen = b;
            landing.countBefore = countBefore;
            landing.massBefore = massBefore;
            countBefore += static_cast<std::size_t>(bucket.count);
            massBefore += bucket.mass;
            if (reached(countBefore, massBefore)) {
                break;
            }
        }
        bucketEnd = massBefore;

        std::vector<Member> inside;
        const auto take = [&](double logit, double weight, std::uint32_t index) {
            if (logit > -std::numeric_limits<double>::infinity() && division.bucketOf(logit) == chosen) {
                inside.push_back({logit, weight, index});
            }
        };
        if (whole) {
            for (std::size_t i = 0; i < field.count; ++i) {
                take(field.logits[i], field.weights[i], static_cast<std::uint32_t>(i));
            }
        } else {
            for (const Member& member : members) {
                take(member.logit, member.weight, member.index);
            }
        }
        members = std::move(inside);
        whole = false;
        const auto [low, high] = std::ranges::minmax_element(members, {}, &Member::logit);
        minimum = low->logit;
        maximum = high->logit;
    }
    if (whole) {
        members.reserve(field.count);
        for (std::size_t i = 0; i < field.count; ++i) {
            members.push_back({field.logits[i], field.weights[i], static_cast<std::uint32_t>(i)});
        }
    }
    if (!std::ranges::is_sorted(members, comesBefore)) {
        std::ranges::sort(members, comesBefore);
    }

    for (const Member& member : members) {
        landing.index = member.index;
        landing.logit = member.logit;
        landing.weight = member.weight;
        const bool last = &member == &members.back();
        landing.massAfter = last && std::isfinite(bucketEnd) ? bucketEnd : landing.massBefore + member.weight;
        if (last || reached(landing.countBefore + 1, landing.massAfter)) {
            break;
        }
        landing.massBefore = landing.massAfter;
        ++landing.countBefore;
    }
    return landing;
}

} // namespace

Landing candidateAt(const CandidateField& field, std::size_t place) {
    return walkDown(field, [&](std::size_t count, double) { return count > place; });
}

Landing candidateAtShare(const CandidateField& field, double total, double share, bool strictly, std::size_t minimum) {
    Landing landing = walkDown(field, [&](std::size_t count, double mass) {
        const double reachedShare = mass / total;
        return count >= minimum && (strictly ? reachedShare > share : reachedShare >= share);
    });
    if (landing.countBefore + 1 == field.count) {
        landing.massAfter = total; // but for rounding it is
    }
    return landing;
}

std::vector<std::uint32_t> firstCandidates(const CandidateField& field, std::size_t wanted) {
    wanted = std::min(wanted, field.count);
    std::vector<std::uint32_t> indices;
    if (wanted == 0) {
        return indices;
    }
    // The wanted-th largest block maximum is a bound: that many candidates lie at or above it.
    double bound = -std::numeric_limits<double>::infinity();
    const std::size_t blocks = paddedRow(field.count) / rowBlock;
    std::vector<double> maxima(blocks);
    rowKernels().blockMaxima(field.logits, paddedRow(field.count), maxima.data());
    if (wanted <= blocks) {
        std::vector<double> ordered = maxima;
        std::ranges::nth_element(ordered, ordered.begin() + static_cast<std::ptrdiff_t>(wanted - 1), std::greater<>());
        bound = ordered[wanted - 1];
    }
    for (std::size_t block = 0; block < blocks; ++block) {
        if (maxima[block] >= bound) {
            const std::size_t end = std::min((block + 1) * rowBlock, field.count);
            for (std::size_t i = block * rowBlock; i < end; ++i) {
                if (field.logits[i] >= bound) {
                    indices.push_back(static_cast<std::uint32_t>(i));
                }
            }
        }
    }
    const auto middle = indices.begin() + static_cast<std::ptrdiff_t>(wanted);
    std::ranges::partial_sort(indices, middle, [&](std::uint32_t a, std::uint32_t b) {
        return field.logits[a] > field.logits[b] || (field.logits[a] == field.logits[b] && a < b);
    });
    indices.resize(wanted);
    return indices;
}

} // namespace logitscope
