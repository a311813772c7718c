#include "core/sampling/selection.h"

#include "core/sampling/row_memory.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>

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

RowDivision divide(double maximum, double minimum) {
    return {maximum, static_cast<double>(bucketCount - 1) / (maximum - minimum), bucketCount};
}

// In the rounding of the kernels.
std::size_t bucketOf(const RowDivision& division, double logit) {
    constexpr double rounder = 6755399441055744.0; // 1.5 * 2^52
    const double place = std::min((division.top - logit) * division.scale, static_cast<double>(bucketCount - 1));
    return static_cast<std::size_t>((place + rounder) - rounder);
}

// One search down the order.
template<typename Reached>
class Walk {
public:
    Walk(const CandidateField& field, const Reached& reached) : m_field(field), m_reached(reached) {
        assert(field.count > 0);
    }

    Landing run() {
        const double lowest = m_field.maximum - m_field.reach < m_field.maximum // not so for huge logits
                                  ? std::max(m_field.floor, m_field.maximum - m_field.reach)
                                  : m_field.floor;
        if (m_field.count <= sortable || m_field.maximum - lowest <= narrowest) {
            m_members.reserve(m_field.count);
            for (std::size_t i = 0; i < m_field.count; ++i) {
                take(static_cast<std::uint32_t>(i));
            }
        } else {
            divideField(divide(m_field.maximum, lowest));
        }
        while (true) {
            const auto [low, high] = std::ranges::minmax_element(m_members, {}, &Member::logit);
            if (low->logit == high->logit) {
                const double weight = low->weight;
                const bool alike =
                    std::ranges::all_of(m_members, [weight](const Member& member) { return member.weight == weight; });
                return alike ? amongEqual() : amongSorted(); // members stand in index order
            }
            if (m_members.size() <= sortable || high->logit - low->logit <= narrowest) {
                std::ranges::sort(m_members, comesBefore);
                return amongSorted();
            }
            divideMembers(divide(high->logit, low->logit));
        }
    }

private:
    using Buckets = std::array<RowBucket, bucketCount>;

    void take(std::uint32_t index) { m_members.push_back({m_field.logits[index], m_field.weights[index], index}); }

    void divideField(const RowDivision& division) {
        const std::size_t padded = paddedRow(m_field.count);
        Buckets buckets{};
        rowKernels().fillBuckets(m_field.logits, m_field.weights, padded, division, buckets.data());
        buckets.back().count -= static_cast<double>(padded - m_field.count); // the padding
        const std::size_t chosen = choose(buckets);
        RowBuffer<std::uint32_t> indices(padded);
        const std::size_t found = rowKernels().membersOf(m_field.logits, padded, division, chosen, indices.data());
        m_members.reserve(found);
        for (std::size_t i = 0; i < found && indices[i] < m_field.count; ++i) {
            take(indices[i]);
        }
    }

    void divideMembers(const RowDivision& division) {
        Buckets buckets{};
        for (const Member& member : m_members) {
            RowBucket& bucket = buckets[bucketOf(division, member.logit)];
            bucket.mass += member.weight;
            bucket.count += 1.0;
        }
        const std::size_t chosen = choose(buckets);
        std::erase_if(m_members, [&](const Member& member) { return bucketOf(division, member.logit) != chosen; });
    }

    // The bucket in which the goal is reached, or else the last one with members.
    std::size_t choose(const Buckets& buckets) {
        std::size_t chosen = 0;
        std::size_t count = m_landing.countBefore;
        double mass = m_landing.massBefore;
        for (std::size_t b = 0; b < bucketCount; ++b) {
            if (buckets[b].count == 0.0) {
                continue;
            }
            chosen = b;
            m_landing.countBefore = count;
            m_landing.massBefore = mass;
            count += static_cast<std::size_t>(buckets[b].count);
            mass += buckets[b].mass;
            if (m_reached(count, mass)) {
                break;
            }
        }
        m_bucketEnd = mass;
        return chosen;
    }

    // The mass at the end of `count` more candidates, `sum` further on: the last ones end where their bucket does.
    double massAfter(std::size_t count, double sum) const {
        return count == m_members.size() && m_bucketEnd ? *m_bucketEnd : m_landing.massBefore + sum;
    }

    Landing amongSorted() {
        double sum = 0.0;
        for (std::size_t i = 0;; ++i) {
            const double after = massAfter(i + 1, sum + m_members[i].weight);
            if (i + 1 == m_members.size() || m_reached(m_landing.countBefore + i + 1, after)) {
                return landAt(i, sum, after);
            }
            sum += m_members[i].weight;
        }
    }

    // With equal weights the place is found by halving.
    Landing amongEqual() {
        const double weight = m_members.front().weight;
        const auto after = [&](std::size_t i) { return massAfter(i + 1, static_cast<double>(i + 1) * weight); };
        std::size_t first = 0;
        std::size_t last = m_members.size() - 1;
        while (first < last) {
            const std::size_t middle = first + (last - first) / 2;
            if (m_reached(m_landing.countBefore + middle + 1, after(middle))) {
                last = middle;
            } else {
                first = middle + 1;
            }
        }
        return landAt(first, static_cast<double>(first) * weight, after(first));
    }

    Landing landAt(std::size_t i, double sum, double after) {
        m_landing.index = m_members[i].index;
        m_landing.logit = m_members[i].logit;
        m_landing.weight = m_members[i].weight;
        m_landing.countBefore += i;
        m_landing.massBefore += sum;
        m_landing.massAfter = after;
        return m_landing;
    }

    const CandidateField& m_field;
    const Reached& m_reached;      // (count, mass) of candidates from the top: whether the goal lies among them
    std::vector<Member> m_members; // of the bucket under search, in index order until sorted
    std::optional<double> m_bucketEnd;
    Landing m_landing; // countBefore and massBefore: of the members
};

template<typename Reached>
Landing walkDown(const CandidateField& field, const Reached& reached) {
    return Walk<Reached>(field, reached).run();
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
    const auto before = [&](std::uint32_t a, std::uint32_t b) {
        return field.logits[a] > field.logits[b] || (field.logits[a] == field.logits[b] && a < b);
    };
    if (wanted < indices.size()) {
        std::ranges::nth_element(indices, indices.begin() + static_cast<std::ptrdiff_t>(wanted), before);
    }
    indices.resize(wanted);
    std::ranges::sort(indices, before);
    return indices;
}

} // namespace logitscope
