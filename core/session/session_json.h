// Sessions as JSON, the format that README.md beside this header describes. Pure functions, any thread.
#pragma once

#include "core/base/result.h"
#include "core/session/session.h"

#include <string>
#include <string_view>

namespace logitscope {

constexpr int sessionVersion = 1;

// Every number is written so that reading gives the same bits. Text that is not UTF-8 gets U+FFFD for what is broken
// (the bytes of tokens are kept).
std::string toJson(const SavedSession& session);

// Trusts nothing: sizes, types, ranges and references are checked. `subject` begins the sentence of the error: "The
// session file 'x'". A file of a newer version is refused as such.
Result<SavedSession> sessionFromJson(std::string_view text, std::string_view subject);

} // namespace logitscope
