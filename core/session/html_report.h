// Runs as one HTML page that needs nothing else: prompt, settings, the text with every token coloured by its
// probability, figures. For people, and for printing; light or dark as the reader's browser is. Pure functions.
#pragma once

#include "core/session/session.h"

#include <string>
#include <utility>
#include <vector>

namespace logitscope {

struct ReportToken {
    std::string bytes; // Tokenizer::bytesOf(): may be part of a character
    std::string piece; // shown where there are no bytes
    TokenOrigin origin = TokenOrigin::Given;
    bool scored = false;
    double rawProbability = 0.0; // of the model itself
    int rawRank = 0;
};

struct ReportRun {
    std::string title;
    std::string prompt;                                                 // as typed
    std::vector<std::pair<std::string, std::string>> settings, figures; // names and values, in order
    std::vector<ReportToken> tokens;
};

// The words around the data, in the reader's language.
struct ReportWords {
    std::string language = "en";
    std::string title = "Logitscope report";
    std::string prompt = "Prompt";
    std::string settings = "Settings";
    std::string text = "Text";
    std::string figures = "Figures";
    // Says what the colours mean.
    std::string legend = "The fainter the ground, the more probable the token under the model itself; a line below: "
                         "outside the ten most probable, a double one: outside the hundred.";
};

std::string htmlReport(const std::vector<ReportRun>& runs, const ReportWords& words = {});

} // namespace logitscope
