// The draw of one position as the screen shows it: the unit interval cut into the kept tokens, where u fell, and where
// it would have fallen with other seeds. A value, made from a chain's result by a pure function.
//
// The kept tokens lie on [0, 1) by probability descending, then id ascending; each takes as much room as its
// probability.
#pragma once

#include "core/base/ids.h"
#include "core/sampling/chain.h"

#include <QString>

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace logitscope {

using TokenLabel = std::function<QString(TokenId)>; // as visibleToken() writes it

// A token's interval [start, end).
struct DrawSlice {
    TokenId token{};
    QString label;
    double start = 0.0, end = 0.0;
    double probability = 0.0; // final distribution
    double expected = 0.0;    // how often the seeds 1 … 100 should draw it
};

// What another seed would have drawn at the same position.
struct SeedDraw {
    std::uint64_t seed = 0;
    double uniform = 0.0;
    int slice = -1; // index into DrawViewData::slices; -1: a less probable token beyond them, or one that is kept
                    // with that seed only (XTC rolls its dice anew)
};

// Which draw is looked at.
struct DrawPlace {
    std::uint64_t seed = 0;
    std::uint32_t sequence = 0;
    Position position{};
    double uniform = 0.0;         // of the draw: uniform(seed, sequence, position)
    std::optional<TokenId> taken; // what stands in the text; empty where nothing does yet
};

struct DrawViewData {
    DrawPlace place;
    int kept = 0;                  // tokens with an interval
    std::vector<DrawSlice> slices; // the most probable of them, from 0 on without gaps
    DrawSlice hit;                 // holds u
    QString takenLabel;            // of place.taken
    std::vector<SeedDraw> seeds;   // seeds 1 … 100

    double listedEnd() const { return slices.empty() ? 0.0 : slices.back().end; }
};

inline constexpr int seedsShown = 100;

// At most `listed` slices; the rest of the kept tokens is known by number and room only.
DrawViewData drawViewData(const ChainResult& result, const DrawPlace& place, const TokenLabel& label, int listed = 100);

// "u = 0.4127 falls in [0.3820, 0.5520): “␣boy” with 17.0 %." with as many digits as tell the ends apart.
QString drawSentence(const DrawViewData& data);

// How often the seeds drew a slice against how often its probability promises; the last entry, slice -1, is all other
// tokens and is there only if there are any.
struct SeedCount {
    int slice = -1;
    int drawn = 0;
    double expected = 0.0;
};
std::vector<SeedCount> seedCounts(const DrawViewData& data, int listed);

} // namespace logitscope
