// From runs to what the panels of the Sampling lab show. Pure functions (they translate: GUI thread).
#pragma once

#include "core/sampling/chain.h"
#include "ui/bridge/run.h"
#include "ui/labs/sampling/timeline_plot.h"
#include "ui/widgets/bar_row.h"
#include "ui/widgets/strip_token.h"

#include <QString>

#include <vector>

namespace logitscope {

StripToken stripTokenOf(const Run& run, std::size_t index);
TimelinePoint timelinePointOf(const Run& run, std::size_t index);

// "Place 16: “ had”, drawn" …; `index` may be the place after the last token.
QString placeText(const Run& run, std::size_t index);
// Why there is no distribution at a place that has no row of logits.
QString absenceText(const Run& run, std::size_t index, std::size_t budgetBytes);
// The same while the row is on its way.
QString computingText();
// What the run is doing, or why it ended.
QString progressText(const Run& run);
// The words of the link that makes the run go on; empty where it cannot.
QString proceedText(const Run& run);

// Tokens of the vocabulary that hold the text (ASCII letters of either case match), the most probable first under
// `logits`; at most `limit`, and how many there are in all. A number also finds the token with this id.
struct TokenMatches {
    std::vector<TokenId> tokens;
    qint64 total = 0;
};
TokenMatches findTokens(const Tokenizer* tokenizer, std::span<const float> logits, const QString& query,
                        std::size_t limit);

} // namespace logitscope
