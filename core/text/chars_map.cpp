#include "core/text/chars_map.h"

#include <algorithm>
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
    // Depth first from the root. Branches may be shared (darts-clone stores equal endings once) but not closed to a
    // circle; what is known of a unit is kept, so each is looked at once.
    constexpr std::int8_t unknown = -1, open = -2;
    std::vector<std::int8_t> matchesFrom(count, unknown); // the most rules that match on one way down from a unit
    struct Visit {
        std::uint32_t unit;
        std::uint32_t nextByte = 0;
        int deepest = 0;
    };
    std::vector<Visit> way{{0}};
    matchesFrom[0] = open;
    while (!way.empty()) {
        Visit& here = way.back();
        const std::uint32_t children = here.unit ^ unitAt(here.unit).offset(); // the unit of byte b is children ^ b
        if ((children | 0xFF) >= count) {
            return false;
        }
        bool descends = false;
        for (; here.nextByte < 256 && !descends; here.nextByte += descends ? 0 : 1) {
            const std::uint32_t child = children ^ here.nextByte;
            if (unitAt(child).label() != here.nextByte) {
                continue;
            }
            if (matchesFrom[child] == open) {
                return false;
            }
            descends = matchesFrom[child] == unknown; // and is seen again, known, on the way back
            here.deepest = std::max<int>(here.deepest, matchesFrom[child]);
        }
        if (descends) {
            const std::uint32_t child = children ^ here.nextByte;
            matchesFrom[child] = open;
            way.push_back({child});
            continue;
        }
        // The library looks for the value of a unit (but the root's) at the place of its child for the byte 0.
        const bool matches = here.unit != 0 && unitAt(here.unit).hasValue();
        const int total = here.deepest + (matches ? 1 : 0);
        if (total > mostMatches || (matches && unitAt(children).value() >= textBytes)) {
            return false;
        }
        matchesFrom[here.unit] = static_cast<std::int8_t>(total);
        way.pop_back();
    }
    return true;
}

} // namespace logitscope
