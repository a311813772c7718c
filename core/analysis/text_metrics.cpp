#include "core/analysis/text_metrics.h"

#include "core/analysis/ngrams.h"

#include <cassert>
#include <cmath>
#include <limits>

namespace logitscope {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

} // namespace

double distinctShare(std::span<const TokenId> text, std::size_t n) {
    assert(n >= 1);
    const std::size_t count = ngramCount(text.size(), n);
    return count == 0 ? unknown : static_cast<double>(countNgrams(text, n).size()) / static_cast<double>(count);
}

double repetitionRate(std::span<const TokenId> text, std::size_t n) { return 1.0 - distinctShare(text, n); }

TextMetrics measureText(std::span<const MeasuredToken> text) {
    std::vector<TokenId> tokens;
    double logProbability = 0.0, entropy = 0.0;
    for (const MeasuredToken& measured : text) {
        tokens.push_back(measured.token);
        logProbability += measured.logProbability;
        entropy += measured.entropyBits;
    }
    const auto length = static_cast<double>(text.size());
    TextMetrics metrics;
    metrics.length = text.size();
    metrics.vocabularyUsed = countNgrams(tokens, 1).size();
    metrics.meanLogProbability = text.empty() ? unknown : logProbability / length;
    metrics.perplexity = std::exp(-metrics.meanLogProbability);
    metrics.meanEntropyBits = text.empty() ? unknown : entropy / length;
    for (std::size_t n = 1; n <= metrics.distinct.size(); ++n) {
        metrics.distinct[n - 1] = distinctShare(tokens, n);
    }
    metrics.repetitionRate = repetitionRate(tokens);
    return metrics;
}

std::vector<TextSpan> repeatedSpans(std::span<const TokenId> text, std::size_t n) {
    assert(n >= 1);
    std::vector<TextSpan> spans;
    NgramCounts seen;
    for (std::size_t i = 0; i < ngramCount(text.size(), n); ++i) {
        if (seen[{text.subspan(i, n)}]++ == 0) {
            continue;
        }
        if (!spans.empty() && spans.back().first + spans.back().count >= i) {
            spans.back().count = i + n - spans.back().first;
        } else {
            spans.push_back({i, n});
        }
    }
    return spans;
}

} // namespace logitscope
