// A run as the window keeps it: the tokens of one sequence, where each came from, and how it ended.
//
// Values. Tokens are only ever appended; a branch is a new run that copies the tokens before it (their rows of logits
// are shared, not copied).
#pragma once

#include "core/base/ids.h"
#include "core/decoding/request.h"
#include "core/decoding/step_record.h"
#include "core/model/model_config.h"
#include "core/sampling/step_context.h"
#include "core/session/session.h"
#include "core/text/tokenizer.h"

#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace logitscope {

// A row of logits in the store: one for all runs that pass through its position. Older rows become halves, and the
// oldest null, when the store's memory budget is spent; null as well in a session that was opened. The engine computes
// it again when it is looked at.
class StoredRow {
public:
    explicit StoredRow(LogitsPtr logits) : m_logits(std::move(logits)) {}
    const LogitsPtr& logits() const { return m_logits; }

private:
    friend class RunStore;
    LogitsPtr m_logits;
};
using RowHandle = std::shared_ptr<const StoredRow>;

struct RunToken {
    TokenOrigin origin = TokenOrigin::Given;
    TokenId token{};
    bool predicted = false;      // the first token of a text follows nothing: no row, no score
    double rawProbability = 0.0; // softmax of the raw logits
    int rawRank = 0;             // 1 = largest raw logit
    double rawEntropyBits = 0.0;
    std::uint64_t seed = 0; // of the draw
    std::uint32_t sequence = 0;
    ChainMemory memory = {};   // before it: with it a chain does again what it did
    double uniform = 0.0;      // u of the draw; of another token: of the draw that did not decide it
    double probability = 0.0;  // Drawn only: final distribution when it was drawn
    double entropyBits = 0.0;  // Drawn only: of that distribution
    double milliseconds = 0.0; // Drawn only
    RowHandle row;             // the logits that predicted it; null where there are none
};

enum class RunPhase : unsigned char { Waiting, Reading, Writing, Done };

// What made a sequence: everything needed to make it again.
struct RunSettings {
    QString prompt; // as typed
    bool asChat = false;
    ChainSpec chain;
    std::uint64_t seed = 7;
    std::uint32_t sequence = 0;
    StopRules stop;
};

// The model a run was made with, without its weights.
struct RunModel {
    std::shared_ptr<const Tokenizer> tokenizer; // null for a file without a vocabulary
    ModelInfo info;
    bool precise = false; // the engine's arithmetic
    bool saved = false;   // of a session that was opened: the model itself is not there

    TokenTexts texts() const; // for chains; holds the tokenizer
};

struct Run {
    RunId id{};
    std::optional<RunId> parent; // branched from, at position tokens[branchedAt]
    std::size_t branchedAt = 0;
    std::shared_ptr<const RunModel> model;
    RunSettings settings;          // of the latest request
    std::vector<Passage> passages; // how all tokens came about; the first begins at 0
    std::vector<RunToken> tokens;
    RowHandle next;         // the row after the last token: what would come next
    ChainMemory nextMemory; // and what the last token left for it
    RunPhase phase = RunPhase::Waiting;
    std::size_t prefillDone = 0, prefillTotal = 0; // tokens, while Reading
    std::optional<FinishReason> finish;            // of the latest continuation
    bool stepping = false;                         // the latest continuation is a single step by hand
    QString sentence;                              // why it failed; empty otherwise
    RunFigures figures;

    bool live() const { return phase != RunPhase::Done; }
    std::size_t promptLength() const; // tokens of the prompt; 0 while nothing has arrived
    // The row that predicts position `index`: of a token, or (index == tokens.size()) what comes next. Null where there
    // is none: the first token of a text, a row that memory let go, a run still reading.
    LogitsPtr rowAt(std::size_t index) const;
    std::vector<TokenId> ids(std::size_t count) const; // of the first `count` tokens
    // Nats: what the model itself gave the tokens after the prompt, and how many of them have a score.
    struct Score {
        double logProbability = 0.0;
        std::size_t tokens = 0;
    };
    Score score() const;
    // What a chain knew when it made position `index`; of what comes next, with this seed.
    KeptContext contextAt(std::size_t index, std::uint64_t nextSeed) const;
};

} // namespace logitscope
