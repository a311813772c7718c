// The wire format of protocol buffers (protobuf.dev/programming-guides/encoding): as much as a SentencePiece model
// needs.
//
// The writer appends fields to a string. The reader walks the fields of one message in memory and never past its end;
// it does not own the bytes.
#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace logitscope::protobuf {

enum class WireType : std::uint8_t { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };

class Writer {
public:
    void number(std::uint32_t field, std::uint64_t value) {
        varint(field << 3 | static_cast<std::uint32_t>(WireType::Varint));
        varint(value);
    }
    void number(std::uint32_t field, float value) {
        varint(field << 3 | static_cast<std::uint32_t>(WireType::Fixed32));
        const auto bits = std::bit_cast<std::uint32_t>(value);
        for (int shift = 0; shift < 32; shift += 8) {
            m_bytes += static_cast<char>((bits >> shift) & 0xFF);
        }
    }
    // A string, a block of bytes or a message.
    void bytes(std::uint32_t field, std::string_view value) {
        varint(field << 3 | static_cast<std::uint32_t>(WireType::Bytes));
        varint(value.size());
        m_bytes += value;
    }

    const std::string& message() const { return m_bytes; }

private:
    void varint(std::uint64_t value) {
        for (; value >= 0x80; value >>= 7) {
            m_bytes += static_cast<char>((value & 0x7F) | 0x80);
        }
        m_bytes += static_cast<char>(value);
    }

    std::string m_bytes;
};

struct Field {
    std::uint32_t number = 0;
    WireType type = WireType::Varint;
    std::uint64_t value = 0; // of a number: its bits
    std::string_view bytes;  // of a string, a block of bytes or a message

    bool isVarint(std::uint32_t wanted) const { return number == wanted && type == WireType::Varint; }
    bool isFloat(std::uint32_t wanted) const { return number == wanted && type == WireType::Fixed32; }
    bool isBytes(std::uint32_t wanted) const { return number == wanted && type == WireType::Bytes; }
    float asFloat() const { return std::bit_cast<float>(static_cast<std::uint32_t>(value)); }
};

class Reader {
public:
    explicit Reader(std::string_view message) : m_rest(message) {}

    // The next field; empty at the end and at the first byte that makes no sense (then damaged() is true).
    std::optional<Field> next() {
        if (m_rest.empty() || m_damaged) {
            return std::nullopt;
        }
        Field field;
        const std::uint64_t key = varint();
        field.number = static_cast<std::uint32_t>(key >> 3);
        field.type = static_cast<WireType>(key & 7);
        m_damaged = m_damaged || key >> 32 != 0 || field.number == 0;
        switch (field.type) {
        case WireType::Varint:
            field.value = varint();
            break;
        case WireType::Fixed64:
            field.value = fixed(8);
            break;
        case WireType::Fixed32:
            field.value = fixed(4);
            break;
        case WireType::Bytes:
            field.bytes = take(varint());
            break;
        default: // groups are out of use
            m_damaged = true;
        }
        return m_damaged ? std::nullopt : std::optional(field);
    }

    bool damaged() const { return m_damaged; }

private:
    std::string_view take(std::uint64_t size) {
        m_damaged = m_damaged || size > m_rest.size();
        const std::string_view taken = m_rest.substr(0, m_damaged ? 0 : size);
        m_rest.remove_prefix(taken.size());
        return taken;
    }
    std::uint64_t varint() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            const std::string_view byte = take(1);
            if (byte.empty()) {
                return 0;
            }
            value |= static_cast<std::uint64_t>(byte[0] & 0x7F) << shift;
            if ((byte[0] & 0x80) == 0) {
                return value;
            }
        }
        m_damaged = true;
        return 0;
    }
    std::uint64_t fixed(int size) {
        std::uint64_t value = 0;
        int shift = 0;
        for (const char byte : take(static_cast<std::uint64_t>(size))) {
            value |= static_cast<std::uint64_t>(static_cast<unsigned char>(byte)) << shift;
            shift += 8;
        }
        return value;
    }

    std::string_view m_rest;
    bool m_damaged = false;
};

} // namespace logitscope::protobuf
