// Pieces that stand for one raw byte, as SentencePiece spells them: "<0x0A>".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace logitscope {

// The byte of such a piece; empty for any other.
inline std::optional<std::uint8_t> byteOfPiece(std::string_view piece) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    if (piece.size() != 6 || !piece.starts_with("<0x") || piece[5] != '>') {
        return std::nullopt;
    }
    const std::size_t high = digits.find(piece[3]);
    const std::size_t low = digits.find(piece[4]);
    return high == digits.npos || low == digits.npos ? std::nullopt
                                                     : std::optional(static_cast<std::uint8_t>(high * 16 + low));
}

} // namespace logitscope
