// The formula of one token's probability with the figures of the run: from its logit through the stages of the chain,
// in their order, to the number that the draw uses.
//
// formulaSteps() reads the figures off a result (any thread); formulaLines() and formulaLatex() write them down (they
// translate: GUI thread). Printed are logits and ln Σ with four decimals, probabilities with six digits.
#pragma once

#include "core/sampling/chain.h"

#include <QString>

#include <vector>

namespace logitscope {

enum class FormulaKind : unsigned char {
    Logit,       // after: the model's
    Bias,        // after = before + operand
    Penalties,   // after = before / or * repeat - count * frequency - presence
    Dry,         // after = before - operand
    Divide,      // after = before / operand
    Reshape,     // after: the logit that the stage gave (adaptive-p)
    Softmax,     // after = e^(before - operand); operand: ln of the sum of e^logit in play
    Cut,         // kept or not
    Renormalise, // after = before / operand; operand: the probability kept
    Final        // after
};

struct FormulaStep {
    FormulaKind kind{};
    int stageIndex = -1; // into ChainSpec::stages
    double before = 0.0, operand = 0.0, after = 0.0;
    int count = 0;    // penalties: how often the token stands in the window
    bool kept = true; // cut
};

// Only what acts: neutral stages have no step. Ends with Final; after the cut that removes the token at once.
std::vector<FormulaStep> formulaSteps(const ChainResult& result, const ChainSpec& chain, const StepContext& context,
                                      TokenId token);

struct FormulaLine {
    QString name;    // of the stage
    QString rule;    // "z / T"
    QString numbers; // "3.0000 / 0.5 = 6.0000"
    QString latex;   // "z &\leftarrow z / T = 3.0000 / 0.5 = 6.0000"
};

std::vector<FormulaLine> formulaLines(const std::vector<FormulaStep>& steps, const ChainSpec& chain);

// An aligned environment for amsmath.
QString formulaLatex(const std::vector<FormulaLine>& lines, const QString& label);

} // namespace logitscope
