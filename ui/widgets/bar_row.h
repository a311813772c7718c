// What the probability bars show, as values.
#pragma once

#include "core/base/ids.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace logitscope {

// Which stage of the chain removed a token.
struct CutMark {
    int kindIndex = 0; // SamplerKind as a number: the colour (stageColour)
    QString name;      // "Top-p", as on the parameter card
};

struct BarRow {
    TokenId token{};
    QString label; // visibleToken()
    int rawRank = 0;
    double rawLogit = 0.0;
    double logit = 0.0; // after the chain; of a cut token: when it was cut
    double rawProbability = 0.0;
    double probability = 0.0;   // final; 0 for a cut token
    std::optional<CutMark> cut; // empty for a kept token
};

// The order of rows: kept before cut, then more probable (of cut ones: raw), then smaller id.
bool barComesBefore(const BarRow& a, const BarRow& b);

// A next-token distribution, as far as it is listed, and what is left of it.
struct BarList {
    // In any order: the widget sorts them, kept before cut, then more probable, then smaller id.
    std::vector<BarRow> rows;
    qint64 moreKept = 0;                  // kept tokens that are not listed …
    double moreKeptMass = 0.0;            // … and their final probability
    qint64 moreCut = 0;                   // cut tokens that are not listed …
    std::optional<double> moreCutRawMass; // … and the raw probability they had, where it is known
    std::optional<TokenId> taken;         // the token that was drawn or chosen here
    std::int64_t source = 0;              // names the row of logits: the scale may shrink only when it changes
};

} // namespace logitscope
