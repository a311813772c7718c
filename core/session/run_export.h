// One run for other programs: every step with its settings and the top of its distribution, as JSON; the steps alone as
// CSV. Pure functions, any thread.
#pragma once

#include "core/sampling/chain.h"
#include "core/session/session.h"
#include "core/text/tokenizer.h"

#include <optional>
#include <string>
#include <vector>

namespace logitscope {

// The largest raw logits of a row and what the chain made of them.
struct StepDistribution {
    std::vector<TokenOutcome> top; // the largest raw logit first
    double keptMass = 0.0;         // probability (final) of those listed
    int survivors = 0;             // tokens that the chain left
    bool exact = true;             // from the row as it was; false: from one that memory had rounded to halves
};
StepDistribution distributionOf(std::span<const float> row, const SamplerChain& chain, const StepContext& context,
                                int count, bool exact);

struct ExportedRun {
    SavedModel model; // its pieces are not used
    std::string prompt;
    bool asChat = false;
    StopRules stop;
    WholeRun run;
    std::vector<std::optional<StepDistribution>> distributions; // one per token; empty where there is none
};

// Field names as the command line's --json; units in the name, log-probabilities in nats.
std::string exportJson(const ExportedRun& exported, const Tokenizer* tokenizer);
// RFC 4180; numbers with every digit.
std::string exportCsv(const ExportedRun& exported, const Tokenizer* tokenizer);

} // namespace logitscope
