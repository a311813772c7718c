// Figures as the screen shows them: one way each, with the unit. Pure functions on the GUI thread (they translate).
//
// A point is the decimal sign in every language, as in files and on the command line; digits are grouped by narrow
// no-break spaces (U+202F) from 1 000 on, units follow a no-break space. Not a number is an em dash.
#pragma once

#include <QString>

namespace logitscope {

// A probability in 0 … 1 as percent: one decimal from 10 % ("38.2 %"), two significant figures below ("4.1 %",
// "0.023 %"), "<0.001 %" below that, ">99.9 %" for what would round to 100 and is not.
QString percentText(double probability);
// Natural log-probability: "−0.96 nats".
QString logProbabilityText(double nats);
// A raw logit, which has no unit: "12.31", "−∞" for an impossible token.
QString logitText(double logit);
// Entropy, surprisal: "4.12 bits".
QString bitsText(double bits);
// "4 031".
QString countText(qint64 count);
// Powers of 1000: "812 B", "1.2 MB".
QString bytesText(quint64 bytes);
// "1 840 tok/s", three significant figures below 100.
QString rateText(double tokensPerSecond);
// "0.42 ms", "3.1 ms", "140 ms", "2.4 s".
QString millisecondsText(double milliseconds);

} // namespace logitscope
