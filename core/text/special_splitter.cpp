#include "core/text/special_splitter.h"

#include <algorithm>

namespace logitscope {

void SpecialSplitter::add(std::string_view spelling, TokenId token, bool control) {
    if (spelling.empty()) {
        return;
    }
    std::vector<Spelling>& list = m_byFirstByte[static_cast<unsigned char>(spelling[0])];
    const auto place = std::find_if(list.begin(), list.end(),
                                    [&](const Spelling& other) { return other.text.size() < spelling.size(); });
    list.insert(place, {std::string(spelling), token, control});
}

std::vector<TextPart> SpecialSplitter::split(std::string_view text) const {
    std::vector<TextPart> parts;
    std::size_t plainBegin = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::vector<Spelling>& list = m_byFirstByte[static_cast<unsigned char>(text[at])];
        const auto found = std::find_if(list.begin(), list.end(), [rest = text.substr(at)](const Spelling& spelling) {
            return rest.starts_with(spelling.text);
        });
        if (found == list.end()) {
            ++at;
            continue;
        }
        if (found->control) {
            if (at > plainBegin) {
                parts.push_back({text.substr(plainBegin, at - plainBegin), std::nullopt});
            }
            parts.push_back({text.substr(at, found->text.size()), found->token});
            plainBegin = at + found->text.size();
        }
        at += found->text.size();
    }
    if (plainBegin < text.size()) {
        parts.push_back({text.substr(plainBegin), std::nullopt});
    }
    return parts;
}

} // namespace logitscope
