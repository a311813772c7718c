// What a person typed as what the engine reads.
#pragma once

#include "core/base/result.h"
#include "core/decoding/request.h"
#include "ui/bridge/run.h"

#include <QString>

namespace logitscope {

// Text for a model with a vocabulary, put into the model's chat template when `asChat` and it has one; token ids for
// one without. Fails on half a character and on what is no id. Any thread.
Result<Prompt> promptOf(const RunModel& model, const QString& text, bool asChat);

// The ids of a prompt for a model with a vocabulary, begin token and all. Takes long for a long text.
Result<std::vector<TokenId>> tokensOf(const Tokenizer& tokenizer, const Prompt& prompt);

} // namespace logitscope
