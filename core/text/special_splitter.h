// Finds tokens that are spelled out in a text ("</s>"), for EncodeOptions::parseSpecial and user-defined pieces.
//
// The longest spelling at a place wins, one that is not cut out included: that one stays part of the text, for the
// vocabulary's own encoder. Filled once, then immutable: any thread.
#pragma once

#include "core/base/ids.h"

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace logitscope {

struct TextPart {
    std::string_view text;        // a stretch of the split text, never empty
    std::optional<TokenId> token; // the token that it spells; empty for ordinary text
};

class SpecialSplitter {
public:
    // White space beside a token that is cut out goes with it (lstrip and rstrip of Hugging Face's added tokens).
    struct Trim {
        bool left = false, right = false;
    };

    // `cuts`: the token is cut out of the text; otherwise it only keeps shorter spellings from being found. Of equal
    // spellings the first counts.
    void add(std::string_view spelling, TokenId token, bool cuts) { add(spelling, token, cuts, Trim{}); }
    void add(std::string_view spelling, TokenId token, bool cuts, Trim trim);

    std::vector<TextPart> split(std::string_view text) const;

private:
    struct Found {
        TokenId token;
        bool cuts;
        Trim trim;
    };
    using Spellings = std::map<std::string, Found, std::less<>>;

    // The longest spelling that `rest` begins with; end() when there is none.
    Spellings::const_iterator longestAt(std::string_view rest) const;

    Spellings m_spellings;
    std::array<bool, 256> m_firstBytes{};
};

} // namespace logitscope
