// "Why not this token?" in sentences and a small table, made from its way through the chain. Values and pure functions
// (they translate: GUI thread); the arithmetic is the chain's.
#pragma once

#include "core/sampling/sampler_catalog.h"
#include "core/sampling/token_history.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace logitscope {

// The token at one moment.
struct WhyRow {
    QString stage; // "model", then the stages that act: "Top-k"
    int kindIndex = -1;
    double logit = 0.0;       // of a removed token: the last one in play
    double probability = 0.0; // over the tokens in play; 0 when out of play
    bool inPlay = true;
};

struct WhyView {
    QString label;
    QStringList sentences; // where it stands; who removed it, by how much; what would have saved it
    std::vector<WhyRow> rows;
};

// `label`: the token as visibleToken() writes it.
WhyView whyView(const TokenHistory& history, const ChainSpec& chain, const QString& label);

// A remedy rounded to at most four significant digits, to the side on which it still helps: "k ≥ 57"; "T > 0" for
// the smallest number above 0.
QString remedyText(const ParameterInfo& parameter, double present, double value);

} // namespace logitscope
