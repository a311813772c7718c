#include "ui/widgets/token_colours.h"

#include "ui/theme/colours.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>

namespace logitscope {

namespace {

// Where the warm ramp ends.
constexpr double mostSurprisal = 12.0; // bits: less than one in 4 000
constexpr double mostEntropy = 7.0;    // bits: as open as 128 equal choices

struct TokenColours {
    Q_DECLARE_TR_FUNCTIONS(TokenColours)
};

int stepOf(double value, const std::array<double, 3>& limits) {
    int step = 0;
    for (const double limit : limits) {
        step += value >= limit ? 1 : 0;
    }
    return step;
}

} // namespace

int surpriseStep(ColourMode mode, const StripScores& scores) {
    switch (mode) {
    case ColourMode::Probability:
        return scores.probability >= 0.5 ? 0 : scores.probability >= 0.1 ? 1 : scores.probability >= 0.01 ? 2 : 3;
    case ColourMode::Rank:
        return rankBucket(scores.rank);
    case ColourMode::Surprisal:
        return stepOf(scores.surprisalBits, {1.0, 3.3219, 6.6439});
    case ColourMode::Entropy:
        return stepOf(scores.entropyBits, {1.0, 2.0, 4.0});
    }
    return 0;
}

QColor chipColour(ColourMode mode, const StripScores& scores) {
    switch (mode) {
    case ColourMode::Probability:
        return probabilityColour(scores.probability);
    case ColourMode::Rank:
        return rankColour(scores.rank);
    case ColourMode::Surprisal:
        return surpriseColour(scores.surprisalBits / mostSurprisal);
    case ColourMode::Entropy:
        return surpriseColour(scores.entropyBits / mostEntropy);
    }
    return {};
}

QString scoreText(ColourMode mode, const StripScores& scores) {
    switch (mode) {
    case ColourMode::Probability:
        return percentText(scores.probability);
    case ColourMode::Rank:
        return TokenColours::tr("rank %1").arg(countText(scores.rank));
    case ColourMode::Surprisal:
        return bitsText(scores.surprisalBits);
    case ColourMode::Entropy:
        return bitsText(scores.entropyBits);
    }
    return {};
}

std::array<LegendStep, 4> legendOf(ColourMode mode) {
    switch (mode) {
    case ColourMode::Probability:
        return {{{TokenColours::tr("≥ 50 %"), {.probability = 0.75}},
                 {TokenColours::tr("≥ 10 %"), {.probability = 0.3}},
                 {TokenColours::tr("≥ 1 %"), {.probability = 0.05}},
                 {TokenColours::tr("less"), {.probability = 0.002}}}};
    case ColourMode::Rank:
        return {{{TokenColours::tr("top 10"), {.rank = 1}},
                 {TokenColours::tr("top 100"), {.rank = 50}},
                 {TokenColours::tr("top 1000"), {.rank = 500}},
                 {TokenColours::tr("beyond"), {.rank = 5000}}}};
    case ColourMode::Surprisal:
        return {{{TokenColours::tr("< 1 bit"), {.surprisalBits = 0.5}},
                 {TokenColours::tr("< 3.3"), {.surprisalBits = 2.2}},
                 {TokenColours::tr("< 6.6"), {.surprisalBits = 5.0}},
                 {TokenColours::tr("more"), {.surprisalBits = 9.0}}}};
    case ColourMode::Entropy:
        return {{{TokenColours::tr("< 1 bit"), {.entropyBits = 0.5}},
                 {TokenColours::tr("< 2"), {.entropyBits = 1.5}},
                 {TokenColours::tr("< 4"), {.entropyBits = 3.0}},
                 {TokenColours::tr("more"), {.entropyBits = 5.5}}}};
    }
    return {};
}

QString titleOf(ColourMode mode) {
    switch (mode) {
    case ColourMode::Probability:
        return TokenColours::tr("Probability");
    case ColourMode::Rank:
        return TokenColours::tr("Rank");
    case ColourMode::Surprisal:
        return TokenColours::tr("Surprisal");
    case ColourMode::Entropy:
        return TokenColours::tr("Entropy");
    }
    return {};
}

QString legendHint(ColourMode mode) {
    switch (mode) {
    case ColourMode::Probability:
        return TokenColours::tr("How probable the model found the token, softmax of the raw logits (T = 1).");
    case ColourMode::Rank:
        return TokenColours::tr("The token's place among all tokens by raw logit; 1 is the model's first choice.");
    case ColourMode::Surprisal:
        return TokenColours::tr(
            "−log₂ p of the token, from the raw logits: 0 bits is certain, each bit halves the probability.");
    case ColourMode::Entropy:
        return TokenColours::tr(
            "How open the choice was, from the raw logits: −Σ p log₂ p; 0 bits leaves one choice, 3 bits about eight.");
    }
    return {};
}

} // namespace logitscope
