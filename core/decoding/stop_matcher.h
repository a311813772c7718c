// Watches streaming text for stop texts: holds text back while it could be the start of one, cuts it where one is
// complete.
//
// A stop text may span pushes and may start and end inside one. What is found does not depend on how the text is cut
// into pushes: the stop text that is complete first wins, the longest one where several end together. One per sequence.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace logitscope {

class StopMatcher {
public:
    explicit StopMatcher(std::vector<std::string> texts); // none of them empty

    struct Passed {
        std::string text;     // free to be shown; ends before the stop text
        bool stopped = false; // a stop text is complete; push no more
    };
    Passed push(std::string_view text);
    // What is still held back at the end of the stream: it was no stop text.
    std::string flush();

private:
    std::vector<std::string> m_texts;
    std::string m_held;
};

} // namespace logitscope
