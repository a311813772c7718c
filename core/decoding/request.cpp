#include "core/decoding/request.h"

namespace logitscope {

Status validate(const StopRules& rules) {
    if (rules.maxTokens < 1) {
        return Error{"The number of tokens to generate is " + std::to_string(rules.maxTokens) +
                     "; it must be at least 1."};
    }
    for (const std::string& text : rules.texts) {
        if (text.empty()) {
            return Error{"A stop text is empty; type what to stop at or remove it."};
        }
    }
    return {};
}

} // namespace logitscope
