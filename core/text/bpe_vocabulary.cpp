#include "core/text/bpe_vocabulary.h"

#include "core/base/utf8.h"

#include <limits>
#include <string_view>
#include <unordered_set>

namespace logitscope {

namespace {

Error vocabularyError(const BpeVocabulary& vocabulary, const std::string& what) {
    return {"The vocabulary of " + inQuotes(vocabulary.source, 4096) + " cannot be used: " + what + "."};
}

Status checkIds(const BpeVocabulary& vocabulary) {
    std::vector<TokenId> ids = vocabulary.extraEnds;
    ids.insert(ids.end(), vocabulary.trimsLeft.begin(), vocabulary.trimsLeft.end());
    ids.insert(ids.end(), vocabulary.trimsRight.begin(), vocabulary.trimsRight.end());
    for (const auto& id : {vocabulary.begin, vocabulary.end, vocabulary.unknown}) {
        if (id) {
            ids.push_back(*id);
        }
    }
    for (const TokenId id : ids) {
        if (indexOf(id) >= vocabulary.pieces.size()) {
            return vocabularyError(vocabulary, "a special token has the id " + std::to_string(numberOf(id)) +
                                                   ", but there are " + std::to_string(vocabulary.pieces.size()) +
                                                   " pieces");
        }
    }
    return {};
}

} // namespace

Status check(const BpeVocabulary& vocabulary) {
    const std::size_t size = vocabulary.pieces.size();
    if (size == 0 || size > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
        return vocabularyError(vocabulary, "it has " + std::to_string(size) + " pieces");
    }
    if (vocabulary.kinds.size() != size) {
        return vocabularyError(vocabulary, "it has " + std::to_string(size) + " pieces and " +
                                               std::to_string(vocabulary.kinds.size()) + " types");
    }
    if (Status status = checkIds(vocabulary); !status) {
        return status;
    }
    const std::unordered_set<std::string_view> pieces(vocabulary.pieces.begin(), vocabulary.pieces.end());
    for (std::size_t rank = 0; rank < vocabulary.merges.size(); ++rank) {
        const auto& [left, right] = vocabulary.merges[rank];
        const std::string joined = left + right;
        for (const std::string_view piece :
             {std::string_view(left), std::string_view(right), std::string_view(joined)}) {
            if (left.empty() || right.empty() || !pieces.contains(piece)) {
                return vocabularyError(vocabulary, "merge " + std::to_string(rank) + " (" + inQuotes(left, 40) +
                                                       " with " + inQuotes(right, 40) +
                                                       ") is of or to a piece that it does not have");
            }
        }
    }
    return {};
}

} // namespace logitscope
