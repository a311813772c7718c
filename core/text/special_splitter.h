// Finds control tokens that are spelled out in a text ("</s>"), for EncodeOptions::parseSpecial.
//
// The longest spelling at a place wins, a user-defined piece included: that one stays part of the text, for the
// vocabulary's own encoder. Filled once, then immutable: any thread.
#pragma once

#include "core/base/ids.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope {

struct TextPart {
    std::string_view text;        // a stretch of the split text, never empty
    std::optional<TokenId> token; // the control token that it spells; empty for ordinary text
};

class SpecialSplitter {
public:
    // `control`: the token is cut out of the text; otherwise it only keeps shorter control spellings from being found.
    void add(std::string_view spelling, TokenId token, bool control);

    std::vector<TextPart> split(std::string_view text) const;

private:
    struct Spelling {
        std::string text;
        TokenId token;
        bool control;
    };
    std::array<std::vector<Spelling>, 256> m_byFirstByte; // the longest first
};

} // namespace logitscope
