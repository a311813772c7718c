// Memory for rows of numbers: 64-byte aligned, not initialised, recycled.
//
// A row of 152 000 doubles is 1.2 MB; asking the system for it anew at every token or slider movement costs more in
// page faults than the arithmetic on it. Freed blocks wait here for the next row, up to a fixed total. Any thread.
#pragma once

#include <cstddef>
#include <span>
#include <utility>

namespace logitscope {

void* takeRowMemory(std::size_t bytes);
void giveRowMemory(void* memory, std::size_t bytes) noexcept;

// An array of numbers in such memory; its owner alone. Move-only.
template<typename Number>
class RowBuffer {
public:
    RowBuffer() = default;
    explicit RowBuffer(std::size_t size)
        : m_data(static_cast<Number*>(takeRowMemory(size * sizeof(Number)))), m_size(size) {}
    RowBuffer(RowBuffer&& other) noexcept
        : m_data(std::exchange(other.m_data, nullptr)), m_size(std::exchange(other.m_size, 0)) {}
    RowBuffer& operator=(RowBuffer&& other) noexcept {
        std::swap(m_data, other.m_data);
        std::swap(m_size, other.m_size);
        return *this;
    }
    RowBuffer(const RowBuffer&) = delete;
    RowBuffer& operator=(const RowBuffer&) = delete;
    ~RowBuffer() {
        if (m_data != nullptr) {
            giveRowMemory(m_data, m_size * sizeof(Number));
        }
    }

    explicit operator bool() const { return m_data != nullptr; }
    std::size_t size() const { return m_size; }
    Number* data() { return m_data; }
    const Number* data() const { return m_data; }
    Number& operator[](std::size_t index) { return m_data[index]; }
    const Number& operator[](std::size_t index) const { return m_data[index]; }

private:
    Number* m_data = nullptr;
    std::size_t m_size = 0;
};

} // namespace logitscope
