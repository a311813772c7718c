#include "core/decoding/stop_matcher.h"

#include <algorithm>
#include <utility>

namespace logitscope {

StopMatcher::StopMatcher(std::vector<std::string> texts) : m_texts(std::move(texts)) {}

StopMatcher::Passed StopMatcher::push(std::string_view text) {
    if (m_texts.empty()) {
        return {std::string(text), false};
    }
    for (const char byte : text) {
        m_held.push_back(byte);
        std::size_t complete = 0;
        for (const std::string& stop : m_texts) {
            if (m_held.ends_with(stop)) {
                complete = std::max(complete, stop.size());
            }
        }
        if (complete > 0) {
            return {m_held.substr(0, m_held.size() - complete), true};
        }
    }
    // The longest end of the text that begins a stop text stays.
    std::size_t hold = 0;
    for (const std::string& stop : m_texts) {
        for (std::size_t length = std::min(stop.size() - 1, m_held.size()); length > hold; --length) {
            if (m_held.ends_with(std::string_view(stop).substr(0, length))) {
                hold = length;
            }
        }
    }
    Passed passed{m_held.substr(0, m_held.size() - hold), false};
    m_held.erase(0, passed.text.size());
    return passed;
}

std::string StopMatcher::flush() { return std::exchange(m_held, {}); }

} // namespace logitscope
