#include "core/tensor/aligned_buffer.h"

#include <cstdlib>
#include <limits>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace logitscope {

namespace {

constexpr std::size_t vectorAlignment = 64; // bytes: a cache line, the widest vector
constexpr std::size_t hugePage = std::size_t{2} << 20;

} // namespace

void AlignedBuffer::Release::operator()(std::byte* data) const { std::free(data); } // NOLINT(*-no-malloc)

AlignedBuffer AlignedBuffer::tryAllocate(std::size_t bytes) {
    AlignedBuffer buffer;
    const std::size_t alignment = bytes >= hugePage ? hugePage : vectorAlignment;
    if (bytes == 0 || bytes > static_cast<std::size_t>(std::numeric_limits<std::ptrdiff_t>::max()) - alignment) {
        return buffer;
    }
    const std::size_t rounded = (bytes + vectorAlignment - 1) / vectorAlignment * vectorAlignment;
    void* memory = nullptr;
    if (posix_memalign(&memory, alignment, rounded) != 0) {
        return buffer;
    }
#if defined(__linux__)
    // Only whole huge pages, so that the last one does not hold memory nobody uses. A refusal costs speed, nothing
    // else.
    madvise(memory, rounded / hugePage * hugePage, MADV_HUGEPAGE);
#endif
    buffer.m_data.reset(static_cast<std::byte*>(memory));
    buffer.m_size = bytes;
    return buffer;
}

} // namespace logitscope
