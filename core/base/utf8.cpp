#include "core/base/utf8.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace logitscope {

namespace {

// One row of the Unicode Standard's table 3-7: which second bytes may follow a first byte; any further byte is 80..BF.
struct Lead {
    std::size_t length;
    unsigned char secondMinimum, secondMaximum;
};

Lead leadOf(unsigned char byte) {
    if (byte < 0x80) {
        return {1, 0, 0};
    }
    if (byte < 0xC2 || byte > 0xF4) {
        return {0, 0, 0}; // a continuation byte, an overlong form, or beyond U+10FFFF
    }
    if (byte < 0xE0) {
        return {2, 0x80, 0xBF};
    }
    if (byte < 0xF0) {
        // E0: no overlong forms; ED: no surrogates.
        return {3, static_cast<unsigned char>(byte == 0xE0 ? 0xA0 : 0x80),
                static_cast<unsigned char>(byte == 0xED ? 0x9F : 0xBF)};
    }
    // F0: no overlong forms; F4: nothing above U+10FFFF.
    return {4, static_cast<unsigned char>(byte == 0xF0 ? 0x90 : 0x80),
            static_cast<unsigned char>(byte == 0xF4 ? 0x8F : 0xBF)};
}

bool isControlCharacter(std::string_view character) {
    const auto first = static_cast<unsigned char>(character[0]);
    if (character.size() == 1) {
        return first < 0x20 || first == 0x7F;
    }
    return first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0; // U+0080 .. U+009F
}

} // namespace

Utf8Step nextUtf8(std::string_view text) {
    assert(!text.empty());
    const Lead lead = leadOf(static_cast<unsigned char>(text[0]));
    if (lead.length == 0) {
        return {1, Utf8State::Invalid};
    }
    for (std::size_t i = 1; i < lead.length; ++i) {
        if (i == text.size()) {
            return {i, Utf8State::Unfinished};
        }
        const auto byte = static_cast<unsigned char>(text[i]);
        const unsigned char minimum = i == 1 ? lead.secondMinimum : 0x80;
        const unsigned char maximum = i == 1 ? lead.secondMaximum : 0xBF;
        if (byte < minimum || byte > maximum) {
            return {i, Utf8State::Invalid};
        }
    }
    return {lead.length, Utf8State::Complete};
}

std::optional<std::size_t> findInvalidUtf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const Utf8Step step = nextUtf8(text.substr(at));
        if (step.state != Utf8State::Complete) {
            return at;
        }
        at += step.length;
    }
    return std::nullopt;
}

std::string replaceInvalidUtf8(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const Utf8Step step = nextUtf8(text);
        result += step.state == Utf8State::Complete ? text.substr(0, step.length) : replacementCharacter;
        text.remove_prefix(step.length);
    }
    return result;
}

std::string inQuotes(std::string_view name, std::size_t maxCharacters) {
    std::string result = "'";
    for (std::size_t count = 0; !name.empty(); ++count) {
        if (count == maxCharacters) {
            result += "…";
            break;
        }
        const Utf8Step step = nextUtf8(name);
        const std::string_view character = name.substr(0, step.length);
        const bool shown = step.state == Utf8State::Complete && !isControlCharacter(character);
        result += shown ? character : replacementCharacter;
        name.remove_prefix(step.length);
    }
    return result + "'";
}

} // namespace logitscope
