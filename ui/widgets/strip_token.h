// What the token strip shows of one token, as a value.
#pragma once

#include "core/base/ids.h"
#include "core/text/tokenizer.h"

#include <QString>

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
    std::string bytes; // Tokenizer::bytesOf(): may be part of a character
    std::string piece; // Tokenizer::pieceOf()
    bool isPrompt = false;
    bool isChosen = false; // taken by hand instead of the drawn one
    std::optional<StripScores> scores;
};

// One of the tokens that could have stood in a place.
struct Alternative {
    TokenId token{};
    QString label;            // visibleToken()
    double probability = 0.0; // final
    double rawProbability = 0.0;
    bool isCut = false; // by the chain: it may be taken all the same
};

enum class ColourMode { Probability, Rank, Surprisal, Entropy };

} // namespace logitscope
