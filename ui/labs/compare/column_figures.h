// The figures of a column: of its text, or of all its texts with what is known of their mean.
//
// Pure functions (they translate: GUI thread).
#pragma once

#include "core/analysis/estimate.h"
#include "ui/labs/compare/compare_column.h"

#include <QString>

#include <array>

namespace logitscope {

enum class Figure : unsigned char {
    MeanLogProbability,
    Perplexity,
    MeanEntropy,
    Distinct1,
    Distinct2,
    Distinct3,
    Repetition,
    SelfBleu,
    Length,
    VocabularyUsed,
    Speed,
};
constexpr std::size_t figureCount = 11;

struct FigureWords {
    QString name;    // "mean log-probability"
    QString unit;    // "nats/token"; empty for shares
    QString meaning; // one line: what it says, and whose measure it is
};
FigureWords wordsOf(Figure figure);
// With a minus sign, "∞", and "—" for what is no number.
QString figureNumber(double value, int decimals);
// "−1.23 ± 0.04", "−1.23" of a single text, "—" of none.
QString figureText(Figure figure, const Estimate& estimate);

using ColumnFigures = std::array<Estimate, figureCount>;
inline const Estimate& figureOf(const ColumnFigures& figures, Figure figure) {
    return figures[static_cast<std::size_t>(figure)];
}

// Of the text and those samples that have ended.
ColumnFigures figuresOf(const ColumnText& text);
// Of samples that have ended, self-BLEU included: takes as long as their texts.
ColumnFigures figuresOf(const std::vector<ColumnSample>& samples);

} // namespace logitscope
