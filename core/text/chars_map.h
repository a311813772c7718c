// The compiled normalisation rules of a SentencePiece model (NormalizerSpec.precompiled_charsmap): are they safe to
// follow?
//
// Layout: the size of a double-array trie in bytes (uint32), the trie (darts-clone: github.com/s-yata/darts-clone),
// then the replacement texts, each ended by a NUL. The library follows the trie without looking at its bounds.
#pragma once

#include <string_view>

namespace logitscope {

// True for no rules, and for rules whose every path stays inside the trie, ends, and leads to a text. Pure.
bool isSoundCharsMap(std::string_view bytes);

} // namespace logitscope
