#include "core/text/chars_map.h"

#include <cstdint>
#include <cstring>
#include <vector>

namespace logitscope {

namespace {

// One unit of the double array: a label and the offset to the units it leads to, or a value.
class Unit {
public:
    explicit Unit(std::uint32_t bits) : m_bits(bits) {}
    std::uint32_t label() const { return m_bits & 0x800000FF; } // of a value: no byte
    std::uint32_t offset() const { return m_bits >> 10 << ((m_bits & 0x200) >> 6); }
    bool hasValue() const { return (m_bits & 0x100) != 0; }
    std::uint32_t value() const { return m_bits & 0x7FFFFFFF; }

private:
    std::uint32_t m_bits;
};

// The library has room for this many rules that match at one place.
constexpr int mostMatches = 32;

} // namespace

bool isSoundCharsMap(std::string_view bytes) {
    if (bytes.empty()) {
        return true;
    }
    std::uint32_t trieBytes = 0;
    if (bytes.size() < sizeof trieBytes) {
        return false;
    }
    std::memcpy(&trieBytes, bytes.data(), sizeof trieBytes);
    bytes.remove_prefix(sizeof trieBytes);
    if (trieBytes == 0 || trieBytes % sizeof(std::uint32_t) != 0 || trieBytes >= bytes.size()) {
        return false;
    }
    const std::uint32_t count = trieBytes / sizeof(std::uint32_t);
    const std::size_t textBytes = bytes.size() - trieBytes;
    const auto unitAt = [bytes](std::uint32_t index) {
        std::uint32_t bits = 0;
        std::memcpy(&bits, bytes.data() + std::size_t{index} * sizeof bits, sizeof bits);
        return Unit(bits);
    };
    // Every path from the root, depth first. A unit that is reached twice would make a circle or a shared branch, which
    // a trie has not.
    struct Place {
        std::uint32_t children; // the unit of byte b is children ^ b
        int matches;
    };
    std::vector<bool> reached(count, false);
    std::vector<Place> open{{unitAt(0).offset(), 0}};
    reached[0] = true;
    while (!open.empty()) {
        const Place place = open.back();
        open.pop_back();
        if ((place.children | 0xFF) >= count) {
            return false;
        }
        for (std::uint32_t byte = 0; byte < 256; ++byte) {
            const std::uint32_t index = place.children ^ byte;
            const Unit unit = unitAt(index);
            if (unit.label() != byte) {
                continue;
            }
            const std::uint32_t next = index ^ unit.offset();
            const int matches = place.matches + (unit.hasValue() ? 1 : 0);
            if (reached[index] || matches > mostMatches || (next | 0xFF) >= count ||
                (unit.hasValue() && unitAt(next).value() >= textBytes)) {
                return false;
            }
            reached[index] = true;
            open.push_back({next, matches});
        }
    }
    return true;
}

} // namespace logitscope
