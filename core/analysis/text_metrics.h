// What a written text looks like in numbers: how likely the model finds it, how varied it is, how much it repeats.
//
// Everything counts tokens (never words) and takes the text alone: the prompt is no part of it. Not a number where a
// text is too short for a figure. Pure functions; any thread.
#pragma once

#include "core/base/ids.h"

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace logitscope {

// One token of a text with what the model thought at its place, of the raw distribution (softmax of the logits, T = 1).
struct MeasuredToken {
    TokenId token{};
    double logProbability = 0.0; // nats
    double entropyBits = 0.0;
};

struct TextMetrics {
    std::size_t length = 0;           // tokens
    std::size_t vocabularyUsed = 0;   // different tokens
    double meanLogProbability = 0.0;  // nats per token
    double perplexity = 0.0;          // exp(-meanLogProbability)
    double meanEntropyBits = 0.0;     // bits per token
    std::array<double, 3> distinct{}; // distinctShare() of 1, 2 and 3
    double repetitionRate = 0.0;      // repetitionRate() of repeatedLength
};

// Of the repetition rate: as seq-rep-4 of Welleck et al., "Neural Text Generation with Unlikelihood Training" (2020).
constexpr std::size_t repeatedLength = 4;

TextMetrics measureText(std::span<const MeasuredToken> text);

// distinct-n of Li et al., "A Diversity-Promoting Objective Function for Neural Conversation Models" (2016): different
// n-grams / n-grams, 0 ... 1, so that a text without repetition has 1 (they divide by the tokens, one or two more).
double distinctShare(std::span<const TokenId> text, std::size_t n); // n >= 1
// The share of the n-grams of a text that stand in it before: 1 - distinct-n.
double repetitionRate(std::span<const TokenId> text, std::size_t n = repeatedLength);

// A stretch of a text.
struct TextSpan {
    std::size_t first = 0;
    std::size_t count = 0;
    bool operator==(const TextSpan&) const = default;
};
// Where a text repeats itself: the longest stretches in which every token is part of an n-gram that stood before it
// (overlaps count), in order. n >= 1.
std::vector<TextSpan> repeatedSpans(std::span<const TokenId> text, std::size_t n);

} // namespace logitscope
