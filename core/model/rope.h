// Rotary positions: the angles by which pairs of a head's dimensions turn.
//
// Su et al., "RoFormer: Enhanced Transformer with Rotary Position Embedding" (2021): pair i of d/2 turns by position *
// base^(-2i/d). Linear scaling divides the position (Chen et al., "Extending Context Window of Large Language Models
// via Positional Interpolation", 2023); NTK scaling is a larger base; Llama 3.1 and LongRoPE (Ding et al., 2024) divide
// each frequency by a factor of its own; YaRN (Peng et al., 2023) slows the slow pairs only.
#pragma once

#include "core/model/model_config.h"

#include <cstddef>
#include <vector>

namespace logitscope {

// Immutable. Frequencies are computed once, in double precision, as are the angles of every position.
class Rope {
public:
    Rope() = default;
    explicit Rope(const RopeConfig& config);

    std::size_t dimensions() const { return 2 * m_frequencies.size(); }
    RopeConfig::Pairing pairing() const { return m_pairing; }

    // The tables of Kernels::rotate* for one position, `dimensions` floats each, times the attention factor.
    void anglesAt(std::size_t position, float* cosines, float* sines) const;

private:
    RopeConfig::Pairing m_pairing = RopeConfig::Pairing::Interleaved;
    std::vector<double> m_frequencies; // radians per position
    double m_attentionFactor = 1.0;
};

} // namespace logitscope
