// A BPE vocabulary with a list of merges, as a value: what the gpt2 family of GGUF (core/model/vocabulary_reader.h) and
// tokenizer.json (tokenizer_json.h) come down to.
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/text/pre_tokenizer.h"
#include "core/text/tokenizer.h"

#include <optional>
#include <string>
#include <vector>

namespace logitscope {

// What pieces are written in.
enum class BpeAlphabet : std::uint8_t {
    Bytes,     // byte_alphabet.h: GPT-2 and most since
    Characters // UTF-8 with "▁" for spaces; characters that are no piece fall back to "<0x0A>" pieces: Llama 2, Gemma
};

// Which stretches of ordinary text get a space that they do not have.
enum class SpacePrefix : std::uint8_t {
    None,
    Always,           // every one
    WhereMissing,     // every one that does not begin with a space
    FirstWhereMissing // the one at the beginning of the text
};

struct BpeMerge {
    std::string left, right; // spellings of pieces
};

struct BpeVocabulary {
    std::string source; // the file it comes from: what errors call it
    // Same length; the place is the token id. Pieces of kind Control and UserDefined are literal text, and a
    // user-defined one is always cut out of a text. Of equal spellings the first normal piece counts.
    std::vector<std::string> pieces;
    std::vector<TokenKind> kinds;
    std::vector<BpeMerge> merges; // the first goes first
    BpeAlphabet alphabet = BpeAlphabet::Bytes;
    std::vector<SplitStep> splits;
    bool wholeWordsFirst = false; // a stretch that is a piece is that piece, whatever the merges would make of it
    SpacePrefix spacePrefix = SpacePrefix::None;
    std::optional<TokenId> begin, end;
    std::optional<TokenId> unknown; // for what no piece can write; without one such a text is refused
    std::vector<TokenId> extraEnds; // end-of-turn and the like
    bool addBegin = false;          // the vocabulary's own rule, for EncodeOptions::addSpecial
    bool addEnd = false;
    // Control and user-defined pieces that take the white space before or after them along.
    std::vector<TokenId> trimsLeft, trimsRight;
};

// Whether it can be used; the sentence says what is wrong: lists of different lengths, ids outside, merges of or to
// pieces that are not there.
Status check(const BpeVocabulary& vocabulary);

} // namespace logitscope
