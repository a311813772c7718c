// Runs many tokens through a model in chunks, so that progress is heard of and the working memory stays small.
// By the determinism contract the chunks change no bit of the logits. Runs on the calling thread.
#pragma once

#include "core/model/language_model.h"
#include "core/model/scratch.h"

#include <functional>
#include <span>
#include <stop_token>

namespace logitscope {

// Appends `tokens` to `state`. `rows`: None, All, or Last (of the whole run, not of each chunk). `progress` hears how
// many of the tokens are done. When cancelled the state holds whole chunks.
ForwardStatus prefill(const LanguageModel& model, SequenceState& state, std::span<const TokenId> tokens, LogitRows rows,
                      Scratch& scratch, LogitSink& sink, const std::stop_token& stop,
                      const std::function<void(std::size_t done)>& progress = {});

} // namespace logitscope
