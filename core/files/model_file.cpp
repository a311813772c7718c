#include "core/files/model_file.h"

#include <cassert>
#include <limits>
#include <new>

namespace logitscope {

namespace {

// The value of a key when it has exactly this type.
template<typename T>
const T* find(const std::map<std::string, MetaValue, std::less<>>& metadata, std::string_view key) {
    const auto entry = metadata.find(key);
    return entry == metadata.end() ? nullptr : std::get_if<T>(&entry->second);
}

} // namespace

std::optional<std::int64_t> ModelFile::integer(std::string_view key) const {
    if (const auto* number = find<std::int64_t>(m_metadata, key)) {
        return *number;
    }
    const auto* number = find<std::uint64_t>(m_metadata, key);
    if (number && *number <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        return static_cast<std::int64_t>(*number);
    }
    return std::nullopt;
}

std::optional<double> ModelFile::number(std::string_view key) const {
    if (const auto* number = find<double>(m_metadata, key)) {
        return *number;
    }
    if (const auto whole = integer(key)) {
        return static_cast<double>(*whole);
    }
    return std::nullopt;
}

std::optional<bool> ModelFile::boolean(std::string_view key) const {
    const auto* value = find<bool>(m_metadata, key);
    return value ? std::optional(*value) : std::nullopt;
}

const std::string* ModelFile::string(std::string_view key) const { return find<std::string>(m_metadata, key); }

const std::vector<std::string>* ModelFile::strings(std::string_view key) const {
    return find<std::vector<std::string>>(m_metadata, key);
}

const std::vector<double>* ModelFile::numbers(std::string_view key) const {
    return find<std::vector<double>>(m_metadata, key);
}

const std::vector<std::int64_t>* ModelFile::integers(std::string_view key) const {
    return find<std::vector<std::int64_t>>(m_metadata, key);
}

const TensorView* ModelFile::tensor(std::string_view name) const {
    const auto entry = m_index.find(name);
    return entry == m_index.end() ? nullptr : &m_tensors[entry->second];
}

TensorBytes ModelFile::bytesOf(const TensorView& tensor) const {
    const auto maker = m_makers.find(tensor.name);
    if (maker == m_makers.end()) {
        return TensorBytes(tensor.data);
    }
    AlignedBuffer made = AlignedBuffer::tryAllocate(tensor.byteCount());
    if (made.size() == 0) {
        throw std::bad_alloc();
    }
    maker->second(made.bytes());
    return TensorBytes(std::move(made));
}

void ModelFile::releasePages() const {
    for (const MappedFile& mapping : m_mappings) {
        mapping.releasePages();
    }
}

bool ModelFile::addMetadata(std::string key, MetaValue value) {
    return m_metadata.emplace(std::move(key), std::move(value)).second;
}

bool ModelFile::addTensor(TensorView tensor) {
    if (!m_index.emplace(tensor.name, m_tensors.size()).second) {
        return false;
    }
    m_tensors.push_back(std::move(tensor));
    return true;
}

bool ModelFile::addTensor(TensorView tensor, MakeTensorBytes make) {
    assert(tensor.data.empty());
    const std::string name = tensor.name;
    if (!addTensor(std::move(tensor))) {
        return false;
    }
    m_makers.emplace(name, std::move(make));
    return true;
}

std::optional<std::string> ModelFile::absorb(ModelFile&& part) {
    for (TensorView& tensor : part.m_tensors) {
        std::string name = tensor.name;
        if (!addTensor(std::move(tensor))) {
            return name;
        }
    }
    m_makers.merge(part.m_makers);
    for (MappedFile& mapping : part.m_mappings) {
        m_mappings.push_back(std::move(mapping));
    }
    return std::nullopt;
}

} // namespace logitscope
