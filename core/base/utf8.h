// UTF-8 as bytes: is it valid, where does a character end, what stands in for a broken one.
//
// Pure functions, any thread. "Valid" is the Unicode Standard's table 3-7: no overlong forms, no surrogates, nothing
// above U+10FFFF. A broken sequence becomes one U+FFFD per maximal subpart (the Standard, section 3.9, "U+FFFD
// substitution of maximal subparts"), as browsers and Python do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace logitscope {

inline constexpr std::string_view replacementCharacter = "\xEF\xBF\xBD"; // U+FFFD

enum class Utf8State : std::uint8_t {
    Complete,   // a whole character
    Unfinished, // the text ends inside a character that is valid so far
    Invalid     // the maximal subpart of a broken sequence
};

// What a text begins with; 1 to 4 bytes.
struct Utf8Step {
    std::size_t length;
    Utf8State state;
};

// `text` is not empty.
Utf8Step nextUtf8(std::string_view text);

// The offset of the first byte of the first character that is not valid UTF-8; empty when all of them are.
std::optional<std::size_t> findInvalidUtf8(std::string_view text);

// `text` with U+FFFD for what is broken.
std::string replaceInvalidUtf8(std::string_view text);

// A name out of a file for a sentence on the screen: 'name' in quotes, valid UTF-8, control characters as U+FFFD, cut
// after `maxCharacters` characters with an ellipsis.
std::string inQuotes(std::string_view name, std::size_t maxCharacters = 80);

} // namespace logitscope
