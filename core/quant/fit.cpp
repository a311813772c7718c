#include "core/quant/fit.h"

#include <algorithm>
#include <cmath>

namespace logitscope {

namespace {

// How many whole steps cover `value`; at most `highest`, which it would exceed by rounding only.
std::uint8_t stepsFor(float value, float step, int highest) {
    return step > 0.0F ? static_cast<std::uint8_t>(std::min(std::ceil(value / step), static_cast<float>(highest)))
                       : std::uint8_t{0};
}

} // namespace

Half halfAtLeast(float value) {
    const Half nearest = toHalf(value);
    return toFloat(nearest) < value ? static_cast<Half>(static_cast<std::uint16_t>(nearest) + 1U) : nearest;
}

float largestMagnitude(std::span<const float> values) {
    float largest = 0.0F;
    for (const float value : values) {
        largest = std::max(largest, std::fabs(value));
    }
    return largest;
}

std::uint8_t codeOf(float value, float step, float low, int highest) {
    if (step <= 0.0F) {
        return 0;
    }
    return static_cast<std::uint8_t>(std::clamp(std::round((value + low) / step), 0.0F, static_cast<float>(highest)));
}

SymmetricFit fitSymmetric(std::span<const float> values, std::size_t groupSize, int highest, int highestScale) {
    SymmetricFit fit;
    fit.scale = halfAtLeast(largestMagnitude(values) / static_cast<float>(highest * highestScale));
    for (std::size_t group = 0; group < values.size() / groupSize; ++group) {
        const float step = largestMagnitude(values.subspan(group * groupSize, groupSize)) / static_cast<float>(highest);
        fit.groupScales[group] = static_cast<std::int8_t>(stepsFor(step, toFloat(fit.scale), highestScale));
    }
    return fit;
}

AffineFit fitAffine(std::span<const float> values, std::size_t groupSize, int highest, int highestScale) {
    AffineFit fit;
    const auto groupOf = [&](std::size_t group) { return values.subspan(group * groupSize, groupSize); };
    const std::size_t groups = values.size() / groupSize;
    const float lowest = *std::min_element(values.begin(), values.end());
    fit.minimum = halfAtLeast(std::max(0.0F, -lowest) / static_cast<float>(highestScale));
    std::array<float, 16> steps{};
    for (std::size_t group = 0; group < groups; ++group) {
        const auto [low, high] = std::minmax_element(groupOf(group).begin(), groupOf(group).end());
        fit.groupMinimums[group] = stepsFor(std::max(0.0F, -*low), toFloat(fit.minimum), highestScale);
        steps[group] = std::max(0.0F, *high + fit.low(group)) / static_cast<float>(highest);
    }
    fit.scale = halfAtLeast(*std::max_element(steps.begin(), steps.end()) / static_cast<float>(highestScale));
    for (std::size_t group = 0; group < groups; ++group) {
        fit.groupScales[group] = stepsFor(steps[group], toFloat(fit.scale), highestScale);
    }
    return fit;
}

} // namespace logitscope
