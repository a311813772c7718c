// What a chip's colour and underline say of its token, in each mode of the token strip. GUI thread (they read the
// theme).
#pragma once

#include "ui/widgets/strip_token.h"

#include <QColor>
#include <QString>

#include <array>

namespace logitscope {

// How surprising, in steps that do not need colour: 0 expected … 3 very surprising; the underline is as many pixels
// thick.
//   probability  >= 50 %, >= 10 %, >= 1 %, less
//   rank         <= 10, <= 100, <= 1000, beyond (GLTR)
//   surprisal    < 1, < 3.3, < 6.6 bits, more (the same steps as probability)
//   entropy      < 1, < 2, < 4 bits, more
int surpriseStep(ColourMode mode, const StripScores& scores);

QColor chipColour(ColourMode mode, const StripScores& scores);

// The figure of the mode with its unit: "38.2 %", "rank 3", "1.39 bits".
QString scoreText(ColourMode mode, const StripScores& scores);

struct LegendStep {
    QString label;      // "≥ 50 %"
    StripScores sample; // in the middle of the step
};
std::array<LegendStep, 4> legendOf(ColourMode mode);
QString titleOf(ColourMode mode);    // "Probability"
QString legendHint(ColourMode mode); // one sentence: what it measures and of which distribution

} // namespace logitscope
