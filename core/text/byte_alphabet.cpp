#include "core/text/byte_alphabet.h"

#include <array>

namespace logitscope {

namespace {

constexpr std::size_t letterCount = 0x100 + 68; // characters that are letters lie below

struct Alphabet {
    std::array<std::string, 256> letters;
    std::array<std::int16_t, letterCount> bytes; // by character; -1 for none

    Alphabet() {
        bytes.fill(-1);
        std::size_t next = 0x100;
        for (std::size_t byte = 0; byte < 256; ++byte) {
            const bool printable = (byte > 0x20 && byte < 0x7F) || (byte > 0xA0 && byte != 0xAD);
            const std::size_t character = printable ? byte : next++;
            bytes[character] = static_cast<std::int16_t>(byte);
            if (character < 0x80) {
                letters[byte] = {static_cast<char>(character)};
            } else {
                letters[byte] = {static_cast<char>(0xC0 | character >> 6),
                                 static_cast<char>(0x80 | (character & 0x3F))};
            }
        }
    }
};

const Alphabet& alphabet() {
    static const Alphabet instance;
    return instance;
}

} // namespace

std::string_view letterOfByte(std::uint8_t byte) { return alphabet().letters[byte]; }

std::optional<std::string> bytesOfLetters(std::string_view piece) {
    std::string bytes;
    bytes.reserve(piece.size());
    for (std::size_t at = 0; at < piece.size(); ++at) {
        std::size_t character = static_cast<unsigned char>(piece[at]);
        if (character >= 0x80) {
            const std::size_t second = at + 1 < piece.size() ? static_cast<unsigned char>(piece[at + 1]) : 0;
            if (character < 0xC2 || character > 0xC5 || (second & 0xC0) != 0x80) {
                return std::nullopt;
            }
            character = (character & 0x1F) << 6 | (second & 0x3F);
            ++at;
        }
        if (character >= letterCount || alphabet().bytes[character] < 0) {
            return std::nullopt;
        }
        bytes += static_cast<char>(alphabet().bytes[character]);
    }
    return bytes;
}

} // namespace logitscope
