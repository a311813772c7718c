// What the token strip shows of one token, as a value.
#pragma once

#include "core/base/ids.h"
#include "core/text/tokenizer.h"

#include <optional>
#include <string>
#include <vector>

namespace logitscope {

// How the model rated a token that stands in the text. The first token of a text has no rating.
struct StripScores {
    double probability = 0.0; // of the token
    int rank = 0;             // 1 = the model's first choice
    double surprisalBits = 0.0;
    double entropyBits = 0.0; // of the distribution it came from
};

struct StripToken {
    TokenId token{};
    TokenKind kind = TokenKind::Normal;
    std::string bytes;       // Tokenizer::bytesOf(): may be part of a character
    std::string piece;       // Tokenizer::pieceOf()
    bool addedSpace = false; // the first byte is a space that encode() added: shown, not copied
    bool isPrompt = false;
    bool isChosen = false; // taken by hand instead of the drawn one
    std::optional<StripScores> scores;
};

enum class ColourMode { Probability, Rank, Surprisal, Entropy };

} // namespace logitscope
