#include "ui/labs/sampling/draw_view_data.h"

#include "core/base/uniform.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

namespace logitscope {

namespace {

// Ends summed here may differ from the chain's in their last bits; so near an end the chain decides.
constexpr double nearEnd = 1e-9;

int sliceOfToken(const DrawViewData& data, TokenId token) {
    const auto found = std::find_if(data.slices.begin(), data.slices.end(),
                                    [token](const DrawSlice& slice) { return slice.token == token; });
    return found == data.slices.end() ? -1 : static_cast<int>(found - data.slices.begin());
}

int sliceOf(const ChainResult& result, const DrawViewData& data, double u) {
    const std::vector<DrawSlice>& slices = data.slices;
    const auto after = std::upper_bound(slices.begin(), slices.end(), u,
                                        [](double value, const DrawSlice& slice) { return value < slice.end; });
    const bool listed = after != slices.end();
    const bool nearStart = u - (listed ? after->start : data.listedEnd()) < nearEnd;
    if (!nearStart && (!listed || after->end - u >= nearEnd)) {
        return listed ? static_cast<int>(after - slices.begin()) : -1;
    }
    return sliceOfToken(data, result.draw(u).token);
}

// With samplers that roll dice of their own (XTC) another seed may find another distribution; there are few of them.
void drawSeeds(const ChainResult& result, DrawViewData& data) {
    const std::vector<int> here = result.diceOutcomes(data.place.seed);
    struct Other {
        ChainResult result;
        int seeds;
    };
    std::map<std::vector<int>, Other> others;
    int own = 0;
    data.seeds.reserve(seedsShown);
    for (std::uint64_t seed = 1; seed <= seedsShown; ++seed) {
        const double u = uniform(seed, data.place.sequence, data.place.position);
        const std::vector<int> dice = result.diceOutcomes(seed);
        if (dice == here) {
            ++own;
            data.seeds.push_back({seed, u, sliceOf(result, data, u)});
            continue;
        }
        if (!others.contains(dice)) {
            others.emplace(dice, Other{result.underSeed(seed), 0});
        }
        Other& other = others.at(dice);
        ++other.seeds;
        data.seeds.push_back({seed, u, sliceOfToken(data, other.result.draw(u).token)});
    }
    for (DrawSlice& slice : data.slices) {
        slice.expected = own * slice.probability;
        for (const auto& [dice, other] : others) {
            slice.expected += other.seeds * other.result.probabilityOf(slice.token);
        }
    }
}

} // namespace

DrawViewData drawViewData(const ChainResult& result, const DrawPlace& place, const TokenLabel& label, int listed) {
    DrawViewData data;
    data.place = place;
    data.kept = result.survivors();
    double end = 0.0;
    for (const TokenOutcome& outcome : result.topKept(listed)) {
        const double start = end;
        end = std::min(1.0, start + outcome.probability);
        data.slices.push_back({outcome.token, label(outcome.token), start, end, outcome.probability, 0.0});
    }
    if (static_cast<int>(data.slices.size()) == data.kept) {
        data.slices.back().end = 1.0; // but for rounding it is
    }
    const Draw draw = result.draw(place.uniform);
    data.hit = {draw.token, label(draw.token), draw.start, draw.end, draw.probability, 0.0};
    if (place.taken) {
        data.takenLabel = label(*place.taken);
    }
    drawSeeds(result, data);
    return data;
}

QString drawSentence(const DrawViewData& data) {
    const double width = data.hit.end - data.hit.start;
    const int digits = std::clamp(width > 0.0 ? 2 - static_cast<int>(std::floor(std::log10(width))) : 9, 4, 9);
    const auto number = [digits](double value) { return QString::number(value, 'f', digits); };
    return QCoreApplication::translate("DrawPanel", "u = %1 falls in [%2, %3): “%4” with %5.")
        .arg(number(data.place.uniform), number(data.hit.start), number(data.hit.end), data.hit.label,
             percentText(data.hit.probability));
}

std::vector<SeedCount> seedCounts(const DrawViewData& data, int listed) {
    const int shown = std::min(listed, static_cast<int>(data.slices.size()));
    std::vector<SeedCount> counts;
    counts.reserve(static_cast<std::size_t>(shown) + 1);
    SeedCount others{-1, 0, static_cast<double>(data.seeds.size())};
    for (int slice = 0; slice < shown; ++slice) {
        counts.push_back({slice, 0, data.slices[slice].expected});
        others.expected = std::max(0.0, others.expected - data.slices[slice].expected);
    }
    for (const SeedDraw& seed : data.seeds) {
        const bool own = seed.slice >= 0 && seed.slice < shown;
        ++(own ? counts[seed.slice] : others).drawn;
    }
    if (data.kept > shown || others.drawn > 0) {
        counts.push_back(others);
    }
    return counts;
}

} // namespace logitscope
