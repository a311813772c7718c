// How much several texts resemble each other.
#pragma once

#include "core/base/ids.h"

#include <span>
#include <vector>

namespace logitscope {

// BLEU-4 of Papineni et al., "BLEU: a Method for Automatic Evaluation of Machine Translation" (2002), on tokens: the
// geometric mean of the clipped n-gram precisions (n = 1 ... 4) times the brevity penalty for the reference closest in
// length (the shorter of two). Smoothed as method 1 of Chen and Cherry, "A Systematic Comparison of Smoothing
// Techniques for Sentence-Level BLEU" (2014): an n-gram order without a match counts 0.1 matches, one that the text is
// too short for as one n-gram without a match. 0 ... 1. Not a number for an empty text or no reference.
double bleu4(std::span<const TokenId> text, std::span<const std::vector<TokenId>> references);

// Zhu et al., "Texygen: A Benchmarking Platform for Text Generation Models" (2018): bleu4() of each text against all
// others. 1: all alike; towards 0: nothing in common. Of fewer than two texts, and of empty ones: not a number. Costs
// one pass over the tokens of all, whatever their number.
std::vector<double> selfBleu(std::span<const std::vector<TokenId>> texts);

} // namespace logitscope
