// What the pages of the microscope ask of one place of a text, and the answers: values that any thread may work on.
#pragma once

#include "core/sampling/logit_row.h"
#include "ui/bridge/run.h"
#include "ui/labs/sampling/microscope/chain_orders.h"
#include "ui/labs/sampling/microscope/formula_steps.h"
#include "ui/labs/sampling/microscope/logit_histogram_plot.h"
#include "ui/labs/sampling/microscope/temperature_plot.h"

#include <memory>
#include <variant>

namespace logitscope {

// A row of logits and all that a chain needs besides it. The chain is valid and names no token that is not there.
struct MicroscopePlace {
    LogitsPtr row;
    ChainSpec chain;
    KeptContext context;
    std::shared_ptr<const RunModel> model;
    TokenId token{}; // the one in question unless another is asked for: the one in the text, or the most probable
};

enum class MicroscopePage : unsigned char { Why, Formula, Temperature, Logits, Orders, Stage };

struct MicroscopeQuestion {
    MicroscopePlace place; // with the token in question
    MicroscopePage page{};
    ChainSpec left, right; // Orders
    int stage = 0;         // Stage: into ChainSpec::stages, an enabled one
};

// One alternative per page.
using MicroscopeAnswer =
    std::variant<TokenHistory, std::vector<FormulaStep>, TemperatureSweep, LogitHistogram, OrderDiff, StageView>;

// Some to some tens of milliseconds at a large vocabulary.
MicroscopeAnswer answer(const MicroscopeQuestion& question);

} // namespace logitscope
