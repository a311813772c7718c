// A model in use: its scratch memory and the sequences it has already read, so that a new request pays only for tokens
// that no earlier one has read.
//
// Sequences form a tree over shared cache pages: states() are leaves; a request takes the state that shares the longest
// prefix, forks it there and appends. The least recently used leaves go when there are too many or they hold too much
// memory. Owned and used by one thread.
#pragma once

#include "core/base/ids.h"
#include "core/model/loader.h"
#include "core/model/scratch.h"
#include "core/sampling/logit_row.h"

#include <memory>
#include <span>
#include <vector>

namespace logitscope {

using WeakLogits = std::weak_ptr<const LogitRow>;

class Session {
public:
    Session(LoadedModel model, ThreadPool& pool, Precision precision = Precision::Fast);
    ~Session();

    const LanguageModel& model() const;
    const LoadedModel& loaded() const;
    const Tokenizer* tokenizer() const; // null for a model without a vocabulary
    Scratch& scratch();

    // A sequence to append to, holding a prefix of `tokens` (never all of them: the last token is always run, for its
    // logits), and the row after each token of that prefix, null where it is not known. With `everyRow` the prefix ends
    // before the first row that is not known.
    struct Reuse {
        std::unique_ptr<SequenceState> state;
        std::size_t tokens = 0;
        std::vector<LogitsPtr> rows;
    };
    Reuse acquire(std::span<const TokenId> tokens, bool everyRow = false);
    // Gives a sequence back for reuse. `tokens` is what the state has read; `rows` the row after each of them, as far
    // as somebody else still holds it: remembering rows costs no memory here.
    void keep(std::unique_ptr<SequenceState> state, std::vector<TokenId> tokens, std::vector<WeakLogits> rows = {});

    // Scratch memory and kept sequences; pages that sequences share count once for each.
    std::size_t memoryBytes() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace logitscope
