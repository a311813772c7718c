// One row of logits as it is kept for later: float32, or half precision when memory is short. Immutable, shared.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace logitscope {

class LogitRow;
using LogitsPtr = std::shared_ptr<const LogitRow>;

class LogitRow {
public:
    static LogitsPtr copyOf(std::span<const float> logits);
    // The same row in half precision (IEEE binary16, round to nearest even): half the memory, exact to 11 bits. A row
    // with finite logits beyond +-65504, the largest half, stays as it is.
    LogitsPtr halved() const;

    std::size_t size() const { return m_half.empty() ? m_full.size() : m_half.size(); }
    bool isHalf() const { return !m_half.empty(); }
    std::size_t memoryBytes() const { return m_full.size() * sizeof(float) + m_half.size() * sizeof(std::uint16_t); }

    // The row as floats: the stored one, or `buffer` filled from the halves.
    std::span<const float> view(std::vector<float>& buffer) const;

private:
    std::vector<float> m_full;
    std::vector<std::uint16_t> m_half;
};

} // namespace logitscope
