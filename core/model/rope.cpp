#include "core/model/rope.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace logitscope {

namespace {

// Which share of its slowed frequency a pair gets: 0 for fast pairs, 1 for slow ones.
double yarnShare(const RopeConfig& config, std::size_t pair) {
    const auto dimensions = static_cast<double>(config.dimensions);
    const YarnScaling& yarn = *config.yarn;
    // The pair that makes this many turns within the original context.
    const auto pairOfTurns = [&](double turns) {
        return dimensions * std::log(yarn.originalContext / (turns * 2.0 * M_PI)) / (2.0 * std::log(config.base));
    };
    const double first = std::max(0.0, std::floor(pairOfTurns(yarn.betaFast)));
    const double last = std::min(dimensions - 1.0, std::ceil(pairOfTurns(yarn.betaSlow)));
    return std::clamp((static_cast<double>(pair) - first) / std::max(0.001, last - first), 0.0, 1.0);
}

} // namespace

Rope::Rope(const RopeConfig& config) : m_pairing(config.pairing), m_attentionFactor(config.attentionFactor) {
    const std::size_t pairs = config.dimensions / 2;
    assert(config.frequencyFactors.empty() || config.frequencyFactors.size() == pairs);
    for (std::size_t i = 0; i < pairs; ++i) {
        const double exponent = -2.0 * static_cast<double>(i) / static_cast<double>(config.dimensions);
        const double factor = config.frequencyFactors.empty() ? 1.0 : config.frequencyFactors[i];
        double frequency = std::pow(config.base, exponent) / config.linearScale / factor;
        if (config.yarn) {
            const double share = yarnShare(config, i);
            frequency = frequency * (1.0 - share) + frequency / config.yarn->factor * share;
        }
        m_frequencies.push_back(frequency);
    }
}

void Rope::anglesAt(std::size_t position, float* cosines, float* sines) const {
    const std::size_t pairs = m_frequencies.size();
    for (std::size_t i = 0; i < pairs; ++i) {
        const double angle = static_cast<double>(position) * m_frequencies[i];
        const std::size_t first = m_pairing == RopeConfig::Pairing::Interleaved ? 2 * i : i;
        const std::size_t second = m_pairing == RopeConfig::Pairing::Interleaved ? first + 1 : i + pairs;
        cosines[first] = cosines[second] = static_cast<float>(std::cos(angle) * m_attentionFactor);
        sines[second] = static_cast<float>(std::sin(angle) * m_attentionFactor);
        sines[first] = -sines[second];
    }
}

} // namespace logitscope
