// Byte-level BPE (Radford et al. 2019) and BPE over characters, as the models' own tokenizers do them: special tokens
// are cut out, the rest is split by patterns, and each stretch is merged by itself.
#pragma once

#include "core/text/bpe_vocabulary.h"
#include "core/text/tokenizer.h"

#include <memory>

namespace logitscope {

// Fails with the sentence of check() or of a pattern that cannot be used.
Result<std::unique_ptr<Tokenizer>> makeBpeTokenizer(const BpeVocabulary& vocabulary);

} // namespace logitscope
