// One column of the Compare lab as values: what it is to write, and what it has written.
#pragma once

#include "core/analysis/text_metrics.h"
#include "core/decoding/step_record.h"
#include "ui/bridge/engine_host.h"
#include "ui/bridge/run.h"

#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace logitscope {

constexpr std::size_t fewestColumns = 2, mostColumns = 6;
constexpr int mostRepeats = 64; // texts of a column

// What is empty is taken from the window: the chain and the prompt on its left.
struct ColumnSettings {
    int id = 0;     // the same as long as the column stands
    int colour = 0; // stageColour()
    QString name;   // empty: after its chain
    std::optional<ChainSpec> chain;
    std::optional<QString> prompt;
    ModelSlot slot = ModelSlot::First;
};

// What makes a text: when none of it changed, running again gives the same text.
struct ColumnRecipe {
    std::shared_ptr<const RunModel> model;
    ChainSpec chain;
    QString prompt;
    bool asChat = false;
    std::uint64_t seed = 7;
    StopRules stop;

    bool operator==(const ColumnRecipe& other) const;
};

struct ColumnToken {
    TokenId token{};
    double rawProbability = 0.0; // softmax of the raw logits
    double rawEntropyBits = 0.0;
    double probability = 0.0; // of the distribution it was drawn from
    double entropyBits = 0.0;
    LogitsPtr row;      // what it was drawn from; null when memory let it go
    ChainMemory memory; // of the chain, before it
};

// A further text of the column, of another sequence number: figures only.
struct ColumnSample {
    std::vector<MeasuredToken> tokens;
    double milliseconds = 0.0; // of the batch that wrote it
    bool ended = false;
    TextMetrics metrics; // once it has ended

    std::vector<TokenId> ids() const;
};

struct ColumnText {
    ColumnRecipe recipe;
    std::vector<TokenId> prompt; // the ids that it is; empty until the engine has told
    std::vector<ColumnToken> tokens;
    ChainMemory nextMemory;             // what the last token left
    std::optional<FinishReason> finish; // empty while it is written, and between steps
    bool writing = false;
    double milliseconds = 0.0;
    std::vector<ColumnSample> samples;
    std::optional<double> selfBleu; // mean over all texts, when all have ended

    std::vector<TokenId> ids() const;
    KeptContext contextAt(std::size_t step) const; // what the chain knew when it drew tokens[step]
    std::vector<MeasuredToken> measured() const;
    QString text() const; // of all tokens but control tokens; ids without a vocabulary
};

// "A", "B" …: what a column is called beside its name, so that colour is never alone.
QString columnLetter(std::size_t index);

} // namespace logitscope
