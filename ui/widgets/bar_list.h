// From the outcome of a sampler chain to what the bars show. Pure; the arithmetic is the chain's.
#pragma once

#include "core/sampling/chain.h"
#include "core/text/tokenizer.h"
#include "ui/widgets/bar_row.h"

namespace logitscope {

// `tokenizer` may be null (a model without a vocabulary): labels are then "#123".
QString tokenLabel(const Tokenizer* tokenizer, TokenId token);

BarRow barRowOf(const TokenOutcome& outcome, const ChainSpec& chain, const Tokenizer* tokenizer);

// The `kept` most probable tokens that survived and the first `cut` (by raw logit) that did not; a `taken` token is
// listed wherever it ranks.
BarList barListOf(const ChainResult& result, const ChainSpec& chain, const Tokenizer* tokenizer, int kept, int cut,
                  std::optional<TokenId> taken, std::int64_t source);

} // namespace logitscope
