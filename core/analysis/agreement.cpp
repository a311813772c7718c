#include "core/analysis/agreement.h"

#include <algorithm>
#include <limits>
#include <map>

namespace logitscope {

std::optional<std::size_t> firstDifference(std::span<const std::vector<TokenId>> texts) {
    std::optional<std::size_t> first;
    for (std::size_t a = 0; a < texts.size(); ++a) {
        for (std::size_t b = a + 1; b < texts.size(); ++b) {
            const std::size_t common = std::min(texts[a].size(), texts[b].size());
            const auto parted = std::mismatch(texts[a].begin(), texts[a].begin() + static_cast<std::ptrdiff_t>(common),
                                              texts[b].begin());
            const auto step = static_cast<std::size_t>(parted.first - texts[a].begin());
            if (step < common) {
                first = std::min(first.value_or(step), step);
            }
        }
    }
    return first;
}

double agreementAt(std::span<const std::vector<TokenId>> texts, std::size_t step) {
    std::map<TokenId, std::size_t> votes;
    std::size_t present = 0, most = 0;
    for (const std::vector<TokenId>& text : texts) {
        if (step < text.size()) {
            ++present;
            most = std::max(most, ++votes[text[step]]);
        }
    }
    return present == 0 ? std::numeric_limits<double>::quiet_NaN()
                        : static_cast<double>(most) / static_cast<double>(present);
}

} // namespace logitscope
