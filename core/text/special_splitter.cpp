#include "core/text/special_splitter.h"

#include <algorithm>

namespace logitscope {

namespace {

constexpr std::string_view whiteSpace = " \t\n\v\f\r";

} // namespace

void SpecialSplitter::add(std::string_view spelling, TokenId token, bool cuts, Trim trim) {
    if (spelling.empty()) {
        return;
    }
    m_firstBytes[static_cast<unsigned char>(spelling[0])] = true;
    m_spellings.try_emplace(std::string(spelling), Found{token, cuts, trim});
}

SpecialSplitter::Spellings::const_iterator SpecialSplitter::longestAt(std::string_view rest) const {
    // The last spelling that sorts before or at `rest` has every spelling that `rest` begins with as a beginning of its
    // own. Where it leaves `rest`, the search goes on with what the two have in common.
    while (!rest.empty()) {
        auto candidate = m_spellings.upper_bound(rest);
        if (candidate == m_spellings.begin()) {
            break;
        }
        --candidate;
        const std::string& spelling = candidate->first;
        const auto [leaves, unused] = std::mismatch(spelling.begin(), spelling.end(), rest.begin(), rest.end());
        if (leaves == spelling.end()) {
            return candidate;
        }
        rest = rest.substr(0, static_cast<std::size_t>(leaves - spelling.begin()));
    }
    return m_spellings.end();
}

std::vector<TextPart> SpecialSplitter::split(std::string_view text) const {
    std::vector<TextPart> parts;
    std::size_t plainBegin = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto found =
            m_firstBytes[static_cast<unsigned char>(text[at])] ? longestAt(text.substr(at)) : m_spellings.end();
        if (found == m_spellings.end()) {
            ++at;
            continue;
        }
        const auto& [spelling, what] = *found;
        if (!what.cuts) {
            at += spelling.size();
            continue;
        }
        std::string_view before = text.substr(plainBegin, at - plainBegin);
        if (what.trim.left) {
            before = before.substr(0, before.find_last_not_of(whiteSpace) + 1);
        }
        if (!before.empty()) {
            parts.push_back({before, std::nullopt});
        }
        parts.push_back({text.substr(at, spelling.size()), what.token});
        at += spelling.size();
        if (what.trim.right) {
            at = std::min(text.find_first_not_of(whiteSpace, at), text.size());
        }
        plainBegin = at;
    }
    if (plainBegin < text.size()) {
        parts.push_back({text.substr(plainBegin), std::nullopt});
    }
    return parts;
}

} // namespace logitscope
