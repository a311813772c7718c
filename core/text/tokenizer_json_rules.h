// What the `normalizer`, `pre_tokenizer` and `post_processor` of a tokenizer.json come to.
//
// Their parts and fields: github.com/huggingface/tokenizers, tokenizers/src/{normalizers,pre_tokenizers,processors}.
// Pure functions, any thread. Errors are half sentences: what is not supported, by its name in the file.
#pragma once

#include "core/base/result.h"
#include "core/text/bpe_vocabulary.h"
#include "core/text/json_access.h"

#include <optional>
#include <string>
#include <vector>

namespace logitscope {

// How a text is rewritten and split before the model sees it.
struct TextRules {
    bool byteLevel = false;   // pieces are written in the letters of byte_alphabet.h
    bool metaSpace = false;   // spaces become "▁"
    bool joinsSpaces = false; // runs of spaces count as one, those at the ends as none
    SpacePrefix spacePrefix = SpacePrefix::None;
    std::vector<SplitStep> splits;
    std::string charsMap; // compiled normalisation rules of SentencePiece
};

// `root` is the whole file.
Result<TextRules> readTextRules(const Json& root);

// The special tokens that are put around a text.
struct AddedEnds {
    std::optional<std::string> begin, end; // spellings
};

Result<AddedEnds> readAddedEnds(const Json& root);

} // namespace logitscope
