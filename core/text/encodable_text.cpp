#include "core/text/encodable_text.h"

#include "core/base/utf8.h"

namespace logitscope {

Status checkEncodable(std::string_view text) {
    if (text.size() > longestText) {
        return Error{"The text has " + std::to_string(text.size()) + " bytes; at most " + std::to_string(longestText) +
                     " can be turned into tokens at once, so shorten it."};
    }
    if (const auto offset = findInvalidUtf8(text)) {
        return Error{"The text is not valid UTF-8: a broken character begins at byte " + std::to_string(*offset) +
                     " (counted from 0); save it as UTF-8 or remove that character."};
    }
    return {};
}

} // namespace logitscope
