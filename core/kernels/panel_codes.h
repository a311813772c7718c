// Reading a panel of a quantised matrix (panel_layout.h), written once over the vectors of an instruction set.
//
// `Integers` is a vector of 16 lanes of 32 bits, one per row of the panel; as codes each lane is four bytes, those of
// the four columns of a quad.
#pragma once

#include "core/kernels/panel_layout.h"
#include "core/kernels/unroll.h"

namespace logitscope {

// The levels of IQ4_NL + 128 (core/quant/iq4_nl.h), once for each 16 bytes of a vector.
struct LevelTable {
    static constexpr unsigned char levels[16] = {1,   24,  45,  63,  79,  93,  106, 118,
                                                 129, 141, 153, 166, 181, 197, 217, 241};
};

template<typename Lanes, int Left>
LOGITSCOPE_INLINE typename Lanes::Integers shifted(typename Lanes::Integers value) {
    if constexpr (Left > 0) {
        return Lanes::template shiftLeft<Left>(value);
    } else if constexpr (Left < 0) {
        return Lanes::template shiftRight<-Left>(value);
    } else {
        return value;
    }
}

// The codes of a quad; `from` is where the codes of its 32 columns begin.
template<typename Lanes, PanelLayout layout, int quad>
LOGITSCOPE_INLINE typename Lanes::Integers codesOfQuad(const std::byte* from) {
    constexpr std::size_t vector = PanelLayout::vectorBytes;
    if constexpr (layout.bytes) {
        return Lanes::loadIntegers(from + quad * vector);
    } else {
        auto codes = Lanes::setBytes(0);
        if constexpr (layout.nibbles) {
            const auto plane = Lanes::loadIntegers(from + quad / 2 * vector);
            codes = Lanes::bitAnd(shifted<Lanes, quad % 2 * -4>(plane), Lanes::setBytes(0x0F));
        }
        if constexpr (layout.pairs) {
            const auto plane = Lanes::loadIntegers(from + layout.nibbleBytes() + quad / 4 * vector);
            const auto placed = shifted<Lanes, layout.pairShift() - quad % 4 * 2>(plane);
            codes = Lanes::orMasked(codes, placed, Lanes::setBytes(3 << layout.pairShift()));
        }
        if constexpr (layout.bits) {
            const auto plane = Lanes::loadIntegers(from + layout.nibbleBytes() + layout.pairBytes());
            const auto placed = shifted<Lanes, layout.bitShift() - quad>(plane);
            codes = Lanes::orMasked(codes, placed, Lanes::setBytes(1 << layout.bitShift()));
        }
        if constexpr (layout.levelTable) {
            codes = Lanes::lookUp(codes, LevelTable::levels);
        }
        return codes;
    }
}

// What the codes of a group stand for: value = step * (code - middle) - low.
template<typename Lanes>
struct GroupOfRows {
    typename Lanes::Vector step, low;
};

// Group `group` of the block whose scales lie at `scales`. The products are exact.
template<typename Lanes, PanelLayout layout>
LOGITSCOPE_INLINE GroupOfRows<Lanes> groupOfRows(const std::byte* scales, std::size_t group) {
    GroupOfRows<Lanes> result;
    result.step = Lanes::loadHalf(scales);
    if constexpr (layout.minimums) {
        result.low = Lanes::loadHalf(scales + PanelLayout::halvesBytes);
    }
    [[maybe_unused]] const std::byte* own = scales + layout.groupsOffset() + group * layout.groupStride();
    if constexpr (layout.groups == GroupScales::Halves) {
        const auto both = Lanes::widenUnsigned(own);
        const auto scale = Lanes::bitAnd(both, Lanes::setBytes(0x0F));
        result.step = Lanes::mul(result.step, Lanes::toFloat(scale));
        result.low = Lanes::mul(result.low, Lanes::toFloat(Lanes::template shiftRight<4>(both)));
    } else if constexpr (layout.groups != GroupScales::None) {
        const auto scale = layout.groups == GroupScales::Signed ? Lanes::widenSigned(own) : Lanes::widenUnsigned(own);
        result.step = Lanes::mul(result.step, Lanes::toFloat(scale));
        if constexpr (layout.minimums) {
            const auto minimum = Lanes::widenUnsigned(own + PanelLayout::groupBytes);
            result.low = Lanes::mul(result.low, Lanes::toFloat(minimum));
        }
    }
    return result;
}

} // namespace logitscope
