// What attention remembers of a sequence: keys and values of every token, layer and head, in pages of 32 tokens.
//
// Pages are shared by reference count between a state and its forks; a page is copied when one of several owners is
// about to write to it. Rewinds anywhere. A state and its forks are used by one thread at a time.
//
// Within a page keys lie as the panels of a matrix whose rows are the tokens (packed_matrix.h), {headLength, 16} twice,
// so that scores are a product like any other; values lie {32, valueStride}, a token's value contiguous. Floats.
#pragma once

#include "core/model/language_model.h"
#include "core/tensor/aligned_buffer.h"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace logitscope {

struct KvLayout {
    static constexpr std::size_t pageTokens = 32;

    std::size_t layerCount = 0;
    std::size_t headCount = 0; // key/value heads
    std::size_t headLength = 0;

    // headLength rounded up to whole vectors.
    std::size_t valueStride() const { return (headLength + 15) / 16 * 16; }
    std::size_t floatsPerToken() const { return layerCount * headCount * (headLength + valueStride()); }
    std::size_t pageBytes() const { return pageTokens * floatsPerToken() * sizeof(float); }

    // Where the keys and values of a head begin in a page, in floats.
    std::size_t keyOffset(std::size_t layer, std::size_t head) const {
        return (layer * headCount + head) * (headLength + valueStride()) * pageTokens;
    }
    std::size_t valueOffset(std::size_t layer, std::size_t head) const {
        return keyOffset(layer, head) + headLength * pageTokens;
    }
};

class KvCache final : public SequenceState {
public:
    explicit KvCache(const KvLayout& layout) : m_layout(layout) {}

    Position position() const override { return static_cast<Position>(m_tokens); }
    std::unique_ptr<SequenceState> fork() const override;
    Position rewind(Position position) override;
    std::size_t memoryBytes() const override;

    // For the model. Makes the places of the next `tokens` tokens writable; position() stays until advance().
    void reserve(std::size_t tokens);
    void advance(std::size_t tokens) { m_tokens += tokens; }

    const KvLayout& layout() const { return m_layout; }
    // The pages with something in them, reserved ones included.
    std::span<const float* const> pages() const { return m_data; }
    // Writes key and value (headLength floats each) of one head at a reserved position.
    void write(std::size_t layer, std::size_t head, std::size_t position, const float* key, const float* value);

private:
    KvLayout m_layout;
    std::size_t m_tokens = 0;
    std::vector<std::shared_ptr<AlignedBuffer>> m_pages;
    std::vector<const float*> m_data; // of m_pages
};

} // namespace logitscope
