#include "core/text/end_of_turn.h"

#include <algorithm>
#include <array>

namespace logitscope {

bool endsTurn(std::string_view spelling) {
    constexpr std::array<std::string_view, 13> spellings{
        "<|eot_id|>",           "<|eom_id|>",      "<|im_end|>", "<|end|>", "<end_of_turn>", "<|endoftext|>",
        "<|end_of_text|>",      "<|end_of_turn|>", "<EOT>",      "<|EOT|>", "<|eot|>",       "<｜end▁of▁sentence｜>",
        "<|END_OF_TURN_TOKEN|>"};
    return std::find(spellings.begin(), spellings.end(), spelling) != spellings.end();
}

} // namespace logitscope
