// How the reference encoders choose scales: plain, so that every value lies within half a step of what it becomes.
//
// They serve tests and small conversions; encoders that weigh errors (as those of published files do) choose better.
#pragma once

#include "core/quant/half.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace logitscope {

// The smallest half-precision number that is at least `value`, which is at least 0 and at most 65504.
Half halfAtLeast(float value);

float largestMagnitude(std::span<const float> values);

// round((value + low) / step) within [0, highest]; 0 for a step of 0.
std::uint8_t codeOf(float value, float step, float low, int highest);

// value = scale * groupScales[g] * (code - middle), with |code - middle| up to `highest`.
struct SymmetricFit {
    Half scale{};
    std::array<std::int8_t, 16> groupScales{}; // up to `highestScale`

    float step(std::size_t group) const { return toFloat(scale) * static_cast<float>(groupScales[group]); }
};
SymmetricFit fitSymmetric(std::span<const float> values, std::size_t groupSize, int highest, int highestScale);

// value = scale * groupScales[g] * code - minimum * groupMinimums[g], with codes from 0 to `highest`.
struct AffineFit {
    Half scale{};
    Half minimum{};
    std::array<std::uint8_t, 16> groupScales{}; // both up to `highestScale`
    std::array<std::uint8_t, 16> groupMinimums{};

    float step(std::size_t group) const { return toFloat(scale) * static_cast<float>(groupScales[group]); }
    float low(std::size_t group) const { return toFloat(minimum) * static_cast<float>(groupMinimums[group]); }
};
AffineFit fitAffine(std::span<const float> values, std::size_t groupSize, int highest, int highestScale);

} // namespace logitscope
