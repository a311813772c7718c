// Raw memory for numbers: aligned for vector loads, on huge pages where it is large and the system has them.
//
// Owns its bytes; movable. The content is undefined until written.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <utility>

namespace logitscope {

class AlignedBuffer {
public:
    AlignedBuffer() = default;
    AlignedBuffer(AlignedBuffer&& other) noexcept
        : m_data(std::move(other.m_data)), m_size(std::exchange(other.m_size, 0)) {}
    AlignedBuffer& operator=(AlignedBuffer&& other) noexcept {
        m_data = std::move(other.m_data);
        m_size = std::exchange(other.m_size, 0);
        return *this;
    }
    // Empty (size 0) when the memory is not to be had.
    static AlignedBuffer tryAllocate(std::size_t bytes);

    std::size_t size() const { return m_size; }
    std::span<std::byte> bytes() { return {m_data.get(), m_size}; }
    std::span<const std::byte> bytes() const { return {m_data.get(), m_size}; }
    // As many whole floats as fit; the buffer then holds floats only.
    std::span<float> floats() { return {reinterpret_cast<float*>(m_data.get()), m_size / sizeof(float)}; }
    std::span<const float> floats() const {
        return {reinterpret_cast<const float*>(m_data.get()), m_size / sizeof(float)};
    }

private:
    struct Release {
        void operator()(std::byte* data) const;
    };
    std::unique_ptr<std::byte[], Release> m_data;
    std::size_t m_size = 0;
};

} // namespace logitscope
