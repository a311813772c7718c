// What the columns would draw from at one step, side by side, and how far apart they are. The arithmetic is the chain's
// and core/analysis's.
#pragma once

#include "ui/labs/compare/compare_column.h"

#include <QString>

#include <optional>
#include <vector>

namespace logitscope {

// Of one column at the step.
struct PlaceSeries {
    std::size_t column = 0;
    int colour = 0;
    QString title;                     // "A greedy"
    std::vector<double> probabilities; // of the listed tokens, under the column's chain
    std::optional<TokenId> taken;
};

// A column against the reference, in bits. Drawn from: after the chain; raw: softmax of the logits (T = 1).
struct PlaceDivergence {
    QString pair; // "A · B"
    double jsDrawn = 0.0;
    double klToOther = 0.0; // KL(reference ‖ other) of what is drawn from
    double klToReference = 0.0;
    double jsRaw = 0.0;
};

struct PlaceDistributions {
    std::size_t step = 0;
    std::vector<TokenId> tokens; // listed: the most probable ones of any column, and those taken
    std::vector<QString> labels; // of the tokens
    std::vector<PlaceSeries> series;
    std::vector<PlaceDivergence> divergences; // against series[0]
    bool afterDifferentTexts = false;         // what stands before the step is not the same everywhere
    bool otherVocabularies = false;           // a column was left out: its ids mean other tokens
    bool missingRows = false;                 // a column was left out: its row is not kept any longer
};

// What there is to know of a column at the step: values that any thread may work on.
struct PlaceColumn {
    std::size_t column = 0;
    int colour = 0;
    QString title;
    LogitsPtr row;
    ChainSpec chain;
    KeptContext context; // of the chain
    TokenTexts texts;
    TokenId taken{};
};
struct PlaceQuestion {
    std::size_t step = 0;
    std::vector<PlaceColumn> columns;      // that have a row and one vocabulary; the reference first
    std::shared_ptr<const RunModel> model; // of the reference
    bool afterDifferentTexts = false, otherVocabularies = false, missingRows = false;
};

// `reference`: the column that the others are compared with; when it has no row, the first that has one. GUI thread.
PlaceQuestion askAt(const std::vector<const ColumnText*>& texts, const std::vector<QString>& titles,
                    const std::vector<int>& colours, std::size_t step, std::size_t reference);

// Takes tens of milliseconds for several columns of a large vocabulary. Any thread.
PlaceDistributions answer(const PlaceQuestion& question);

// The largest Jensen-Shannon divergence between any two columns, of what they draw from, in bits; not a number when
// fewer than two can be compared. Any thread.
double largestDivergence(const PlaceQuestion& question);

} // namespace logitscope
