#include "core/model/rope.h"

#include <cassert>
#include <cmath>

namespace logitscope {

Rope::Rope(const RopeConfig& config) : m_pairing(config.pairing) {
    const std::size_t pairs = config.dimensions / 2;
    assert(config.frequencyFactors.empty() || config.frequencyFactors.size() == pairs);
    for (std::size_t i = 0; i < pairs; ++i) {
        const double exponent = -2.0 * static_cast<double>(i) / static_cast<double>(config.dimensions);
        const double factor = config.frequencyFactors.empty() ? 1.0 : config.frequencyFactors[i];
        m_frequencies.push_back(std::pow(config.base, exponent) / config.linearScale / factor);
    }
}

void Rope::anglesAt(std::size_t position, float* cosines, float* sines) const {
    const std::size_t pairs = m_frequencies.size();
    for (std::size_t i = 0; i < pairs; ++i) {
        const double angle = static_cast<double>(position) * m_frequencies[i];
        const std::size_t first = m_pairing == RopeConfig::Pairing::Interleaved ? 2 * i : i;
        const std::size_t second = m_pairing == RopeConfig::Pairing::Interleaved ? first + 1 : i + pairs;
        cosines[first] = cosines[second] = static_cast<float>(std::cos(angle));
        sines[second] = static_cast<float>(std::sin(angle));
        sines[first] = -sines[second];
    }
}

} // namespace logitscope
