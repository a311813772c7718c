// The words that session files use for enumerations: read and written from one list each. Private to core/session.
#pragma once

#include "core/decoding/step_record.h"
#include "core/session/session.h"
#include "core/text/tokenizer.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace logitscope {

template<typename Enum, std::size_t count>
using Names = std::array<std::pair<Enum, std::string_view>, count>;

constexpr Names<FinishReason, 5> finishNames{{{FinishReason::EndToken, "end_token"},
                                              {FinishReason::StopText, "stop_text"},
                                              {FinishReason::Length, "length"},
                                              {FinishReason::ContextFull, "context_full"},
                                              {FinishReason::Cancelled, "cancelled"}}};
constexpr Names<TokenKind, 6> kindNames{{{TokenKind::Normal, "normal"},
                                         {TokenKind::Unknown, "unknown"},
                                         {TokenKind::Control, "control"},
                                         {TokenKind::UserDefined, "user_defined"},
                                         {TokenKind::Unused, "unused"},
                                         {TokenKind::Byte, "byte"}}};
// One letter per token.
constexpr Names<TokenOrigin, 3> originNames{
    {{TokenOrigin::Given, "g"}, {TokenOrigin::Drawn, "d"}, {TokenOrigin::Chosen, "c"}}};

template<typename Enum, std::size_t count>
constexpr std::string_view wordFor(const Names<Enum, count>& names, Enum value) {
    return std::ranges::find(names, value, &std::pair<Enum, std::string_view>::first)->second;
}

template<typename Enum, std::size_t count>
constexpr std::optional<Enum> valueOf(const Names<Enum, count>& names, std::string_view word) {
    const auto found = std::ranges::find(names, word, &std::pair<Enum, std::string_view>::second);
    return found == names.end() ? std::nullopt : std::optional(found->first);
}

} // namespace logitscope
