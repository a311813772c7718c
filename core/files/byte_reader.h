// Reads little-endian numbers and strings off the front of a block of bytes; never past its end.
//
// Every read checks the bound first and is empty (and moves nothing) when the bytes run out. Does not own the bytes.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

namespace logitscope {

static_assert(std::endian::native == std::endian::little, "files are read as the little-endian bytes they are");

class ByteReader {
public:
    explicit ByteReader(std::span<const std::byte> bytes) : m_bytes(bytes) {}

    std::size_t position() const { return m_position; }
    std::size_t remaining() const { return m_bytes.size() - m_position; }

    template<typename T>
    requires(std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) std::optional<T> number() {
        if (remaining() < sizeof(T)) {
            return std::nullopt;
        }
        T value;
        std::memcpy(&value, m_bytes.data() + m_position, sizeof(T));
        m_position += sizeof(T);
        return value;
    }

    // A 64-bit length and that many bytes, which stay where they are.
    std::optional<std::string_view> string() {
        ByteReader ahead = *this;
        const auto length = ahead.number<std::uint64_t>();
        if (!length || *length > ahead.remaining()) {
            return std::nullopt;
        }
        const std::string_view text(reinterpret_cast<const char*>(m_bytes.data()) + ahead.m_position, *length);
        m_position = ahead.m_position + text.size();
        return text;
    }

private:
    std::span<const std::byte> m_bytes;
    std::size_t m_position = 0;
};

} // namespace logitscope
