// A model in use: its scratch memory and the sequences it has already read, so that a new request pays only for tokens
// that no earlier one has read.
//
// Sequences form a tree over shared cache pages: states() are leaves; a request takes the state that shares the longest
// prefix, forks it there and appends. Owned and used by one thread.
#pragma once

#include "core/base/ids.h"
#include "core/model/loader.h"
#include "core/model/scratch.h"

#include <memory>
#include <span>
#include <vector>

namespace logitscope {

class Session {
public:
    Session(LoadedModel model, ThreadPool& pool);
    ~Session();

    const LanguageModel& model() const;
    const Tokenizer* tokenizer() const; // null for a model without a vocabulary
    Scratch& scratch();

    // A sequence to append to, holding a prefix of `tokens` (never all of them: the last token is always run, for its
    // logits). Says how long the prefix is.
    struct Reuse {
        std::unique_ptr<SequenceState> state;
        std::size_t tokens = 0;
    };
    Reuse acquire(std::span<const TokenId> tokens);
    // Gives a sequence back for reuse. `tokens` is what the state has read.
    void keep(std::unique_ptr<SequenceState> state, std::vector<TokenId> tokens);

    std::size_t memoryBytes() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace logitscope
