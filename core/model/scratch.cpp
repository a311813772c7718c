#include "core/model/scratch.h"

#include <new>

namespace logitscope {

std::span<float> Scratch::floats(std::size_t slot, std::size_t size) {
    if (slot >= m_slots.size()) {
        m_slots.resize(slot + 1);
    }
    AlignedBuffer& buffer = m_slots[slot];
    if (buffer.size() < size * sizeof(float)) {
        buffer = {}; // first, so that old and new are never held together
        buffer = AlignedBuffer::tryAllocate(size * sizeof(float));
        if (buffer.size() == 0) {
            throw std::bad_alloc();
        }
    }
    return buffer.floats().first(size);
}

std::size_t Scratch::memoryBytes() const {
    std::size_t total = 0;
    for (const AlignedBuffer& buffer : m_slots) {
        total += buffer.size();
    }
    return total;
}

} // namespace logitscope
