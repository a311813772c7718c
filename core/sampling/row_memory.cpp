#include "core/sampling/row_memory.h"

#include <algorithm>
#include <array>
#include <bit>
#include <mutex>
#include <new>
#include <vector>

namespace logitscope {

namespace {

constexpr std::align_val_t alignment{64};
constexpr std::size_t smallestShared = std::size_t{16} << 10; // below it the allocator is quick enough
constexpr std::size_t spareLimit = std::size_t{32} << 20;

// Blocks are powers of two, so that a block serves rows of nearly the same size.
std::size_t blockBytes(std::size_t bytes) { return std::bit_ceil(std::max(bytes, std::size_t{64})); }

class Spares {
public:
    void* take(std::size_t bytes) {
        const std::lock_guard lock(m_mutex);
        std::vector<void*>& blocks = listOf(bytes);
        if (blocks.empty()) {
            return nullptr;
        }
        void* block = blocks.back();
        blocks.pop_back();
        m_bytes -= bytes;
        return block;
    }

    bool give(void* block, std::size_t bytes) noexcept {
        const std::lock_guard lock(m_mutex);
        if (m_bytes + bytes > spareLimit) {
            return false;
        }
        try {
            listOf(bytes).push_back(block);
        } catch (const std::bad_alloc&) {
            return false;
        }
        m_bytes += bytes;
        return true;
    }

private:
    std::vector<void*>& listOf(std::size_t bytes) {
        return m_lists.at(static_cast<std::size_t>(std::countr_zero(bytes)));
    }

    std::mutex m_mutex;
    std::array<std::vector<void*>, 64> m_lists; // by the binary logarithm of the block's size
    std::size_t m_bytes = 0;
};

// Never destroyed: a result that outlives main() may still give its rows back.
Spares& spares() {
    static Spares& instance = *new Spares;
    return instance;
}

} // namespace

void* takeRowMemory(std::size_t bytes) {
    const std::size_t size = blockBytes(bytes);
    if (size >= smallestShared) {
        if (void* block = spares().take(size)) {
            return block;
        }
    }
    return ::operator new(size, alignment);
}

void giveRowMemory(void* memory, std::size_t bytes) noexcept {
    const std::size_t size = blockBytes(bytes);
    if (size < smallestShared || !spares().give(memory, size)) {
        ::operator delete(memory, alignment);
    }
}

} // namespace logitscope
