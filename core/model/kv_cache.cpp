#include "core/model/kv_cache.h"

#include "core/kernels/packed_matrix.h"

#include <cassert>
#include <cstring>
#include <new>

namespace logitscope {

namespace {

std::size_t pagesFor(std::size_t tokens) { return (tokens + KvLayout::pageTokens - 1) / KvLayout::pageTokens; }

std::shared_ptr<AlignedBuffer> makePage(const KvLayout& layout) {
    auto page = std::make_shared<AlignedBuffer>(AlignedBuffer::tryAllocate(layout.pageBytes()));
    if (page->size() == 0) {
        throw std::bad_alloc();
    }
    return page;
}

} // namespace

std::unique_ptr<SequenceState> KvCache::fork() const { return std::make_unique<KvCache>(*this); }

Position KvCache::rewind(Position position) {
    assert(numberOf(position) >= 0 && indexOf(position) <= m_tokens);
    m_tokens = indexOf(position);
    m_pages.resize(pagesFor(m_tokens));
    m_data.resize(m_pages.size());
    return position;
}

std::size_t KvCache::memoryBytes() const { return m_pages.size() * m_layout.pageBytes(); }

void KvCache::reserve(std::size_t tokens) {
    if (tokens == 0) {
        return;
    }
    const std::size_t first = m_tokens / KvLayout::pageTokens; // the page that the next token goes to
    if (first < m_pages.size()) {
        std::shared_ptr<AlignedBuffer>& page = m_pages[first];
        if (page.use_count() > 1) {
            auto copy = makePage(m_layout);
            std::memcpy(copy->bytes().data(), page->bytes().data(), copy->size());
            page = std::move(copy);
            m_data[first] = page->floats().data();
        }
    }
    while (m_pages.size() < pagesFor(m_tokens + tokens)) {
        m_pages.push_back(makePage(m_layout));
        // Places that no token has reached yet are read along with their panel: give them a value.
        std::memset(m_pages.back()->bytes().data(), 0, m_layout.pageBytes());
        m_data.push_back(m_pages.back()->floats().data());
    }
}

void KvCache::write(std::size_t layer, std::size_t head, std::size_t position, const float* key, const float* value) {
    const std::size_t place = position % KvLayout::pageTokens;
    float* page = m_pages[position / KvLayout::pageTokens]->floats().data();
    float* keys = page + m_layout.keyOffset(layer, head) + place / panelRows * panelRows * m_layout.headLength;
    for (std::size_t i = 0; i < m_layout.headLength; ++i) {
        keys[i * panelRows + place % panelRows] = key[i];
    }
    float* values = page + m_layout.valueOffset(layer, head) + place * m_layout.valueStride();
    std::memcpy(values, value, m_layout.headLength * sizeof(float));
}

} // namespace logitscope
